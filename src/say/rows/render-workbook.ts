import { PipelineError } from '../../base/errors.js'
import { formatCount } from '../../base/text/format-count.js'
import { type Column, textOrNull } from '../../base/thread/table-columns.js'
import { escapeXml } from '../svg/elements.js'
import { createZip, MAX_PART_LENGTH } from './zip-archive.js'

/** Rows that Excel holds, less the header. */
const MAX_POST_COUNT = 1_048_575
/** UTF-16 units that a cell of Excel holds. */
const MAX_CELL_LENGTH = 32_767

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const override = (part: string, kind: string): string =>
  `<Override PartName="/xl/${part}.xml" ContentType="${TYPES}.${kind}+xml"/>`
const relation = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}.xml"/>`
const relations = (all: string): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${all}</Relationships>`

/**
 * The parts of a workbook except its sheet. ECMA-376, parts 1 and 2.
 *
 * @param guide lines of a second sheet
 */
function partsOf(guide: readonly string[]): Readonly<Record<string, string>> {
  const withGuide = (xml: string): string => (guide.length === 0 ? '' : xml)
  const rows = guide.map((line, index) => {
    const number = index + 1
    return `<row r="${number}">${cellOf(line, `A${number}`, () => `line ${number} of the guide`)}</row>`
  })
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${override('workbook', 'sheet.main')}${override('worksheets/sheet1', 'worksheet')}${override('styles', 'styles')}${withGuide(override('worksheets/sheet2', 'worksheet'))}</Types>`,
    '_rels/.rels': relations(relation('r1', 'officeDocument', 'xl/workbook')),
    // Style 1 shows a time. Excel asks for the fonts, fills and borders too.
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="posts" sheetId="1" r:id="r1"/>${withGuide('<sheet name="guide" sheetId="2" r:id="r2"/>')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      relation('r1', 'worksheet', 'worksheets/sheet1') +
        relation('r3', 'styles', 'styles') +
        withGuide(relation('r2', 'worksheet', 'worksheets/sheet2')),
    ),
    ...(guide.length > 0 && {
      'xl/worksheets/sheet2.xml': `<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="120" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`,
    }),
  }
}

/** Characters that XML forbids, and texts that look like an escape. */
const UNSAFE = /(?![\t\n])\p{Cc}|[\p{Cs}\ufffe\uffff]|_(?=x[\dA-Fa-f]{4}_)/gu

