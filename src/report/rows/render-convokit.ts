import { OWN_KEY, UNKNOWN_SPEAKER } from '../../ingest/convokit/convokit-files.js'
import { readTimestamp } from '../../ingest/convokit/convokit-utterance.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { JsonValue, Post } from '../../thread/post.js'
import { roundForPrint } from './render-jsonl.js'

/** A file of a corpus folder, in pieces that are written one behind the other. */
export interface ConvokitFile {
  readonly name: 'utterances.jsonl' | 'speakers.json' | 'conversations.json' | 'corpus.json' | 'index.json'
  readonly pieces: Iterable<string>
}

type JsonObject = { readonly [key: string]: JsonValue }

/** What ConvoKit writes as the version of a corpus that was never changed. */
const VERSION = 1

/**
 * Renders posts, or scored posts, as the five files of a ConvoKit corpus, which ConvoKit loads and `parseConvokitFiles` reads back.
 *
 * - Ids that stand in several threads, as those of pastes do, are prefixed by their thread; null authors share one speaker.
 * - A reply to a post that is not there, which ConvoKit refuses to load, has `reply-to` null and `missingParent` in its meta.
 * - Results stand in the utterance's meta under `dealstance.stance`, capture ledgers and header pieces in the conversation's under
 *   `dealstance`.
 * - ConvoKit cannot walk a tree with null timestamps. A post without a time gets that of the post before it in the thread, or its position
 *   where the thread has no times, and `dealstance.timestamp` is "order".
 * - All text is ASCII, other characters escaped: ConvoKit opens its files in the encoding of the machine.
 *
 * @see https://convokit.cornell.edu/documentation/data_format.html
 */
