import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { isOwnTable } from '../../../read/record/own-columns.js'
import { isParquet } from '../../../read/table/parse-parquet.js'
import { isXlsx } from '../../../read/table/parse-xlsx.js'
import { readCsvRows } from '../../../read/table/read-csv-rows.js'
import { isGzip } from '../file/decompress.js'
import { isZstd } from '../file/decompress-zstd.js'
import { type InputSource, openSource, readWhole } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'
import { readScoredTable } from '../scored/scored-tables.js'
import type { SpillFolder } from '../spill/spill-folder.js'

/** A file of scored posts that DuckDB can read. */
export interface QueryInput {
  readonly form: 'jsonl' | 'csv' | 'parquet'
  /** The path as given by the user. */
  readonly name: string
  /** The file itself, or a repaired copy that DuckDB can read. */
  readonly path: string
  readonly compression: 'uncompressed' | 'gzip' | 'zstd'
  /** Column names; empty for JSON, and for Parquet until it is opened. */
  readonly header: readonly string[]
  readonly byteCount: number
}

/** Fields that together identify a scored post. */
const SCORED_KEYS = ['id', 'threadId', 'text', 'label', 'status', 'model']
const ADVICE = 'Give the output of classify as JSONL, CSV, XLSX or Parquet (--format, --out).'

/** The source of `-`, and the folder for copies. */
interface ReadOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly folder: SpillFolder
}

/** Detects the form of each input. Skips inputs without a record. */
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
    const message = `${path}: expected every file once, got ${got}. Its posts would count twice: leave it out.`
    throw new PipelineError('SCORED_INVALID', message, { context: { path, first } })
  }
  return inputs
}

/**
 * Detects the form of an input. DuckDB reads most files in place, compressed or not. Some inputs are copied into the folder first: standard
 * input, compressed Parquet, and JSON with a byte order mark or lone surrogates, which DuckDB rejects (each becomes U+FFFD).
 */
async function readQueryInput(path: string, { stdin, folder }: ReadOptions): Promise<QueryInput | null> {
  const open = (): Promise<InputSource> => openSource(path, { stdin })
  let source = await open().catch(async (error: unknown) => {
    throw error instanceof PipelineError && error.code === 'INPUT_IS_DIRECTORY' ? await explainFolder(path, error) : error
  })
  try {
    if (source.head[0] === 0x50 && source.head[1] === 0x4b) return await copyWorkbook(await readWhole(source), source.name, folder)
    const shape = detectShape(source)
    if (shape === null) return null
    const { name } = source
    const compression = path === '-' ? null : await readCompression(path)
    const isInPlace = compression !== null && (compression === 'uncompressed' || shape.form !== 'parquet')
    const isSearched = shape.form === 'jsonl' || compression !== 'uncompressed'
    if (isInPlace && !(isSearched && shape.form !== 'parquet' && (await needsRepair(source, shape.form)))) {
      return { ...shape, name, path: resolve(path), compression, byteCount: (await stat(path)).size }
    }
    if (isInPlace) source = await open()
    const place = await copyRepaired(source, shape.form, folder)
    return { ...shape, name, path: place, compression: 'uncompressed', byteCount: (await stat(place)).size }
  } finally {
    await source.close()
  }
}

/** The error for a folder. It names the files in it that may hold scored posts. */
async function explainFolder(path: string, cause: PipelineError): Promise<PipelineError> {
  const names = await readdir(path).catch(() => [])
  const found = ['.parquet', '.jsonl', '.csv', '.jsonl.gz', '.jsonl.zst'].filter((ending) => names.some((name) => name.endsWith(ending)))
  const advice = found.length > 0 ? `Name the files in it: ${join(path, `*${found[0]}`)}` : ADVICE
  const message = `${path}: expected a file of scored posts, got a directory. ${advice}`
  return new PipelineError('INPUT_IS_DIRECTORY', message, { cause, context: cause.context })
}

function detectShape({ head, name, isWhole }: InputSource): Pick<QueryInput, 'form' | 'header'> | null {
  if (isParquet(head)) return { form: 'parquet', header: [] }
  const text = new TextDecoder().decode(head).trimStart()
  if (text === '') return null
  const [firstLine = ''] = text.split(/\r?\n/, 1)
  if (text.startsWith('{')) {
    checkLines(text, { name, isWhole })
    return { form: 'jsonl', header: [] }
  }
  const [{ cells: header } = { cells: [] }] = readCsvRows(firstLine, ',')
  if (!isOwnTable(header)) {
    const got = isWhole && text.length < 60 ? JSON.stringify(text) : `something that starts with ${JSON.stringify(text.slice(0, 40))}`
    throw new PipelineError('SCORED_INVALID', `${name}: expected scored posts, got ${got}. ${ADVICE}`, { context: { name } })
  }
  checkKeys(header, name)
  return { form: 'csv', header }
}

