import { PipelineError } from '../../base/errors.js'
import { type Columns, findFields, type PostField } from '../record/field-names.js'
import type { IngestCounter } from '../record/ingest-counter.js'
import { get, isJsonObject, type JsonObject } from '../record/json-fields.js'
import { excerpt, valueNamed } from '../record/named-columns.js'

/** Record of a source, or the error in its place. */
export interface SourceRecord {
  readonly lineNumber: number
  readonly record: unknown
  readonly error?: PipelineError
  /** Key that an object of its JSON holds twice: the last value counts. Null for none. */
  readonly repeatedKey?: string | null
}

/** Name of a list that holds the answers to its record. */
const ANSWERS = /comment|repl(?:y|ies)|answer|response|child|thread/i
/** Name of a field that holds what its record answers. */
const ANSWERED = /parent|quot|_?(?:to|of)$/i
/** Texts that pages, pictures and links have too. */
const TITLES: ReadonlySet<string> = new Set(['title', 'caption'])
/** Fields of which a post has one beside its text. */
const BESIDE_TEXT: readonly PostField[] = ['id', 'author', 'createdAt', 'parentId']
/** Greatest depth of posts within wrappers. Choice. */
const WRAPPER_DEPTH = 8

/** A value that may be a post, and where it stands. */
interface Waiting {
  readonly value: unknown
  readonly parent: { readonly id: string; readonly thread: unknown } | null
  /** Thread that the wrappers name. */
  readonly thread?: unknown
  /** Answers that stand beside it in its wrapper. */
  readonly beside?: readonly unknown[]
}

/** Takes note of records that are not read. */
type Leave = (path: string, recordCount: number) => void

/** Posts of a wrapper: a list, or one alone. */
interface Group {
  readonly path: string
  readonly posts: readonly unknown[]
  readonly thread: unknown
  readonly isCertain: boolean
  readonly beside?: readonly unknown[]
}

/**
 * Opens records: finds the posts within wrappers and within posts, at any depth.
 *
 * A record in a list of comments, replies or answers answers the record around it, unless it names
 * a parent, and joins its thread.
 * Other lists of records with a text are remarked as not read. No recursion along a thread.
 *
 * @param columns caller's names of fields
 */
export function recordOpener(columns: Columns = {}, counter: IngestCounter) {
  let count = 0
  const leave: Leave = (path, recordCount) =>
    counter.countRemark(
      `record under ${path} is not read|records under ${path} are not read`,
      'caution',
      recordCount,
    )
  const noteRepeat = (key: string | null): void => {
    if (key === null) return
    const what = `JSON holds the key ${JSON.stringify(excerpt(key))} twice in one object`
    counter.note(`${what}: the last value was taken`, 'caution')
  }
  const answersRead =
    'record within another is read as an answer to it|records within others are read as answers to them'
  return function* open(source: SourceRecord): Generator<SourceRecord> {
    const { record, lineNumber, error, repeatedKey = null } = source
    noteRepeat(repeatedKey)
    if (error || !(isJsonObject(record) || Array.isArray(record))) {
      count += 1
      yield source
      return
    }
    refusePrivateChat(record, lineNumber)
    const waiting = postsOf(record, columns, leave).reverse()
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      count += 1
      const value = uncommented(next.value)
      if (!isJsonObject(value)) {
        yield { record: value, lineNumber }
        continue
      }
      const { plain, answers } = splitPost(value, columns, leave)
      const children = [...answers, ...(next.beside ?? [])].reverse()
      const newId = children.length === 0 ? null : `p${count}`
      const { placed, id, thread } = placeRecord(plain, next, columns, newId)
      yield { record: placed, lineNumber }
      if (children.length > 0) counter.countRemark(answersRead, 'note', children.length)
      for (const child of children) waiting.push({ value: child, parent: { id, thread } })
    }
  }
}

const isPrivateChat = (record: unknown): boolean =>
  ['participants', 'messages'].every((name) => Array.isArray(get.value(record, name)))

function refusePrivateChat(record: unknown, lineNumber: number): void {
  if (!isPrivateChat(record)) return
  const message = `line ${lineNumber}: expected a public thread, got a private chat (participants, messages). Give a CSV with the columns author and text, one row a post.`
  throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { lineNumber } })
}

