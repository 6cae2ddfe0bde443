import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PipelineError } from '../../errors.js'
import { isParquet } from '../../ingest/table/parse-parquet.js'
import { OWN_COLUMNS } from '../../text/safe-cell.js'
import { type InputSource, openSource } from '../file/read-source.js'
import { SAMPLE_BYTE_COUNT } from '../file/sample-lines.js'
import { isZstd } from '../file/zstd-frames.js'
import { readLines } from '../read-lines.js'
import type { SpillFolder } from '../spill/spill-folder.js'

/** A file of scored posts as DuckDB can read it. */
export interface QueryInput {
  /** `flat` is JSONL with the columns of Parquet: what the filter writes with `--rows flat`. */
  readonly form: 'jsonl' | 'flat' | 'csv' | 'parquet'
  /** As the user named it. */
  readonly name: string
  /** The file itself, or a copy of it without what DuckDB cannot read. */
  readonly path: string
  /** Names of the columns of a CSV or of flat rows; empty for the other forms. */
  readonly header: readonly string[]
  /** Of what DuckDB reads. */
  readonly byteCount: number
}

/** Whether the lines of a form are JSON. */
export const isJson = (form: QueryInput['form']): boolean => form === 'jsonl' || form === 'flat'

const MAX_WINDOW_BYTE_COUNT = 128 * 1024 * 1024
/** What every scored post has and no other record of posts. */
const SCORED_KEYS = ['id', 'threadId', 'text', 'label', 'status', 'model']
const ADVICE = 'Give the output of classify as JSONL, CSV or Parquet (--format, --out).'

/** Where inputs come from, and where copies of them may stand. */
interface ReadOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly folder: SpillFolder
}

/**
 * Finds out what each input is; those without a record are left out.
 *
 * @throws {PipelineError} `SCORED_INVALID` for a file that is given twice under whatever name, and what {@link readQueryInput} throws
 */
export async function readQueryInputs(paths: readonly string[], options: ReadOptions): Promise<QueryInput[]> {
  const inputs: QueryInput[] = []
  const pathOf = new Map<string, string>()
  for (const path of paths) {
    const input = await readQueryInput(path, options)
    if (input === null) continue
    inputs.push(input)
    if (path === '-') continue
    const { dev, ino } = await stat(path, { bigint: true })
    const first = pathOf.get(`${dev}:${ino}`)
    pathOf.set(`${dev}:${ino}`, path)
    if (first === undefined) continue
    const got = first === path ? 'it twice' : `the file that ${first} is`
    throw new PipelineError('SCORED_INVALID', `${path}: expected every file once, got ${got}. Its posts would count twice: leave it out.`, {
      context: { path, first },
    })
  }
  return inputs
}

/**
 * Finds out what an input is. Files are read where they stand; standard input, what is compressed, and JSON with halves of characters
 * (which DuckDB refuses) are copied into the folder first, each such half as U+FFFD.
 *
 * @returns null for an input without a record
 * @throws {PipelineError} `SCORED_INVALID` for what holds no scored posts, and what `openSource` throws
 */
export async function readQueryInput(path: string, { stdin, folder }: ReadOptions): Promise<QueryInput | null> {
  const source = await openSource(path, { stdin, headByteCount: SAMPLE_BYTE_COUNT, maxWindowByteCount: MAX_WINDOW_BYTE_COUNT }).catch(
    async (error: unknown) => {
      throw error instanceof PipelineError && error.code === 'INPUT_IS_DIRECTORY' ? await explainFolder(path, error) : error
    },
  )
  try {
    const shape = shapeOf(source)
    if (shape === null) return null
    const isCopied = path === '-' || !(await isPlainFile(path)) || (isJson(shape.form) && (await needsRepair(path)))
    const place = isCopied ? await copy(source, shape.form, folder) : resolve(path)
    return { ...shape, name: source.name, path: place, byteCount: (await stat(place)).size }
  } finally {
    await source.close()
  }
}

/** Names the files in a folder that may hold scored posts. */
async function explainFolder(path: string, cause: PipelineError): Promise<PipelineError> {
  const names = await readdir(path).catch(() => [])
  const found = ['.parquet', '.jsonl', '.csv', '.jsonl.gz', '.jsonl.zst'].filter((ending) => names.some((name) => name.endsWith(ending)))
  const advice = found.length > 0 ? `Name the files in it: ${join(path, `*${found[0]}`)}` : ADVICE
  const message = `${path}: expected a file of scored posts, got a directory. ${advice}`
  return new PipelineError('INPUT_IS_DIRECTORY', message, { cause, context: cause.context })
}

