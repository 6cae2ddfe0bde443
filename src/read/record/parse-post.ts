import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { PARENT_COLUMN, RESULT_COLUMNS } from '../../base/text/safe-cell.js'
import type { EarlierDeal, JsonValue, Post, PostMeta } from '../../base/thread/post.js'
import { CONTEXT_FIELD, CONTEXT_KEYS } from '../../base/thread/thread.js'
import { findFields, namesOf, type PostField } from './field-names.js'
import type { LineRecord, PlacedPost } from './ingest-result.js'
import { isJsonObject } from './json-fields.js'
import { guessIn, renameMistypedMeta } from './own-columns.js'
import { parseDate } from './parse-date.js'
import { parseLeadingMentions } from './parse-leading-mentions.js'
import { isBotFlag, isBotName, UNKNOWN_SPEAKER, withdrawnBy } from './sentinels.js'

/** Maximum nesting of values. Deeper ones could exhaust the stack. */
const DEPTH_LIMIT = 32

/** Context of a record. */
export interface ParsePostOptions {
  /** 1-based line on which the record starts. */
  readonly lineNumber: number
  /** Id of a record that has none. */
  readonly defaultId?: string
  /** Thread of a record that names none. Default `t1`. */
  readonly defaultThreadId?: string
  /** Names of fields that differ from the known names. */
  readonly columns?: Partial<Readonly<Record<PostField, string>>>
}

/**
 * Checks an external record and converts it to a post. All external data becomes a `Post` here.
 *
 * Fields are found by their known names; a column of deals becomes `meta.rowDeals`, and stays in `meta` under its own name too. Ids may be strings or safe integers and become strings. Other fields go into `meta`, except the
 * results of a scored post: of these the deals that were given, or that a heading named, stay as `meta.earlierDeals`. `meta.role` is `reply` when a parent is named or missing, else `root`. Handles at the start of the text become
 * `meta.addressees`. Empty text is kept.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID` for a non-object, a missing text, an id or author of the wrong type, or a key `__proto__`
 */
