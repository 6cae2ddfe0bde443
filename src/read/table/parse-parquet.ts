import type { FileMetaData, RowGroup } from 'hyparquet'
import { PipelineError } from '../../base/errors.js'
import type { IngestResult } from '../record/ingest-result.js'
import { type OpenTable, openTable, type RowCleaner, readMeta } from './clean-row.js'
import { excerpt } from './parse-jsonl.js'
import { type ParseRecordsOptions, parseRecords, type SourceRecord } from './parse-records.js'
import { arrayBufferOf } from './parse-xlsx.js'

/** Bytes that are read piece by piece. */
export interface ParquetBytes {
  readonly byteLength: number
  /** Bytes of a range, half-open. */
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>
}

const MEBIBYTE = 1024 * 1024
/** A larger page is refused when it is unpacked. Writers make pages of a megabyte. */
const DEFAULT_MAX_PAGE_BYTE_COUNT = 128 * MEBIBYTE
const VALUE_BYTE_COUNT = 8
/** Rows that are held at a time. Choice: writers put a million rows into a group, which took 3 GB as objects. */
const SLICE_BYTE_COUNT = 32 * MEBIBYTE
const [MIN_SLICE_ROW_COUNT, MAX_SLICE_ROW_COUNT] = [1000, 65_536]
/** Rows held at a time are read in a second. */
const SLICE_TIME_LIMIT_MS = 60_000

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
export type TableFound = Pick<OpenTable, 'notes' | 'ownColumns'> & { readonly said?: ReadonlyMap<string, string> }

export interface TableReading {
  readonly columns: ParseRecordsOptions['columns']
  /** Takes what each column was read as, once the first row is there. */
  readonly onTable: (table: TableFound) => void
}

export interface ParquetLimits {
  readonly maxPageByteCount?: number | undefined
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
  const { parquetReadObjects } = await import('hyparquet')
  const { DEFAULT_PARSERS } = await import('hyparquet/src/convert.js')
  const { decompress } = await import('fzstd')
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const options = {
    file,
    compressors: { ZSTD: (input: Uint8Array, byteCount: number) => decompress(input, new Uint8Array(byteCount)) },
    // A text may begin with what would be a byte order mark in a file.
    parsers: { ...DEFAULT_PARSERS, stringFromBytes: (given: Uint8Array) => given && decoder.decode(given) },
  }
  const metadata = await readParquetEnd(file)
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
  const byteCount = chunks.reduce((sum, { meta_data: meta }) => sum + Number(meta?.total_uncompressed_size ?? 0), 0)
  if (byteCount > maxByteCount) throw tooLarge('pages', byteCount, maxByteCount)
  const ranges = rangesOf(file, metadata, maxPageByteCount)
  let clean: RowCleaner | null = null
  for (let next = await reading(() => ranges.next()); !next.done; next = await reading(() => ranges.next())) {
    const { rowStart, rowEnd } = next.value
    const start = performance.now()
    const rows = await reading(() => parquetReadObjects({ ...options, metadata, rowStart, rowEnd, useOffsetIndex: true }))
    if (performance.now() - start > SLICE_TIME_LIMIT_MS) throw brokenParquet(`${rows.length} rows took more than a minute`)
    const names = Object.keys(rows[0] ?? {})
    if (clean === null && names.length > 0 && table !== null) {
      const found = openTable(names, table.columns)
      clean = found.clean
      table.onTable({ ...found, said: new Map(metadata.key_value_metadata?.map(({ key, value = '' }) => [key, value])) })
    }
    yield toRecords(rows, rowStart, clean ?? ((row) => row))
  }
}

/** What stands at the end of a file: its columns, and texts under keys. @throws {PipelineError} `INGEST_PARQUET_BROKEN` */
export async function readParquetEnd(file: ParquetBytes): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import('hyparquet')
  return await reading(() => parquetMetadataAsync(file))
}

