import { PipelineError } from '../../base/errors.js'
import { formatCount } from '../../base/text/format-count.js'
import { findFields, namesOf } from '../record/field-names.js'
import type { IngestResult } from '../record/ingest-result.js'
import { checkMapping, excerpt, listColumns } from '../record/named-columns.js'
import { isOwnTable } from '../record/own-columns.js'
import { isOwnColumn } from '../record/own-value.js'
import { type OpenTable, openTable, parseMeta } from './clean-row.js'
import { columnsByValue, sampled } from './columns-by-value.js'
import { findDelimiter } from './find-delimiter.js'
import { answerSplitter } from './flat-answers.js'
import { type CsvRow, parseCsvRows, startOfCell } from './parse-csv-rows.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'
import type { SourceRecord } from './unwrap-records.js'

/**
 * Reads posts from CSV with a header. Columns are found by name (`text`, `body`, `content`, …) or
 * given by `columns`.
 *
 * Other columns go into `meta`, without empty cells. A cell `meta` with a JSON object is parsed. In
 * our own tables for Excel, apostrophes that guard texts are removed. Default delimiter: the most
 * frequent of `,` `;` tab and `|` in the first line, outside quotes.
 *
 * @throws {PipelineError} `INGEST_COLUMN_MISSING` without a text column or a mapped one, even when
 *   skipping; `INGEST_CSV_BROKEN` for a wrong length or quote, and errors of `parsePost` and
 *   `linkRecords`, unless skipping
 */
export function parseCsv(
  text: string,
  options: ParseRecordsOptions & { readonly delimiter?: string } = {},
): IngestResult {
  const { body, delimiter, preambleCount } = findDelimiter(text, options.delimiter)
  const source = sourceOfDelimiter(delimiter)
  const rows = parseCsvRows(body, delimiter)
  const first = rows.next()
  const { sample, all } = sampled(rows)
  const header = first.done === true ? undefined : first.value
  const table = openCsvTable(header, delimiter, options.columns, sample)
  const above = formatCount(preambleCount, 'line')
  const notes = preambleCount === 0 ? [] : [`${above} above the line of column names left out`]
  return parseRecords(
    table.records(all),
    source,
    { ...options, columns: table.columns },
    { ...table, notes: [...notes, ...(table.notes ?? [])] },
  )
}

const sourceOfDelimiter = (delimiter: string): 'csv' | 'tsv' => (delimiter === '\t' ? 'tsv' : 'csv')

export function openCsvTable(
  header: CsvRow | undefined,
  delimiter: string,
  mapped: ParseRecordsOptions['columns'],
  sample: readonly CsvRow[],
) {
  if (header === undefined)
    throw new PipelineError(
      'INGEST_EMPTY',
      `expected ${sourceOfDelimiter(delimiter)} with a header line, got nothing. Check the file.`,
    )
  if (header.error !== undefined) throw header.error
  const names = header.cells.map((name) => name.trim())
  const columns = columnsByValue(names, sample, mapped)
  checkHeader(names, header.lineNumber, columns)
  const table = openTable(names, columns)
  const text = findFields(names, columns).get('text') ?? ''
  const plain = (rows: Iterable<CsvRow>): Iterable<CsvRow> => {
    return isOwnTable(names) ? rows : emptyNa(header, rows, names.indexOf(text), delimiter)
  }
  return {
    ...table,
    columns,
    records: (rows: Iterable<CsvRow>) => recordsOf(names, plain(rows), text, table),
  }
}

/** Empties the texts that R writes as NA without quotes, where it puts texts into quotes. */
function* emptyNa(
  header: CsvRow,
  rows: Iterable<CsvRow>,
  column: number,
  delimiter: string,
): Generator<CsvRow> {
  const isQuoted = ({ source = '' }: CsvRow): boolean =>
    source.includes('"') && source[startOfCell(source, column, delimiter)] === '"'
  let areQuoted = isQuoted(header)
  for (const row of rows) {
    const isNa = row.cells[column] === 'NA' && areQuoted && !isQuoted(row)
    areQuoted ||= isQuoted(row)
    yield isNa ? { ...row, cells: row.cells.with(column, '') } : row
  }
}