export function parsePost(record: unknown, options: ParsePostOptions): Post {
  const { lineNumber } = options
  const fail = (message: string): never => {
    throw new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, { context: { lineNumber } })
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return fail(
      `expected a post as a JSON object, got ${nameOf(record)}. Give one object a line, or leave it out with --on-bad-record skip.`,
    )
  }
  const names = Object.keys(record)
  if (names.includes('__proto__')) fail('expected field names that are safe to keep, got "__proto__". Rename or remove it.')
  const fields = record as Readonly<Record<string, unknown>>
  const nameByField = findFields(names, options.columns)
  const valueUnder = (field: PostField): unknown => {
    const name = nameByField.get(field)
    if (name === undefined) return undefined
    if (Object.hasOwn(fields, name)) return fields[name]
    // Posts that were read before keep columns of their source in `meta`.
    const { meta } = fields
    return isJsonObject(meta) && Object.hasOwn(meta, name) ? meta[name] : undefined
  }
  const idUnder = (field: PostField): string | null => {
    const value = valueUnder(field)
    if (value === undefined || value === null || value === '') return null
    if (typeof value === 'string') return value
    if (Number.isSafeInteger(value)) return String(value)
    return fail(`expected ${field} as a string or a whole number up to 2^53, got ${nameOf(value)}. Write long ids as strings.`)
  }

  const given = titled(fields, nameByField, valueUnder('text')) ?? (nameByField.has('text') ? '' : undefined)
  const withdrawn = typeof given === 'string' ? withdrawnBy(given) : null
  const text = withdrawn === null ? given : ''
  if (typeof text !== 'string') {
    const where = options.columns?.text ?? namesOf('text')
    const got = text === undefined ? 'none of these fields. Name the field that holds it: --columns text=NAME' : nameOf(text)
    return fail(`expected the post's text as a string under ${where}, got ${got}.`)
  }
  const created = valueUnder('createdAt')
  if (created !== undefined && created !== null && typeof created !== 'string' && typeof created !== 'number') {
    fail(`expected createdAt as a string or a number, got ${nameOf(created)}.`)
  }
  const createdAt = typeof created === 'string' || typeof created === 'number' ? parseDate(created) : null
  const parentId = idUnder('parentId')

  const givenAuthor = valueUnder('author')
  const author = parseAuthor(givenAuthor, fail)
  const isBot =
    isBotName(author) ||
    names.some((name) => isBotFlag(name, fields[name])) ||
    (isJsonObject(givenAuthor) && Object.keys(givenAuthor).some((name) => isBotFlag(name, givenAuthor[name])))

  const { deal: dealColumn, ...columns } = Object.fromEntries(nameByField)
  const used = new Set<string>(Object.values(columns))
  const isScored = isScoredRecord(fields)
  const metaGiven = Object.hasOwn(fields, 'meta') && !used.has('meta') ? fields['meta'] : undefined
  const givenMeta = isJsonObject(metaGiven) ? ((toJson(metaGiven, fail, 0) ?? {}) as Record<string, JsonValue>) : {}
  const extra: Record<string, JsonValue> = withdrawn === null ? (isBot ? { node: 'bot' } : {}) : { node: 'deleted', removal: withdrawn }
  for (const name of names) {
    if (
      used.has(name) ||
      name === PARENT_COLUMN ||
      (name === 'meta' && (isJsonObject(metaGiven) || metaGiven === null)) ||
      (isScored && (RESULT_COLUMNS.has(name) || name.startsWith('p_'))) ||
      isContext(name, fields[name])
    )
      continue
    const value = toJson(fields[name], fail, 0)
    if (value !== undefined) extra[name] = value
  }
  if (createdAt === null && created !== undefined && created !== null && created !== '') extra['timeText'] = String(created)

  const {
    role: givenRole,
    addressees: givenAddressees,
    missingParent: givenMissing,
    ...rest
  } = renameMistypedMeta({ ...extra, ...givenMeta })
  const missingParent = typeof givenMissing === 'string' && parentId === null ? givenMissing : undefined
  const addressees = isStringList(givenAddressees) ? givenAddressees : parseLeadingMentions(text).handles
  const earlierDeals = isScored ? earlierDealsOf(fields['stances']) : []
  const fallbackRole = parentId === null && missingParent === undefined ? 'root' : 'reply'
  const meta: PostMeta = {
    role: givenRole === 'root' || givenRole === 'reply' ? givenRole : fallbackRole,
    ...(addressees.length > 0 && { addressees }),
    ...(missingParent !== undefined && { missingParent }),
    ...(givenRole !== undefined && givenRole !== 'root' && givenRole !== 'reply' && { sourceRole: givenRole }),
    ...(metaGiven === undefined && guessIn(fields[PARENT_COLUMN])),
    ...rest,
    ...(earlierDeals.length > 0 && { earlierDeals }),
    ...(dealColumn !== undefined && { rowDeals: parseRowDeals(valueUnder('deal'), fail) }),
  }
  return {
    id: idUnder('id') ?? options.defaultId ?? fail(`expected an id under ${namesOf('id')}, got none.`),
    threadId: idUnder('threadId') ?? options.defaultThreadId ?? 't1',
    parentId,
    author,
    createdAt,
    text,
    meta,
  }
}

/** The deals that an earlier run did not find in the words of posts; in a table they stand as JSON. */
function earlierDealsOf(cell: unknown): EarlierDeal[] {
  const stances = typeof cell === 'string' ? parseJson(cell, () => null) : cell
  return (Array.isArray(stances) ? (stances as unknown[]) : []).flatMap((stance) => {
    const { by, dealId } = Object(stance) as Readonly<Record<string, unknown>>
    return (by === 'given' || by === 'default') && typeof dealId === 'string' ? [{ by, dealId }] : []
  })
}

function parseRowDeals(value: unknown, fail: (message: string) => never): readonly string[] {
  if (value === undefined || value === null) return []
  const names =
    typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : typeof value === 'string' ? value.split(';') : value
  if (!isStringList(names)) return fail(`expected the deal as a text, or several with ; between them, got ${nameOf(value)}.`)
  return names.map((name) => name.trim()).filter((name) => name !== '')
}

/** Whether a record is a scored post, from JSONL (with `stances`) or CSV (with `status` and `model`). */
export function isScoredRecord(fields: unknown): boolean {
  if (!isJsonObject(fields)) return false
  // In CSV, an unlabelled post has an empty label cell, which is dropped.
  return Object.hasOwn(fields, 'status') && ['label', 'stances', 'model'].filter((name) => Object.hasOwn(fields, name)).length >= 2
}

/** Whether a field is the thread context that a post carries for a filter. Only `parseCarriedPost` uses it. */
function isContext(name: string, value: unknown): boolean {
  return name === CONTEXT_FIELD && isJsonObject(value) && Object.keys(value).every((key) => CONTEXT_KEYS.includes(key))
}

const AUTHOR_NAMES = 'username,userName,screen_name,screenName,handle,uniqueId,acct,name,displayName,display_name,nickname,id_str,id'.split(
  ',',
)

