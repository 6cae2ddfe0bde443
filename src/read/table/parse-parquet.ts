import type { DataReader, FileMetaData, PageHeader, RowGroup } from 'hyparquet'
import { PipelineError } from '../../base/errors.js'
import type { IngestResult } from '../record/ingest-result.js'
import { checkMapping, excerpt } from '../record/named-columns.js'
import { DAY_LENGTH } from '../record/parse-date.js'
import { crc32 } from './checksum.js'
import { type OpenTable, openTable, parseMeta } from './clean-row.js'
import { isHeader, secondHeader, withEmptyCells } from './parse-csv.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'
import { arrayBufferOf } from './parse-xlsx.js'
import type { SourceRecord } from './unwrap-records.js'

const MEBIBYTE = 1024 * 1024
/** Largest unpacked page, and largest file. Writers make pages of a megabyte. */
const MAX_PAGE_BYTE_COUNT = 128 * MEBIBYTE
const MAX_BYTE_COUNT = 512 * MEBIBYTE
const VALUE_BYTE_COUNT = 8
const DAY_MS = 86_400_000
/** Rows decoded at once. Writers group a million, which took 3 GB. */
const SLICE_ROW_COUNT = 65_536
/** Time limit of a slice; most take a second. */
const SLICE_TIME_LIMIT_MS = 60_000

/**
 * Reads posts from a Parquet file, one per row. Columns are found as in a CSV; a place is a 1-based
 * row.
 *
 * Timestamps become ISO 8601, large whole numbers strings, JSON objects under `meta` objects.
 * Refuses pages above 128 MiB, and files of over 512 MiB in all.
 *
 * @throws {PipelineError} `INGEST_PARQUET_BROKEN` for unreadable bytes, and errors of `parsePost`
 *   and `linkRecords`
 */
export async function parseParquet(
  bytes: Uint8Array,
  options: ParseRecordsOptions = {},
): Promise<IngestResult> {
  const { parquetReadObjects } = await import('hyparquet')
  const { DEFAULT_PARSERS } = await import('hyparquet/src/convert.js')
  const { decompress } = await import('fzstd')
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const file = arrayBufferOf(bytes)
  const metadata = await parseParquetEnd(file)
  const reader = {
    file,
    metadata,
    useOffsetIndex: true,
    compressors: {
      ZSTD: (input: Uint8Array, byteCount: number) => decompress(input, new Uint8Array(byteCount)),
    },
    parsers: {
      ...DEFAULT_PARSERS,
      // A text may open with U+FEFF, which is a byte order mark only in files.
      stringFromBytes: (textBytes: Uint8Array) => textBytes && decoder.decode(textBytes),
      dateFromDays: (days: number) => isoOf(new Date(days * DAY_MS))?.slice(0, DAY_LENGTH) ?? null,
    },
  }
  const records: SourceRecord[] = []
  let table: OpenTable | null = null
  let groupStart = 0
  for (const group of metadata.row_groups) {
    await reading(() => checkPages(file, group))
    const groupEnd = groupStart + Number(group.num_rows)
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += SLICE_ROW_COUNT) {
      const rowEnd = Math.min(groupEnd, rowStart + SLICE_ROW_COUNT)
      const start = performance.now()
      const rows = await reading(() => parquetReadObjects({ ...reader, rowStart, rowEnd }))
      if (performance.now() - start > SLICE_TIME_LIMIT_MS)
        throw brokenParquet(`${rows.length} rows took more than a minute`)
      const names = Object.keys(rows[0] ?? {})
      if (table === null && names.length > 0) {
        checkMapping(names, options.columns)
        table = openTable(names, options.columns)
      }
      for (const record of toRecords(
        rows,
        rowStart,
        table ?? { clean: (row) => row, ownColumns: [] },
      ))
        records.push(record)
    }
    groupStart = groupEnd
  }
  const notes = ['line numbers are rows of the table', ...(table?.notes ?? [])]
  return parseRecords(records, 'parquet', options, { notes, ownColumns: table?.ownColumns ?? [] })
}

/** Columns and row groups from a file's end. @throws {PipelineError} `INGEST_PARQUET_BROKEN` */
async function parseParquetEnd(file: ArrayBuffer): Promise<FileMetaData> {
  const { parquetMetadataAsync, parquetSchema } = await import('hyparquet')
  return await reading(async () => {
    const metadata = await parquetMetadataAsync(file)
    // Throws for columns that are not a tree.
    parquetSchema(metadata)
    for (const { columns } of metadata.row_groups)
      for (const { meta_data: meta } of columns)
        if (!Array.isArray(meta?.path_in_schema)) throw new TypeError('a column without a name')
    const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
    const byteCount = chunks.reduce(
      (sum, { meta_data: meta }) => sum + Number(meta?.total_uncompressed_size ?? 0),
      0,
    )
    if (byteCount > MAX_BYTE_COUNT) throw tooLarge('pages', byteCount, MAX_BYTE_COUNT)
    return metadata
  }, 'its footer is damaged')
}

