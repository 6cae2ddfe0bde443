import { parseJson } from '../base/json-shape.js'
import { recogniseArticle } from './copied/article/parse-article.js'
import { chooseLayout, type LayoutChoice, lacksSign } from './copied/choose-layout.js'
import { SAMPLE_LENGTH } from './copied/lines/thresholds.js'
import { MAIL } from './copied/mail/parse-mail.js'
import { recogniseMail } from './copied/mail/recognise-mail.js'
import { fitsAlone } from './copied/tags/fits-better.js'
import { parseTaggedPage } from './copied/tags/parse-unknown-page.js'
import { tagPage } from './copied/tags/tagged-page.js'
import { findFields, type PostField } from './record/field-names.js'
import { type SourceSample, sampleOf, samplesWithin } from './record/source-sample.js'
import { SOURCE_LIST, type SourceId } from './sources.js'
import { headedFields } from './table/columns-by-value.js'
import { bareCell, FIRST_LINE_LIMIT, findDelimiter } from './table/find-delimiter.js'
import { parseCsvRows } from './table/parse-csv-rows.js'

export interface DetectedSource {
  readonly source: SourceId
  readonly reason: string
  /** Layout of a copied page. */
  readonly choice?: LayoutChoice
}

type MappedNames = Partial<Readonly<Record<PostField, string>>>

const EXTENSIONS = { jsonl: 'jsonl', ndjson: 'jsonl', csv: 'csv', tsv: 'tsv', tab: 'tsv' } as const
const SOURCE_BY_EXTENSION = new Map<string, SourceId>(Object.entries(EXTENSIONS))

/** Longest column name; a longer first line is a sentence. */
const COLUMN_NAME_LENGTH_LIMIT = 40

/**
 * Detects the form of a text: a platform's marks first, then the file's ending, then the beginning.
 * Without evidence it is a paste.
 *
 * @param columns caller's column names: a first line with all of them heads a table
 */
export function detectSource(
  text: string,
  fileName?: string,
  columns: MappedNames = {},
): DetectedSource {
  const sample = sampleOf(text)
  const isUnmapped = areUsual(sample, columns)
  const platform = isUnmapped ? findPlatform(text, sample) : null
  if (platform !== null) return platform
  const extension = /\.([a-z]+)$/i.exec(fileName ?? '')?.[1]?.toLowerCase() ?? ''
  const byName = SOURCE_BY_EXTENSION.get(extension)
  if (byName !== undefined) return { source: byName, reason: `the file name ends in .${extension}` }
  if (extension === 'json' && isOneValue(text))
    return { source: 'json', reason: 'the file name ends in .json, and the text is one value' }
  const match = findJson(text, extension) ?? findTable(text, columns)
  if (match !== null) return match
  // A text without columns is what it is without their names.
  const page = isUnmapped ? null : findPlatform(text, sample)
  if (page !== null) return page
  const article = recogniseArticle(text)
  if (article !== null && !holdsComments(text)) return { source: 'article', reason: article }
  return { source: 'paste', reason: 'it is plain text, neither JSON nor a table' }
}

/** True where the caller names no field of records otherwise than they are read anyway. */
export function areUsual({ records }: SourceSample, columns: MappedNames): boolean {
  const named = Object.entries(columns) as [PostField, string][]
  if (named.length === 0) return true
  const usual = records().map((record) => findFields(Object.keys(record)))
  return named.every(([field, name]) => usual.some((fields) => fields.get(field) === name))
}

/** True for an article with comments below it. */
function holdsComments(text: string): boolean {
  const page = tagPage(text)
  return page !== null && fitsAlone(page, parseTaggedPage(page))
}

/** A platform by its marks, or by the bylines of its pages. */
function findPlatform(text: string, sample: SourceSample): DetectedSource | null {
  const platform = recogniseSample(sample) ?? recogniseWithin(sample)
  if (platform !== null) return platform
  const choice = chooseLayout(text)
  const mail = findMail(text)
  if (choice === null) return mail
  if (mail !== null && lacksSign(text, choice.layout.id)) return mail
  const { id, name } = choice.layout
  return { source: id, reason: `the bylines look like those of ${name}`, choice }
}

