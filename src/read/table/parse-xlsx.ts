import { PipelineError } from '../../base/errors.js'
import { formatCount, nameSome } from '../../base/text/format-count.js'
import { findFields, namesOf } from '../record/field-names.js'
import { isZip } from '../record/file-kinds.js'
import type { IngestResult } from '../record/ingest-result.js'
import { checkMapping, excerpt, listColumns } from '../record/named-columns.js'
import { isMissingText, openTable } from './clean-row.js'
import { columnsByValue, headedFields, sampled } from './columns-by-value.js'
import { recordsOf, type TableRow } from './parse-csv.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'
import { openWorkbook, type SheetCell, type WorkbookSheet } from './xlsx-cells.js'

/** True for an archive with the part of every workbook, whose path is readable in it. */
export const isXlsx = (bytes: Uint8Array): boolean =>
  isZip(bytes) && new TextDecoder('latin1').decode(bytes).includes('xl/workbook.xml')

type ParseXlsxOptions = ParseRecordsOptions & { readonly sheet?: string | undefined }

/**
 * Reads posts from an Excel workbook (.xlsx), one post per row, of the sheet that is named or has
 * the mapped columns and a column of texts.
 *
 * Columns are found as in a CSV; `meta` with JSON objects is parsed. A place is a 1-based row,
 * header included.
 * Numbers under post fields keep the file's digits (Excel rounds above 15); others are numbers.
 *
 * @throws {PipelineError} `INGEST_COLUMN_MISSING` without such a sheet, `USAGE_OPTION_INVALID` for
 *   a name that no sheet has
 */
export async function parseXlsx(
  bytes: Uint8Array,
  options: ParseXlsxOptions = {},
): Promise<IngestResult> {
  const sheets = (await openWorkbook(bytes)).map(openSheet)
  const chosenSheet = chooseSheet(sheets, options)
  const names = chosenSheet.header
  const columns = columnsByValue(names, sampleOf(chosenSheet), options.columns)
  const { ownColumns, clean } = openTable(names, columns)
  const others = sheets.filter((sheet) => sheet !== chosenSheet && sheet.header.length > 0)
  const alike = others.filter(
    ({ header }) => header.toSorted().join('\n') === names.toSorted().join('\n'),
  )
  const text = findFields(names, columns).get('text')
  const seen: SeenCells = { hasUnnamed: false, formulaCount: 0, errors: [] }
  const rows = tableRows(chosenSheet, { numeric: ownColumns, text }, seen)
  const result = parseRecords(
    recordsOf(names, rows, text, {
      clean,
      ownColumns,
    }),
    'xlsx',
    { ...options, columns },
    {
      ownColumns,
      // Known when all rows were read.
      get cautions() {
        const others = alike.map(
          (sheet) =>
            `the sheet ${quote(sheet)} has the same columns and is not read: --sheet ${quote(sheet)} reads it`,
        )
        return [...others, ...emptyCellWords(seen)]
      },
      get notes() {
        const unread = others.length === 0 ? '' : `; not read: ${others.map(quote).join(', ')}`
        const { notes } = openTable(seen.hasUnnamed ? [...names, ''] : names, columns)
        return [
          `the sheet ${quote(chosenSheet)} was read${unread}; line numbers are its rows`,
          ...notes,
        ]
      },
    },
  )
  return { ...result, summary: { ...result.summary, reason: 'the file is a workbook of Excel' } }
}

