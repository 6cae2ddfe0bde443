import { PipelineError } from '../../base/errors.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isOwnTable, ownColumnsOf } from '../record/own-columns.js'
import { arrayBufferOf } from './array-buffer.js'
import { type RowCleaner, readMeta, rowCleaner } from './clean-row.js'
import { describeColumns } from './describe-columns.js'
import { brokenParquet, checkFooter, DEFAULT_MAX_PAGE_BYTE_COUNT, type ParquetBytes, rangesOf, tooLarge } from './parquet/row-ranges.js'
import type { CsvTable } from './parse-csv.js'
import { type ParseRecordsOptions, parseRecords, type SourceRecord } from './parse-records.js'

const MAGIC = [0x50, 0x41, 0x52, 0x31]

/** Whether bytes begin as a Parquet file does. */
export function isParquet(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte)
}

/**
 * Reads posts from the bytes of a Parquet file, one row a post, columns found by name as in a CSV. Timestamps become ISO 8601, whole
 * numbers that a double cannot hold become strings; a column `meta` of JSON objects is read as such. A record's place is its row,
 * 1-based.
 *
 * @param maxPageByteCount a file with a larger page is refused, and one that takes four times as many bytes in all. Default 128 MiB
 * @throws {PipelineError} `INGEST_PARQUET_BROKEN` for bytes that cannot be read, and what `parsePost` and `linkParents` throw
 */
export async function parseParquet(
  bytes: Uint8Array,
  options: ParseRecordsOptions = {},
  maxPageByteCount: number = DEFAULT_MAX_PAGE_BYTE_COUNT,
): Promise<IngestResult> {
  const file = arrayBufferOf(bytes)
  const records: SourceRecord[] = []
  const notes = [PARQUET_NOTE]
  const ownColumns: string[] = []
  const table: TableReading = {
    columns: options.columns,
    onTable: (read) => {
      notes.push(...read.notes)
      ownColumns.push(...read.ownColumns)
    },
  }
  const limits = { maxPageByteCount, maxByteCount: WHOLE_FACTOR * maxPageByteCount }
  for await (const rows of readParquetGroups(file, table, limits)) for (const record of rows) records.push(record)
  return parseRecords(records, 'parquet', options, { notes, ownColumns })
}

/** What a user must know of places in messages. */
export const PARQUET_NOTE = 'line numbers are rows of the table'

/** What is held as a whole may be so many times as large as a page. Choice. */
const WHOLE_FACTOR = 4

/** What a table was read as; `said` holds the texts in the metadata of Parquet, by their keys. */
export type TableFound = Pick<CsvTable, 'notes' | 'ownColumns'> & { readonly said?: ReadonlyMap<string, string> }

/** How the rows of a table become posts. */
export interface TableReading {
  readonly columns: ParseRecordsOptions['columns']
  /** Takes what each column was read as, once the first row is there. */
  readonly onTable: (table: TableFound) => void
}

/** What is refused before it is unpacked. */
export interface ParquetLimits {
  /** Default 128 MiB. */
  readonly maxPageByteCount?: number | undefined
  /** Of all pages together. Default: any number. */
  readonly maxByteCount?: number
}

/**
 * The same as records, some rows at a time: in the memory of the rows, and of a row group as it lies in the file.
 *
 * @param table how rows become posts; absent: the values as they stand
 */
export async function* readParquetGroups(
  file: ParquetBytes,
  table: TableReading | null = null,
  { maxPageByteCount = DEFAULT_MAX_PAGE_BYTE_COUNT, maxByteCount = Number.POSITIVE_INFINITY }: ParquetLimits = {},
): AsyncGenerator<Iterable<SourceRecord>> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const { DEFAULT_PARSERS } = await import('hyparquet/src/convert.js')
  const { decompress } = await import('fzstd')
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const options = {
    file,
    compressors: { ZSTD: (input: Uint8Array, byteCount: number) => decompress(input, new Uint8Array(byteCount)) },
    // A text may begin with what would be a byte order mark in a file.
    parsers: { ...DEFAULT_PARSERS, stringFromBytes: (given: Uint8Array) => given && decoder.decode(given) },
  }
  const metadata = await reading(async () => {
    await checkFooter(file)
    return parquetMetadataAsync(file)
  })
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
  const byteCount = chunks.reduce((sum, { meta_data: meta }) => sum + Number(meta?.total_uncompressed_size ?? 0), 0)
  if (byteCount > maxByteCount) throw tooLarge('pages', byteCount, maxByteCount)
  const ranges = rangesOf(file, metadata, { compressors: options.compressors, maxPageByteCount })
  let clean: RowCleaner | null = null
  for (let next = await reading(() => ranges.next()); !next.done; next = await reading(() => ranges.next())) {
    const { rowStart, rowEnd } = next.value
    const rows = await reading(() => parquetReadObjects({ ...options, metadata, rowStart, rowEnd, useOffsetIndex: true }))
    const names = Object.keys(rows[0] ?? {})
    if (clean === null && names.length > 0 && table !== null) {
      const isOwn = isOwnTable(names)
      clean = isOwn ? (row) => row : rowCleaner(names, table.columns)
      const said = new Map(metadata.key_value_metadata?.map(({ key, value = '' }) => [key, value]))
      table.onTable({ notes: isOwn ? [] : describeColumns(names, table.columns), ownColumns: ownColumnsOf(names, table.columns), said })
    }
    yield toRecords(rows, rowStart, clean ?? ((row) => row))
  }
}

async function reading<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (cause) {
    throw cause instanceof PipelineError ? cause : brokenParquet(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function* toRecords(rows: readonly Readonly<Record<string, unknown>>[], rowStart: number, clean: RowCleaner): Generator<SourceRecord> {
  for (const [index, row] of rows.entries()) {
    const record: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(row)) {
      if (value === null || value === undefined) continue
      Object.defineProperty(record, name, { value: toPlain(value, name), enumerable: true, writable: true, configurable: true })
    }
    yield { lineNumber: rowStart + index + 1, record: clean(record) }
  }
}

function toPlain(value: unknown, name: string): unknown {
  if (typeof value === 'bigint') return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, (entry: number | bigint) => toPlain(entry, ''))
  if (Array.isArray(value)) return value.map((entry) => toPlain(entry, ''))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toPlain(entry, '')]))
  }
  if (name === 'meta' && typeof value === 'string') return readMeta(value)
  return value
}
