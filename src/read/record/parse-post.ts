import { PipelineError } from '../../base/errors.js'
import type { GivenLabel, JsonValue, Post, PostMeta } from '../../base/thread/post.js'
import { isResultColumn, PARENT_COLUMN } from '../../base/thread/table-columns.js'
import { bare, findFields, namesOf, type PostField } from './field-names.js'
import { isScoredRecord } from './file-heads.js'
import type { PlacedPost } from './ingest-result.js'
import { get, isJsonObject } from './json-fields.js'
import { earlierDealsIn, guessIn, renameMistypedMeta } from './own-columns.js'
import { parseDate } from './parse-date.js'
import { parseLeadingMentions } from './parse-leading-mentions.js'
import { isBotFlag, isBotName, UNKNOWN_SPEAKER, withdrawnBy } from './sentinels.js'

/** Greatest nesting of values. Deeper ones could exhaust the stack. */
const DEPTH_LIMIT = 32

/** Fields of a record, and its place for errors. */
export interface ParsePostOptions {
  /** 1-based first line of the record. */
  readonly lineNumber: number
  readonly defaultId?: string
  /** Thread of a record without one. Default `t1`. */
  readonly defaultThreadId?: string
  /** Caller's names of fields. */
  readonly columns?: Partial<Readonly<Record<PostField, string>>>
  /** Labels that the column `given` may hold; default any. */
  readonly labels?: readonly string[] | undefined
}

/**
 * Checks an external record and converts it to a post. All external data becomes a `Post` here.
 *
 * Fields are found by known names. Ids (strings or safe integers) become strings. Empty text is kept. Other fields go into `meta`; a column
 * of deals also becomes `meta.rowDeals`. Results of a scored post are dropped, except deals that were given or by heading:
 * `meta.earlierDeals`. `meta.role` is `reply` with a parent, named or missing, else `root`. Leading handles become `meta.addressees`.
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
    // Posts of an earlier run keep source columns in `meta`.
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
  const { given: givenName, givenProbability: chanceName } = columns
  const readGivenLabel = (): GivenLabel => {
    const { labels = [] } = options
    const [value, chance] = [valueUnder('given') ?? '', valueUnder('givenProbability')]
    if (String(value).trim() === '') return { label: '' }
    const found = labels.length === 0 ? String(value) : (labels.find((label) => bare(label) === bare(String(value))) ?? null)
    if (found === null) {
      const got = typeof value === 'string' ? `"${value.slice(0, 80)}"` : nameOf(value)
      fail(
        `expected a label under ${givenName}, one of ${labels.join(', ')}, got ${got}. Rename it in the table, or name yours by --scheme.`,
      )
    }
    if (chanceName === undefined) return { label: found as string }
    const probability = typeof chance === 'string' && chance.trim() !== '' ? Number(chance) : chance
    if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1))
      return fail(`expected a probability from 0 to 1 under ${chanceName}, got ${JSON.stringify(chance ?? null).slice(0, 80)}.`)
    return { label: found as string, probability }
  }
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
      (isScored && isResultColumn(name))
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
  const earlierDeals = isScored ? earlierDealsIn(fields['stances']) : []
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
    ...(givenName !== undefined && text.trim() !== '' && givenRole !== HEADER_ROLE && { given: readGivenLabel() }),
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

function parseRowDeals(value: unknown, fail: (message: string) => never): readonly string[] {
  if (value === undefined || value === null) return []
  const names =
    typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : typeof value === 'string' ? value.split(';') : value
  if (!isStringList(names)) return fail(`expected the deal as a text, or several with ; between them, got ${nameOf(value)}.`)
  return names.map((name) => name.trim()).filter((name) => name !== '')
}

const AUTHOR_NAMES = 'username,userName,screen_name,screenName,handle,uniqueId,acct,name,displayName,display_name,nickname,id_str,id'.split(
  ',',
)

const SUBMISSION_SIGNS = ['selftext', 'num_comments', 'comms_num', 'is_self']

/** Text of a record. A submission's starts with its title, which may stand alone. */
function titled(fields: Readonly<Record<string, unknown>>, nameByField: ReadonlyMap<PostField, string>, text: unknown): unknown {
  const title = Object.hasOwn(fields, 'title') && nameByField.get('text') !== 'title' ? fields['title'] : undefined
  if (typeof title !== 'string' || title.trim() === '' || (text !== undefined && text !== null && typeof text !== 'string')) return text
  if (text === undefined || text === null || text.trim() === '') return title
  const isSubmission = !/^comment$/i.test(title.trim()) && SUBMISSION_SIGNS.some((name) => Object.hasOwn(fields, name))
  return isSubmission && !text.startsWith(title) ? `${title}\n\n${text}` : text
}

/** Author: a name, a number, or an API object with one. A blank name is null. */
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

function toJson(value: unknown, fail: (message: string) => never, depth: number): JsonValue | undefined {
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

const isStringList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'a string'
  return `${typeof value} ${String(value)}`
}

interface RecordPosition {
  /** 1-based. */
  readonly lineNumber: number
  readonly recordCount: number
}

/** Record with its thread. */
interface ThreadRecord {
  readonly threadId: string
  readonly kept: PlacedPost
  readonly isHeader: boolean
  /** Remarks for the summary, worded to follow a number. */
  readonly remarks: readonly string[]
}

const SCORED =
  'record is a scored post; read as a post, its results left out|records are scored posts; read as posts, their results left out'
const UNLABELLED = 'row has no label: kept without one|rows have no label: kept without one'
const UNKNOWN_TIME =
  'time is not in a known form; kept as meta.timeText. Write it as 2026-04-13; --captured DATE dates an age|times are not in a known form; kept as meta.timeText. Write them as 2026-04-13; --captured DATE dates ages'

/** Stands for a missing thread id; no thread has it. */
const UNNAMED = '\u0000'

/** `meta.role` of a header piece in output of `ingest`: searched for deals, not a post. */
const HEADER_ROLE = 'header'

export function placePost(
  record: unknown,
  { lineNumber, recordCount }: RecordPosition,
  { columns, labels, threadId }: Pick<ParsePostOptions, 'columns' | 'labels'> & { readonly threadId?: string },
): ThreadRecord {
  const read = parsePost(record, {
    lineNumber,
    defaultId: `p${recordCount + 1}`,
    defaultThreadId: UNNAMED,
    ...(columns && { columns, labels }),
  })
  const isUnnamed = read.threadId === UNNAMED
  // Records of our own have a role: a post of a platform may show a picture alone.
  const isEmpty = read.text.trim() === '' && read.meta.node === undefined && get.string(record, 'meta', 'role') === null
  const placed = isUnnamed ? { ...read, threadId: threadId ?? 't1' } : read
  const post: Post = isEmpty ? { ...placed, meta: { ...placed.meta, node: 'empty' } } : placed
  const remarks = [
    ...(isScoredRecord(record) ? [SCORED] : []),
    ...(post.createdAt === null && post.meta['timeText'] !== undefined ? [UNKNOWN_TIME] : []),
    ...(post.meta.given?.label === '' ? [UNLABELLED] : []),
  ]
  const kept: PlacedPost = { post, lineNumber, ...(isUnnamed && { isUnnamed: true as const }) }
  return { threadId: post.threadId, kept, isHeader: isHeaderPiece(kept), remarks }
}

export const isHeaderPiece = ({ post }: PlacedPost): boolean => post.meta['sourceRole'] === HEADER_ROLE