export function renderConvokit(
  posts: readonly (Post | ScoredPost)[],
  headers: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly ConvokitFile[] {
  const naming = nameUtterances(posts)
  const speakers = new Map<string, JsonObject>()
  const conversations = new Map<string, JsonObject>()
  const metaNames = new Map<string, string>()
  for (const post of posts) {
    const { threadId, meta } = post
    const speaker = naming.speakerOf(post)
    if (!speakers.has(speaker)) speakers.set(speaker, post.author === null ? { [OWN_KEY]: { isUnknown: true } } : {})
    if (isObject(meta['speakerMeta'])) speakers.set(speaker, { ...speakers.get(speaker), ...meta['speakerMeta'] })
    if (!conversations.has(threadId)) {
      const pieces = headers.get(threadId) ?? []
      // Null: the thread had no ledger, and is read back without one.
      const own = { capture: meta.capture ?? null, ...(pieces.length > 0 && { headers: pieces }) }
      const given = isObject(meta['conversationMeta']) ? meta['conversationMeta'] : {}
      conversations.set(threadId, { ...given, [OWN_KEY]: own as JsonValue })
    }
    for (const [name, value] of Object.entries(utteranceMeta(post, naming))) metaNames.set(name, metaNames.get(name) ?? className(value))
  }
  const lines = function* () {
    const timeOf = timeKeeper(posts)
    for (const post of posts) yield `${toAscii(JSON.stringify(toUtterance(post, naming, timeOf(post))))}\n`
  }
  const index = {
    'utterances-index': indexOf(metaNames),
    'speakers-index': indexOf(metaNamesOf(speakers)),
    'conversations-index': indexOf(metaNamesOf(conversations)),
    'overall-index': {},
    version: VERSION,
    vectors: [],
  }
  return [
    { name: 'utterances.jsonl', pieces: { [Symbol.iterator]: lines } },
    { name: 'speakers.json', pieces: objectPieces(speakers) },
    { name: 'conversations.json', pieces: objectPieces(conversations) },
    { name: 'corpus.json', pieces: ['{}\n'] },
    { name: 'index.json', pieces: [`${toAscii(JSON.stringify(index))}\n`] },
  ]
}

/** How posts and authors are called in a corpus, where every id stands once. */
interface Naming {
  readonly idOf: (threadId: string, id: string) => string
  readonly has: (threadId: string, id: string) => boolean
  readonly speakerOf: (post: Post) => string
}

function nameUtterances(posts: readonly Post[]): Naming {
  const threadOf = new Map<string, string | null>()
  const authors = new Set<string>()
  for (const { id, threadId, author } of posts) {
    threadOf.set(id, threadOf.has(id) && threadOf.get(id) !== threadId ? null : threadId)
    if (author !== null) authors.add(author)
  }
  // A new name must not be the id of another post.
  let separator = '/'
  const isTaken = (): boolean => posts.some(({ id, threadId }) => threadOf.get(id) === null && threadOf.has(`${threadId}${separator}${id}`))
  while (isTaken()) separator += '/'
  const members = new Set(posts.filter(({ id }) => threadOf.get(id) === null).map(({ threadId, id }) => `${threadId}${separator}${id}`))
  let unknown = UNKNOWN_SPEAKER
  for (let number = 2; authors.has(unknown); number++) unknown = `${UNKNOWN_SPEAKER} ${number}`
  return {
    idOf: (threadId, id) => (threadOf.get(id) === null ? `${threadId}${separator}${id}` : id),
    has: (threadId, id) => threadOf.get(id) === threadId || (threadOf.get(id) === null && members.has(`${threadId}${separator}${id}`)),
    speakerOf: ({ author }) => author ?? unknown,
  }
}

function toUtterance(post: Post | ScoredPost, naming: Naming, timestamp: number): JsonObject {
  const { id, threadId, parentId, text } = post
  return {
    id: naming.idOf(threadId, id),
    conversation_id: threadId,
    text,
    speaker: naming.speakerOf(post),
    meta: utteranceMeta(post, naming),
    'reply-to': parentId !== null && naming.has(threadId, parentId) ? naming.idOf(threadId, parentId) : null,
    timestamp,
    vectors: [],
  }
}

function utteranceMeta(post: Post | ScoredPost, naming: Naming): JsonObject {
  const { id, threadId, parentId, createdAt } = post
  const { role, capture: _capture, speakerMeta: _speaker, conversationMeta: _conversation, ...rest } = post.meta
  const isOutside = parentId !== null && !naming.has(threadId, parentId)
  const missingParent = isOutside ? parentId : rest.missingParent
  const expectedRole = (parentId === null || isOutside) && missingParent === undefined ? 'root' : 'reply'
  const own: Record<string, JsonValue> = {
    ...(naming.idOf(threadId, id) !== id && { id }),
    ...(role !== expectedRole && { role }),
    ...(createdAt !== null && readTimestamp(timestampOf(createdAt)) !== createdAt && { createdAt }),
    ...(timestampOf(createdAt) === null && { timestamp: 'order' }),
    ...('status' in post && { stance: resultsOf(post) }),
  }
  return {
    ...(rest as JsonObject),
    ...(missingParent !== undefined && { missingParent }),
    ...(Object.keys(own).length > 0 && { [OWN_KEY]: own }),
  }
}

/** Gives each post, asked for in their order, a number to sort by: its time, or a place among those of its thread. */
function timeKeeper(posts: readonly Post[]): (post: Post) => number {
  const firstTimes = new Map<string, number>()
  for (const { threadId, createdAt } of posts) {
    const time = timestampOf(createdAt)
    if (time !== null && !firstTimes.has(threadId)) firstTimes.set(threadId, time)
  }
  const latest = new Map<string, number>()
  return ({ threadId, createdAt }) => {
    const first = firstTimes.get(threadId)
    const time = timestampOf(createdAt) ?? (first === undefined ? (latest.get(threadId) ?? -1) + 1 : (latest.get(threadId) ?? first))
    latest.set(threadId, time)
    return time
  }
}

/** Unix seconds with milliseconds behind the point, as ConvoKit's own corpora have them; null for a time that is none. */
function timestampOf(createdAt: string | null): number | null {
  const milliseconds = createdAt === null ? Number.NaN : Date.parse(createdAt)
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}

function resultsOf(post: ScoredPost): JsonValue {
  const {
    id: _id,
    threadId: _thread,
    parentId: _parent,
    author: _author,
    createdAt: _time,
    text: _text,
    meta: _meta,
    ...results
  } = roundForPrint(post)
  return JSON.parse(JSON.stringify(results)) as JsonValue
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

function metaNamesOf(objects: ReadonlyMap<string, JsonObject>): Map<string, string> {
  const names = new Map<string, string>()
  for (const meta of objects.values()) {
    for (const [name, value] of Object.entries(meta)) names.set(name, names.get(name) ?? className(value as JsonValue))
  }
  return names
}

/** Python's name of the class that a JSON value is loaded as. */
function className(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "<class 'NoneType'>"
  if (Array.isArray(value)) return "<class 'list'>"
  if (typeof value === 'number') return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>"
  const known: Readonly<Record<string, string>> = { string: 'str', boolean: 'bool' }
  return `<class '${known[typeof value] ?? 'dict'}'>`
}

const indexOf = (names: ReadonlyMap<string, string>): Record<string, readonly string[]> =>
  Object.fromEntries([...names].map(([name, type]) => [name, [type]]))

function* objectPieces(objects: ReadonlyMap<string, JsonObject>): Generator<string> {
  let opening = '{'
  for (const [id, meta] of objects) {
    yield `${opening}${toAscii(JSON.stringify(id))}: ${toAscii(JSON.stringify({ meta, vectors: [] }))}`
    opening = ',\n'
  }
  yield opening === '{' ? '{}\n' : '}\n'
}

function toAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
