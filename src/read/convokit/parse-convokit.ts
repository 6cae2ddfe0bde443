import { PipelineError } from '../../base/errors.js'
import type { JsonValue, Post, PostMeta } from '../../base/thread/post.js'
import { readJsonRecords } from '../json/json-source.js'
import { assemblePosts, type FoundPost } from '../link/assemble-posts.js'
import { refuse } from '../link/link-parents.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { type JsonObject, objectAt } from '../record/json-fields.js'
import { parsePost, toJson } from '../record/parse-post.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'

/** Texts of the files of a ConvoKit corpus; null for an absent file. Pickles (`*.p`) are never opened. */
export interface ConvokitFiles {
  /** `utterances.jsonl`, or `utterances.json` of older corpora. */
  readonly utterances: string
  /** `speakers.json`, or `users.json` of older corpora. */
  readonly speakers: string | null
  readonly conversations: string | null
}

/** Speaker of posts by unknown authors, since ConvoKit requires one. */
export const UNKNOWN_SPEAKER = '[unknown]'
/** Placeholder in the JSON for a value in a pickle, such as `<##bin{3}&&@**>`. */
const PICKLED = /^<##bin\{\d+\}&&@\*\*>$/

/** What a corpus keeps elsewhere: counted, and left out. */
interface LeftOut {
  pickled: number
  vectors: number
}

/** Parses `utterances.jsonl` without the corpus's speakers and conversations. See `parseConvokitFiles`. */
export function parseConvokit(text: string, options: ParseRecordsOptions = {}): IngestResult {
  return parseConvokitFiles({ utterances: text, speakers: null, conversations: null }, options)
}

/**
 * Parses a ConvoKit corpus. A reply to an absent utterance, which ConvoKit refuses, becomes a post with `meta.missingParent`. The meta of a
 * speaker becomes `meta.speakerMeta` of the speaker's first post; that of a conversation becomes `meta.conversationMeta` of the thread's
 * first post. Fields stored in pickles are left out and counted.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN`, `INGEST_RECORD_INVALID`, unless `onBadRecord` is `skip`
 */
export function parseConvokitFiles(files: ConvokitFiles, options: ParseRecordsOptions = {}): IngestResult {
  const leftOut: LeftOut = { pickled: 0, vectors: 0 }
  const skips: Skip[] = []
  const speakers = parseCorpusObjects(files.speakers, 'speakers.json', leftOut)
  const conversations = parseCorpusObjects(files.conversations, 'conversations.json', leftOut)
  const found: FoundPost[] = []
  for (const { record, lineNumber, error } of readJsonRecords(files.utterances)) {
    try {
      if (error) throw error
      found.push(parseUtterance(record, lineNumber, leftOut))
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      refuse(fault, lineNumber, options.onBadRecord ?? 'throw', skips)
    }
  }
  const assembled = assemblePosts(found, { source: 'convokit', skips })
  const { pickled, vectors } = leftOut
  const notes = [
    ...assembled.summary.notes,
    ...(pickled > 0 ? [`${pickled} meta fields are kept in pickles, which are never opened; left out`] : []),
    ...(vectors > 0 ? [`${vectors} utterances name vectors, which are not read`] : []),
  ]
  const posts = withCorpusMeta(assembled.posts, speakers, conversations)
  const headers = new Map<string, readonly string[]>()
  return { posts, headers, summary: summarise(posts, headers, { ...assembled.summary, notes }) }
}

/**
 * An utterance as a post, in any spelling of ConvoKit's history: `reply_to` or `reply-to`, `speaker` or `user`, `conversation_id` or `root`. The
 * parent tells the role of a post: in some corpora `role` is "user" or "assistant".
 */
function parseUtterance(value: unknown, lineNumber: number, leftOut: LeftOut): FoundPost {
  const { vectors, ...fields } = objectAt(value) ?? {}
  const record = objectAt(value) === null ? value : { ...fields, meta: withoutPickled(objectAt(fields['meta']) ?? {}, leftOut) }
  const columns = Object.hasOwn(fields, 'root') && !Object.hasOwn(fields, 'conversation_id') ? { threadId: 'root' } : {}
  const { meta, ...post } = parsePost(record, { lineNumber, columns, defaultThreadId: '' })
  if (Array.isArray(vectors) && vectors.length > 0) leftOut.vectors += 1
  const { role: _role, ...facts } = meta
  return {
    ...post,
    threadId: post.threadId === '' ? null : post.threadId,
    author: post.author === UNKNOWN_SPEAKER ? null : post.author,
    meta: facts,
  }
}

function withoutPickled(meta: JsonObject, leftOut: LeftOut): JsonObject {
  const kept = Object.entries(meta).filter(([, value]) => typeof value !== 'string' || !PICKLED.test(value))
  leftOut.pickled += Object.keys(meta).length - kept.length
  return Object.fromEntries(kept)
}

type Meta = Readonly<Record<string, JsonValue>>

/** Parses `{ id: { meta: {…}, vectors: […] } }` or, in older corpora, `{ id: {…meta} }`. */
function parseCorpusObjects(text: string | null, fileName: string, leftOut: LeftOut): Map<string, Meta> {
  const broken = (why: string): never => {
    const message = `${fileName}: expected one JSON object with an object per id, got ${why}. Repair the file.`
    throw new PipelineError('INGEST_JSON_BROKEN', message)
  }
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return broken('text that is not JSON')
  }
  const objects = Object.entries(objectAt(value) ?? broken('another value')).map(([id, entry]): [string, Meta] => {
    const { vectors: _vectors, ...legacy } = objectAt(entry) ?? {}
    const { ['__proto__']: _proto, ...meta } = withoutPickled(objectAt(entry, 'meta') ?? legacy, leftOut)
    return [id, (toJson(meta, broken, 0) ?? {}) as Meta]
  })
  return new Map(objects)
}

/** Adds the meta of a conversation to its first post, and that of a speaker to the first post of the speaker. */
function withCorpusMeta(posts: readonly Post[], speakers: ReadonlyMap<string, Meta>, conversations: ReadonlyMap<string, Meta>): Post[] {
  const seen = new Set<string>()
  const metaOf = (key: string, name: string, id: string, objects: ReadonlyMap<string, Meta>): PostMeta | object => {
    const meta = seen.has(`${key}\n${id}`) ? undefined : objects.get(id)
    seen.add(`${key}\n${id}`)
    return meta === undefined || Object.keys(meta).length === 0 ? {} : { [name]: meta }
  }
  return posts.map((post) => ({
    ...post,
    meta: {
      ...post.meta,
      ...metaOf('speaker', 'speakerMeta', post.author ?? UNKNOWN_SPEAKER, speakers),
      ...metaOf('thread', 'conversationMeta', post.threadId, conversations),
    },
  }))
}

/** Recognises ConvoKit by the field names of its utterances, current or legacy. */
export function recogniseConvokit({ records }: SourceSample): string | null {
  const isUtterance = records().some((record) => {
    const has = (...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(record, name))
    const isNamed = has('speaker', 'conversation_id') || has('user', 'root')
    return has('id', 'text') && isNamed && (has('reply_to') || has('reply-to'))
  })
  return isUtterance ? 'it holds utterances of ConvoKit (speaker, conversation_id, reply-to)' : null
}
