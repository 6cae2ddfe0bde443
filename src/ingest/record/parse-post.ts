import { PipelineError } from '../../errors.js'
import type { JsonValue, Post, PostMeta } from '../../thread/post.js'
import { CONTEXT_FIELD, CONTEXT_KEYS } from '../../thread/post-context.js'
import type { PostField } from './field-names.js'
import { findFields, namesOf } from './field-names.js'
import { parseDate } from './parse-date.js'
import { readLeadingMentions } from './parse-leading-mentions.js'
import { settleMeta } from './rename-mistyped-meta.js'

/** Fields of a scored post beside those of a post: results, which are not read back. See the scored record in the README. */
const SCORED_FIELDS = new Set(
  'label,lean,probabilities,status,deals,stances,sentiment,reason,flags,evidence,chain,model,scheme,modelHash,optionsHash'.split(','),
)

/** Deeper values are refused: nobody's post is nested so, and a walk over them must not exhaust the stack. */
const DEPTH_LIMIT = 32

/** What the place of a record says of it. */
export interface ParsePostOptions {
  /** 1-based line on which the record starts. */
  readonly lineNumber: number
  /** Id of a record that has none. */
  readonly defaultId?: string
  /** Thread of a record that names none. Default `t1`. */
  readonly defaultThreadId?: string
  /** Names of fields, where they are not the known ones. */
  readonly columns?: Partial<Readonly<Record<PostField, string>>>
}

/**
 * Checks one record from outside and makes a post of it: the only door through which data becomes a `Post`.
 *
 * Fields are found by their known names. Ids may be strings or safe integers and become strings. What is no field of a post goes
 * into `meta`, unless the record is a scored post, whose results are left out. `meta.role` is `reply` when a parent is named or
 * missing, else `root`; handles at the start of the text become `meta.addressees`. Empty text is kept.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID`: no object, no text, an id or author of a wrong type, a key `__proto__`
 */
export function parsePost(record: unknown, options: ParsePostOptions): Post {
  const { lineNumber } = options
  const fail = (message: string): never => {
    throw new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, { context: { lineNumber } })
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return fail(`expected a post as a JSON object, got ${nameOf(record)}. Give one object a line.`)
  }
  const names = Object.keys(record)
  if (names.includes('__proto__')) fail('expected field names that are safe to keep, got "__proto__". Rename or remove it.')
  const fields = record as Readonly<Record<string, unknown>>
  const nameByField = findFields(names, options.columns)
  const valueUnder = (field: PostField): unknown => {
    const name = nameByField.get(field)
    return name !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined
  }
  const readId = (field: PostField): string | null => {
    const value = valueUnder(field)
    if (value === undefined || value === null || value === '') return null
    if (typeof value === 'string') return value
    if (Number.isSafeInteger(value)) return String(value)
    return fail(`expected ${field} as a string or a whole number up to 2^53, got ${nameOf(value)}. Write long ids as strings.`)
  }

  const text = valueUnder('text')
  if (typeof text !== 'string') {
    const where = options.columns?.text ?? namesOf('text')
    return fail(`expected the post's text as a string under ${where}, got ${text === undefined ? 'none of these fields' : nameOf(text)}.`)
  }
  const created = valueUnder('createdAt')
  if (created !== undefined && created !== null && typeof created !== 'string' && typeof created !== 'number') {
    fail(`expected createdAt as a string or a number, got ${nameOf(created)}.`)
  }
  const createdAt = typeof created === 'string' || typeof created === 'number' ? parseDate(created) : null
  const parentId = readId('parentId')

  const used = new Set(nameByField.values())
  const isScored = isScoredRecord(fields)
  const given = Object.hasOwn(fields, 'meta') && !used.has('meta') ? fields['meta'] : undefined
  const givenMeta = isPlainObject(given) ? cleanMeta(given, fail) : {}
  const extra: Record<string, JsonValue> = {}
  for (const name of names) {
    if (
      used.has(name) ||
      (name === 'meta' && (isPlainObject(given) || given === null)) ||
      (isScored && isResult(name)) ||
      isContext(name, fields[name])
    )
      continue
    const value = toJson(fields[name], fail, 0)
    if (value !== undefined) extra[name] = value
  }
  if (createdAt === null && created !== undefined && created !== null && created !== '') extra['timeText'] = String(created)

  const { role: givenRole, addressees: givenAddressees, missingParent: givenMissing, ...rest } = settleMeta({ ...extra, ...givenMeta })
  const missingParent = typeof givenMissing === 'string' && parentId === null ? givenMissing : undefined
  const addressees = isStringList(givenAddressees) ? givenAddressees : readLeadingMentions(text).handles
  const fallbackRole = parentId === null && missingParent === undefined ? 'root' : 'reply'
  const meta: PostMeta = {
    role: givenRole === 'root' || givenRole === 'reply' ? givenRole : fallbackRole,
    ...(addressees.length > 0 && { addressees }),
    ...(missingParent !== undefined && { missingParent }),
    ...(givenRole !== undefined && givenRole !== 'root' && givenRole !== 'reply' && { sourceRole: givenRole }),
    ...rest,
  }
  return {
    id: readId('id') ?? options.defaultId ?? fail(`expected an id under ${namesOf('id')}, got none.`),
    threadId: readId('threadId') ?? options.defaultThreadId ?? 't1',
    parentId,
    author: readAuthor(valueUnder('author'), fail),
    createdAt,
    text,
    meta,
  }
}

