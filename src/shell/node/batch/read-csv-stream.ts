import { PipelineError } from '../../../base/errors.js'
import { MAX_LINE_BYTE_COUNT } from '../../../read/record/decode.js'
import {
  type CsvTable,
  findDelimiter,
  firstLineOf,
  openCsvTable,
  sourceOfDelimiter,
  withoutSeparatorLine,
} from '../../../read/table/parse-csv.js'
import type { ParseRecordsOptions, SourceRecord } from '../../../read/table/parse-records.js'
import { type CsvPiece, type CsvRow, readCsvPiece } from '../../../read/table/read-csv-rows.js'
import type { InputSource } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'

/** Length of text that is parsed at once, in UTF-16 units. */
const PIECE_LENGTH = 1024 * 1024

/**
 * Streams the records of a CSV or TSV, in the memory of a piece and of the longest row.
 *
 * @param givenDelimiter null for the most frequent one of the first line
 * @throws {PipelineError} errors of `openCsvTable` and `streamLines`; bad rows are returned with their errors
 */
export async function* readCsvStream(
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
    const { rows, rest, lineNumber } = readRows({ text, firstLineNumber, isLast }, delimiter)
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

function readRows(piece: CsvPiece, delimiter: string): { rows: CsvRow[]; rest: string; lineNumber: number } {
  const rows: CsvRow[] = []
  const reading = readCsvPiece(piece, delimiter)
  let step = reading.next()
  for (; step.done !== true; step = reading.next()) rows.push(step.value)
  const rest = piece.text.slice(step.value.readLength)
  const { lineNumber } = step.value
  if (rest.length <= MAX_LINE_BYTE_COUNT) return { rows, rest, lineNumber }
  // A quote is never closed. Its line is skipped, as in a file that is held in memory.
  const message = `line ${lineNumber}: expected a row of cells, got one of more than ${MAX_LINE_BYTE_COUNT} characters (quote not closed). Put cells that hold quotes into quotes and double the quotes inside.`
  rows.push({ lineNumber, cells: [], error: new PipelineError('INGEST_CSV_BROKEN', message, { context: { lineNumber } }) })
  return { rows, rest: rest.slice(rest.indexOf('\n') + 1), lineNumber: lineNumber + 1 }
}
