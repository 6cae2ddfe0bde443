import { PipelineError } from '../../base/errors.js'
import { findFields, namesOf } from '../record/field-names.js'
import type { IngestResult } from '../record/ingest-result.js'
import { FACTS_SHEET, isOwnTable } from '../record/own-columns.js'
import { openTable } from './clean-row.js'
import { recordsOf, type TableRow } from './parse-csv.js'
import { excerpt } from './parse-jsonl.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'

const ZIP = [0x50, 0x4b, 0x03, 0x04]
/** The part that every workbook of Excel has, by the name that stands in the archive in clear. */
const WORKBOOK = new TextEncoder().encode('xl/workbook.xml')

export const isZip = (head: Uint8Array): boolean => ZIP.every((byte, index) => head[index] === byte)

export function isXlsx(bytes: Uint8Array): boolean {
  if (!isZip(bytes)) return false
  const first = WORKBOOK[0] ?? 0
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (WORKBOOK.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}

export interface Sheet {
  readonly sheet: string
  readonly data: readonly (readonly unknown[])[]
}

/**
 * Reads posts from the bytes of a workbook of Excel (.xlsx): the first sheet whose first row names a column of texts, one row a post,
 * columns found by name as in a CSV; a column `meta` of JSON objects is read as such. Numbers keep the digits that the file holds; Excel itself has rounded those above 15. A record's place
 * is its row, 1-based, the header included.
 *
 * @param read its sheets, for whoever has read them
 */
export async function parseXlsx(bytes: Uint8Array, options: ParseRecordsOptions = {}, read?: readonly Sheet[]): Promise<IngestResult> {
  const sheets = read ?? (await readSheets(bytes))
  const { columns } = options
  const found = sheets.find(({ data }) => findFields(headerOf(data), columns).has('text'))
  if (found === undefined) {
    const shown = sheets.map(({ sheet, data }) => `"${excerpt(sheet)}" with ${excerpt(headerOf(data).join(', '))}`).join('; ')
    const message = `expected a sheet with a column of the posts' text (${namesOf('text')}), got the sheets ${shown}. Rename one, or map it: text=NAME.`
    throw new PipelineError('INGEST_COLUMN_MISSING', message)
  }
  const names = headerOf(found.data)
  const { ownColumns, clean, ...table } = openTable(names, columns)
  const others = sheets
    .filter((sheet) => sheet !== found && sheet.data.length > 0 && !(isOwnTable(names) && sheet.sheet === FACTS_SHEET))
    .map(({ sheet }) => `"${excerpt(sheet)}"`)
  const notes = [
    `the sheet "${excerpt(found.sheet)}" was read${others.length === 0 ? '' : `; not read: ${others.join(', ')}`}; line numbers are its rows`,
    ...table.notes,
  ]
  const records = recordsOf(names, rowsOfSheet(found.data, names), findFields(names, columns).get('text'), clean)
  const result = parseRecords(records, 'xlsx', options, { notes, ownColumns })
  return { ...result, summary: { ...result.summary, reason: 'the file is a workbook of Excel' } }
}

/** The sheets of a workbook, as rows of cells: texts, numbers as the digits that the file holds, booleans, dates. */
export async function readSheets(bytes: Uint8Array): Promise<readonly Sheet[]> {
  const { default: readWorkbook } = await import('read-excel-file/universal')
  const file = arrayBufferOf(bytes)
  try {
    return (await readWorkbook(file, { parseNumber: (digits: string) => digits as unknown as number, trim: false })) as readonly Sheet[]
  } catch (cause) {
    const why = excerpt(cause instanceof Error ? cause.message : String(cause))
    const message = `expected a workbook of Excel, got one that cannot be read (${why}). Save it again, or export it as CSV.`
    throw new PipelineError('INGEST_BINARY', message, { cause })
  }
}

export const headerOf = (data: Sheet['data']): string[] =>
  (data[0] ?? []).map((cell) => (cell === null || cell === undefined ? '' : String(cell).trim()))

/** Rows of a sheet as those of a CSV: numbers and days in digits. */
export function* rowsOfSheet(data: Sheet['data'], { length }: readonly string[]): Generator<TableRow> {
  for (const [index, row] of data.entries()) {
    if (index === 0 || row.every((cell) => cell === null || cell === '')) continue
    const cells = Array.from({ length }, (_, column) => row[column] ?? '')
    yield {
      lineNumber: index + 1,
      cells: cells.map((cell) => (typeof cell === 'boolean' ? cell : cell instanceof Date ? cell.toISOString() : String(cell))),
    }
  }
}

/** A copy of bytes as readers of whole files take them. */
export const arrayBufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