function findMail(text: string): DetectedSource | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  if (OPENS_AS_DATA.test(sample)) return null
  const reason = recogniseMail(sample)
  return reason === null ? null : { source: MAIL, reason }
}

/** Start of JSON or of tags. */
const OPENS_AS_DATA = /^\s*(?:[[{]\s*["{]|<[!a-z])/i

function findJson(text: string, extension: string): DetectedSource | null {
  const { firstLine: line } = findDelimiter(text)
  const opening = text.slice(text.indexOf('['), text.indexOf('[') + 1000)
  if (line.startsWith('[') && (extension === 'json' || /^\[\s*(?:\{|\]\s*$)/.test(opening)))
    return { source: 'json', reason: 'the text opens an array of objects' }
  const isObjectAlone =
    line.trimEnd().endsWith('}') ||
    line.length >= FIRST_LINE_LIMIT ||
    /^[\r\n]\s*\{/.test(text.slice(text.indexOf(line) + line.length).slice(0, 1000))
  if (/^\{\s*"/.test(line) && isObjectAlone)
    return { source: 'jsonl', reason: 'the first line opens a JSON object of its own' }
  if (/^\{\s*(?:"|$)/.test(line))
    return { source: 'json', reason: 'the text opens a JSON object over several lines' }
  return null
}

/** A table whose first line names columns that posts have. */
function findTable(text: string, columns: MappedNames): DetectedSource | null {
  const { body, firstLine: line, delimiter } = findDelimiter(text)
  const cells = line.split(delimiter).map(bareCell)
  // pandas leaves its index column nameless.
  const headings = cells[0] === '' ? cells.slice(1) : cells
  if (cells.length < 2 || !headings.every(isHeading)) return null
  const mapped = Object.values(columns)
  const isMapped = mapped.length > 0 && mapped.every((name) => cells.includes(name))
  const knownCount = findFields(cells).size + (isMapped ? 2 : 0)
  const isTabbed = delimiter === '\t'
  const isListed = (isTabbed && cells.length > 2) || areBareNames(cells)
  const isKnownOnce = (knownCount === 1 && isListed) || headedFields(headings).size >= 2
  // "id, text" heads a table, "Well, comment" does not: at least half of the names must be known.
  if (knownCount < 2 && !(isKnownOnce && hasRowLikeHeader(body, delimiter))) return null
  const reason = `the first line names ${cells.length} columns that posts have`
  return { source: isTabbed ? 'tsv' : 'csv', reason }
}

const isHeading = (cell: string): boolean =>
  cell.length > 0 && cell.length <= COLUMN_NAME_LENGTH_LIMIT && !/[!?@]|\.\s/.test(cell)

/** True for few names of small letters without spaces. */
const areBareNames = (cells: readonly string[]): boolean =>
  cells.length <= 4 &&
  cells.every((cell) => /^[\w-]+$/.test(cell)) &&
  cells.join('') === cells.join('').toLowerCase()

/** True for JSON without an object or a list, such as `null`. */
function isOneValue(text: string): boolean {
  const value = parseJson(text, () => ({}))
  return typeof value !== 'object' || value === null
}

function recogniseSample(sample: SourceSample): DetectedSource | null {
  for (const { id, recognise } of SOURCE_LIST) {
    const reason = recognise?.(sample) ?? null
    if (reason !== null) return { source: id, reason }
  }
  return null
}

/** Recognises a platform by its posts within wrappers of another form. */
function recogniseWithin(sample: SourceSample): DetectedSource | null {
  for (const inner of samplesWithin(sample)) {
    const platform = recogniseSample(inner)
    if (platform !== null) return platform
  }
  return null
}

/**
 * True if the row below the header has as many cells, or is missing: "ok, comment" may open a
 * paste.
 */
function hasRowLikeHeader(body: string, delimiter: string): boolean {
  const [header, row = header] = parseCsvRows(body.slice(0, FIRST_LINE_LIMIT), delimiter)
  return header?.cells.length === row?.cells.length
}