function checkHeader(
  names: readonly string[],
  lineNumber: number,
  columns: ParseRecordsOptions['columns'] = {},
): void {
  const context = { lineNumber, columns: names }
  checkMapping(names, columns, `line ${lineNumber}: `)
  if (!findFields(names, columns).has('text')) {
    const message = `line ${lineNumber}: expected a column with the posts' text (${namesOf('text')}), got the columns ${listColumns(names)}. Rename one, or map it: text=NAME.`
    throw new PipelineError('INGEST_COLUMN_MISSING', message, { context })
  }
  const seen = new Set<string>()
  const doubled = names.find((name) => name !== '' && (seen.has(name) || !seen.add(name)))
  if (doubled !== undefined || names.includes('__proto__')) {
    const got = doubled === undefined ? 'the name "__proto__"' : `"${excerpt(doubled)}" twice`
    const message = `line ${lineNumber}: expected column names that are safe and each once, got ${got}. Rename or remove it.`
    throw new PipelineError('INGEST_CSV_BROKEN', message, { context })
  }
}

export type TableRow = Omit<CsvRow, 'cells'> & { readonly cells: readonly unknown[] }

export function* recordsOf(
  names: readonly string[],
  rows: Iterable<TableRow>,
  textName: string | undefined,
  { clean, ownColumns }: Pick<OpenTable, 'clean' | 'ownColumns'>,
): Generator<SourceRecord> {
  let isFirst = true
  const split = answerSplitter(names)
  for (const { cells, lineNumber, error } of rows) {
    if (error) yield { lineNumber, record: null, error }
    else if (names.length > 1 && cells.every((cell) => cell === '')) continue
    else if (isHeader(cells, names))
      yield { lineNumber, record: null, error: secondHeader(lineNumber) }
    else if (cells.length === names.length) {
      const row = toRecord(names, cells, textName)
      const record = clean(row)
      if (record === null) continue
      const [post = record, ...answers] = split(record)
      yield { lineNumber, record: isFirst ? withEmptyCells(post, row, ownColumns) : post }
      for (const answer of answers) yield { lineNumber, record: answer }
      isFirst = false
    } else {
      const message = `line ${lineNumber}: expected ${names.length} cells as in the header, got ${cells.length}. Quote cells that hold the delimiter.`
      yield {
        lineNumber,
        record: null,
        error: new PipelineError('INGEST_CSV_BROKEN', message, { context: { lineNumber } }),
      }
    }
  }
}

/** True for a row equal to the header, perhaps behind the byte order mark of a second file. */
export const isHeader = (cells: readonly unknown[], names: readonly string[]): boolean =>
  cells.length === names.length &&
  // `trim` takes a byte order mark away too.
  names.every((name, index) => String(cells[index]).trim() === name)

export function secondHeader(lineNumber: number): PipelineError {
  const message = `line ${lineNumber}: expected a row of cells, got the header again: tables were joined. Remove the line.`
  return new PipelineError('INGEST_CSV_BROKEN', message, { context: { lineNumber } })
}

/**
 * Names the empty cells of a first row too: what is written from it keeps the order of the columns.
 */
export function withEmptyCells(
  record: JsonRow,
  row: JsonRow,
  ownColumns: readonly string[],
): JsonRow {
  const cells: Record<string, unknown> = {}
  for (const name of ownColumns.filter(isOwnColumn))
    if (Object.hasOwn(record, name)) cells[name] = record[name]
    else if (!Object.hasOwn(row, name)) cells[name] = null
  return { ...cells, ...record }
}

type JsonRow = Readonly<Record<string, unknown>>

/** Omits empty cells, except the text: replies to an empty post keep their parent. */
function toRecord(
  names: readonly string[],
  cells: readonly unknown[],
  textName: string | undefined,
): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {}
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? ''
    if (name === '' || name === '__proto__' || (cell === '' && name !== textName)) continue
    record[name] = name === 'meta' && typeof cell === 'string' ? parseMeta(cell) : cell
  }
  return record
}