function chooseSheet(
  sheets: readonly OpenSheet[],
  { columns, sheet: wanted }: ParseXlsxOptions,
): OpenSheet {
  const eligible = wanted === undefined ? sheets : sheets.filter(({ name }) => name === wanted)
  if (wanted !== undefined && eligible.length === 0) {
    const message = `expected the sheet "${excerpt(wanted)}", got a workbook with ${sheets.map(quote).join(', ')}. Name one of them.`
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const mapped = Object.values(columns ?? {})
  const countMapped = ({ header }: OpenSheet): number =>
    mapped.filter((name) => header.includes(name)).length
  const [bestSheet] = eligible
    .filter(({ header }) => headedFields(header, columns).has('text'))
    .toSorted((one, other) => countMapped(other) - countMapped(one))
  if (bestSheet === undefined) {
    const shown = eligible
      .map((sheet) => `${quote(sheet)} with ${listColumns(sheet.header) || 'no column'}`)
      .join('; ')
    const message = `expected a sheet with a column of the posts' text (${namesOf('text')}), got the sheets ${shown || 'none'}. Rename one, or map it: text=NAME.`
    throw new PipelineError('INGEST_COLUMN_MISSING', message)
  }
  checkMapping(bestSheet.header, columns, `the sheet ${quote(bestSheet)}: `)
  return bestSheet
}

/** Cells of a sheet that are read as empty, and whether some have no column name. */
interface SeenCells {
  hasUnnamed: boolean
  formulaCount: number
  /** Errors of formulas in the column of texts. */
  readonly errors: string[]
}

function emptyCellWords({ formulaCount, errors }: SeenCells): string[] {
  const advice = 'open the workbook in a spreadsheet and save it'
  const hold =
    formulaCount === 1
      ? 'holds a formula without its value and is'
      : 'hold formulas without their values and are'
  const formulas = `${formatCount(formulaCount, 'cell')} ${hold} read as empty (a value that is the empty text is not counted): ${advice}`
  const are = errors.length === 1 ? 'is an error' : 'are errors'
  const named = nameSome([...new Set(errors)])
  const texts = `${formatCount(errors.length, 'text')} ${are} of a formula and read as empty: ${named}`
  return [...(formulaCount === 0 ? [] : [formulas]), ...(errors.length === 0 ? [] : [texts])]
}

const quote = ({ name }: Pick<OpenSheet, 'name'>): string => `"${excerpt(name)}"`

/** Most cells of a sheet: a hundred full columns. */
const CELL_LIMIT = 100 * 1_048_576

function textOfCell(cell: SheetCell): string {
  if (typeof cell !== 'object') return String(cell)
  return 'error' in cell ? cell.error : cell.digits
}

type OpenSheet = ReturnType<typeof openSheet>

/**
 * Reads a sheet to the first row that names a column. Cells outside of named columns are left out.
 */
function openSheet(sheet: WorkbookSheet) {
  const rows = sheet.rows()
  for (let step = rows.next(); step.done !== true; step = rows.next()) {
    const named = step.value.cells
      .filter(([, name]) => textOfCell(name).trim() !== '')
      .sort(([one], [other]) => one - other)
    if (named.length === 0) continue
    const placeOf = new Map(named.map(([column], place) => [column, place]))
    return {
      name: sheet.name,
      header: named.map(([, name]) => textOfCell(name).trim()),
      placeOf,
      ...sampled(rows),
    }
  }
  return { name: sheet.name, header: [], placeOf: new Map<number, number>(), ...sampled(rows) }
}

/** Cells of the first rows, in the order of the named columns. */
const sampleOf = ({ placeOf, sample }: OpenSheet) =>
  sample.map((row) => {
    const cells = new Array<unknown>(placeOf.size).fill('')
    for (const [column, cell] of row.cells) {
      const place = placeOf.get(column)
      if (place !== undefined) cells[place] = textOfCell(cell)
    }
    return { cells }
  })

/**
 * The rows of a sheet with a cell under a name; empty cells are "".
 *
 * @param columns those whose numbers stay numbers, and that of texts, where an error is no text
 * @param seen takes what was read as empty
 */
function* tableRows(
  { name, header, placeOf, all }: OpenSheet,
  { numeric, text }: { readonly numeric: readonly string[]; readonly text: string | undefined },
  seen: SeenCells,
): Generator<TableRow> {
  const areNumbers = header.map((column) => numeric.includes(column))
  const textPlace = text === undefined ? -1 : header.indexOf(text)
  const plain = (cell: SheetCell, place: number): unknown => {
    if (typeof cell !== 'object') return cell
    if ('error' in cell) {
      if (place !== textPlace || isMissingText(cell.error)) return cell.error
      seen.errors.push(cell.error)
      return ''
    }
    const number = areNumbers[place] === true ? Number(cell.digits) : Number.NaN
    return Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number))
      ? number
      : cell.digits
  }
  let cellCount = 0
  for (const { lineNumber, cells, bareColumns } of all) {
    seen.formulaCount += bareColumns.filter((column) => placeOf.has(column)).length
    const values = new Array<unknown>(placeOf.size).fill('')
    let isEmpty = true
    for (const [column, value] of cells) {
      const place = placeOf.get(column)
      if (place === undefined) seen.hasUnnamed = true
      else values[place] = plain(value, place)
      isEmpty &&= place === undefined
    }
    if (isEmpty) continue
    cellCount += placeOf.size
    if (cellCount > CELL_LIMIT) {
      const message = `expected a sheet of at most a million rows of a hundred columns, got more in "${excerpt(name)}". Export it as CSV.`
      throw new PipelineError('INGEST_BINARY', message)
    }
    yield { lineNumber, cells: values }
  }
}

/**
 * Lines of the first sheet on which a line names a column, or of the first sheet. Numbers keep the
 * digits of the file.
 */
export async function sheetLines(
  bytes: Uint8Array,
  column: string,
): Promise<readonly { readonly lineNumber: number; readonly cells: readonly string[] }[]> {
  const all = (await openWorkbook(bytes)).map((sheet) =>
    Array.from(sheet.rows(), ({ lineNumber, cells }) => {
      const values: string[] = []
      for (const [place, cell] of cells) values[place] = textOfCell(cell)
      return { lineNumber, cells: Array.from(values, (value) => value ?? '') }
    }),
  )
  return (
    all.find((lines) =>
      lines.some(({ cells }) =>
        cells.some((cell) => cell.trim().toLowerCase() === column.toLowerCase()),
      ),
    ) ??
    all[0] ??
    []
  )
}

export const arrayBufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
