import type { ColumnChunk, FileMetaData, RowGroup, SchemaTree } from 'hyparquet'
import { PipelineError } from '../../../base/errors.js'
import { excerpt } from '../parse-jsonl.js'
import type { PageColumn, PageOptions } from './check-runs.js'
import { passStruct } from './pass-struct.js'

/** Bytes that are read piece by piece. */
export interface ParquetBytes {
  readonly byteLength: number
  /** Bytes of a range, half-open. */
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>
}

/** Default limit of a page when it is unpacked. Writers make pages of a megabyte. */
export const DEFAULT_MAX_PAGE_BYTE_COUNT = 128 * 1024 * 1024
/** Least memory of a value in a page that is unpacked. */
const VALUE_BYTE_COUNT = 8
const MEBIBYTE = 1024 * 1024

/** Rows that are held at a time. Choice: writers put a million rows into a group, which took 3 GB as objects. */
const SLICE_BYTE_COUNT = 32 * MEBIBYTE
const [MIN_SLICE_ROW_COUNT, MAX_SLICE_ROW_COUNT] = [1000, 65_536]

/** A range of rows of the file, half-open, within one row group. */
export interface RowRange {
  readonly rowStart: number
  readonly rowEnd: number
}

/** Divides the rows of a file into ranges that fit in memory, group by group. Checks the pages of a group before any of them is decoded. */
export async function* rangesOf(file: ParquetBytes, metadata: FileMetaData, options: PageOptions): AsyncGenerator<RowRange> {
  const { parquetSchema } = await import('hyparquet')
  const schema = parquetSchema(metadata)
  let groupStart = 0
  for (const group of metadata.row_groups) {
    const rowCount = Number(group.num_rows)
    const byteCount = await checkPages(file, group, schema, options)
    const fitting = Math.floor(SLICE_BYTE_COUNT / Math.max(1, byteCount / Math.max(1, rowCount)))
    const size = Math.max(MIN_SLICE_ROW_COUNT, Math.min(MAX_SLICE_ROW_COUNT, fitting))
    for (let start = 0; start < rowCount; start += size) {
      yield { rowStart: groupStart + start, rowEnd: groupStart + Math.min(rowCount, start + size) }
    }
    groupStart += rowCount
  }
}

/** @returns bytes of the group when it is unpacked */
async function checkPages(file: ParquetBytes, group: RowGroup, schema: SchemaTree, options: PageOptions): Promise<number> {
  const { getTreePath } = await import('hyparquet/src/schema.js')
  let byteCount = 0
  for (const chunk of group.columns) {
    const { meta_data: meta } = chunk
    if (meta === undefined) continue
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
    const end = start + Number(meta.total_compressed_size)
    if (!(start >= 0 && end >= start && end <= file.byteLength)) throw brokenParquet('a column that lies outside the file')
    const column = { meta, schemaPath: getTreePath(schema, meta.path_in_schema), ...options }
    const pages = await checkColumn(new DataView(await file.slice(start, end)), column)
    if (pages.valueCount < group.num_rows) throw brokenParquet(`a column of ${pages.valueCount} values for ${group.num_rows} rows`)
    await checkIndex(file, chunk, new Set(pages.offsets.map((offset) => start + offset)))
    byteCount += pages.byteCount
  }
  return byteCount
}

/** @returns where the pages of a column begin, their values, and their bytes when they are unpacked */
async function checkColumn(view: DataView<ArrayBuffer>, column: PageColumn) {
  const { parquetHeader } = await import('hyparquet/src/column.js')
  const { checkRuns } = await import('./check-runs.js')
  const reader = { view, offset: 0 }
  const offsets: number[] = []
  let [valueCount, byteCount] = [0, 0]
  while (reader.offset < view.byteLength - 1) {
    offsets.push(reader.offset)
    passStruct({ ...reader })
    const header = parquetHeader(reader)
    const { data_page_header: data, data_page_header_v2: dataV2, dictionary_page_header: dictionary } = header
    const count = data?.num_values ?? dataV2?.num_values ?? dictionary?.num_values ?? 0
    const heldCount = Math.max(header.uncompressed_page_size, count * VALUE_BYTE_COUNT)
    if (!(header.compressed_page_size >= 0 && header.uncompressed_page_size >= 0 && count >= 0)) throw brokenParquet('a page of no size')
    if (heldCount > column.maxPageByteCount) throw tooLarge('a page', heldCount, column.maxPageByteCount)
    checkRuns(new Uint8Array(view.buffer, reader.offset, header.compressed_page_size), header, column)
    if (dictionary === undefined) valueCount += count
    byteCount += header.uncompressed_page_size
    reader.offset += header.compressed_page_size
  }
  return { offsets, valueCount, byteCount }
}

/** Checks that the index of a column names the pages that were checked. */
async function checkIndex(file: ParquetBytes, chunk: ColumnChunk, pageStarts: ReadonlySet<number>): Promise<void> {
  const { offset_index_offset: offset, offset_index_length: length } = chunk
  if (!offset || !length) return
  const { readOffsetIndex } = await import('hyparquet')
  const view = new DataView(await file.slice(Number(offset), Number(offset) + length))
  passStruct({ view, offset: 0 })
  const { page_locations: pages } = readOffsetIndex({ view, offset: 0 })
  if (!pages.every((page) => pageStarts.has(Number(page.offset)))) throw brokenParquet('an index of other pages')
}

/** Passes the description of a file at its end. */
export async function checkFooter(file: ParquetBytes): Promise<void> {
  const end = Math.max(0, file.byteLength - FOOTER_END)
  const size = new DataView(await file.slice(end, file.byteLength)).getUint32(0, true)
  if (size > end) throw brokenParquet(`a description of ${size} bytes in a file of ${file.byteLength}`)
  passStruct({ view: new DataView(await file.slice(end - size, end)), offset: 0 })
}

/** The length of the description, and "PAR1". */
const FOOTER_END = 8

/** @param what "a page" */
export function tooLarge(what: string, byteCount: number, limit: number): PipelineError {
  const needed = Math.ceil(byteCount / MEBIBYTE)
  const message = `expected a Parquet file with ${what} of at most ${Math.floor(limit / MEBIBYTE)} MiB, got one of ${needed} MiB when it is unpacked. Write it with smaller pages, or pass --max-window ${needed} where there is room.`
  return new PipelineError('INGEST_PARQUET_BROKEN', message)
}

/** @param why what is wrong, as the reader of the file says it */
export function brokenParquet(why: string, cause?: unknown): PipelineError {
  const message = `expected a Parquet file with columns of posts, got one that cannot be read (${excerpt(why)}). Write it again, with snappy or zstd.`
  return new PipelineError('INGEST_PARQUET_BROKEN', message, { cause })
}
