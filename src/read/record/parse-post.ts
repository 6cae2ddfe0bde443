import { PipelineError } from '../../base/errors.js'
import { labelFinder } from '../../base/scheme/find-label.js'
import { decodeEntities } from '../../base/text/html-to-text.js'
import type { GivenLabel, JsonValue, Post, PostMeta } from '../../base/thread/post.js'
import { isResultColumn, PARENT_COLUMN } from '../../base/thread/table-columns.js'
import { hasBotFlag, isBotName, mendWords, UNKNOWN_SPEAKER, withdrawnBy } from './deleted-or-bot.js'
import { type Columns, findFields, namesOf, type PostField } from './field-names.js'
import { isScoredRecord } from './file-kinds.js'
import type { IngestCounter } from './ingest-counter.js'
import type { PlacedPost } from './ingest-result.js'
import { get, isJsonObject, type JsonObject, kindNameOf, toJson, UNSAFE } from './json-fields.js'
import { valueNamed } from './named-columns.js'
import { dealsInRecord, guessIn, renameMistypedMeta } from './own-columns.js'
import { lacksZone, parseDate } from './parse-date.js'
import { parseLeadingMentions } from './parse-leading-mentions.js'
import { withKind } from './post-kind.js'
import { unknownLabelsError } from './unknown-labels.js'

/** Names and forms of the fields of a record. */
export interface FieldOptions {
  /** Caller's names of fields or columns: `{ text: 'remark' }`. */
  readonly columns?: Columns | undefined
  /** Labels that the column `given` may hold; default any. */
  readonly labels?: readonly string[] | undefined
  /** Texts that stand for a missing one, such as `NA`. Default none. */
  readonly missing?: readonly string[] | undefined
}

interface ParsePostOptions extends FieldOptions {
  /** 1-based first line of the record. */
  readonly lineNumber: number
  readonly defaultId?: string
  /** Takes a remark on the record for the summary. */
  readonly remark?: (words: string) => void
  /** Thread of a record without one. Default `t1`. */
  readonly defaultThreadId?: string
}

/**
 * Checks an external record and converts it to a post. All external data becomes a `Post` here.
 *
 * Fields are found by known names; others go into `meta`. Empty text is kept. Results of a scored
 * post are dropped, except deals that were given: `meta.earlierDeals`. `meta.role` is `reply` with
 * a parent, named or missing, else `root`.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID` for a non-object, a missing text, an id or author
 *   of the wrong type, or a key `__proto__`
 */
export function parsePost(record: unknown, options: ParsePostOptions): Post {
  const fields = openRecord(record, options)
  const { text, removal } = parseFieldText(fields)
  const createdAt = parseCreated(fields)
  const parentId = parseId(fields, 'parentId')
  const author = parseAuthor(fields.valueUnder('author'), fields)
  const meta = parseMeta(fields, { text, createdAt, parentId, author }, removal)
  return {
    id:
      parseId(fields, 'id') ??
      options.defaultId ??
      fields.fail(`expected an id under ${namesOf('id')}, got none.`),
    threadId: parseId(fields, 'threadId') ?? options.defaultThreadId ?? 't1',
    parentId,
    author,
    createdAt,
    text,
    meta,
  }
}

function openRecord(record: unknown, options: ParsePostOptions) {
  const { lineNumber, columns } = options
  const fail = (message: string): never => {
    throw new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, {
      context: { lineNumber },
    })
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return fail(
      `expected a post as a JSON object, got ${kindNameOf(record)}. Give one object a line, or leave it out with --on-bad-record skip.`,
    )
  if (Object.hasOwn(record, '__proto__')) fail(UNSAFE)
  const names = findFields(Object.keys(record), columns)
  return {
    record: record as JsonObject,
    names,
    options,
    fail,
    valueUnder: (field: PostField): unknown => {
      const name = names.get(field)
      return name === undefined ? undefined : valueNamed(record, name)
    },
  }
}

type Fields = ReturnType<typeof openRecord>

function parseId({ valueUnder, fail }: Fields, field: PostField): string | null {
  const value = valueUnder(field)
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string') return value
  if (Number.isSafeInteger(value)) return String(value)
  // The answered post may stand whole in its place.
  const inner = field === 'id' ? null : (get.id(value, 'id') ?? get.id(value, 'uri'))
  if (inner !== null) return inner
  return fail(
    `expected ${field} as a string or a whole number up to 2^53, got ${kindNameOf(value)}. Write long ids as strings.`,
  )
}