/** Comment of an export of Facebook, whose title only says that somebody commented. */
function uncommented(record: unknown): unknown {
  const comment = get.object(get.list(record, 'data')[0], 'comment')
  if (comment === null || get.string(comment, 'comment') === null) return record
  return {
    text: comment['comment'],
    author: comment['author'] ?? null,
    created_at: comment['timestamp'] ?? null,
  }
}

const fieldsOf = (record: JsonObject, columns: Columns): ReadonlyMap<PostField, string> =>
  findFields(Object.keys(record), columns)

const isPost = (value: unknown, columns: Columns): value is JsonObject => {
  if (!isJsonObject(value)) return false
  const name = fieldsOf(value, columns).get('text')
  return name !== undefined && typeof valueNamed(value, name) === 'string'
}

/** True for a text of its own beside an id, an author, a time or a parent. */
function isCertainPost(value: unknown, columns: Columns): boolean {
  if (!isPost(value, columns)) return false
  const fields = fieldsOf(value, columns)
  return !TITLES.has(fields.get('text') ?? '') && BESIDE_TEXT.some((field) => fields.has(field))
}

const listsPosts = (value: unknown, columns: Columns): value is readonly unknown[] =>
  Array.isArray(value) && value.some((entry) => isPost(entry, columns))

/**
 * The posts of a record: itself, or those within the wrapper that it is. Beside certain posts,
 * lists of mere titles are left.
 */
function postsOf(record: unknown, columns: Columns, leave: Leave): Waiting[] {
  const groups = isPost(record, columns)
    ? []
    : [...findGroups(record, columns, { path: '', thread: undefined, depth: 0 })]
  if (groups.length === 0) return [{ value: record, parent: null }]
  const hasCertain = groups.some(({ isCertain }) => isCertain)
  const isRead = (group: Group, index: number): boolean =>
    hasCertain ? group.isCertain : index === 0
  for (const [index, group] of groups.entries())
    if (!isRead(group, index)) leave(group.path, group.posts.length)
  return groups
    .filter(isRead)
    .flatMap(({ posts, thread, beside }) =>
      posts.map((value) => ({ value, parent: null, thread, ...(beside && { beside }) })),
    )
}

/** True for a post, or a wrapper of posts. A private chat is refused later. */
export function holdsPosts(value: unknown, columns: Columns = {}): boolean {
  if (isPost(value, columns) || isPrivateChat(value)) return true
  const { done } = findGroups(value, columns, { path: '', thread: undefined, depth: 0 }).next()
  return done !== true
}

interface Place {
  readonly path: string
  readonly thread: unknown
  readonly depth: number
}

const below = ({ path, depth }: Place, name: string, thread: unknown): Place => ({
  path: path === '' ? name : `${path}.${name}`,
  thread,
  depth: depth + 1,
})

function* findGroups(value: unknown, columns: Columns, place: Place): Generator<Group> {
  const { path, thread, depth } = place
  if (depth > WRAPPER_DEPTH) return
  if (listsPosts(value, columns)) {
    const isCertain = value.some((entry) => isCertainPost(entry, columns)) || ANSWERS.test(path)
    yield { path, posts: value, thread, isCertain }
  } else if (Array.isArray(value)) {
    for (const entry of value) yield* findGroups(entry, columns, { ...place, depth: depth + 1 })
  } else if (isJsonObject(value)) yield* groupsIn(value, columns, place)
}

/**
 * Posts in the fields of a wrapper: those that stand alone first. Lists of answers beside the only
 * one answer it.
 */
function* groupsIn(wrapper: JsonObject, columns: Columns, place: Place): Generator<Group> {
  const thread = threadOf(wrapper, columns) ?? place.thread
  const whole = joinHalves(wrapper, columns)
  if (whole !== null) {
    yield { path: place.path, posts: [whole], thread, isCertain: true }
    return
  }
  const entries = Object.entries(wrapper)
  const alone = entries.filter(([, entry]) => isCertainPost(entry, columns))
  const groups = entries
    .filter(([, entry]) => !isCertainPost(entry, columns))
    .flatMap(([name, entry]) =>
      [...findGroups(entry, columns, below(place, name, thread))].map((group) => ({
        group,
        isBeside: alone.length === 1 && ANSWERS.test(name),
      })),
    )
  const beside = groups.flatMap(({ group, isBeside }) => (isBeside ? group.posts : []))
  for (const [name, entry] of alone) {
    const { path } = below(place, name, thread)
    yield { path, posts: [entry], thread, isCertain: true, beside }
  }
  for (const { group, isBeside } of groups) if (!isBeside) yield group
}

