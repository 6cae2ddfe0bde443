import { parseJson } from '../../base/json-shape.js'
import { nameSome } from '../../base/text/format-count.js'
import { decodeEntities } from '../../base/text/html-to-text.js'
import { DEAL_COLUMN, isResultColumn, resultsIn } from '../../base/thread/table-columns.js'
import {
  bare,
  type Columns,
  findFields,
  POST_FIELDS,
  type PostField,
} from '../record/field-names.js'
import { isOwnTable, ownColumnsOf } from '../record/own-columns.js'
import { isOwnColumn } from '../record/own-value.js'
import { isReadAsKind } from '../record/post-kind.js'

type Row = Readonly<Record<string, unknown>>

/**
 * The record of a row; null for a row of our own table that only names a further deal of the post
 * before.
 */
type RowCleaner = (row: Row) => Row | null

/** Empty cells of pandas, R, SQL and JSON. In other columns they are words. */
const NOTHING: ReadonlySet<string> = new Set([
  'nan',
  'none',
  'null',
  'na',
  '<na>',
  'nat',
  'undefined',
  '\\n',
  '#n/a',
  '[]',
  '{}',
])
/** Empty cells of texts, where "None", "null" and "NA" are answers. */
const NO_TEXT: ReadonlySet<string> = new Set(['nan', 'NaN', '<NA>', '\\N', '#N/A'])

/** True for a cell that stands for no text in a column of texts: "#N/A", "NaN". */
export const isMissingText = (cell: string): boolean => NO_TEXT.has(cell.trim())

/** Columns of submissions that tables of comments lack. */
const SUBMISSION_NAMES = new Set(['numcomments', 'commsnum', 'selftext', 'isself'])
/**
 * "1001.0" and "1.2995582423438868e+18": ids from pandas in a column with gaps. Lost digits stay
 * lost.
 */
function wholeId(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return BigInt(value).toString()
  if (typeof value !== 'string') return value
  if (/^\d{1,30}\.0+$/.test(value)) return value.slice(0, value.indexOf('.'))
  const [, digit, digits = '', exponent = ''] =
    /^(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})$/.exec(value) ?? []
  if (digit === undefined || !Number.isInteger(Number(value)) || digits.length > 16) return value
  // A spreadsheet keeps 15 digits; pandas writes all that tell a double from others.
  return digits.length < 15
    ? digit + digits.slice(0, Number(exponent)).padEnd(Number(exponent), '0')
    : BigInt(Number(value)).toString()
}

/**
 * Makes a converter of rows to records for `parsePost`. In tables with parents, a root's title
 * precedes its text.
 *
 * @param names all columns; a row's empty cells are absent
 */
function rowCleaner(names: readonly string[], columns: Columns = {}): RowCleaner {
  const fields = findFields(names, columns)
  const text = fields.get('text')
  const title = names.find((name) => bare(name) === 'title' && name !== text)
  const parent = fields.get('parentId')
  const isTitled = title !== undefined && parent !== undefined && !/comment/i.test(text ?? '')
  const id = fields.get('id')
  const isSubmissions =
    parent === undefined &&
    !fields.has('threadId') &&
    names.some((name) => SUBMISSION_NAMES.has(bare(name)))
  // The cell "none" may be a given label.
  const { given: _, ...others } = Object.fromEntries(fields)
  const read = new Set([
    ...Object.values(others),
    ...names.filter((name) => isReadAsKind(name) || !isOwnColumn(name)),
  ])
  return (row) => {
    const clean: Record<string, unknown> = text === undefined ? {} : { [text]: '' }
    for (const [name, cell] of Object.entries(row)) {
      const isWords = name === text || name === title
      const value = isWords ? cleanText(cell, name === text) : cleanCell(cell, read.has(name))
      if (value !== undefined) clean[name] = value
    }
    cleanIds(clean, fields)
    edit(clean, fields.get('author'), parsePythonUser)
    // The id of a submission names the thread of its comments.
    if (isSubmissions && id !== undefined && typeof clean[id] === 'string')
      clean['thread_id'] = clean[id]
    if (isTitled && text !== undefined && !Object.hasOwn(clean, parent))
      joinTitle(clean, title, text)
    return clean
  }
}

/** Puts a title above the text. */
function joinTitle(row: Record<string, unknown>, title: string, text: string): void {
  const head = row[title]
  const words = row[text]
  if (typeof head !== 'string' || typeof words !== 'string' || head.trim() === '') return
  const joined = words.startsWith(head) ? words : `${head}\n\n${words}`
  row[text] = words.trim() === '' ? head : joined
  delete row[title]
}

const isNothing = (cell: unknown): boolean =>
  typeof cell === 'string' && cell.length < 10 && NOTHING.has(cell.trim().toLowerCase())

const cleanCell = (cell: unknown, isRead: boolean): unknown =>
  Number.isNaN(cell) || (isRead && isNothing(cell)) ? undefined : cell