function parseFieldText({ record, names, options, valueUnder, fail }: Fields): {
  readonly text: string
  readonly removal: string | null
} {
  const { columns, missing = [] } = options
  const text = titled(record, names, valueUnder('text')) ?? (names.has('text') ? '' : undefined)
  if (typeof text !== 'string') {
    const got =
      text === undefined
        ? 'none of these fields. Rename one, or map it: --columns text=NAME'
        : kindNameOf(text)
    return fail(
      `expected the post's text as a string under ${columns?.text ?? namesOf('text')}, got ${got}.`,
    )
  }
  const removal = withdrawnBy(text)
  return { text: removal === null && !missing.includes(text.trim()) ? text : '', removal }
}

function parseCreated({ valueUnder, fail, options }: Fields): string | null {
  const created = valueUnder('createdAt') ?? null
  if (created === null) return null
  if (typeof created === 'string' || typeof created === 'number') {
    const time = parseDate(created)
    if (time !== null && lacksZone(String(created))) options.remark?.(NO_ZONE)
    return time
  }
  return fail(`expected createdAt as a string or a number, got ${kindNameOf(created)}.`)
}

const AUTHOR_NAMES =
  'username,userName,screen_name,screenName,handle,login,uniqueId,acct,name,displayName,display_name,nickname,id_str,id'.split(
    ',',
  )

/** Author: a name, a number, or an API object with one. A blank name is null. */
function parseAuthor(value: unknown, fields: Fields): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string')
    return value.trim() === '' || value === UNKNOWN_SPEAKER || withdrawnBy(value) !== null
      ? null
      : value.trim()
  if (Number.isSafeInteger(value)) return String(value)
  const inner = AUTHOR_NAMES.map((name) => get.value(value, name)).filter(
    (name) => typeof name === 'string' || typeof name === 'number',
  )
  if (inner.length > 0)
    return parseAuthor(
      inner.map(String).find((name) => name.trim() !== ''),
      fields,
    )
  return fields.fail(
    `expected the author as a string, a number or an object with a username, got ${kindNameOf(value)}.`,
  )
}

interface FieldColumns {
  readonly dealName: string | undefined
  readonly columns: Columns
  /** Columns that are read as fields: the others go into `meta`. */
  readonly used: ReadonlySet<string>
}

/** Columns by the fields of a shape, which records share. */
const COLUMNS = new WeakMap<ReadonlyMap<PostField, string>, FieldColumns>()

function columnsIn(names: ReadonlyMap<PostField, string>): FieldColumns {
  const known = COLUMNS.get(names)
  if (known) return known
  const { deal: dealName, ...columns } = Object.fromEntries(names) as Columns
  const plan = { dealName, columns, used: new Set([...Object.values(columns), PARENT_COLUMN]) }
  COLUMNS.set(names, plan)
  return plan
}

/** Facts about a post, and the fields of the record that do not belong to a post. */
function parseMeta(
  fields: Fields,
  post: Pick<Post, 'text' | 'createdAt' | 'parentId' | 'author'>,
  removal: string | null,
): PostMeta {
  const { record, names, valueUnder, fail } = fields
  const { dealName, columns, used } = columnsIn(names)
  const written = Object.hasOwn(record, 'meta') && !used.has('meta') ? record['meta'] : undefined
  const extra = nodeOf(fields, post.author, removal)
  addOtherFields(extra, fields, used, written)
  if (post.createdAt === null) addTimeText(extra, valueUnder('createdAt'))
  if (isJsonObject(written)) Object.assign(extra, toJson(written, fail, 0))
  const facts = renameMistypedMeta(extra)
  const { role, addressees: handles, missingParent: missing } = facts
  const missingParent = typeof missing === 'string' && post.parentId === null ? missing : undefined
  const addressees = isStringList(handles) ? handles : parseLeadingMentions(post.text).handles
  const isGiven = columns['given'] !== undefined && post.text.trim() !== '' && role !== HEADER_ROLE
  // Assigned one by one: to join objects takes several times as long.
  const meta: Writable<PostMeta> = {
    role: roleOf(role, post.parentId !== null || missingParent !== undefined),
  }
  if (addressees.length > 0) meta.addressees = addressees
  if (missingParent !== undefined) meta.missingParent = missingParent
  if (role !== undefined && !isRole(role)) meta['sourceRole'] = role
  if (written === undefined) Object.assign(meta, guessIn(record[PARENT_COLUMN]))
  for (const name of Object.keys(facts)) if (!SET_APART.has(name)) meta[name] = facts[name]
  if (isScoredRecord(record)) Object.assign(meta, dealsInRecord(record, facts))
  if (dealName !== undefined) meta.rowDeals = parseRowDeals(valueUnder('deal'), fail)
  if (isGiven) meta.given = parseGiven(fields, columns)
  return meta
}

