import type { UnzipFileInfo, unzipSync } from 'fflate'
import { PipelineError } from '../../base/errors.js'
import { type XmlElement, xmlElements } from '../../base/text/xml-elements.js'
import { COLUMN_LIMIT, excerpt } from '../record/named-columns.js'
import { DAY_LENGTH } from '../record/parse-date.js'
import { checksumsOf, crc32 } from './checksum.js'

/** Cell: text, ISO 8601 time, truth value, number, or error. */
export type SheetCell = string | boolean | NumberCell | ErrorCell

/** Number in the file's own digits: an id may exceed a double. */
interface NumberCell {
  readonly digits: string
}

/** Result of a formula that failed, such as `#NAME?`. */
interface ErrorCell {
  readonly error: string
}

/** Row with cells: 1-based number, and cells by 0-based column in any order. */
interface SheetRow {
  readonly lineNumber: number
  readonly cells: readonly (readonly [column: number, value: SheetCell])[]
  /** Columns of formulas whose value the file lacks: pandas writes texts that begin with = so. */
  readonly bareColumns: readonly number[]
}

/**
 * Largest unpacked size of all parts. One megabyte can hold a gigabyte, and many sheets can share
 * one part.
 */
const UNPACKED_BYTE_LIMIT = 512 * 1024 * 1024

/** Most rows of a sheet in Excel. */
const ROW_LIMIT = 1_048_576

/** A sheet of a workbook. */
export interface WorkbookSheet {
  readonly name: string
  /** Reads the rows; call it once, since unpacked bytes count towards the limit. */
  rows(): Generator<SheetRow>
}

/**
 * Opens an Excel workbook. Memory: its shared texts, and the sheet that is read.
 *
 * @throws {PipelineError} `INGEST_BINARY`, also while rows are read, for other bytes, a part that
 *   differs from its checksum, or one above 512 MiB unpacked, 1,048,576 rows or 16,384 columns
 * @see ECMA-376, part 1, section 18
 */
