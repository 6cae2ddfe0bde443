import type { FileMetaData, RowGroup } from 'hyparquet'
import { PipelineError } from '../../base/errors.js'
import type { IngestResult } from '../record/ingest-result.js'
import { DAY_LENGTH } from '../record/parse-date.js'
import { checkMapping, type OpenTable, openTable, type RowCleaner, readMeta } from './clean-row.js'
import { excerpt } from './parse-jsonl.js'
import { type ParseRecordsOptions, parseRecords, type SourceRecord } from './parse-records.js'
import { arrayBufferOf } from './parse-xlsx.js'

interface ParquetBytes {
  readonly byteLength: number
  /** Bytes of a half-open range. */
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>
}

const MEBIBYTE = 1024 * 1024
/** Largest unpacked page. Writers make pages of a megabyte. */
const MAX_PAGE_BYTE_COUNT = 128 * MEBIBYTE
const VALUE_BYTE_COUNT = 8
const DAY_MS = 86_400_000
/** Largest slice in memory. Choice: writers group a million rows, which took 3 GB as objects. */
const SLICE_BYTE_COUNT = 32 * MEBIBYTE
const [MIN_SLICE_ROW_COUNT, MAX_SLICE_ROW_COUNT] = [1000, 65_536]
/** Time limit of a slice; most take a second. */
const SLICE_TIME_LIMIT_MS = 60_000

/**
 * Reads posts from a Parquet file, one per row. Columns are found as in a CSV; a place is a 1-based row.
 *
 * Timestamps become ISO 8601, large whole numbers strings, JSON objects under `meta` objects.
 * Refuses pages above 128 MiB, and files of over four times as many bytes in all.
 *
 * @throws {PipelineError} `INGEST_PARQUET_BROKEN` for unreadable bytes, and errors of `parsePost` and `linkParents`
 */
export async function parseParquet(bytes: Uint8Array, options: ParseRecordsOptions = {}): Promise<IngestResult> {
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
  for await (const rows of readParquetGroups(file, table, WHOLE_FACTOR * MAX_PAGE_BYTE_COUNT))
    for (const record of rows) records.push(record)
  return parseRecords(records, 'parquet', options, { notes, ownColumns })
}

export const PARQUET_NOTE = 'line numbers are rows of the table'

/** Largest whole in memory, in pages. Choice. */
const WHOLE_FACTOR = 4

export type TableFound = Pick<OpenTable, 'notes' | 'ownColumns'>

interface TableReading {
  readonly columns: ParseRecordsOptions['columns']
  /** Called with notes and columns, once the first row is there. */
  readonly onTable: (table: TableFound) => void
}

/** Reads slices of rows as records. Memory: a slice, and one row group as stored. */
export async function* readParquetGroups(
  file: ParquetBytes,
  table: TableReading,
  maxByteCount = Number.POSITIVE_INFINITY,
): AsyncGenerator<Iterable<SourceRecord>> {
  const { parquetReadObjects } = await import('hyparquet')
  const { DEFAULT_PARSERS } = await import('hyparquet/src/convert.js')
  const { decompress } = await import('fzstd')
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const options = {
    file,
    compressors: { ZSTD: (input: Uint8Array, byteCount: number) => decompress(input, new Uint8Array(byteCount)) },
    // A text may open with U+FEFF, which is a byte order mark only in files.
    parsers: {
      ...DEFAULT_PARSERS,
      stringFromBytes: (given: Uint8Array) => given && decoder.decode(given),
      dateFromDays: (days: number) => isoOf(new Date(days * DAY_MS))?.slice(0, DAY_LENGTH) ?? null,
    },
  }
  const metadata = await readParquetEnd(file)
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
  const byteCount = chunks.reduce((sum, { meta_data: meta }) => sum + Number(meta?.total_uncompressed_size ?? 0), 0)
  if (byteCount > maxByteCount) throw tooLarge('pages', byteCount, maxByteCount)
  const ranges = rangesOf(file, metadata)
  let clean: RowCleaner | null = null
  for (let next = await reading(() => ranges.next()); !next.done; next = await reading(() => ranges.next())) {
    const { rowStart, rowEnd } = next.value
    const start = performance.now()
    const rows = await reading(() => parquetReadObjects({ ...options, metadata, rowStart, rowEnd, useOffsetIndex: true }))
    if (performance.now() - start > SLICE_TIME_LIMIT_MS) throw brokenParquet(`${rows.length} rows took more than a minute`)
    const names = Object.keys(rows[0] ?? {})
    if (clean === null && names.length > 0) {
      checkMapping(names, table.columns)
      const found = openTable(names, table.columns)
      clean = found.clean
      table.onTable(found)
    }
    yield toRecords(rows, rowStart, clean ?? ((row) => row))
  }
}

