import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { isParquet, readParquetGroups } from '../../../read/table/parse-parquet.js'
import { arrayBufferOf, isZip, readSheets } from '../../../read/table/parse-xlsx.js'
import { tapChunks } from '../file/decompress.js'
import { type InputSource, openSource, readWhole } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'
import { isTableHead } from '../scored/scored-tables.js'
import { type PostRecord, parsePostRecord } from './forget-references.js'
import { MAX_NAME_LENGTH, type NameSearch } from './pseudonymise-post.js'

/** `posts`: posts or scored posts, one per line. `derived`: results without posts. `other`: not a record of dealstance. */
export type FileKind = 'posts' | 'audit' | 'derived' | 'other'

/** A file of posts that was read to its end. */
export interface ScannedFile {
  readonly path: string
  readonly sha256: string
  /** Keys of the scored posts. */
  readonly scoredKeys: ReadonlySet<string>
}

const SKIPPED_FOLDERS = new Set(['node_modules', '.git'])
const SCHEMA = /^\s*\{\s*"schema":\s*"dealstance\/(\w+)@/
const DERIVED: ReadonlySet<string> = new Set(['shards', 'breakdown', 'claim', 'disclosure', 'change', 'verification'])

/** Lists the files of a folder and its subfolders, sorted. Does not follow links. @throws {PipelineError} `INPUT_MISSING` */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    const message = `${folder}: expected a folder, got none that can be read. Check the path.`
    throw new PipelineError('INPUT_MISSING', message, { cause, context: { path: folder } })
  })
  const files: string[] = []
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) files.push(...(await listFiles(path)))
    else if (entry.isFile()) files.push(path)
  }
  return files
}

export async function detectFileKind(path: string): Promise<FileKind> {
  // A partial file belongs to a run that can be resumed.
  if (path.endsWith('.partial')) return 'other'
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0)
    const schema = SCHEMA.exec(buffer.toString('utf8', 0, bytesRead))?.[1]
    if (schema !== undefined) return schema === 'audit' ? 'audit' : DERIVED.has(schema) ? 'derived' : 'other'
    if (!/^\s*\{/.test(buffer.toString('utf8', 0, bytesRead))) return 'other'
  } finally {
    await file.close()
  }
  try {
    for await (const { lines } of streamLines(createReadStream(path), { name: path })) {
      const line = lines.find((each) => each.trim() !== '' && !/^\{"id":.{0,300},"error":/.test(each))
      if (line === undefined) continue
      const record = parsePostRecord(line)
      // Flat rows contain JSON as strings.
      return record !== null && typeof record['meta'] !== 'string' ? 'posts' : 'other'
    }
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
  }
  return 'other'
}

/** Passes each record of a file through `edit`, which gives null for one to remove. All other lines stay. */
export async function editLines(
  path: string,
  edit: (record: PostRecord) => PostRecord | null,
  write: (text: string) => Promise<void> | void = () => {},
): Promise<{ readonly removedCount: number; readonly editedCount: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let [removedCount, editedCount] = [0, 0]
  for await (const { lines } of streamLines(
    tapChunks(createReadStream(path), (chunk) => hash.update(chunk)),
    { name: path },
  )) {
    const kept: string[] = []
    for (const line of lines) {
      const record = parsePostRecord(line)
      const edited = record && edit(record)
      if (record !== null && edited === null) removedCount += 1
      else {
        const isEdited = edited !== record && JSON.stringify(edited) !== JSON.stringify(record)
        if (isEdited) editedCount += 1
        kept.push(`${isEdited ? JSON.stringify(edited) : line}\n`)
      }
    }
    await write(kept.join(''))
  }
  return { removedCount, editedCount, sha256: hash.digest('hex') }
}

export const isScored = (record: PostRecord): boolean => Array.isArray(record['stances'])

/** Limit of attempts to find the order of files that an audit was drawn from. */
const MAX_TRY_COUNT = 500

/** Finds the paths, in order, of the scored files whose concatenation has the given hash and number of posts; null for none. */
export async function findParts(files: readonly ScannedFile[], sha256: string, postCount: number): Promise<readonly string[] | null> {
  const whole = files.find((file) => file.sha256 === sha256)
  if (whole) return [whole.path]
  let tryCount = 0
  const extend = async (parts: readonly string[], hash: Hash, left: number): Promise<readonly string[] | null> => {
    for (const { path, scoredKeys } of files) {
      const scoredCount = scoredKeys.size
      if (scoredCount === 0 || scoredCount > left || parts.includes(path) || tryCount >= MAX_TRY_COUNT) continue
      tryCount += 1
      const next = hash.copy()
      for await (const chunk of createReadStream(path)) next.update(chunk as Uint8Array)
      const found =
        scoredCount === left ? next.digest('hex') === sha256 && [...parts, path] : await extend([...parts, path], next, left - scoredCount)
      if (found) return found
    }
    return null
  }
  return extend([], createHash('sha256'), postCount)
}

const REMOVE = 'holds the person or a post, and is no file of records: remove them there, make it again, or delete it'
const CONVERT =
  'holds the person or a post: write it again from the changed posts, npm run classify -- SCORED.jsonl --out TABLE (where there is only the table, make the JSONL from it first), or delete it'

/**
 * Searches a file of any form: text in UTF-8 or UTF-16, gzip, zstd, Parquet, a workbook.
 *
 * @returns what the user must do with it; null for a file without the names
 */
export async function findHolding(path: string, search: NameSearch): Promise<string | null> {
  try {
    const source = await openSource(path)
    try {
      const advice = isTableHead(source.head) ? CONVERT : REMOVE
      for await (const text of readTexts(source)) if (search(text)) return advice
      return null
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof PipelineError) return `cannot be read (${error.code}): look for the person by hand`
    throw error
  }
}

async function* readTexts(source: InputSource): AsyncGenerator<string> {
  const { head } = source
  if (isZip(head)) yield JSON.stringify(await readSheets(await readWhole(source)))
  else if (isParquet(head)) {
    for await (const rows of readParquetGroups(arrayBufferOf(await readWhole(source))))
      for (const { record } of rows) yield JSON.stringify(record)
  } else {
    const encodings: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' }
    const decoder = new TextDecoder(encodings[Buffer.from(head.subarray(0, 2)).toString('hex')])
    let tail = ''
    for await (const chunk of source.chunks()) {
      const text = tail + decoder.decode(chunk, { stream: true })
      yield text
      tail = text.slice(-2 * MAX_NAME_LENGTH)
    }
  }
}