/** Checks page headers against the bytes there and the limit. */
async function checkPages(file: ArrayBuffer, group: RowGroup): Promise<void> {
  const { readOffsetIndex } = await import('hyparquet')
  const { parquetHeader } = await import('hyparquet/src/column.js')
  for (const {
    meta_data: meta,
    offset_index_offset: indexStart,
    offset_index_length: indexLength,
  } of group.columns) {
    if (meta === undefined) continue
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
    const end = start + Number(meta.total_compressed_size)
    if (!(start >= 0 && end >= start && end <= file.byteLength))
      throw brokenParquet('a column that lies outside the file')
    const reader = { view: new DataView(file.slice(start, end)), offset: 0 }
    const pageStarts = new Set<number>()
    let valueCount = 0
    while (reader.offset < reader.view.byteLength - 1) {
      pageStarts.add(start + reader.offset)
      const header = parquetHeader(reader)
      const count = checkPage(reader, header)
      if (header.dictionary_page_header === undefined) valueCount += count
      reader.offset += header.compressed_page_size
    }
    if (valueCount < group.num_rows)
      throw brokenParquet(`a column of ${valueCount} values for ${group.num_rows} rows`)
    if (!indexStart || !indexLength) continue
    const index = new DataView(file.slice(Number(indexStart), Number(indexStart) + indexLength))
    const { page_locations: pages } = readOffsetIndex({ view: index, offset: 0 })
    if (!pages.every((page) => pageStarts.has(Number(page.offset))))
      throw brokenParquet('an index of other pages')
  }
}

/** Checks the page below a header. @returns its number of values */
function checkPage({ view, offset }: DataReader, header: PageHeader): number {
  const {
    data_page_header: data,
    data_page_header_v2: dataV2,
    dictionary_page_header: dictionary,
    compressed_page_size: packed,
    uncompressed_page_size: size,
  } = header
  const count = data?.num_values ?? dataV2?.num_values ?? dictionary?.num_values ?? 0
  if (!(packed >= 0 && size >= 0 && count >= 0)) throw brokenParquet('a page of no size')
  if (offset + packed > view.byteLength) throw brokenParquet('a page that lies outside its column')
  const page = new Uint8Array(view.buffer, offset, packed)
  if (header.crc !== undefined && crc32(page) !== header.crc >>> 0)
    throw brokenParquet('a page that differs from its checksum')
  if (dataV2 !== undefined && !areLevelsWithin(dataV2, count, Math.min(packed, size)))
    throw brokenParquet('levels outside their page')
  const heldCount = Math.max(size, count * VALUE_BYTE_COUNT)
  if (heldCount > MAX_PAGE_BYTE_COUNT) throw tooLarge('a page', heldCount, MAX_PAGE_BYTE_COUNT)
  return count
}

function areLevelsWithin(
  {
    num_nulls: empty = -1,
    definition_levels_byte_length: one = -1,
    repetition_levels_byte_length: other = -1,
  }: NonNullable<PageHeader['data_page_header_v2']>,
  valueCount: number,
  byteCount: number,
): boolean {
  const hasCount = empty >= 0 && empty <= valueCount
  return hasCount && one >= 0 && other >= 0 && one + other <= byteCount
}

/** @param damage reason for a failure within the reader's own code */
async function reading<Value>(
  read: () => Promise<Value>,
  damage = 'a page of it is damaged',
): Promise<Value> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause
    const isStumble =
      !(cause instanceof Error) || cause instanceof TypeError || cause instanceof RangeError
    throw brokenParquet(isStumble ? damage : cause.message, cause)
  }
}

function* toRecords(
  rows: readonly Readonly<Record<string, unknown>>[],
  rowStart: number,
  { clean, ownColumns }: Pick<OpenTable, 'clean' | 'ownColumns'>,
): Generator<SourceRecord> {
  const ownNames = new Set(ownColumns)
  for (const [index, row] of rows.entries()) {
    const record: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(row)) {
      // Empty in a column of the user's own, as in a CSV.
      if (value === null || value === undefined || (value === '' && ownNames.has(name))) continue
      Object.defineProperty(record, name, {
        value: toPlain(value, name),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
    const lineNumber = rowStart + index + 1
    const names = Object.keys(row)
    if (isHeader(Object.values(row), names)) {
      yield { lineNumber, record: null, error: secondHeader(lineNumber) }
      continue
    }
    const cleaned = clean(record)
    if (cleaned === null) continue
    yield { lineNumber, record: index > 0 ? cleaned : withEmptyCells(cleaned, record, ownColumns) }
  }
}

const isoOf = (time: Date): string | null =>
  Number.isNaN(time.getTime()) ? null : time.toISOString()

function toPlain(value: unknown, name: string): unknown {
  if (typeof value === 'bigint')
    return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER
      ? Number(value)
      : String(value)
  if (value instanceof Date) return isoOf(value)
  if (ArrayBuffer.isView(value))
    return Array.from(value as Uint8Array, (entry: number | bigint) => toPlain(entry, ''))
  if (Array.isArray(value)) return value.map((entry) => toPlain(entry, ''))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, toPlain(entry, '')]),
    )
  }
  if (name === 'meta' && typeof value === 'string') return parseMeta(value)
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
