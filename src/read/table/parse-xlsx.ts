import { PipelineError } from '../../base/errors.js'
import { findFields, namesOf } from '../record/field-names.js'
import type { IngestResult } from '../record/ingest-result.js'
import { openTable } from './clean-row.js'
import { recordsOf, type TableRow } from './parse-csv.js'
import { excerpt } from './parse-jsonl.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'
import { forEachSheetRow, type SheetCell } from './parse-workbook.js'

const ZIP = [0x50, 0x4b, 0x03, 0x04]
/** Path of the part in every Excel workbook, readable in the archive. */
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

/** Sheet with its columns. Cells outside of named columns are left out. */
interface Sheet {
  readonly sheet: string
  readonly header: readonly string[]
  /** True if a cell had no column name. */
  readonly hasUnnamed: boolean
  /** Rows with a cell under a name; empty cells are "". */
  readonly rows: readonly (Omit<TableRow, 'cells'> & { readonly cells: readonly SheetCell[] })[]
}

/**
 * Reads posts from an Excel workbook (.xlsx): the first sheet with a column of texts, one post per row.
 *
 * Columns are found as in a CSV; `meta` with JSON objects is parsed. A place is a 1-based row, header included.
 * Numbers under post fields keep the file's digits (Excel rounds above 15); others are numbers.
 */
export async function parseXlsx(bytes: Uint8Array, options: ParseRecordsOptions = {}): Promise<IngestResult> {
  const sheets = await parseSheets(bytes)
  const { columns } = options
  const found = sheets.find((sheet) => findFields(headerOf(sheet), columns).has('text'))
  if (found === undefined) {
    const shown = sheets.map((sheet) => `"${excerpt(sheet.sheet)}" with ${excerpt(headerOf(sheet).join(', '))}`).join('; ')
    const message = `expected a sheet with a column of the posts' text (${namesOf('text')}), got the sheets ${shown}. Rename one, or map it: text=NAME.`
    throw new PipelineError('INGEST_COLUMN_MISSING', message)
  }
  const names = headerOf(found)
  const { ownColumns, clean, ...table } = openTable(found.hasUnnamed ? [...names, ''] : names, columns)
  const others = sheets.filter((sheet) => sheet !== found && sheet.header.length > 0).map(({ sheet }) => `"${excerpt(sheet)}"`)
  const notes = [
    `the sheet "${excerpt(found.sheet)}" was read${others.length === 0 ? '' : `; not read: ${others.join(', ')}`}; line numbers are its rows`,
    ...table.notes,
  ]
  const records = recordsOf(names, rowsOfSheet(found, ownColumns), findFields(names, columns).get('text'), clean)
  const result = parseRecords(records, 'xlsx', options, { notes, ownColumns })
  return { ...result, summary: { ...result.summary, reason: 'the file is a workbook of Excel' } }
}

/** Most cells of a sheet: a hundred full columns. */
const CELL_LIMIT = 100 * 1_048_576

const headerOf = ({ header }: Pick<Sheet, 'header'>): string[] => header.map((name) => name.trim())

const textOfCell = (cell: SheetCell): string => (typeof cell === 'object' ? cell.digits : String(cell))

/** Converts a sheet's rows to table rows. @param numeric columns whose numbers stay numbers */
function* rowsOfSheet(sheet: Sheet, numeric: readonly string[]): Generator<TableRow> {
  const areNumbers = headerOf(sheet).map((name) => numeric.includes(name))
  const plain = (cell: SheetCell, place: number): unknown => {
    if (typeof cell !== 'object') return cell
    const number = areNumbers[place] === true ? Number(cell.digits) : Number.NaN
    return Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number)) ? number : cell.digits
  }
  for (const { cells, lineNumber } of sheet.rows) yield { lineNumber, cells: cells.map(plain) }
}

/** Sheets of a workbook, with named columns only. @throws {PipelineError} `INGEST_BINARY` */
/** Lines of the first sheet on which a line names a column, or of the first sheet. Numbers keep the digits of the file. */
export async function sheetLines(
  bytes: Uint8Array,
  column: string,
): Promise<readonly { readonly lineNumber: number; readonly cells: readonly string[] }[]> {
  const sheets = new Map<string, { readonly lineNumber: number; readonly cells: string[] }[]>()
  await forEachSheetRow(bytes, (sheet, { lineNumber, cells }) => {
    const values: string[] = []
    for (const [place, cell] of cells) values[place] = textOfCell(cell)
    const lines = sheets.get(sheet) ?? []
    lines.push({ lineNumber, cells: Array.from(values, (value) => value ?? '') })
    sheets.set(sheet, lines)
  })
  const all = [...sheets.values()]
  return (
    all.find((lines) => lines.some(({ cells }) => cells.some((cell) => cell.trim().toLowerCase() === column.toLowerCase()))) ?? all[0] ?? []
  )
}

async function parseSheets(bytes: Uint8Array): Promise<readonly Sheet[]> {
  const bySheet = new Map<
    string,
    { -readonly [Key in keyof Sheet]: Sheet[Key] } & { readonly rows: Sheet['rows'][number][]; readonly placeOf: Map<number, number> }
  >()
  const sheets = await forEachSheetRow(bytes, (sheet, { lineNumber, cells }) => {
    const open = bySheet.get(sheet)
    if (open === undefined) {
      const named = cells.filter(([, name]) => textOfCell(name).trim() !== '').sort(([one], [other]) => one - other)
      const header = named.map(([, name]) => textOfCell(name))
      const placeOf = new Map(named.map(([column], place) => [column, place]))
      if (named.length > 0) bySheet.set(sheet, { sheet, header, placeOf, hasUnnamed: false, rows: [] })
      return
    }
    const { placeOf, rows } = open
    const values: SheetCell[] = Array.from({ length: placeOf.size }, () => '')
    let isEmpty = true
    for (const [column, value] of cells) {
      const place = placeOf.get(column)
      if (place !== undefined) values[place] = value
      else open.hasUnnamed = true
      isEmpty &&= place === undefined
    }
    if (!isEmpty) rows.push({ lineNumber, cells: values })
    if (rows.length * placeOf.size > CELL_LIMIT) throw new Error(`sheet "${excerpt(sheet)}": more than a million rows of a hundred columns`)
  })
  return sheets.map((sheet) => bySheet.get(sheet) ?? { sheet, header: [], hasUnnamed: false, rows: [] })
}

export const arrayBufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
