import { PipelineError } from '../../base/errors.js'
import { type CaptureLedger, parseLedger } from '../../base/thread/capture-ledger.js'
import type { JsonValue, Post, PostMeta } from '../../base/thread/post.js'
import { assemblePosts } from '../link/assemble-posts.js'
import { refuse } from '../link/link-parents.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { type JsonObject, objectAt, stringAt } from '../record/json-fields.js'
import { toJson } from '../record/parse-post.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readJsonRecords } from '../table/read-json-records.js'
import { type ConvokitFiles, OWN_KEY, PICKLED, UNKNOWN_SPEAKER } from './convokit-files.js'
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
 * A corpus rendered by `renderConvokit` parses to the original posts, without the results of scored posts.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN`, `INGEST_RECORD_INVALID`, unless `onBadRecord` is `skip`
 */
export function parseConvokitFiles(files: ConvokitFiles, options: ParseRecordsOptions = {}): IngestResult {
  const onBadRecord = options.onBadRecord ?? 'throw'
  const skips: Skip[] = []
  const speakers = parseCorpusObjects(files.speakers, 'speakers.json')
  const conversations = parseCorpusObjects(files.conversations, 'conversations.json')
  const read = new Map<string, ParsedUtterance>()
  const unknownSpeakers = new Set([UNKNOWN_SPEAKER])
  for (const [id, { own }] of speakers) own['isUnknown'] === true ? unknownSpeakers.add(id) : unknownSpeakers.delete(id)
  const found = function* () {
    for (const { record: value, lineNumber, error } of readJsonRecords(files.utterances)) {
      try {
        if (error) throw error
        const utterance = parseUtterance(value, lineNumber)
        if (!read.has(utterance.post.id)) read.set(utterance.post.id, utterance)
        const isUnknown = utterance.speaker !== null && unknownSpeakers.has(utterance.speaker)
        yield isUnknown ? { ...utterance.post, author: null } : utterance.post
      } catch (fault) {
        if (!(fault instanceof PipelineError)) throw fault
        refuse(fault, lineNumber, onBadRecord, skips)
      }
    }
  }
  const gathered = [...found()]
  const assembled = assemblePosts(gathered, { source: 'convokit', onBadRecord, skips })
  const notes = [...assembled.summary.notes, ...notesOn([...read.values()], speakers, conversations)]
  const posts = restorePosts(assembled.posts, read, speakers, conversations)
  const headers = new Map<string, readonly string[]>()
  for (const { threadId } of posts) {
    const pieces = conversations.get(threadId)?.own['headers']
    if (Array.isArray(pieces))
      headers.set(
        threadId,
        pieces.filter((piece) => typeof piece === 'string'),
      )
  }
  return { posts, headers, summary: summarise(posts, headers, { ...assembled.summary, notes }) }
}

/** The corpus's entry for a speaker or a conversation. */
interface CorpusObject {
  readonly meta: Readonly<Record<string, JsonValue>>
  readonly own: JsonObject
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
      if (name === OWN_KEY || name === '__proto__' || (name === 'vectors' && source === entry)) continue
      const kept = toJson(source[name], broken, 0)
      if (typeof kept === 'string' && PICKLED.test(kept)) pickledCount += 1
      else if (kept !== undefined) meta[name] = kept
    }
    objects.set(id, { meta, own: objectAt(source, OWN_KEY) ?? {}, pickledCount })
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
  const scoredCount = read.filter(({ own }) => own['stance'] !== undefined).length
  if (scoredCount > 0) notes.push(`${scoredCount} utterances are scored posts; read as posts, their results left out`)
  return notes
}

/** Restores post data from the corpus: ids renamed for ConvoKit, roles, ledgers, and the meta of speakers and conversations. */
function restorePosts(
  posts: readonly Post[],
  read: ReadonlyMap<string, ParsedUtterance>,
  speakers: ReadonlyMap<string, CorpusObject>,
  conversations: ReadonlyMap<string, CorpusObject>,
): Post[] {
  const seenThreads = new Set<string>()
  const seenSpeakers = new Set<string>()
  const idOf = (id: string): string => stringAt(read.get(id)?.own, 'id') || id
  return posts.map((post) => {
    const utterance = read.get(post.id)
    const speaker = utterance?.speaker ?? null
    const conversation = seenThreads.has(post.threadId) ? undefined : conversations.get(post.threadId)
    seenThreads.add(post.threadId)
    const isNew = speaker !== null && !seenSpeakers.has(speaker)
    if (speaker !== null) seenSpeakers.add(speaker)
    const speakerMeta = isNew ? speakers.get(speaker)?.meta : undefined
    const capture = conversation === undefined ? undefined : parseCapture(conversation.own['capture'])
    const role = utterance?.own['role']
    const { capture: counted, ...counts } = post.meta
    const hadNone = conversation !== undefined && conversation.own['capture'] === null
    const meta: PostMeta = {
      ...counts,
      ...(counted !== undefined && !hadNone && { capture: counted }),
      ...((role === 'root' || role === 'reply') && { role }),
      ...(speakerMeta !== undefined && Object.keys(speakerMeta).length > 0 && { speakerMeta }),
      ...(conversation !== undefined && Object.keys(conversation.meta).length > 0 && { conversationMeta: conversation.meta }),
      ...(capture !== undefined && { capture }),
    }
    return { ...post, id: idOf(post.id), parentId: post.parentId === null ? null : idOf(post.parentId), meta }
  })
}

function parseCapture(value: unknown): CaptureLedger | undefined {
  try {
    return objectAt(value) === null ? undefined : parseLedger(value)
  } catch (fault) {
    // An edited ledger is invalid: keep the one counted from the posts.
    if (fault instanceof PipelineError) return undefined
    throw fault
  }
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