/** Columns and row groups from a file's end. @throws {PipelineError} `INGEST_PARQUET_BROKEN` */
async function readParquetEnd(file: ParquetBytes): Promise<FileMetaData> {
  const { parquetMetadataAsync, parquetSchema } = await import('hyparquet')
  return await reading(async () => {
    const metadata = await parquetMetadataAsync(file)
    // Throws for columns that are not a tree.
    parquetSchema(metadata)
    for (const { columns } of metadata.row_groups)
      for (const { meta_data: meta } of columns) if (!Array.isArray(meta?.path_in_schema)) throw new TypeError('a column without a name')
    return metadata
  }, 'its footer is damaged')
}

/** Divides rows into ranges that fit in memory. Checks a group's pages before decoding them. */
async function* rangesOf(file: ParquetBytes, metadata: FileMetaData) {
  let groupStart = 0
  for (const group of metadata.row_groups) {
    const rowCount = Number(group.num_rows)
    const byteCount = await checkPages(file, group)
    const fitting = Math.floor(SLICE_BYTE_COUNT / Math.max(1, byteCount / Math.max(1, rowCount)))
    const size = Math.max(MIN_SLICE_ROW_COUNT, Math.min(MAX_SLICE_ROW_COUNT, fitting))
    for (let start = 0; start < rowCount; start += size) {
      yield { rowStart: groupStart + start, rowEnd: groupStart + Math.min(rowCount, start + size) }
    }
    groupStart += rowCount
  }
}

/** Checks page headers against the bytes there and the limit; returns the group's unpacked size. */
async function checkPages(file: ParquetBytes, group: RowGroup): Promise<number> {
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
      if (heldCount > MAX_PAGE_BYTE_COUNT) throw tooLarge('a page', heldCount, MAX_PAGE_BYTE_COUNT)
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

/** @param damage reason for a failure within the reader's own code */
async function reading<Value>(read: () => Promise<Value>, damage = 'a page of it is damaged'): Promise<Value> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause
    const isStumble = !(cause instanceof Error) || cause instanceof TypeError || cause instanceof RangeError
    throw brokenParquet(isStumble ? damage : cause.message, cause)
  }
}

function* toRecords(rows: readonly Readonly<Record<string, unknown>>[], rowStart: number, clean: RowCleaner): Generator<SourceRecord> {
  for (const [index, row] of rows.entries()) {
    const record: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(row)) {
      if (value === null || value === undefined) continue
      Object.defineProperty(record, name, { value: toPlain(value, name), enumerable: true, writable: true, configurable: true })
    }
    const cleaned = clean(record)
    if (cleaned !== null) yield { lineNumber: rowStart + index + 1, record: cleaned }
  }
}

const isoOf = (time: Date): string | null => (Number.isNaN(time.getTime()) ? null : time.toISOString())

function toPlain(value: unknown, name: string): unknown {
  if (typeof value === 'bigint') return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : String(value)
  if (value instanceof Date) return isoOf(value)
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, (entry: number | bigint) => toPlain(entry, ''))
  if (Array.isArray(value)) return value.map((entry) => toPlain(entry, ''))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toPlain(entry, '')]))
  }
  if (name === 'meta' && typeof value === 'string') return readMeta(value)
  return value
}

/** @param what name of the part: "a page" */
function tooLarge(what: string, byteCount: number, limit: number): PipelineError {
  const needed = Math.ceil(byteCount / MEBIBYTE)
  const message = `expected a Parquet file with ${what} of at most ${Math.floor(limit / MEBIBYTE)} MiB, got ${needed} MiB unpacked. Write it with smaller pages.`
  return new PipelineError('INGEST_PARQUET_BROKEN', message)
}

/** @param why reason given by the file's reader */
function brokenParquet(why: string, cause?: unknown): PipelineError {
  const message = `expected a Parquet file with columns of posts, got one that cannot be read (${excerpt(why)}). Write it again, with snappy or zstd.`
  return new PipelineError('INGEST_PARQUET_BROKEN', message, { cause })
}