/** Checks the keys of the first scored post. Lines of the filter may hold an error instead. @throws {PipelineError} `SCORED_INVALID` */
function checkLines(text: string, { name, isWhole }: Pick<InputSource, 'name' | 'isWhole'>): void {
  const lines = text.split('\n')
  if (!isWhole && lines.length > 1) lines.pop()
  const keys = lines.map(keysOf)
  const first = keys.find((of) => of !== null && !of.includes('error'))
  if (first) checkKeys(first, name)
  else if (keys.every((of) => of === null)) {
    const message = `${name}: expected one scored post a line, got a first line that is no JSON. ${ADVICE}`
    throw new PipelineError('SCORED_INVALID', message, { context: { name } })
  }
}

/** Keys of a JSON object; null for anything else. */
function keysOf(line: string): string[] | null {
  const value = parseJson(line, () => null)
  return typeof value === 'object' && value !== null ? Object.keys(value) : null
}

/** @throws {PipelineError} `SCORED_INVALID` when a field of scored posts is missing */
export function checkKeys(keys: readonly string[], name: string): void {
  const missing = SCORED_KEYS.filter((key) => !keys.includes(key))
  if (missing.length === 0) return
  const message = `${name}: expected scored posts, got records without ${missing.map((key) => `"${key}"`).join(', ')}. ${ADVICE}`
  throw new PipelineError('SCORED_INVALID', message, { context: { name } })
}

/** The compression of a file; null for input that can be read only once, such as a pipe. */
async function readCompression(path: string): Promise<QueryInput['compression'] | null> {
  if (!(await stat(path)).isFile()) return null
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    if (isZstd(buffer.subarray(0, bytesRead))) return 'zstd'
    return isGzip(buffer) ? 'gzip' : 'uncompressed'
  } finally {
    await file.close()
  }
}

/** Start of a JSON escape of a surrogate. */
const SURROGATE_ESCAPES = ['\\ud', '\\uD'].map((text) => Buffer.from(text))
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

/** Reads the input to its end, so that a truncated compressed file is detected too. */
async function needsRepair({ head, chunks }: InputSource, form: QueryInput['form']): Promise<boolean> {
  let tail = Buffer.alloc(0)
  let isBroken = Buffer.from(head.subarray(0, 3)).equals(BYTE_ORDER_MARK)
  for await (const bytes of chunks()) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const seam = Buffer.concat([tail, chunk.subarray(0, 2)])
    isBroken ||= SURROGATE_ESCAPES.some((spelling) => seam.includes(spelling) || chunk.includes(spelling))
    tail = Buffer.from(chunk.subarray(-2))
  }
  return isBroken && form === 'jsonl'
}

// Pairs of surrogates are kept. An escaped backslash does not start an escape.
const ESCAPES = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}/g

const replaceLoneSurrogates = (line: string): string => line.replace(ESCAPES, (found) => (found.length === 6 ? '\\ufffd' : found))

async function copyRepaired(source: InputSource, form: QueryInput['form'], folder: SpillFolder): Promise<string> {
  const inside = folder.nextPath()
  await mkdir(inside)
  const path = join(inside, source.fileName === null ? 'stdin' : basename(source.fileName))
  const lines = async function* (): AsyncGenerator<string> {
    for await (const batch of streamLines(source.chunks(), { name: source.name })) {
      yield `${batch.lines.map((line) => (line.includes('\\u') ? replaceLoneSurrogates(line) : line)).join('\n')}\n`
    }
  }
  await pipeline(form === 'jsonl' ? lines() : source.chunks(), createWriteStream(path))
  return path
}

/** A workbook as lines of JSON, since DuckDB reads none without an extension. */
async function copyWorkbook(bytes: Uint8Array, name: string, folder: SpillFolder): Promise<QueryInput> {
  const table = isXlsx(bytes) ? await readScoredTable(bytes, name) : null
  if (table === null) {
    const message = `${name}: expected a workbook with a sheet of scored posts, got one without. ${ADVICE}`
    throw new PipelineError('SCORED_INVALID', message, { context: { name } })
  }
  const inside = folder.nextPath()
  await mkdir(inside)
  const path = join(inside, 'workbook.jsonl')
  const lines = function* (): Generator<string> {
    for (const { record } of table.records) yield `${JSON.stringify(record)}\n`
  }
  await pipeline(lines, createWriteStream(path))
  return { form: 'jsonl', header: [], name, path, compression: 'uncompressed', byteCount: (await stat(path)).size }
}

/** Finds the 1-based number of the first line that is not a scored post; null when there is none. */
export async function findBrokenLine(path: string): Promise<number | null> {
  const source = await openSource(path, { headByteCount: 0 })
  for await (const { lines, firstLineNumber } of streamLines(source.chunks(), { name: path })) {
    const index = lines.findIndex((line) => line.trim() !== '' && !looksScored(line))
    if (index >= 0) return firstLineNumber + index
  }
  return null
}

function looksScored(line: string): boolean {
  const post = Object(parseJson(line, () => null)) as Readonly<Record<string, unknown>>
  return ['id', 'status', 'sentiment'].every((key) => (post[key] ?? null) !== null)
}
