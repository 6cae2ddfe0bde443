import { writeFile } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { tryJsonLossless } from '../../../base/text/parse-json-lossless.js'
import { detectSource } from '../../../read/detect-source.js'
import type { LineSource } from '../../../read/export/json-source.js'
import { LINE_SOURCES } from '../../../read/export/line-source.js'
import { MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'
import type { PostField } from '../../../read/record/field-names.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import type { SourceId } from '../../../read/sources.js'
import {
  type CsvTable,
  findDelimiter,
  firstLineOf,
  openCsvTable,
  sourceOfDelimiter,
  withoutSeparatorLine,
} from '../../../read/table/parse-csv.js'
import { readJsonLine } from '../../../read/table/parse-jsonl.js'
import { isParquet, readParquetGroups, type TableFound } from '../../../read/table/parse-parquet.js'
import type { ParseRecordsOptions, SourceRecord } from '../../../read/table/parse-records.js'
import { isXlsx, openXlsx, XLSX_REASON } from '../../../read/table/parse-xlsx.js'
import { type CsvRow, readCsvRows } from '../../../read/table/read-csv-rows.js'
import { tapChunks } from '../file/decompress.js'
import { type InputSource, openRanges, readWhole, sampleLines } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'
import { type SpillFolder, spilling } from '../spill/spill-folder.js'
import { isTable, lineSourceOf, type StreamFormId } from './batch-plan.js'

/** A format that is read record by record, and the reason for choosing it. */
export interface StreamForm {
  readonly form: StreamFormId
  readonly reason: string
}

/** Detects the format in which an input can be read record by record. Null without such a format, or where the encoding is not UTF-8. */
export function findStreamForm(
  input: InputSource,
  given: string,
  columns: Partial<Readonly<Record<PostField, string>>> | null,
): StreamForm | null {
  const { head, fileName } = input
  if (isParquet(head)) return { form: 'parquet', reason: 'the file begins as Parquet does' }
  if (isXlsx(head)) return { form: 'xlsx', reason: XLSX_REASON }
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
  return form !== undefined && line !== undefined && form.accepts(tryJsonLossless(line)) ? { form: source, reason } : null
}

/** The values of lines of JSON; null for other lines. */
function* recordsOf(text: string): Generator<unknown> {
  for (const line of text.split('\n')) yield parseJson(line, () => null)
}

interface ReadRecordsOptions {
  readonly form: StreamFormId
  readonly columns: ParseRecordsOptions['columns']
  /** Folder for a copy of a Parquet file. */
  readonly folder: SpillFolder
  /** Receives notes on the reading of columns, and the source's own columns. */
  onTable(table: TableFound): void
  /** Receives the bytes of a file of lines. */
  onChunk(chunk: Uint8Array): void
}

/**
 * Reads an input record by record. Bad ones are returned with their errors.
 *
 * @throws {PipelineError} errors of reading the input; `OUTPUT_UNWRITABLE`
 */
export async function* readRecords(
  source: InputSource,
  { form, columns, folder, onTable, onChunk }: ReadRecordsOptions,
): AsyncGenerator<Iterable<SourceRecord>> {
  const text = { name: source.name, chunks: () => tapChunks(source.chunks(), onChunk) }
  if (form === 'csv' || form === 'tsv') return yield* readCsvStream(text, columns, form === 'tsv' ? '\t' : null, onTable)
  if (form === 'xlsx') return yield* readSheet(source, columns, onTable)
  if (form === 'jsonl') onTable({ notes: [], ownColumns: sampleOwnColumns(recordsOf(sampleLines(source) ?? ''), columns) })
  if (form !== 'parquet') return yield* readLineRecords(text, lineSourceOf(form))
  // Parquet is read from its end, so a pipe or a compressed file is copied first.
  const plain = folder.nextPath()
  await spilling(plain, () => writeFile(plain, source.chunks(), { flag: 'wx', mode: 0o600 }))
  const file = await openRanges(plain)
  try {
    yield* readParquetGroups(file, { columns, onTable })
  } finally {
    await file.close()
  }
}

/** Records that are given at once. */
const SLICE_RECORD_COUNT = 1000

/** Streams the records of a workbook, in the memory of its packed bytes and shared texts. */
async function* readSheet(
  source: InputSource,
  columns: ParseRecordsOptions['columns'],
  onTable: (table: TableFound) => void,
): AsyncGenerator<SourceRecord[]> {
  const { ownColumns, records, notes } = await openXlsx(await readWhole(source), columns)
  onTable({ ownColumns, notes: [] })
  let slice: SourceRecord[] = []
  for (const record of records) {
    if (slice.push(record) < SLICE_RECORD_COUNT) continue
    yield slice
    slice = []
  }
  yield slice
  onTable({ ownColumns: [], notes: notes() })
}

/** Reads the JSON value of each line that is not blank. */
async function* readLineRecords(source: Pick<InputSource, 'chunks' | 'name'>, form: LineSource): AsyncGenerator<SourceRecord[]> {
  for await (const { lines, firstLineNumber } of streamLines(source.chunks(), { name: source.name })) {
    const records: SourceRecord[] = []
    for (const [index, line] of lines.entries()) {
      if (line === '' || line.trim() === '') continue
      // Reddit's ids are text. A search for long numbers would slow down every line of a dump.
      records.push(readJsonLine(line, firstLineNumber + index, form.id === 'reddit' ? JSON.parse : undefined))
    }
    yield records
  }
}

/** Length of text that is parsed at once, in UTF-16 units. */
const PIECE_LENGTH = 1024 * 1024

/**
 * Streams the records of a CSV or TSV, in the memory of a piece and of the longest row.
 *
 * @param givenDelimiter null for the most frequent one of the first line
 * @throws {PipelineError} errors of `openCsvTable` and `streamLines`; bad rows are returned with their errors
 */
async function* readCsvStream(
  source: Pick<InputSource, 'chunks' | 'name'>,
  columns: ParseRecordsOptions['columns'],
  givenDelimiter: string | null,
  onTable: (table: CsvTable) => void,
): AsyncGenerator<Iterable<SourceRecord>> {
  let table: CsvTable | null = null
  let delimiter = givenDelimiter ?? ','
  const toRecords = (rows: readonly CsvRow[]): Iterable<SourceRecord> => {
    if (table !== null) return table.records(rows)
    if (rows.length === 0) return []
    table = openCsvTable(rows[0], sourceOfDelimiter(delimiter), columns)
    onTable(table)
    return table.records(rows.slice(1))
  }
  let waiting: string[] = []
  let length = 0
  // A piece that ends within a row is parsed again only when its length has doubled.
  let wanted = PIECE_LENGTH
  let firstLineNumber = 1
  const readPiece = (isLast: boolean): CsvRow[] => {
    const { body: text, delimiter: named } =
      firstLineNumber === 1 ? withoutSeparatorLine(waiting.join('')) : { body: waiting.join(''), delimiter: null }
    if (named !== null) delimiter = named
    else if (firstLineNumber === 1 && givenDelimiter === null) delimiter = findDelimiter(firstLineOf(text))
    const { rows, rest, lineNumber } = readRows(text, delimiter, firstLineNumber, isLast)
    waiting = [rest]
    length = rest.length
    wanted = Math.max(PIECE_LENGTH, 2 * length)
    firstLineNumber = lineNumber
    return rows
  }
  for await (const { lines } of streamLines(source.chunks(), { name: source.name })) {
    const text = `${lines.join('\n')}\n`
    waiting.push(text)
    length += text.length
    if (length >= wanted) yield toRecords(readPiece(false))
  }
  yield toRecords(readPiece(true))
  if (table === null) openCsvTable(undefined, sourceOfDelimiter(delimiter), columns)
}

function readRows(...piece: Parameters<typeof readCsvRows>): { rows: CsvRow[]; rest: string; lineNumber: number } {
  const rows: CsvRow[] = []
  const reading = readCsvRows(...piece)
  let step = reading.next()
  for (; step.done !== true; step = reading.next()) rows.push(step.value)
  const rest = piece[0].slice(step.value.readLength)
  const { lineNumber } = step.value
  if (rest.length <= MAX_LINE_BYTE_COUNT) return { rows, rest, lineNumber }
  // A quote that is never closed: its line is skipped, as in memory.
  const message = `line ${lineNumber}: expected a row of cells, got one of more than ${MAX_LINE_BYTE_COUNT} characters (quote not closed). Put cells that hold quotes into quotes and double the quotes inside.`
  rows.push({ lineNumber, cells: [], error: new PipelineError('INGEST_CSV_BROKEN', message, { context: { lineNumber } }) })
  return { rows, rest: rest.slice(rest.indexOf('\n') + 1), lineNumber: lineNumber + 1 }
}