const SUBMISSION_SIGNS = ['selftext', 'num_comments', 'comms_num', 'is_self']

/** The text of a record; that of a submission begins with its title, and a title alone is the text. */
function titled(fields: Readonly<Record<string, unknown>>, nameByField: ReadonlyMap<PostField, string>, text: unknown): unknown {
  const title = Object.hasOwn(fields, 'title') && nameByField.get('text') !== 'title' ? fields['title'] : undefined
  if (typeof title !== 'string' || title.trim() === '' || (text !== undefined && text !== null && typeof text !== 'string')) return text
  if (text === undefined || text === null || text.trim() === '') return title
  const isSubmission = !/^comment$/i.test(title.trim()) && SUBMISSION_SIGNS.some((name) => Object.hasOwn(fields, name))
  return isSubmission && !text.startsWith(title) ? `${title}\n\n${text}` : text
}

/** Parses an author: a name, a number, or an object of a platform's API that contains one. A blank name is unknown. */
function parseAuthor(value: unknown, fail: (message: string) => never): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string')
    return value.trim() === '' || value === UNKNOWN_SPEAKER || withdrawnBy(value) !== null ? null : value.trim()
  if (Number.isSafeInteger(value)) return String(value)
  if (isJsonObject(value)) {
    const inner = AUTHOR_NAMES.flatMap((name) => (Object.hasOwn(value, name) ? [value[name]] : [])).filter(
      (name) => typeof name === 'string' || typeof name === 'number',
    )
    const named = inner.find((name) => String(name).trim() !== '')
    if (inner.length > 0) return named === undefined ? null : parseAuthor(String(named), fail)
  }
  return fail(`expected the author as a string, a number or an object with a username, got ${nameOf(value)}.`)
}

/** Copies a value as JSON; undefined stays undefined. */
export function toJson(value: unknown, fail: (message: string) => never, depth: number): JsonValue | undefined {
  if (depth > DEPTH_LIMIT) return fail(`expected values nested at most ${DEPTH_LIMIT} deep, got deeper ones.`)
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map((entry) => toJson(entry, fail, depth + 1) ?? null)
  if (!isJsonObject(value)) return fail(`expected values that JSON can hold, got ${nameOf(value)}.`)
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return fail('expected field names that are safe to keep, got "__proto__". Rename or remove it.')
    const entry = toJson(value[name], fail, depth + 1)
    if (entry !== undefined) copy[name] = entry
  }
  return copy
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'a string'
  return `${typeof value} ${String(value)}`
}

/** Where a record stands in its input. */
export interface RecordPosition {
  /** 1-based. */
  readonly lineNumber: number
  readonly recordCount: number
  /** Name of the input, for messages; absent where one input is read alone. */
  readonly input?: string
}

const SCORED =
  'record is a scored post; read as a post, its results left out|records are scored posts; read as posts, their results left out'
const UNKNOWN_TIME =
  'time is not in a known form; kept as meta.timeText, createdAt unknown|times are not in a known form; kept as meta.timeText, createdAt unknown'

/** No thread has this id: stands for one that the record does not name. */
const UNNAMED = '\u0000'

/** `meta.role` of a header piece as `ingest --headers` prints it: read for deals, not a post. */
const HEADER_ROLE = 'header'

/** Makes a post of one record: tables, JSON and JSON Lines, held in memory or streamed, all come through here. */
export function placePost(
  record: unknown,
  { lineNumber, recordCount, input }: RecordPosition,
  { columns, threadId }: Pick<ParsePostOptions, 'columns'> & { readonly threadId?: string },
): LineRecord<PlacedPost> & { readonly threadId: string } {
  const read = parsePost(record, { lineNumber, defaultId: `p${recordCount + 1}`, defaultThreadId: UNNAMED, ...(columns && { columns }) })
  const isUnnamed = read.threadId === UNNAMED
  const post = isUnnamed ? { ...read, threadId: threadId ?? 't1' } : read
  const remarks: string[] = []
  if (isScoredRecord(record)) remarks.push(SCORED)
  if (post.createdAt === null && post.meta['timeText'] !== undefined) remarks.push(UNKNOWN_TIME)
  const kept: PlacedPost = {
    post,
    lineNumber,
    ...(input !== undefined && { input }),
    ...(isUnnamed && { isUnnamed: true as const }),
  }
  return { threadId: post.threadId, kept, isHeader: isHeaderPiece(kept), remarks }
}

/** Whether a record is a header piece of its thread. */
export const isHeaderPiece = ({ post }: PlacedPost): boolean => post.meta['sourceRole'] === HEADER_ROLE
