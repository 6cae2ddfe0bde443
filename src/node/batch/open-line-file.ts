import { open, stat } from 'node:fs/promises'
import { detectSource } from '../../ingest/detect-source.js'
import { LINE_SOURCES } from '../../ingest/line/line-source.js'
import { UnnamedPosts } from '../../ingest/link/settle-threads.js'
import type { PostField } from '../../ingest/record/field-names.js'
import type { SourceId } from '../../ingest/source-id.js'
import { isParquet, readParquetGroups } from '../../ingest/table/parse-parquet.js'
import { parseJsonLossless } from '../../text/parse-json-lossless.js'
import { isCompressed } from '../file/decompress.js'
import { explainReadFault } from '../file/read-input.js'
import type { InputSource } from '../file/read-source.js'
import { sampleLines } from '../file/sample-lines.js'
import type { PlannedInput, StreamFormId } from './batch-plan.js'
import { lineSourceOf } from './read-batch.js'
import { readCsvStream } from './read-csv-stream.js'
import type { LineFile } from './scan-lines.js'
import { openSpool } from './spool.js'
import { type SpoolOptions, spoolRecords } from './spool-records.js'

/** A form that is read record by record, and why it was taken. */
export interface StreamForm {
  readonly form: StreamFormId
  readonly reason: string
}

/** The form in which an input can be read record by record; null when it has none, or is of another encoding than UTF-8. */
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
  if (source === 'csv' || source === 'tsv' || source === 'jsonl') return { form: source, reason }
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
 * Makes of an input a file of one record a line that can be read from any place: what is one already is left where it stands, stdin,
 * compressed files and tables are written to the spill folder.
 *
 * @param path `-` for stdin
 * @throws {PipelineError} what reading the input throws
 */
export async function openLineFile(
  path: string,
  input: number,
  source: InputSource,
  { form: id, name, threadId, columns }: PlannedInput,
  options: SpoolOptions,
): Promise<LineFile> {
  const form = lineSourceOf({ form: id })
  const isStrict = options.onBadRecord === 'throw'
  const about = {
    name,
    input,
    form,
    options: { threadId, ...(columns && { columns }) },
    isStrict,
    ...(options.inputCount > 1 && { unnamed: new UnnamedPosts() }),
  }
  if (id === 'csv' || id === 'tsv') {
    const note = (words: string): void => options.summary.note(words)
    return await spoolRecords(readCsvStream(source, about.options.columns, id === 'tsv' ? '\t' : null, note), about, options)
  }
  if (await isPlainFile(path)) {
    await source.close()
    if (id === 'parquet') return await spoolParquet(path, about, options)
    const stamp = await stat(path, { bigint: true }).catch((cause: unknown) => Promise.reject(explainReadFault(path, cause)))
    return { ...about, path, isNumbered: false, byteCount: Number(stamp.size), stamp }
  }
  const spool = await openSpool(options.folder)
  for await (const chunk of source.chunks()) await spool.write(chunk)
  const byteCount = await spool.end()
  return id === 'parquet' ? await spoolParquet(spool.path, about, options) : { ...about, path: spool.path, isNumbered: false, byteCount }
}

/** A regular file that is not compressed. */
async function isPlainFile(path: string): Promise<boolean> {
  if (path === '-') return false
  const file = await open(path, 'r').catch((cause: unknown) => Promise.reject(explainReadFault(path, cause)))
  try {
    if (!(await file.stat()).isFile()) return false
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return !isCompressed(buffer)
  } finally {
    await file.close()
  }
}

async function spoolParquet(path: string, about: Parameters<typeof spoolRecords>[1], options: SpoolOptions): Promise<LineFile> {
  const file = await open(path, 'r').catch((cause: unknown) => Promise.reject(explainReadFault(about.name, cause)))
  try {
    const { size } = await file.stat()
    const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
      const bytes = new ArrayBuffer(Math.max(0, end - start))
      await file.read(new Uint8Array(bytes), 0, bytes.byteLength, start)
      return bytes
    }
    return await spoolRecords(
      readParquetGroups({ byteLength: size, slice }, { columns: about.options.columns, note: (words) => options.summary.note(words) }),
      about,
      options,
    )
  } finally {
    await file.close()
  }
}