/** Divides the rows of a file into ranges that fit in memory, group by group. Checks the pages of a group before any of them is decoded. */
async function* rangesOf(file: ParquetBytes, metadata: FileMetaData, maxPageByteCount: number) {
  let groupStart = 0
  for (const group of metadata.row_groups) {
    const rowCount = Number(group.num_rows)
    const byteCount = await checkPages(file, group, maxPageByteCount)
    const fitting = Math.floor(SLICE_BYTE_COUNT / Math.max(1, byteCount / Math.max(1, rowCount)))
    const size = Math.max(MIN_SLICE_ROW_COUNT, Math.min(MAX_SLICE_ROW_COUNT, fitting))
    for (let start = 0; start < rowCount; start += size) {
      yield { rowStart: groupStart + start, rowEnd: groupStart + Math.min(rowCount, start + size) }
    }
    groupStart += rowCount
  }
}

/** Holds the headers of pages against the bytes that are there, and the limit. Gives the bytes of the group when it is unpacked. */
async function checkPages(file: ParquetBytes, group: RowGroup, maxPageByteCount: number): Promise<number> {
  const { readOffsetIndex } = await import('hyparquet')
  const { parquetHeader } = await import('hyparquet/src/column.js')
  let byteCount = 0
  for (const { meta_data: meta, offset_index_offset: indexStart, offset_index_length: indexLength } of group.columns) {
    if (meta === undefined) continue
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
    const end = start + Number(meta.total_compressed_size)
    if (!(start >= 0 && end >= start && end <= file.byteLength)) throw brokenParquet('a column that lies outside the file')
    const reader = { view: new DataView(await file.slice(start, end)), offset: 0 }
    const pageStarts = new Set<number>()
    let valueCount = 0
    while (reader.offset < reader.view.byteLength - 1) {
      pageStarts.add(start + reader.offset)
      const header = parquetHeader(reader)
      const { data_page_header: data, data_page_header_v2: dataV2, dictionary_page_header: dictionary } = header
      const [packed, size] = [header.compressed_page_size, header.uncompressed_page_size]
      const count = data?.num_values ?? dataV2?.num_values ?? dictionary?.num_values ?? 0
      if (!(packed >= 0 && size >= 0 && count >= 0)) throw brokenParquet('a page of no size')
      if (reader.offset + packed > reader.view.byteLength) throw brokenParquet('a page that lies outside its column')
      const { num_nulls: empty = -1, definition_levels_byte_length: one = -1, repetition_levels_byte_length: other = -1 } = dataV2 ?? {}
      if (dataV2 !== undefined && !(empty >= 0 && empty <= count && one >= 0 && other >= 0 && one + other <= Math.min(packed, size)))
        throw brokenParquet('levels outside their page')
      const heldCount = Math.max(size, count * VALUE_BYTE_COUNT)
      if (heldCount > maxPageByteCount) throw tooLarge('a page', heldCount, maxPageByteCount)
      if (dictionary === undefined) valueCount += count
      byteCount += size
      reader.offset += packed
    }
    if (valueCount < group.num_rows) throw brokenParquet(`a column of ${valueCount} values for ${group.num_rows} rows`)
    if (!indexStart || !indexLength) continue
    const index = new DataView(await file.slice(Number(indexStart), Number(indexStart) + indexLength))
    const { page_locations: pages } = readOffsetIndex({ view: index, offset: 0 })
    if (!pages.every((page) => pageStarts.has(Number(page.offset)))) throw brokenParquet('an index of other pages')
  }
  return byteCount
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

/** @param what "a page" */
function tooLarge(what: string, byteCount: number, limit: number): PipelineError {
  const needed = Math.ceil(byteCount / MEBIBYTE)
  const message = `expected a Parquet file with ${what} of at most ${Math.floor(limit / MEBIBYTE)} MiB, got one of ${needed} MiB when it is unpacked. Write it with smaller pages, or pass --max-window ${needed} where there is room.`
  return new PipelineError('INGEST_PARQUET_BROKEN', message)
}

/** @param why what is wrong, as the reader of the file says it */
function brokenParquet(why: string, cause?: unknown): PipelineError {
  const message = `expected a Parquet file with columns of posts, got one that cannot be read (${excerpt(why)}). Write it again, with snappy or zstd.`
  return new PipelineError('INGEST_PARQUET_BROKEN', message, { cause })
}