/** Escapes a text; unsafe characters become `_xHHHH_`. ECMA-376, part 1, 22.9.2.19. */
const escapeCell = (text: string): string =>
  escapeXml(
    text.replace(
      UNSAFE,
      (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    ),
  )

/** @throws {PipelineError} `OUTPUT_TOO_LARGE` for more posts than a sheet of Excel holds */
export function checkPostCount(count: number): void {
  if (count > MAX_POST_COUNT)
    throw tooLarge(`at most ${formatCount(MAX_POST_COUNT, 'post')}`, formatCount(count, 'post'))
}

/** A sheet for people to fill, with labels to choose from. */
interface FormSheet {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly choices: { readonly column: string; readonly labels: readonly string[] }
  /** Lines of a second sheet, "guide". */
  readonly guide: readonly string[]
}

/** Characters that a list of choices holds, with its commas. */
const MAX_CHOICES_LENGTH = 255

/** Excel workbook to fill in. Every cell is a text, so that ids keep their digits. */
export async function renderFormSheet({
  columns,
  rows,
  choices,
  guide,
}: FormSheet): Promise<Uint8Array> {
  const table = columns.map((name, index) =>
    textOrNull<readonly string[]>(name, (row) => row[index] ?? ''),
  )
  const list = choices.labels.join(',')
  const isShort =
    list.length <= MAX_CHOICES_LENGTH && choices.labels.every((label) => !/[",]/.test(label))
  const column = nameOf(columns.indexOf(choices.column))
  const cells = `${column}2:${column}${1 + rows.length}`
  const rule = `<dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${cells}"><formula1>"${escapeXml(list)}"</formula1></dataValidation></dataValidations>`
  const workbook = await createWorkbook(table, {
    rules: isShort && rows.length > 0 ? rule : '',
    guide,
  })
  return Uint8Array.from([...workbook.add(rows), ...workbook.end()])
}

/**
 * Table as an Excel workbook with one sheet. Cells of a `TIMESTAMP` are times in UTC. Times before
 * March 1900, which Excel counts wrongly, are texts in ISO 8601, as days are.
 *
 * @param guide lines of a second sheet
 */
export async function createWorkbook<Row>(
  columns: readonly Column<Row>[],
  { rules = '', guide = [] as readonly string[] } = {},
) {
  const zip = await createZip()
  const names = columns.map((_, index) => nameOf(index))
  const header = columns.map(({ name }) => name)
  const widths = columns.map(widthOf).join('')
  const encoder = new TextEncoder()
  let rowCount = 0
  let byteCount = 0
  const push = (xml: string): void => {
    const bytes = encoder.encode(xml)
    byteCount += bytes.length
    if (byteCount > MAX_PART_LENGTH)
      throw tooLarge('a sheet of at most 4 GiB', `more after ${formatCount(rowCount - 1, 'post')}`)
    sheet.push(bytes)
  }
  const rowOf = (values: readonly CellValue[], id: string): string => {
    rowCount += 1
    const cells = values.map((value, index) =>
      cellOf(
        value,
        `${names[index]}${rowCount}`,
        () => `post "${id}", column ${columns[index]?.name}`,
      ),
    )
    return `<row r="${rowCount}">${cells.join('')}</row>`
  }
  for (const [name, xml] of Object.entries(partsOf(guide))) zip.add(name, HEAD + xml)
  const sheet = zip.open('xl/worksheets/sheet1.xml')
  push(
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths === '' ? '' : `<cols>${widths}</cols>`}<sheetData>`,
  )
  push(rowOf(header, ''))
  return {
    add: (rows: readonly Row[]): Uint8Array => {
      checkPostCount(rowCount - 1 + rows.length)
      for (const row of rows) {
        const values = columns.map(({ cell, type }) =>
          type === 'TIMESTAMP' ? timeCell(cell(row)) : cell(row),
        )
        push(rowOf(values, String(values[0])))
      }
      return zip.drain()
    },
    end: () => {
      push(
        `</sheetData>${rules}<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>`,
      )
      sheet.push(new Uint8Array(), true)
      return zip.end()
    },
  }
}

const nameOf = (index: number): string =>
  (index < 26 ? '' : nameOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))

/** Widths of columns in characters. Excel shows a time in a narrower one as "###". */
const TEXT_WIDTH = 80
const TIME_WIDTH = 20

function widthOf({ name, type }: Pick<Column<never>, 'name' | 'type'>, index: number): string {
  if (name !== 'text' && type !== 'TIMESTAMP') return ''
  const width = name === 'text' ? TEXT_WIDTH : TIME_WIDTH
  return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`
}

type CellValue = ReturnType<Column<never>['cell']> | { readonly days: number }

const DAY_MS = 86_400_000
/** Days from Excel's day 0 to 1970. */
const EPOCH_DAYS = 25_569
/** March 1900. Excel counts a 29 February before it, which never was. */
const FIRST_SURE_DAY = 61

/** An instant as Excel counts it: days and their parts. */
function timeCell(value: CellValue): CellValue {
  if (typeof value !== 'string') return value
  const days = Date.parse(value) / DAY_MS + EPOCH_DAYS
  return days < FIRST_SURE_DAY ? value : { days }
}

/** Texts stay texts, also behind a "="; numbers have no locale; an empty cell is left out. */
function cellOf(value: CellValue, place: string, describe: () => string): string {
  if (value === null || value === '') return ''
  if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${Number(value)}</v></c>`
  if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`
  if (typeof value === 'object') return `<c r="${place}" s="1"><v>${value.days}</v></c>`
  if (value.length > MAX_CELL_LENGTH)
    throw tooLarge(
      `${describe()}: at most 32,767 characters in a cell`,
      formatCount(value.length, 'character'),
    )
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escapeCell(value)}</t></is></c>`
}

function tooLarge(expected: string, got: string): PipelineError {
  const message = `expected ${expected}, got ${got}, which a workbook of Excel cannot hold. Write CSV or Parquet: --format csv.`
  return new PipelineError('OUTPUT_TOO_LARGE', message)
}