export async function openWorkbook(bytes: Uint8Array): Promise<readonly WorkbookSheet[]> {
  const { unzipSync: unzip } = await import('fflate')
  try {
    const names = new Set<string>()
    let byteCount = 0
    const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
      if (/\.(?:xml|rels)$/i.test(name)) byteCount += names.add(name) && originalSize
      return false
    }
    unzip(bytes, { filter })
    if (byteCount > UNPACKED_BYTE_LIMIT) throw tooLarge()
    return openSheets({
      bytes,
      names,
      checksums: checksumsOf(bytes),
      unzip,
      unpackedByteCount: 0,
    }).map(({ name, rows }) => ({
      name,
      *rows() {
        try {
          yield* rows()
        } catch (cause) {
          throw unreadable(cause)
        }
      },
    }))
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** Refuses more rows, or more cells in a row, than Excel holds, before a part is parsed. */
function checkExtent(part: Uint8Array): void {
  let rowCount = 0
  let cellCount = 0
  for (let at = 4; at < part.length; at += 1) {
    // The names "row" and "c" of elements, perhaps behind a prefix.
    if (part[at] === 0x77 && part[at - 1] === 0x6f && part[at - 2] === 0x72) {
      if (opensName(part[at - 3])) {
        rowCount += 1
        cellCount = 0
      }
    } else if (part[at] === 0x63 && opensName(part[at - 1]) && (part[at + 1] ?? 0) < 0x40)
      cellCount += 1
    if (rowCount > ROW_LIMIT) throw new Error('over 1,048,576 rows, more than Excel holds')
    if (cellCount > COLUMN_LIMIT) throw new Error('over 16,384 columns, more than Excel holds')
  }
}

/** True for `<` and `:`. */
const opensName = (byte: number | undefined): boolean => byte === 0x3c || byte === 0x3a

const tooLarge = (): Error => new Error('over 512 MiB when it is unpacked')

function unreadable(cause: unknown): PipelineError {
  const why = excerpt(cause instanceof Error ? cause.message : String(cause))
  const message = `expected a workbook of Excel, got one that cannot be read (${why}). Save it again, or export it as CSV.`
  return new PipelineError('INGEST_BINARY', message, { cause })
}

/** Files of a workbook, still packed, with the unpacker. */
interface Parts {
  readonly bytes: Uint8Array
  readonly names: ReadonlySet<string>
  readonly checksums: ReadonlyMap<string, number>
  readonly unzip: typeof unzipSync
  unpackedByteCount: number
}

interface CellContext {
  readonly texts: readonly string[]
  /** Styles by number: time shown or not, clock or not. */
  readonly styles: readonly TimeStyle[]
  /** Days from the workbook's first day to 1970. */
  readonly epochDays: number
  /** True if the workbook is to be calculated when opened: its writer knew no results. */
  readonly isUncalculated: boolean
}

/** Days before 1970 of a workbook's day 0: 30 December 1899, or 1 January 1904. */
const EPOCH_DAYS = 25_569
const EPOCH_DAYS_1904 = 24_107

/** Paths of the sheets by their ids, and of the other parts by their kinds. */
function pathsIn(parts: Parts) {
  const pathOf = new Map<string, string>()
  const pathOfKind = new Map<string, string>()
  for (const { attributes } of partElements(parts, 'xl/_rels/workbook.xml.rels', 1)) {
    const { Id = '', Type = '', Target = '' } = attributes
    const path = Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`
    const kind = Type.slice(Type.lastIndexOf('/') + 1)
    if (kind === 'worksheet') pathOf.set(Id, path)
    else pathOfKind.set(kind, path)
  }
  return { pathOf, pathOfKind }
}

function openSheets(parts: Parts): WorkbookSheet[] {
  const { pathOf, pathOfKind } = pathsIn(parts)
  const sheets: { readonly name: string; readonly path: string }[] = []
  let epochDays = EPOCH_DAYS
  let isUncalculated = false
  for (const element of partElements(parts, 'xl/workbook.xml', 1)) {
    const isSet = (name: string): boolean => /^(?:1|true)$/.test(element.attributes[name] ?? '')
    if (nameOf(element) === 'workbookPr' && isSet('date1904')) epochDays = EPOCH_DAYS_1904
    if (nameOf(element) === 'calcPr') isUncalculated = isSet('fullCalcOnLoad')
    for (const { attributes } of nameOf(element) === 'sheets' ? element.children : []) {
      const [, id = ''] = Object.entries(attributes).find(([name]) => name.endsWith(':id')) ?? []
      const path = pathOf.get(id)
      // Chart sheets have no rows.
      if (path !== undefined) sheets.push({ name: attributes['name'] ?? '', path })
    }
  }
  const texts: string[] = []
  // Some writers name shared texts and have none: a cell that needs one is refused.
  const textsPath = pathOfKind.get('sharedStrings') ?? 'xl/sharedStrings.xml'
  if (parts.names.has(textsPath))
    for (const element of partElements(parts, textsPath, 1)) texts.push(textOf(element))
  const context = {
    texts,
    styles: timeStyles(parts, pathOfKind.get('styles')),
    epochDays,
    isUncalculated,
  }
  return sheets.map(({ name, path }) => ({
    name,
    *rows() {
      let lineNumber = 0
      for (const element of partElements(parts, path, SHEET_DEPTH)) {
        if (nameOf(element) !== 'row') continue
        lineNumber = Number(element.attributes['r'] ?? lineNumber + 1)
        yield { lineNumber, ...cellsOf(element, context) }
      }
    },
  }))
}

const PIECE_BYTE_COUNT = 65_536

/** Depth of the rows in a sheet. */
const SHEET_DEPTH = 2

/** The elements at one depth of a part. @throws {Error} for a missing or damaged part */
function partElements(parts: Parts, path: string, depth: number): Generator<XmlElement> {
  const part = parts.names.has(path)
    ? parts.unzip(parts.bytes, { filter: ({ name }) => name === path })[path]
    : undefined
  if (part === undefined) throw new Error(`without its part ${path}`)
  parts.unpackedByteCount += part.length
  if (parts.unpackedByteCount > UNPACKED_BYTE_LIMIT) throw tooLarge()
  if (depth === SHEET_DEPTH) checkExtent(part)
  if (crc32(part) !== parts.checksums.get(path))
    throw new Error(`${path} differs from its checksum`)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const pieces = function* (): Generator<string> {
    for (let at = 0; at < part.length; at += PIECE_BYTE_COUNT)
      yield decoder.decode(part.subarray(at, at + PIECE_BYTE_COUNT), { stream: true })
    yield decoder.decode()
  }
  return xmlElements(pieces(), depth)
}

const nameOf = ({ name }: XmlElement): string => name.slice(name.indexOf(':') + 1)

/**
 * Text of one or several runs, without phonetic readings. `_xHHHH_` escapes a character that XML
 * cannot hold.
 */
function textOf(element: XmlElement): string {
  const partOf = (one: XmlElement): string => {
    if (nameOf(one) === 't') return one.text
    return nameOf(one) === 'r' ? one.children.map(partOf).join('') : ''
  }
  return unescapeText(element.children.map(partOf).join(''))
}

const unescapeText = (text: string): string =>
  text.replace(/_x([\dA-Fa-f]{4})_/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )

/** Built-in time formats; from 27 on for East Asia and Thailand. */
const isBuiltInTime = within([14, 22], [27, 36], [45, 47], [50, 58], [71, 81])

/** Built-in formats with a clock. */
const isBuiltInClock = within([18, 22], [32, 35], [45, 47], [55, 56], [75, 80])

function within(...ranges: readonly (readonly [first: number, last: number])[]) {
  return (id: number): boolean => ranges.some(([first, last]) => id >= first && id <= last)
}

const TIME_TOKEN =
  /^(?:a[mp]?|pm?|a{3,5}|d{1,4}|m{1,5}|y{1,4}|b{2,4}|g{0,3}e{1,4}|g{1,3}|[hs]{1,2})$/

interface TimeStyle {
  readonly isTime: boolean
  readonly hasClock: boolean
}

/** A time format such as `yyyy-mm-dd` has letters of times only, and no digits. */
function styleOf(format: string): TimeStyle {
  const plain = format
    .toLowerCase()
    .replace(/\\.|"[^"]*"|[_*]./g, ' ')
    .replace(/\[([hms]+)\]/g, '$1')
    .replace(/\[[^\][]*\]/g, '')
    .replace(/(s)[.,]0{1,3}/g, '$1')
  const isTime = plain.split(';').some((part) => {
    const tokens = part.split(/[^a-z0#?%]+/).filter((token) => token !== '')
    return tokens.length > 0 && tokens.every((token) => TIME_TOKEN.test(token))
  })
  return { isTime, hasClock: /[hs]/.test(plain) }
}

function timeStyles(parts: Parts, path: string | undefined): TimeStyle[] {
  if (path === undefined) return []
  const formats = new Map<number, string>()
  const styles: { readonly formatId: number | null; readonly base: number | null }[] = []
  const bases: (number | null)[] = []
  const numberIn = ({ attributes }: XmlElement, name: string): number | null =>
    attributes[name] === undefined ? null : Number(attributes[name])
  for (const element of partElements(parts, path, 1)) {
    for (const child of element.children) {
      const formatId = numberIn(child, 'numFmtId')
      if (nameOf(element) === 'numFmts')
        formats.set(formatId ?? 0, child.attributes['formatCode'] ?? '')
      else if (nameOf(element) === 'cellStyleXfs') bases.push(formatId)
      else if (nameOf(element) === 'cellXfs')
        styles.push({ formatId, base: numberIn(child, 'xfId') })
    }
  }
  return styles.map(({ formatId, base }) => {
    const id = formatId ?? bases[base ?? 0] ?? 0
    return isBuiltInTime(id)
      ? { isTime: true, hasClock: isBuiltInClock(id) }
      : styleOf(formats.get(id) ?? '')
  })
}

function cellsOf(row: XmlElement, context: CellContext): Omit<SheetRow, 'lineNumber'> {
  const cells: (readonly [number, SheetCell])[] = []
  const bareColumns: number[] = []
  let column = -1
  for (const cell of row.children) {
    if (nameOf(cell) !== 'c') continue
    const { r: place } = cell.attributes
    column = place === undefined ? column + 1 : columnOf(place)
    if (isBareFormula(cell, context)) {
      bareColumns.push(column)
      continue
    }
    const value = cellValue(cell, context)
    if (value !== null && value !== '') cells.push([column, value])
  }
  return { cells, bareColumns }
}

const childIn = ({ children }: XmlElement, name: string): XmlElement | undefined =>
  children.find((one) => nameOf(one) === name)

/**
 * True for a formula without its last result: `v` is missing or empty, or a 0 in its place where
 * the workbook is to be calculated when opened (XlsxWriter). An empty `v` of the type `str` is a
 * result: the empty text.
 *
 * @see ECMA-376, part 1, 18.2.2 calcPr, 18.3.1.4 c, 18.3.1.96 v, 18.18.11 ST_CellType
 */
function isBareFormula(cell: XmlElement, { isUncalculated }: CellContext): boolean {
  if (childIn(cell, 'f') === undefined || childIn(cell, 'is') !== undefined) return false
  const { t: type = 'n' } = cell.attributes
  const held = childIn(cell, 'v')?.text.trim()
  if (held === undefined || held === '') return held === undefined || type !== 'str'
  return isUncalculated && type === 'n' && held === '0'
}

function columnOf(place: string): number {
  let column = 0
  for (let at = 0; at < place.length; at++) {
    const letter = place.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column - 1
}

const DAY_MS = 86_400_000

/** Value of a cell; null if empty. @throws {Error} for an unknown text or time */
function cellValue(cell: XmlElement, context: CellContext): SheetCell | null {
  const { texts, styles, epochDays } = context
  const { t: type = 'n', s: style = '', r: place = 'without a place' } = cell.attributes
  const inline = type === 'inlineStr' ? childIn(cell, 'is') : undefined
  if (inline !== undefined) return textOf(inline)
  const held = childIn(cell, 'v')?.text ?? ''
  if (held === '') return null
  if (type === 'e') return { error: held }
  if (type === 's') return texts[Number(held)] ?? fail(place, `no text number ${held}`)
  if (type === 'b') return held === '1'
  if (type === 'str') return unescapeText(held)
  const { isTime = false, hasClock = false } = (type === 'n' && styles[Number(style)]) || {}
  if (!isTime && type !== 'd') return type === 'n' ? { digits: held } : held
  // Days have an error of a microsecond: rounded to milliseconds.
  const time = new Date(type === 'd' ? held : Math.round((Number(held) - epochDays) * DAY_MS))
  if (Number.isNaN(time.getTime())) return fail(place, `the time ${held}`)
  const isDay =
    type === 'd' ? held.length === DAY_LENGTH : !hasClock && Number.isInteger(Number(held))
  return time.toISOString().slice(0, isDay ? DAY_LENGTH : undefined)
}

function fail(place: string, got: string): never {
  throw new Error(`cell ${place}: ${got}`)
}