/** Facts of `meta` that do not travel as they are written. */
const SET_APART: ReadonlySet<string> = new Set(['role', 'addressees', 'missingParent'])

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }
type Facts = Record<string, JsonValue>

const isRole = (role: JsonValue | undefined): role is PostMeta['role'] =>
  role === 'root' || role === 'reply'

function roleOf(role: JsonValue | undefined, hasParent: boolean): PostMeta['role'] {
  if (isRole(role)) return role
  return hasParent ? 'reply' : 'root'
}

function nodeOf(fields: Fields, author: string | null, removal: string | null): Facts {
  if (removal !== null) return { node: 'deleted', removal }
  return isBot(fields, author) ? { node: 'bot' } : {}
}

/** Adds a time that is in no known form, as the record writes it. */
function addTimeText(extra: Facts, value: unknown): void {
  if ((value ?? '') !== '') extra['timeText'] = String(value)
}

/**
 * Adds fields that are not read: all but a post's, results of an earlier run, and `meta` that holds
 * facts.
 */
function addOtherFields(
  others: Facts,
  { record, fail }: Fields,
  used: ReadonlySet<string>,
  written: unknown,
): void {
  const isScored = isScoredRecord(record)
  const isFacts = written === null || isJsonObject(written)
  for (const name of Object.keys(record)) {
    const isResult = isScored && isResultColumn(name)
    if (used.has(name) || isResult || (name === 'meta' && isFacts)) continue
    const value = toJson(record[name], fail, 0)
    if (value !== undefined) others[name] = value
  }
}

function isBot({ record, valueUnder }: Fields, author: string | null): boolean {
  if (isBotName(author) || hasBotFlag(record)) return true
  const holder = valueUnder('author')
  return isJsonObject(holder) && hasBotFlag(holder)
}

/** Label that another model or tool gave, and its probability. */
function parseGiven(
  { options: { labels = [], lineNumber }, valueUnder, fail }: Fields,
  { given: labelColumn, givenProbability }: Columns,
): GivenLabel {
  const value = valueUnder('given') ?? ''
  const chance = valueUnder('givenProbability')
  if (String(value).trim() === '') return { label: '' }
  const label = labels.length === 0 ? String(value) : labelFinder(labels)(String(value))
  if (label === undefined) {
    const got = typeof value === 'string' ? `"${value.slice(0, 80)}"` : kindNameOf(value)
    throw unknownLabelsError(`a label under ${labelColumn}, one of ${labels.join(', ')}`, [
      { got, lineNumber },
    ])
  }
  if (label === null) return { label: '' }
  if (givenProbability === undefined) return { label }
  const probability = typeof chance === 'string' && chance.trim() !== '' ? Number(chance) : chance
  if (typeof probability === 'number' && probability >= 0 && probability <= 1)
    return { label, probability }
  return fail(
    `expected a probability from 0 to 1 under ${givenProbability}, got ${JSON.stringify(chance ?? null).slice(0, 80)}.`,
  )
}

function parseRowDeals(value: unknown, fail: (message: string) => never): readonly string[] {
  if (value === undefined || value === null) return []
  const isOne = typeof value === 'number' || typeof value === 'boolean'
  const list = typeof value === 'string' ? value.split(';') : value
  const names = isOne ? [String(value)] : list
  if (!isStringList(names))
    return fail(
      `expected the deal as a text, or several with ; between them, got ${kindNameOf(value)}.`,
    )
  return names.map((name) => name.trim()).filter((name) => name !== '')
}

const SUBMISSION_SIGNS = ['selftext', 'num_comments', 'comms_num', 'is_self']

