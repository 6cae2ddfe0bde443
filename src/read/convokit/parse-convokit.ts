import { PipelineError } from '../../base/errors.js'
import type { JsonValue, Post, PostMeta } from '../../base/thread/post.js'
import { readJsonRecords } from '../json/json-source.js'
import { assemblePosts } from '../link/assemble-posts.js'
import { refuse } from '../link/link-parents.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { objectAt } from '../record/json-fields.js'
import { toJson } from '../record/parse-post.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { type ConvokitFiles, PICKLED } from './convokit-files.js'
import { type ParsedUtterance, parseUtterance } from './convokit-utterance.js'

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
  const onBadRecord = options.onBadRecord ?? 'throw'
  const skips: Skip[] = []
  const speakers = parseCorpusObjects(files.speakers, 'speakers.json')
  const conversations = parseCorpusObjects(files.conversations, 'conversations.json')
  const read = new Map<string, ParsedUtterance>()
  const found = function* () {
    for (const { record: value, lineNumber, error } of readJsonRecords(files.utterances)) {
      try {
        if (error) throw error
        const utterance = parseUtterance(value, lineNumber)
        if (!read.has(utterance.post.id)) read.set(utterance.post.id, utterance)
        yield utterance.post
      } catch (fault) {
        if (!(fault instanceof PipelineError)) throw fault
        refuse(fault, lineNumber, onBadRecord, skips)
      }
    }
  }
  const gathered = [...found()]
  const assembled = assemblePosts(gathered, { source: 'convokit', skips })
  const notes = [...assembled.summary.notes, ...notesOn([...read.values()], speakers, conversations)]
  const posts = withCorpusMeta(assembled.posts, read, speakers, conversations)
  const headers = new Map<string, readonly string[]>()
  return { posts, headers, summary: summarise(posts, headers, { ...assembled.summary, notes }) }
}

/** The corpus's entry for a speaker or a conversation. */
interface CorpusObject {
  readonly meta: Readonly<Record<string, JsonValue>>
  readonly pickledCount: number
}

/** Parses `{ id: { meta: {…}, vectors: […] } }` or, in older corpora, `{ id: {…meta} }`. */
function parseCorpusObjects(text: string | null, fileName: string): Map<string, CorpusObject> {
  const objects = new Map<string, CorpusObject>()
  if (text === null) return objects
  const broken = (why: string): never => {
    const message = `${fileName}: expected one JSON object with an object per id, got ${why}. Repair the file.`
    throw new PipelineError('INGEST_JSON_BROKEN', message)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return broken('text that is not JSON')
  }
  const byId = objectAt(value) ?? broken('another value')
  for (const id of Object.keys(byId)) {
    const entry = objectAt(byId[id]) ?? {}
    const source = (Object.hasOwn(entry, 'meta') ? objectAt(entry['meta']) : null) ?? entry
    const meta: Record<string, JsonValue> = {}
    let pickledCount = 0
    for (const name of Object.keys(source)) {
      if (name === '__proto__' || (name === 'vectors' && source === entry)) continue
      const kept = toJson(source[name], broken, 0)
      if (typeof kept === 'string' && PICKLED.test(kept)) pickledCount += 1
      else if (kept !== undefined) meta[name] = kept
    }
    objects.set(id, { meta, pickledCount })
  }
  return objects
}

function notesOn(
  read: readonly ParsedUtterance[],
  speakers: ReadonlyMap<string, CorpusObject>,
  conversations: ReadonlyMap<string, CorpusObject>,
): string[] {
  const notes: string[] = []
  let pickledCount = 0
  for (const { pickledCount: count } of [...read, ...speakers.values(), ...conversations.values()]) pickledCount += count
  if (pickledCount > 0) notes.push(`${pickledCount} meta fields are kept in pickles, which are never opened; left out`)
  const vectorCount = read.filter(({ hasVectors }) => hasVectors).length
  if (vectorCount > 0) notes.push(`${vectorCount} utterances name vectors, which are not read`)
  return notes
}

/** Adds the meta of a conversation to its first post, and that of a speaker to the first post of the speaker. */
function withCorpusMeta(
  posts: readonly Post[],
  read: ReadonlyMap<string, ParsedUtterance>,
  speakers: ReadonlyMap<string, CorpusObject>,
  conversations: ReadonlyMap<string, CorpusObject>,
): Post[] {
  const seenThreads = new Set<string>()
  const seenSpeakers = new Set<string>()
  return posts.map((post) => {
    const speaker = read.get(post.id)?.speaker ?? null
    const isNew = speaker !== null && !seenSpeakers.has(speaker)
    const speakerMeta = isNew ? (speakers.get(speaker)?.meta ?? {}) : {}
    const conversationMeta = seenThreads.has(post.threadId) ? {} : (conversations.get(post.threadId)?.meta ?? {})
    seenThreads.add(post.threadId)
    if (speaker !== null) seenSpeakers.add(speaker)
    const meta: PostMeta = {
      ...post.meta,
      ...(Object.keys(speakerMeta).length > 0 && { speakerMeta }),
      ...(Object.keys(conversationMeta).length > 0 && { conversationMeta }),
    }
    return { ...post, meta }
  })
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
