import type { ColumnMetaData, Compressors, DataPageHeader, PageHeader, SchemaTree } from 'hyparquet'
import { decompressPage } from 'hyparquet/src/datapage.js'
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js'
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js'
import { type Cursor, readVarInt } from './pass-struct.js'

/** How pages are unpacked. */
export interface PageOptions {
  readonly compressors: Compressors
  /** A larger page is refused. */
  readonly maxPageByteCount: number
}

/** What is known of a column before its pages are decoded. */
export interface PageColumn extends PageOptions {
  readonly meta: ColumnMetaData
  /** From the root of the schema to the column. */
  readonly schemaPath: SchemaTree[]
}

/** A writer fills up its last run of packed values, by 504 at most. */
const PADDING_COUNT = 504

/**
 * Reads the lengths within a page before hyparquet does, which takes them at their word: a damaged one keeps it busy without end, or fills
 * the memory.
 */
export function checkRuns(bytes: Uint8Array, header: PageHeader, column: PageColumn): void {
  if (header.data_page_header !== undefined) checkFirst(bytes, header, header.data_page_header, column)
  else if (header.data_page_header_v2 !== undefined) checkSecond(bytes, header, header.data_page_header_v2, column)
}

/** A page of version 1: levels, each after their length, then values. */
function checkFirst(bytes: Uint8Array, { uncompressed_page_size: size }: PageHeader, header: DataPageHeader, column: PageColumn): void {
  const { codec, type } = column.meta
  const { num_values: count, encoding } = header
  const page = cursorOf(decompressPage(bytes, size, codec, column.compressors))
  const [repetition, definition] = levelsOf(column)
  if (repetition > 0) readLevels(page, repetition, count)
  const valueCount = definition > 0 ? readLevels(page, definition, count) : count
  const isIndex = encoding.endsWith('_DICTIONARY') || encoding === 'RLE'
  if (isIndex && type === 'BOOLEAN') walkRuns({ ...page, offset: page.offset + 4 }, 1, valueCount)
  else if (isIndex) walkIndex(page, valueCount)
  else checkValues(page, encoding, valueCount, column)
}

/** A page of version 2: its header has the lengths of the levels, which are never compressed. */
function checkSecond(
  bytes: Uint8Array,
  { uncompressed_page_size: size }: PageHeader,
  header: NonNullable<PageHeader['data_page_header_v2']>,
  column: PageColumn,
): void {
  const { num_values: count, num_nulls: nullCount, encoding } = header
  const { repetition_levels_byte_length: repetitionSize, definition_levels_byte_length: definitionSize } = header
  const start = repetitionSize + definitionSize
  if (!(repetitionSize >= 0 && definitionSize >= 0 && start <= bytes.length && start <= size)) throw new Error('levels outside their page')
  if (!(nullCount >= 0 && nullCount <= count)) throw new Error(`${nullCount} empty values of ${count}`)
  const [repetition, definition] = levelsOf(column)
  if (repetition > 0) walkRuns(cursorOf(bytes), widthOf(repetition), count)
  if (definition > 0) walkRuns({ ...cursorOf(bytes), offset: repetitionSize }, widthOf(definition), count)
  const rest = bytes.subarray(start)
  const isPacked = header.is_compressed !== false
  const page = cursorOf(isPacked ? decompressPage(rest, size - start, column.meta.codec, column.compressors) : rest)
  if (encoding.endsWith('_DICTIONARY')) walkIndex(page, count - nullCount)
  else if (encoding === 'RLE') walkRuns({ ...page, offset: 4 }, 1, count - nullCount)
  else checkValues(page, encoding, count - nullCount, column)
}

function checkValues(page: Cursor, encoding: string, count: number, { maxPageByteCount }: PageColumn): void {
  if (encoding === 'DELTA_BINARY_PACKED' || encoding === 'DELTA_LENGTH_BYTE_ARRAY') walkDeltas(page, count)
  else if (encoding === 'DELTA_BYTE_ARRAY') checkPrefixes(page, count, maxPageByteCount)
  else if (count > page.view.byteLength * 8) throw new Error(`${count} values in ${page.view.byteLength} bytes`)
}

const cursorOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Cursor => ({
  view: new DataView(buffer, byteOffset, byteLength),
  offset: 0,
})
const widthOf = (level: number): number => 32 - Math.clz32(level)
const levelsOf = ({ schemaPath }: PageColumn) => [getMaxRepetitionLevel(schemaPath), getMaxDefinitionLevel(schemaPath)] as const

/** Passes levels. @returns how many are the highest: the values that are there */
function readLevels(page: Cursor, highest: number, count: number): number {
  walkRuns({ ...page, offset: page.offset + 4 }, widthOf(highest), count)
  const levels = new Array<number>(count)
  readRleBitPackedHybrid(page, widthOf(highest), levels)
  return levels.reduce((sum, level) => sum + Number(level === highest), 0)
}

function walkIndex(page: Cursor, count: number): void {
  const width = page.view.getUint8(page.offset++)
  if (width > 32) throw new Error(`an index of ${width} bits`)
  if (width > 0) walkRuns(page, width, count)
}

/** Passes runs of so many values. @param width bits of a value */
function walkRuns(page: Cursor, width: number, count: number): void {
  for (let seen = 0; seen < count; ) {
    const head = readVarInt(page)
    const isPacked = (head & 1) === 1
    const length = (head >>> 1) * (isPacked ? 8 : 1)
    if (length > count - seen + PADDING_COUNT) throw new Error(`a run of ${length} values where ${count - seen} are left`)
    page.offset += isPacked ? (length * width) / 8 : (width + 7) >> 3
    seen += length
  }
}

/** Passes blocks of differences of so many values. */
function walkDeltas(page: Cursor, count: number): void {
  const [blockSize, partCount] = [readVarInt(page), readVarInt(page)]
  const partSize = blockSize / partCount
  if (!(blockSize > 0 && partCount > 0 && partSize % 8 === 0)) throw new Error(`a block of ${blockSize} values in ${partCount} parts`)
  readVarInt(page)
  readVarInt(page)
  for (let seen = 1; seen < count; ) {
    readVarInt(page)
    const widthsAt = page.offset
    page.offset += partCount
    for (let part = 0; part < partCount && seen < count; part++) {
      const width = page.view.getUint8(widthsAt + part)
      if (width > 64) throw new Error(`differences of ${width} bits`)
      page.offset += (partSize / 8) * width
      seen += partSize
    }
  }
}

/** Texts of which each begins as the one before it. */
function checkPrefixes(page: Cursor, count: number, maxByteCount: number): void {
  const [prefixes, suffixes] = [new Int32Array(count), new Int32Array(count)]
  for (const lengths of [prefixes, suffixes]) {
    walkDeltas({ ...page }, count)
    deltaBinaryUnpack(page, count, lengths)
  }
  let [before, sum] = [0, 0]
  for (const [index, prefix] of prefixes.entries()) {
    const length = prefix + (suffixes[index] ?? 0)
    if (prefix < 0 || prefix > before || length < prefix) throw new Error(`a text of ${length} bytes that shares ${prefix} of ${before}`)
    sum += length
    if (sum > maxByteCount) throw new Error(`a page of more than ${maxByteCount} bytes of texts`)
    before = length
  }
}
