import { addTo } from '../../base/statistics/group-by.js'
import type { JsonValue, Post } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { UNKNOWN_SPEAKER } from '../../read/record/sentinels.js'
import { roundForPrint } from './render-jsonl.js'

/** One file of a corpus folder. Its content is the pieces in order. */
export interface ConvokitFile {
  readonly name: 'utterances.jsonl' | 'speakers.json' | 'conversations.json' | 'corpus.json' | 'index.json'
  readonly pieces: Iterable<string>
}

type JsonObject = { readonly [key: string]: JsonValue }

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
  const idOf = corpusIds(posts)
  const speakers = new Map(posts.map(({ author }): [string, JsonObject] => [author ?? UNKNOWN_SPEAKER, {}]))
  const conversations = new Map<string, JsonObject>()
  const times = new Map<string, number[]>()
  for (const { threadId, createdAt } of posts) {
    const time = timestampOf(createdAt)
    if (time !== null) addTo(times, threadId, time)
  }
  const latest = new Map<string, number>()
  const utterances = posts.map((post) => {
    const { id, threadId, parentId, text, author, createdAt } = post
    const { role: _, capture, missingParent, ...rest } = post.meta
    if (!conversations.has(threadId)) conversations.set(threadId, { ...(capture && { capture }) } as JsonObject)
    const parent = parentId === null ? null : idOf(threadId, parentId)
    const missing = parentId !== null && parent === null ? parentId : missingParent
    const time = timestampOf(createdAt)
    const [first] = times.get(threadId) ?? []
    const timestamp = time ?? (first === undefined ? (latest.get(threadId) ?? -1) + 1 : (latest.get(threadId) ?? first))
    latest.set(threadId, timestamp)
    const own = { ...(time === null && { timestamp: 'order' }), ...('status' in post && { stance: resultsOf(post) }) }
    return {
      id: idOf(threadId, id),
      conversation_id: threadId,
      text,
      speaker: author ?? UNKNOWN_SPEAKER,
      meta: {
        ...(rest as JsonObject),
        ...(missing !== undefined && { missingParent: missing }),
        ...(Object.keys(own).length > 0 && { dealstance: own }),
      },
      'reply-to': parent,
      timestamp,
      vectors: [],
    }
  })
  const index = {
    'utterances-index': indexOf(utterances.map(({ meta }) => meta)),
    'speakers-index': indexOf(speakers.values()),
    'conversations-index': indexOf(conversations.values()),
    'overall-index': {},
    // The number that ConvoKit gives an unmodified corpus.
    version: 1,
    vectors: [],
  }
  return [
    { name: 'utterances.jsonl', pieces: utterances.map((utterance) => `${toAscii(utterance)}\n`) },
    { name: 'speakers.json', pieces: objectPieces(speakers) },
    { name: 'conversations.json', pieces: objectPieces(conversations) },
    { name: 'corpus.json', pieces: ['{}\n'] },
    { name: 'index.json', pieces: [`${toAscii(index)}\n`] },
  ]
}

function corpusIds(posts: readonly Post[]): (threadId: string, id: string) => string | null {
  const threadsOf = new Map<string, Set<string>>()
  for (const { id, threadId } of posts) threadsOf.set(id, (threadsOf.get(id) ?? new Set()).add(threadId))
  const isShared = (id: string): boolean => (threadsOf.get(id)?.size ?? 0) > 1
  // A prefixed id must not collide with the id of another post.
  let separator = '/'
  while (posts.some(({ id, threadId }) => isShared(id) && threadsOf.has(`${threadId}${separator}${id}`))) separator += '/'
  return (threadId, id) => (!threadsOf.get(id)?.has(threadId) ? null : isShared(id) ? `${threadId}${separator}${id}` : id)
}

/** Unix seconds with milliseconds as decimals, as in ConvoKit's own corpora; null for an invalid time. */
function timestampOf(createdAt: string | null): number | null {
  const milliseconds = createdAt === null ? Number.NaN : Date.parse(createdAt)
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}

function resultsOf(post: ScoredPost): JsonValue {
  const { id: _, threadId: _t, parentId: _p, author: _a, createdAt: _c, text: _x, meta: _m, ...results } = roundForPrint(post)
  return JSON.parse(JSON.stringify(results)) as JsonValue
}

/** The Python class of each value of a meta, as Python prints it; that of the first value. */
function indexOf(metas: Iterable<JsonObject>): Record<string, readonly string[]> {
  const classes = new Map<string, readonly string[]>()
  for (const meta of metas)
    for (const [name, value] of Object.entries(meta)) if (!classes.has(name)) classes.set(name, [`<class '${pythonClassOf(value)}'>`])
  return Object.fromEntries(classes)
}

function pythonClassOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return typeof value === 'string' ? 'str' : typeof value === 'boolean' ? 'bool' : 'dict'
}

function objectPieces(objects: ReadonlyMap<string, JsonObject>): string[] {
  const pieces = [...objects].map(([id, meta], at) => `${at === 0 ? '' : ',\n'}${toAscii(id)}: ${toAscii({ meta, vectors: [] })}`)
  return ['{', ...pieces, '}\n']
}

const toAscii = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
