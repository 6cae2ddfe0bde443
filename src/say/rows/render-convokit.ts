import { isRecord } from '../../base/json-shape.js'
import type { JsonValue, Post } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { UNKNOWN_SPEAKER } from '../../read/convokit/parse-convokit.js'
import { roundForPrint } from './render-jsonl.js'

/** One file of a corpus folder. Its content is the pieces in order. */
export interface ConvokitFile {
  readonly name: 'utterances.jsonl' | 'speakers.json' | 'conversations.json' | 'corpus.json' | 'index.json'
  readonly pieces: Iterable<string>
}

type JsonObject = { readonly [key: string]: JsonValue }

/** Key of what dealstance adds to the meta of an utterance. */
const OWN_KEY = 'dealstance'
/** The version number that ConvoKit gives an unmodified corpus. */
const VERSION = 1

/**
 * Renders posts or scored posts as the five files of a ConvoKit corpus. To keep posts whole, write them as
 * JSON Lines: header pieces and exact ids are not part of a corpus.
 *
 * - Ids are unique in a corpus. An id that occurs in several threads, as in pastes, is prefixed by its thread. Null authors share one speaker.
 * - ConvoKit refuses a reply to an absent post. Such a reply has `reply-to` null and `missingParent` in its meta.
 * - Results are in the utterance's meta under `dealstance.stance`; the capture ledger is in the conversation's meta under `capture`.
 * - ConvoKit cannot traverse a tree with null timestamps. A post without a time gets the time of the previous post in its thread, or its
 *   position where no post of the thread has a time; `dealstance.timestamp` is then "order".
 * - Non-ASCII characters are escaped: ConvoKit opens files in the machine's encoding.
 *
 * @see https://convokit.cornell.edu/documentation/data_format.html
 */
export function renderConvokit(posts: readonly (Post | ScoredPost)[]): readonly ConvokitFile[] {
  const ids = assignCorpusIds(posts)
  const speakers = new Map<string, JsonObject>()
  const conversations = new Map<string, JsonObject>()
  const metaClasses = new Map<string, string>()
  for (const post of posts) {
    const { threadId, meta } = post
    const speaker = ids.speakerOf(post)
    if (!speakers.has(speaker)) speakers.set(speaker, {})
    if (isRecord(meta['speakerMeta'])) speakers.set(speaker, { ...speakers.get(speaker), ...meta['speakerMeta'] })
    if (!conversations.has(threadId)) {
      const given = isRecord(meta['conversationMeta']) ? meta['conversationMeta'] : {}
      conversations.set(threadId, { ...given, ...(meta.capture && { capture: meta.capture as unknown as JsonValue }) } as JsonObject)
    }
    for (const [name, value] of Object.entries(utteranceMeta(post, ids)))
      metaClasses.set(name, metaClasses.get(name) ?? pythonClassOf(value))
  }
  const lines = function* () {
    const timestampFor = createTimestamper(posts)
    for (const post of posts) yield `${toAscii(JSON.stringify(toUtterance(post, ids, timestampFor(post))))}\n`
  }
  const index = {
    'utterances-index': toIndex(metaClasses),
    'speakers-index': toIndex(metaClassesOf(speakers)),
    'conversations-index': toIndex(metaClassesOf(conversations)),
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

/** Ids of utterances and speakers in a corpus. */
interface CorpusIds {
  readonly idOf: (threadId: string, id: string) => string
  readonly has: (threadId: string, id: string) => boolean
  readonly speakerOf: (post: Post) => string
}

function assignCorpusIds(posts: readonly Post[]): CorpusIds {
  const threadOf = new Map<string, string | null>()
  for (const { id, threadId } of posts) threadOf.set(id, threadOf.has(id) && threadOf.get(id) !== threadId ? null : threadId)
  // A prefixed id must not collide with the id of another post.
  let separator = '/'
  const isTaken = (): boolean => posts.some(({ id, threadId }) => threadOf.get(id) === null && threadOf.has(`${threadId}${separator}${id}`))
  while (isTaken()) separator += '/'
  const members = new Set(posts.filter(({ id }) => threadOf.get(id) === null).map(({ threadId, id }) => `${threadId}${separator}${id}`))
  return {
    idOf: (threadId, id) => (threadOf.get(id) === null ? `${threadId}${separator}${id}` : id),
    has: (threadId, id) => threadOf.get(id) === threadId || (threadOf.get(id) === null && members.has(`${threadId}${separator}${id}`)),
    speakerOf: ({ author }) => author ?? UNKNOWN_SPEAKER,
  }
}

function toUtterance(post: Post | ScoredPost, ids: CorpusIds, timestamp: number): JsonObject {
  const { id, threadId, parentId, text } = post
  return {
    id: ids.idOf(threadId, id),
    conversation_id: threadId,
    text,
    speaker: ids.speakerOf(post),
    meta: utteranceMeta(post, ids),
    'reply-to': parentId !== null && ids.has(threadId, parentId) ? ids.idOf(threadId, parentId) : null,
    timestamp,
    vectors: [],
  }
}

function utteranceMeta(post: Post | ScoredPost, ids: CorpusIds): JsonObject {
  const { threadId, parentId, createdAt } = post
  const { role: _role, capture: _capture, speakerMeta: _speaker, conversationMeta: _conversation, ...rest } = post.meta
  const isOutside = parentId !== null && !ids.has(threadId, parentId)
  const missingParent = isOutside ? parentId : rest.missingParent
  const ownMeta: Record<string, JsonValue> = {
    ...(timestampOf(createdAt) === null && { timestamp: 'order' }),
    ...('status' in post && { stance: resultsOf(post) }),
  }
  return {
    ...(rest as JsonObject),
    ...(missingParent !== undefined && { missingParent }),
    ...(Object.keys(ownMeta).length > 0 && { [OWN_KEY]: ownMeta }),
  }
}

/** Returns a function that gives each post a timestamp. Call it once per post, in the order of `posts`: see {@link renderConvokit}. */
function createTimestamper(posts: readonly Post[]): (post: Post) => number {
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

/** Unix seconds with milliseconds as decimals, as in ConvoKit's own corpora; null for an invalid time. */
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

function metaClassesOf(objects: ReadonlyMap<string, JsonObject>): Map<string, string> {
  const classes = new Map<string, string>()
  for (const meta of objects.values()) {
    for (const [name, value] of Object.entries(meta)) classes.set(name, classes.get(name) ?? pythonClassOf(value as JsonValue))
  }
  return classes
}

/** The Python class that ConvoKit loads a JSON value as, as Python prints it. */
function pythonClassOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "<class 'NoneType'>"
  if (Array.isArray(value)) return "<class 'list'>"
  if (typeof value === 'number') return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>"
  const known: Readonly<Record<string, string>> = { string: 'str', boolean: 'bool' }
  return `<class '${known[typeof value] ?? 'dict'}'>`
}

const toIndex = (classes: ReadonlyMap<string, string>): Record<string, readonly string[]> =>
  Object.fromEntries([...classes].map(([name, type]) => [name, [type]]))

function* objectPieces(objects: ReadonlyMap<string, JsonObject>): Generator<string> {
  let opening = '{'
  for (const [id, meta] of objects) {
    yield `${opening}${toAscii(JSON.stringify(id))}: ${toAscii(JSON.stringify({ meta, vectors: [] }))}`
    opening = ',\n'
  }
  yield opening === '{' ? '{}\n' : '}\n'
}

const toAscii = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