/**
 * A post whose text stands one object deeper than its id or author; null for other wrappers.
 *
 * @example { id: 7, attributes: { message: 'Sold.' } } // => { id: 7, attributes: …, message:
 *   'Sold.' }
 */
function joinHalves(wrapper: JsonObject, columns: Columns): JsonObject | null {
  const texts = Object.values(wrapper).filter(
    (entry): entry is JsonObject =>
      isPost(entry, columns) && !TITLES.has(fieldsOf(entry, columns).get('text') ?? ''),
  )
  const [half] = texts
  if (half === undefined || texts.length > 1) return null
  const outer = fieldsOf(wrapper, columns)
  const inner = fieldsOf(half, columns)
  const completes = (['id', 'author'] as const).some(
    (field) => outer.has(field) && !inner.has(field),
  )
  return completes ? { ...wrapper, ...half } : null
}

/** Thread that a wrapper names, such as the id of a video. */
function threadOf(wrapper: JsonObject, columns: Columns): unknown {
  const name = fieldsOf(wrapper, columns).get('threadId')
  const thread = name === undefined ? undefined : wrapper[name]
  return typeof thread === 'string' || typeof thread === 'number' ? thread : undefined
}

/** The record without its answers, and those answers. Other lists of posts are left. */
function splitPost(value: JsonObject, columns: Columns, leave: Leave) {
  const answers: unknown[] = []
  const taken = new Set<string>()
  for (const name of Object.keys(value)) {
    const inner = value[name]
    if (name === 'meta' || typeof inner !== 'object' || inner === null) continue
    const posts = ANSWERED.test(name) ? [] : answersIn(name, inner, columns)
    if (posts.length > 0 || (Array.isArray(inner) && inner.length === 0 && ANSWERS.test(name)))
      taken.add(name)
    else if (Array.isArray(inner) && inner.some((entry) => isCertainPost(entry, columns)))
      leave(name, inner.length)
    for (const post of posts) answers.push(post)
  }
  const plain: JsonObject =
    taken.size === 0
      ? value
      : Object.fromEntries(Object.entries(value).filter(([name]) => !taken.has(name)))
  return { plain, answers }
}

/**
 * Answers in a field of a post: a list, a wrapper of one, or one post. A thread alone is what the
 * post stands in.
 */
function answersIn(name: string, inner: unknown, columns: Columns): readonly unknown[] {
  if (!ANSWERS.test(name)) return []
  if (isPost(inner, columns))
    return isCertainPost(inner, columns) && !/thread/i.test(name) ? [inner] : []
  const groups = [...findGroups(inner, columns, { path: name, thread: undefined, depth: 0 })]
  return groups.flatMap(({ posts }) => posts)
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === ''

/**
 * The record with the parent and thread of its place, where it names none, and an id where others
 * answer it.
 */
function placeRecord(
  record: JsonObject,
  { parent, thread: wrapped }: Waiting,
  columns: Columns,
  newId: string | null,
) {
  const fields = fieldsOf(record, columns)
  const nameOf = (field: PostField, standard: string): string => fields.get(field) ?? standard
  const idName = nameOf('id', 'id')
  const parentName = nameOf('parentId', 'parent_id')
  const threadName = nameOf('threadId', 'thread_id')
  const more: Record<string, unknown> = {}
  if (newId !== null && isAbsent(record[idName])) more[idName] = newId
  if (parent !== null && isAbsent(record[parentName])) more[parentName] = parent.id
  const thread = parent?.thread ?? wrapped
  if (isAbsent(record[threadName]) && !isAbsent(thread)) more[threadName] = thread
  const placed: JsonObject = Object.keys(more).length === 0 ? record : { ...record, ...more }
  return { placed, id: String(placed[idName]), thread: placed[threadName] }
}