/** Whether a record is a scored post, as JSONL (with `stances`) or as CSV (with `status` and `model`). */
export function isScoredRecord(fields: unknown): boolean {
  if (!isPlainObject(fields)) return false
  // The label of a post without one is an empty cell, which is no field.
  return Object.hasOwn(fields, 'status') && ['label', 'stances', 'model'].filter((name) => Object.hasOwn(fields, name)).length >= 2
}

function isResult(name: string): boolean {
  return SCORED_FIELDS.has(name) || name.startsWith('p_')
}

/** What a post carried of its thread for a filter: read by `parseCarriedPost`, of no use among the other posts of the thread. */
function isContext(name: string, value: unknown): boolean {
  return name === CONTEXT_FIELD && isPlainObject(value) && Object.keys(value).every((key) => CONTEXT_KEYS.includes(key))
}

/** An author is a name, a number, or an object that holds one, as the APIs of platforms give it. Blank is unknown. */
function readAuthor(value: unknown, fail: (message: string) => never): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim()
  if (Number.isSafeInteger(value)) return String(value)
  if (isPlainObject(value)) {
    for (const name of ['username', 'screen_name', 'handle', 'name', 'id_str', 'id']) {
      const inner = Object.hasOwn(value, name) ? value[name] : undefined
      if (typeof inner === 'string' || typeof inner === 'number') return String(inner)
    }
  }
  return fail(`expected the author as a string, a number or an object with a username, got ${nameOf(value)}.`)
}

function cleanMeta(value: Readonly<Record<string, unknown>>, fail: (message: string) => never): Record<string, JsonValue> {
  return (toJson(value, fail, 0) ?? {}) as Record<string, JsonValue>
}

/** Copies a value that survives JSON; undefined stays undefined. */
export function toJson(value: unknown, fail: (message: string) => never, depth: number): JsonValue | undefined {
  if (depth > DEPTH_LIMIT) return fail(`expected values nested at most ${DEPTH_LIMIT} deep, got deeper ones.`)
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map((entry) => toJson(entry, fail, depth + 1) ?? null)
  if (!isPlainObject(value)) return fail(`expected values that JSON can hold, got ${nameOf(value)}.`)
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return fail('expected field names that are safe to keep, got "__proto__". Rename or remove it.')
    const entry = toJson(value[name], fail, depth + 1)
    if (entry !== undefined) copy[name] = entry
  }
  return copy
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