function shapeOf({ head, name, isWhole }: InputSource): Pick<QueryInput, 'form' | 'header'> | null {
  if (isParquet(head)) return { form: 'parquet', header: [] }
  const text = new TextDecoder().decode(head).trimStart()
  if (text === '') return null
  const [firstLine = ''] = text.split(/\r?\n/, 1)
  if (text.startsWith('{')) return jsonShape(text, { name, isWhole })
  const header = firstLine.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1'))
  if (!OWN_COLUMNS.every((column, index) => header[index] === column)) {
    const got = isWhole && text.length < 60 ? JSON.stringify(text) : `something that starts with ${JSON.stringify(text.slice(0, 40))}`
    throw new PipelineError('SCORED_INVALID', `${name}: expected scored posts, got ${got}. ${ADVICE}`, { context: { name } })
  }
  checkKeys(header, name)
  return { form: 'csv', header }
}

/** The form of lines of JSON, by the first of them that is a scored post; a line of the filter may be an error instead. */
function jsonShape(text: string, { name, isWhole }: Pick<InputSource, 'name' | 'isWhole'>): Pick<QueryInput, 'form' | 'header'> {
  const lines = text.split('\n')
  if (!isWhole && lines.length > 1) lines.pop()
  const keys = lines.map(keysOf)
  const first = keys.find((of) => of !== null && !of.includes('error')) ?? null
  if (first === null) {
    if (lines.some((line) => keysOf(line) !== null)) return { form: 'jsonl', header: [] }
    const message = `${name}: expected one scored post a line, got a first line that is no JSON. ${ADVICE}`
    throw new PipelineError('SCORED_INVALID', message, { context: { name } })
  }
  checkKeys(first, name)
  return first.some((key) => key.startsWith('p_')) ? { form: 'flat', header: first } : { form: 'jsonl', header: [] }
}

/** Null for what is no JSON object. */
function keysOf(line: string): string[] | null {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null ? Object.keys(value) : null
  } catch {
    return null
  }
}

/** @throws {PipelineError} `SCORED_INVALID` where a field is missing that every scored post has */
export function checkKeys(keys: readonly string[], name: string): void {
  const missing = SCORED_KEYS.filter((key) => !keys.includes(key))
  if (missing.length === 0) return
  throw new PipelineError(
    'SCORED_INVALID',
    `${name}: expected scored posts, got records without ${missing.map((key) => `"${key}"`).join(', ')}. ${ADVICE}`,
    { context: { name } },
  )
}

async function isPlainFile(path: string): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return !(bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) && !isZstd(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** How JSON spells a half of a character, an escape and its letter. */
const SURROGATE_ESCAPES = ['\\ud', '\\uD'].map((text) => Buffer.from(text))
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

async function needsRepair(path: string): Promise<boolean> {
  let tail = Buffer.alloc(0)
  let isFirst = true
  for await (const chunk of createReadStream(path, { highWaterMark: SAMPLE_BYTE_COUNT }) as AsyncIterable<Buffer>) {
    if (isFirst && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK)) return true
    isFirst = false
    const seam = Buffer.concat([tail, chunk.subarray(0, 2)])
    if (SURROGATE_ESCAPES.some((spelling) => seam.includes(spelling) || chunk.includes(spelling))) return true
    tail = Buffer.from(chunk.subarray(-2))
  }
  return false
}

/** Pairs stay; an escaped backslash is no start of an escape. */
const ESCAPES = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}/g

const withoutHalves = (line: string): string => line.replace(ESCAPES, (found) => (found.length === 6 ? '\\ufffd' : found))

async function copy(source: InputSource, form: QueryInput['form'], folder: SpillFolder): Promise<string> {
  const inside = folder.nextPath()
  await mkdir(inside)
  const path = join(inside, source.fileName === null ? 'stdin' : basename(source.fileName))
  const lines = async function* (): AsyncGenerator<string> {
    for await (const batch of readLines(source.chunks(), { name: source.name })) {
      yield `${batch.lines.map((line) => (line.includes('\\u') ? withoutHalves(line) : line)).join('\n')}\n`
    }
  }
  await pipeline(isJson(form) ? lines() : source.chunks(), createWriteStream(path))
  return path
}

/** The number of the first line that is no scored post, 1-based; null when all look like one. */
export async function findBrokenLine(path: string): Promise<number | null> {
  for await (const { lines, firstLineNumber } of readLines(createReadStream(path), { name: path })) {
    const index = lines.findIndex((line) => line.trim() !== '' && !looksScored(line))
    if (index >= 0) return firstLineNumber + index
  }
  return null
}

function looksScored(line: string): boolean {
  try {
    const post = JSON.parse(line) as Readonly<Record<string, unknown>>
    return ['id', 'status', 'sentiment'].every((key) => (post[key] ?? null) !== null)
  } catch {
    return false
  }
}
