import type { FileMetaData, RowGroup } from 'hyparquet'
import { PipelineError } from '../../errors.js'
import { excerpt } from './parse-jsonl.js'

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

/**
 * Divides the rows of a file into ranges that fit in memory, group by group. Checks the pages of a group before any of them is unpacked.
 *
 * @param maxPageByteCount a larger page is refused
 * @throws {PipelineError} `INGEST_PARQUET_BROKEN` for a page above the limit, which it names
 */
export async function* rangesOf(file: ParquetBytes, metadata: FileMetaData, maxPageByteCount: number): AsyncGenerator<RowRange> {
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

/** @returns bytes of the group when it is unpacked */
async function checkPages(file: ParquetBytes, { columns, num_rows: rowCount }: RowGroup, maxPageByteCount: number): Promise<number> {
  const { parquetHeader } = await import('hyparquet/src/column.js')
  let groupByteCount = 0
  for (const { meta_data: column } of columns) {
    if (column === undefined) continue
    const start = Number(column.dictionary_page_offset || column.data_page_offset)
    const end = start + Number(column.total_compressed_size)
    if (!(start >= 0 && end >= start && end <= file.byteLength)) throw brokenParquet('a column that lies outside the file')
    const reader = { view: new DataView(await file.slice(start, end)), offset: 0 }
    let valueCount = 0
    while (reader.offset < reader.view.byteLength - 1) {
      const header = parquetHeader(reader)
      const { data_page_header: data, data_page_header_v2: dataV2, dictionary_page_header: dictionary } = header
      const count = data?.num_values ?? dataV2?.num_values ?? dictionary?.num_values ?? 0
      const byteCount = Math.max(header.uncompressed_page_size, count * VALUE_BYTE_COUNT)
      if (!(header.compressed_page_size >= 0 && header.uncompressed_page_size >= 0 && count >= 0)) throw brokenParquet('a page of no size')
      if (byteCount > maxPageByteCount) throw tooLarge('a page', byteCount, maxPageByteCount)
      if (dictionary === undefined) valueCount += count
      groupByteCount += header.uncompressed_page_size
      reader.offset += header.compressed_page_size
    }
    if (valueCount < rowCount) throw brokenParquet(`a column of ${valueCount} values for ${rowCount} rows`)
  }
  return groupByteCount
}

/** @param what "a page" */
export function tooLarge(what: string, byteCount: number, limit: number): PipelineError {
  const needed = Math.ceil(byteCount / MEBIBYTE)
  return new PipelineError(
    'INGEST_PARQUET_BROKEN',
    `expected a Parquet file with ${what} of at most ${Math.floor(limit / MEBIBYTE)} MiB, got one of ${needed} MiB when it is unpacked. Write it with smaller pages, or pass --max-window ${needed} where there is room.`,
  )
}

/** @param why what is wrong, as the reader of the file says it */
export function brokenParquet(why: string, cause?: unknown): PipelineError {
  return new PipelineError(
    'INGEST_PARQUET_BROKEN',
    `expected a Parquet file with columns of posts, got one that cannot be read (${excerpt(why)}). Write it again, with snappy or zstd.`,
    { cause },
  )
}