function cleanText(cell: unknown, isText: boolean): unknown {
  if (typeof cell !== 'string') return cell
  if (isMissingText(cell)) return isText ? '' : undefined
  // A second encoding, as in "R&amp;amp;D", was made by a program, not a person.
  return decodeEntities(/&amp;(?:[a-z]{2,6}|#\d{1,6});/.test(cell) ? decodeEntities(cell) : cell)
}

/** Changes the text of a cell, if there is one. */
function edit(
  row: Record<string, unknown>,
  name: string | undefined,
  change: (text: string) => unknown,
): void {
  const value = name === undefined ? undefined : row[name]
  if (name !== undefined && typeof value === 'string') row[name] = change(value)
}

/** Writes ids as whole numbers. `t1_abc` answers `abc` where ids lack the kind. */
function cleanIds(row: Record<string, unknown>, fields: ReadonlyMap<PostField, string>): void {
  const id = fields.get('id')
  const parent = fields.get('parentId') ?? ''
  const thread = fields.get('threadId') ?? ''
  for (const name of [id, parent, thread])
    if (name !== undefined && Object.hasOwn(row, name)) row[name] = wholeId(row[name])
  // WordPress writes 0 for no parent.
  if (bare(parent) === 'commentparent' && String(row[parent] ?? '') === '0') delete row[parent]
  // 4CAT has uris for Bluesky posts, but links for their parents. The last parts agree.
  if (bare(parent) === 'repliedtopost')
    for (const name of [id, parent, thread])
      edit(row, name, (text) => text.replace(/^(?:at|https?):\/\/.*\//s, ''))
  // 4CAT names an Instagram post as its own parent.
  if (id !== undefined && row[parent] === row[id] && row[thread] === row[id]) delete row[parent]
  if (id === undefined || typeof row[id] !== 'string' || /^t\d_/.test(row[id])) return
  for (const name of [parent, thread])
    edit(row, name, (text) => text.replace(/^t[13]_(?=[a-z0-9]{1,13}$)/i, ''))
}

/** Cell of a column `meta`: its JSON object, else the text. */
export const parseMeta = (cell: string): unknown =>
  cell.startsWith('{') ? parseJson(cell, () => cell) : cell

const HANDLE =
  /['"]?\b(?:username|userName|screen_name|handle|acct)['"]?\s*[:=]\s*(?:'([^']{1,200})'|"([^"]{1,200})")/
const NAME =
  /['"]?\b(?:name|displayname|displayName|display_name)['"]?\s*[:=]\s*(?:'([^']{1,200})'|"([^"]{1,200})")/
/** `{'username': …}`, `{"username": …}`, `User(username=…)`. */
const OBJECT = /^\s*(?:\{\s*['"]|\w{1,40}\(\w)/

/** Handle, else name, of a user written as Python or JSON; other values unchanged. */
function parsePythonUser(value: string): string {
  if (!OBJECT.test(value)) return value
  const match = HANDLE.exec(value) ?? NAME.exec(value)
  return match?.[1] ?? match?.[2] ?? value
}

const SHOWN_COLUMN_LIMIT = 12

/** Reading of each column, for the summary: fields, other columns, and missing parents. */
function describeColumns(names: readonly string[], columns: Columns = {}): string[] {
  const fields = findFields(names, columns)
  const quote = (name: string): string => JSON.stringify(name)
  const read = POST_FIELDS.flatMap((field) => {
    const name = fields.get(field)
    return name === undefined ? [] : `${field} from ${quote(name)}`
  })
  const flags = names.filter(isReadAsKind)
  const used = new Set([...fields.values(), ...flags])
  const unread = names
    .filter((name) => name !== '' && name !== 'meta' && !used.has(name))
    .map(quote)
  return [
    `columns read: ${read.join(', ')}${flags.length === 0 ? '' : `; kinds of posts from ${flags.map(quote).join(', ')}`}`,
    `columns not read, kept in meta: ${nameSome(unread, SHOWN_COLUMN_LIMIT) || 'none'}${names.includes('') ? '; left out: a column without a name' : ''}`,
    ...(fields.has('parentId') || flags.some((name) => /^referenced_?tweets$/i.test(name))
      ? []
      : ['no column names the parent post: no row is tied to another. Map one: parentId=NAME']),
  ]
}

/** Rows of our own tables: without the columns of results, and a post once whatever its deals. */
function ownRowCleaner(names: readonly string[]): RowCleaner {
  if (!names.includes(DEAL_COLUMN)) return (row) => row
  const left = new Set([...resultsIn(names)].filter((name) => !isResultColumn(name)))
  let last = ''
  let dealIds = new Set<unknown>()
  return (row) => {
    const key = JSON.stringify([row['threadId'], row['id']])
    const dealId = row[DEAL_COLUMN]
    if (key !== last) [last, dealIds] = [key, new Set()]
    // A repeated deal means a second post with the same id, which is refused.
    const isFurther = dealId !== undefined && dealIds.size > 0 && !dealIds.has(dealId)
    dealIds.add(dealId)
    return isFurther
      ? null
      : Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name)))
  }
}

export const openTable = (names: readonly string[], columns?: Columns) => ({
  notes: isOwnTable(names) ? [] : describeColumns(names, columns),
  ownColumns: ownColumnsOf(names, columns),
  clean: isOwnTable(names) ? ownRowCleaner(names) : rowCleaner(names, columns),
})

export type OpenTable = ReturnType<typeof openTable>
