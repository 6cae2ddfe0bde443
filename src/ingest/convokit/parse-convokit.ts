import { PipelineError } from '../../errors.js'
import { type CaptureLedger, parseLedger } from '../../thread/capture-ledger.js'
import type { JsonValue, Post, PostMeta } from '../../thread/post.js'
import { assemblePosts } from '../link/assemble-posts.js'
import { refuse } from '../link/link-parents.js'
import { type IngestResult, type Skip, summarise } from '../record/ingest-result.js'
import { objectAt, stringAt } from '../record/json-fields.js'
import { toJson } from '../record/parse-post.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readJsonRecords } from '../table/read-json-records.js'
import { type ConvokitFiles, OWN_KEY, PICKLED, UNKNOWN_SPEAKER } from './convokit-files.js'
import { type ReadUtterance, readUtterance } from './convokit-utterance.js'

type Fields = Readonly<Record<string, unknown>>
type JsonObject = { readonly [key: string]: JsonValue }

/** Reads the lines of `utterances.jsonl` alone, without what the corpus says of speakers and conversations. See `parseConvokitFiles`. */
export function parseConvokit(text: string, options: ParseRecordsOptions = {}): IngestResult {
  return parseConvokitFiles({ utterances: text, speakers: null, conversations: null }, options)
}

/**
 * Reads a ConvoKit corpus. An utterance that answers an absent one, which ConvoKit refuses, becomes a post with `meta.missingParent`.
 * What the corpus says of a speaker stands as `meta.speakerMeta` on the speaker's first post, of a conversation as
 * `meta.conversationMeta` on the first post of the thread. Fields kept in pickles are left out and counted.
 *
 * A corpus that `renderConvokit` wrote gives the posts back that it was written from, but for results of scored posts.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN`, `INGEST_RECORD_INVALID`, unless `onBadRecord` is `skip`
 */
export function parseConvokitFiles(files: ConvokitFiles, options: ParseRecordsOptions = {}): IngestResult {
  const onBadRecord = options.onBadRecord ?? 'throw'
  const skips: Skip[] = []
  const speakers = readObjects(files.speakers, 'speakers.json')
  const conversations = readObjects(files.conversations, 'conversations.json')
  const read = new Map<string, ReadUtterance>()
  const unknownSpeakers = new Set([UNKNOWN_SPEAKER])
  for (const [id, { own }] of speakers) own['isUnknown'] === true ? unknownSpeakers.add(id) : unknownSpeakers.delete(id)
  const found = function* () {
    for (const { record: value, lineNumber, error } of readJsonRecords(files.utterances)) {
      try {
        if (error) throw error
        const utterance = readUtterance(value, lineNumber)
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

/** What a corpus says of a speaker or a conversation. */
interface CorpusObject {
  readonly meta: JsonObject
  readonly own: Fields
  readonly pickledCount: number
}

/** Reads `{ id: { meta: {…}, vectors: […] } }` or, of older corpora, `{ id: {…meta} }`. */
function readObjects(text: string | null, fileName: string): Map<string, CorpusObject> {
  const objects = new Map<string, CorpusObject>()
  if (text === null) return objects
  const broken = (why: string): never => {
    throw new PipelineError(
      'INGEST_JSON_BROKEN',
      `${fileName}: expected one JSON object with an object per id, got ${why}. Repair the file.`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return broken('text that is no JSON')
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
    objects.set(id, { meta, own: objectAt(Object.hasOwn(source, OWN_KEY) ? source[OWN_KEY] : undefined) ?? {}, pickledCount })
  }
  return objects
}

function notesOn(
  read: readonly ReadUtterance[],
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

/** Gives posts what only their corpus knew: ids that were renamed for ConvoKit, roles, ledgers, and the meta of speakers and conversations. */
function restorePosts(
  posts: readonly Post[],
  read: ReadonlyMap<string, ReadUtterance>,
  speakers: ReadonlyMap<string, CorpusObject>,
  conversations: ReadonlyMap<string, CorpusObject>,
): Post[] {
  const threads = new Set<string>()
  const told = new Set<string>()
  const idOf = (id: string): string => stringAt(read.get(id)?.own, 'id') || id
  return posts.map((post) => {
    const utterance = read.get(post.id)
    const speaker = utterance?.speaker ?? null
    const conversation = threads.has(post.threadId) ? undefined : conversations.get(post.threadId)
    threads.add(post.threadId)
    const isNew = speaker !== null && !told.has(speaker)
    if (speaker !== null) told.add(speaker)
    const speakerMeta = isNew ? speakers.get(speaker)?.meta : undefined
    const capture = conversation === undefined ? undefined : readCapture(conversation.own['capture'])
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

function readCapture(value: unknown): CaptureLedger | undefined {
  try {
    return objectAt(value) === null ? undefined : parseLedger(value)
  } catch (fault) {
    // A ledger that somebody edited: the one counted from the posts stands.
    if (fault instanceof PipelineError) return undefined
    throw fault
  }
}

/** Knows ConvoKit by the names of its utterances, present or past. */
export function recogniseConvokit({ records }: SourceSample): string | null {
  const isUtterance = records().some((record) => {
    const has = (...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(record, name))
    const isNamed = has('speaker', 'conversation_id') || has('user', 'root')
    return has('id', 'text') && isNamed && (has('reply_to') || has('reply-to'))
  })
  return isUtterance ? 'it holds utterances of ConvoKit (speaker, conversation_id, reply-to)' : null
}
