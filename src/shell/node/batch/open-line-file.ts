import { statSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import { parseJsonLossless } from '../../../base/text/parse-json-lossless.js'
import { detectSource } from '../../../read/detect-source.js'
import { LINE_SOURCES } from '../../../read/line/line-source.js'
import { UnnamedPosts } from '../../../read/link/settle-threads.js'
import type { PostField } from '../../../read/record/field-names.js'
import type { SourceId } from '../../../read/source-entry.js'
import { isParquet, readParquetGroups } from '../../../read/table/parse-parquet.js'
import { isCompressed } from '../file/decompress.js'
import { explainReadFault } from '../file/read-input.js'
import { type InputSource, sampleLines } from '../file/read-source.js'
import { isTable, lineSourceOf, type PlannedInput, type StreamFormId } from './batch-plan.js'
import { readCsvStream } from './read-csv-stream.js'
import type { LineFile } from './scan-lines.js'
import { type SpoolOptions, spool, spoolRecords } from './spool-records.js'

/** A format that is read record by record, and the reason for choosing it. */
export interface StreamForm {
  readonly form: StreamFormId
  readonly reason: string
}

/** Detects the format in which an input can be read record by record; null when there is none, or the encoding is not UTF-8. */
export function findStreamForm(
  input: InputSource,
  given: string,
  columns: Partial<Readonly<Record<PostField, string>>> | null,
): StreamForm | null {
  const { head, fileName } = input
  if (isParquet(head)) return { form: 'parquet', reason: 'the file begins as Parquet does' }
  if (head[0] === 0xff || head[0] === 0xfe) return null
  const text = sampleLines(input)
  if (text === null || text.trim() === '') return null
  const { source, reason } =
    given === 'auto'
      ? detectSource(text, fileName ?? undefined, columns ?? {})
      : { source: given as SourceId, reason: 'given by the caller' }
  if (isTable(source) || source === 'jsonl') return { form: source, reason }
  const form = LINE_SOURCES.get(source)
  const line = text.split('\n').find((one) => one.trim() !== '')
  return form !== undefined && line !== undefined && accepts(form.accepts, line) ? { form: source, reason } : null
}

function accepts(check: (record: unknown) => boolean, line: string): boolean {
  try {
    return check(parseJsonLossless(line))
  } catch {
    return false
  }
}

/**
 * Opens an input as a file with one record per line that can be read from any place. Plain files of lines stay in place; stdin,
 * compressed files and tables are written to the spill folder.
 *
 * @param path `-` for stdin
 * @throws {PipelineError} errors of reading the input; `OUTPUT_UNWRITABLE`
 */
export async function openLineFile(
  path: string,
  input: number,
  source: InputSource,
  { form: id, name, threadId, columns }: PlannedInput,
  options: SpoolOptions,
): Promise<LineFile> {
  const about = {
    name,
    input,
    form: lineSourceOf(id),
    options: { threadId, ...(columns && { columns }) },
    isStrict: options.onBadRecord === 'throw',
    ...(options.inputCount > 1 && { unnamed: new UnnamedPosts() }),
  }
  const note = (words: string): void => options.summary.note(words)
  if (id === 'csv' || id === 'tsv') {
    return await spoolRecords(readCsvStream(source, about.options.columns, id === 'tsv' ? '\t' : null, note), about, options)
  }
  const isPlain = await isPlainFile(path)
  if (isPlain) await source.close()
  if (id === 'parquet') {
    const plain = isPlain ? path : (await spool(options.folder, source.chunks())).path
    return await withFile(plain, name, async (file) => {
      const { size } = await file.stat()
      const limits = { maxPageByteCount: source.maxWindowByteCount }
      const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
        const bytes = new ArrayBuffer(Math.max(0, end - start))
        await file.read(new Uint8Array(bytes), 0, bytes.byteLength, start)
        return bytes
      }
      const groups = readParquetGroups({ byteLength: size, slice }, { columns: about.options.columns, note }, limits)
      return await spoolRecords(groups, about, options)
    })
  }
  if (!isPlain) return { ...about, ...(await spool(options.folder, source.chunks())), isNumbered: false }
  const stamp = await stat(path, { bigint: true }).catch((cause: unknown) => Promise.reject(explainReadFault(path, cause)))
  return { ...about, path, isNumbered: false, byteCount: Number(stamp.size), stamp }
}

/** Whether a path is a regular file without compression. */
async function isPlainFile(path: string): Promise<boolean> {
  if (path === '-') return false
  return await withFile(path, path, async (file) => {
    if (!(await file.stat()).isFile()) return false
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return !isCompressed(buffer)
  })
}

async function withFile<Value>(path: string, name: string, use: (file: FileHandle) => Promise<Value>): Promise<Value> {
  const file = await open(path, 'r').catch((cause: unknown) => Promise.reject(explainReadFault(name, cause)))
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

/** Checks that files read in place have not changed since they were opened. @throws {PipelineError} `INPUT_UNREADABLE` */
export function checkUnchanged(files: readonly LineFile[]): void {
  for (const { path, name, stamp } of files) {
    if (stamp === undefined) continue
    const now = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (now !== undefined && now.ino === stamp.ino && now.size === stamp.size && now.mtimeNs === stamp.mtimeNs) continue
    const got = now === undefined ? 'one that is gone' : 'one that was changed or replaced'
    const message = `${name}: expected a file that does not change while it is scored, got ${got}. Score a copy that nothing writes to.`
    throw new PipelineError('INPUT_UNREADABLE', message, { context: { path } })
  }
}