/** Text of a record. A submission's starts with its title, which may stand alone. */
function titled(
  fields: Readonly<Record<string, unknown>>,
  nameByField: ReadonlyMap<PostField, string>,
  text: unknown,
): unknown {
  const title =
    Object.hasOwn(fields, 'title') && nameByField.get('text') !== 'title'
      ? fields['title']
      : undefined
  if (typeof title !== 'string' || title.trim() === '') return text
  const words = text ?? ''
  if (typeof words !== 'string') return text
  if (words.trim() === '') return title
  const isSubmission =
    !/^comment$/i.test(title.trim()) && SUBMISSION_SIGNS.some((name) => Object.hasOwn(fields, name))
  return isSubmission && !words.startsWith(title) ? `${title}\n\n${words}` : words
}

const isStringList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')

const SCORED =
  'record is a scored post; read as a post, its results left out|records are scored posts; read as posts, their results left out'
const NO_ZONE = 'time names no zone: taken as UTC|times name no zone: taken as UTC'
const UNLABELLED = 'row has no label: kept without one|rows have no label: kept without one'
const UNKNOWN_TIME =
  'time is not in a known form; kept as meta.timeText. Write it as 2026-04-13; --captured DATE dates an age|times are not in a known form; kept as meta.timeText. Write them as 2026-04-13; --captured DATE dates ages'

/** Text that programs write for a missing one, and people seldom. */
const LOOKS_MISSING = /^(?:n\/?a|nil|null|none|nan|undefined|missing|#\w+[!?]|[-.])$/i

const MISSING_LENGTH_LIMIT = 12

/** Stands for a missing thread id; no thread has it. */
const UNNAMED = '\u0000'

/** `meta.role` of a header piece in output of `ingest`: searched for deals, not a post. */
const HEADER_ROLE = 'header'

const isOwnRecord = (value: unknown): boolean =>
  get.string(value, 'meta', 'role') !== null || isScoredRecord(value)

/** Reads the post of a record with its place. @param counter takes remarks for the summary */
export function placePost(
  value: unknown,
  { lineNumber, recordCount }: Readonly<Record<'lineNumber' | 'recordCount', number>>,
  options: FieldOptions & { readonly threadId?: string },
  counter: IngestCounter,
): PlacedPost {
  const isOwn = isOwnRecord(value)
  const { columns, labels, missing } = options
  const record = isOwn || !isJsonObject(value) ? value : withKind(value, columns)
  if (columns !== undefined) counter.countNamed(value, columns)
  if (!isOwn && isJsonObject(value)) counter.countUnread(value, columns)
  const remark = (words: string): void => counter.countRemark(words)
  const read = parsePost(record, {
    columns,
    labels,
    missing,
    remark,
    lineNumber,
    defaultId: `p${recordCount + 1}`,
    defaultThreadId: UNNAMED,
  })
  const isUnnamed = read.threadId === UNNAMED
  const { text, author, remark: mended } = mendWords(isOwn ? read : withoutEntities(read))
  const words = text.trim()
  // Our own records have a role. Without one, a post of a platform may be a picture without words.
  const isForeign = words.length <= MISSING_LENGTH_LIMIT && read.meta.node === undefined && !isOwn
  const meta: PostMeta = isForeign && words === '' ? { ...read.meta, node: 'empty' } : read.meta
  const { id, parentId, createdAt } = read
  const threadId = isUnnamed ? (options.threadId ?? 't1') : read.threadId
  const post: Post = { id, threadId, parentId, author, createdAt, text, meta }
  if (isScoredRecord(record)) counter.countRemark(SCORED, 'caution')
  if (post.createdAt === null && meta['timeText'] !== undefined)
    counter.countRemark(UNKNOWN_TIME, 'caution')
  if (meta.given?.label === '') counter.countRemark(UNLABELLED)
  if (mended !== null) counter.countRemark(mended)
  if (isForeign && LOOKS_MISSING.test(words)) counter.countMissing(words)
  return isUnnamed ? { post, lineNumber, isUnnamed } : { post, lineNumber }
}

/** "R&amp;D": the source wrote all its signs as names. */
const isEscaped = (text: string): boolean =>
  /&(?:amp|lt|gt);/.test(text) && !/[<>]|&(?!(?:[a-z]{2,6}|#\d{1,6});)/.test(text)

const withoutEntities = (post: Post): Post =>
  isEscaped(post.text) ? { ...post, text: decodeEntities(post.text) } : post

export const isHeaderPiece = ({ post }: PlacedPost): boolean =>
  post.meta['sourceRole'] === HEADER_ROLE
