import { PipelineError } from '../../errors.js'
import type { JsonValue, NodeKind } from '../../thread/post.js'
import type { FoundPost } from '../link/found-post.js'
import { withdrawnBy } from '../platform/reddit-record.js'
import { nameAt, objectAt, stringAt, valueAt } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'
import { toJson } from '../record/parse-post.js'
import { OWN_KEY, PICKLED } from './convokit-files.js'

type Fields = Readonly<Record<string, unknown>>

/** Timestamps below it (March 1973) are no times but positions in a conversation, as in corpora of films and transcripts. */
const SECONDS_FROM = 1e8
/** From here on a timestamp counts milliseconds. */
const MILLISECONDS_FROM = 1e11

/** A utterance read, and what only dealstance wrote about it. */
export interface ReadUtterance {
  readonly post: FoundPost
  readonly speaker: string | null
  readonly own: Fields
  readonly pickledCount: number
  readonly hasVectors: boolean
}

/**
 * Makes a post of one utterance, in any spelling that ConvoKit has had: `reply_to` or `reply-to`, `speaker` or `user`, `conversation_id`
 * or `root`. A timestamp may be a number, ISO 8601 or null. A meta field whose name a post needs for itself is kept as `sourceName`.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID`: no object, no id, no text
 */
export function readUtterance(value: unknown, lineNumber: number): ReadUtterance {
  const fail = (message: string): never => {
    throw new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, { context: { lineNumber } })
  }
  const fields = objectAt(value) ?? fail('expected an utterance as a JSON object, got another value. Give one object a line.')
  const given = fields['text']
  if (typeof given !== 'string' && given !== null) fail("expected the utterance's text as a string under text, got none.")
  const text = typeof given === 'string' ? given : ''
  const readId = (...names: readonly string[]): string | null => {
    for (const name of names) {
      const value = valueAt(fields, name)
      // Ids are kept to the letter, blanks included.
      if (typeof value === 'string' && value !== '') return value
      if (Number.isSafeInteger(value)) return String(value)
    }
    return null
  }
  const source = objectAt(fields['meta']) ?? {}
  const own = objectAt(Object.hasOwn(source, OWN_KEY) ? source[OWN_KEY] : undefined) ?? {}
  const { meta, pickledCount } = readMeta(source, fail)
  const speaker = readId('speaker', 'user') ?? nameAt(objectAt(fields['speaker'] ?? fields['user'])?.['id'])
  const { timestamp } = fields
  const isOrder = own['timestamp'] === 'order'
  const createdAt = stringAt(own, 'createdAt') ?? (isOrder ? null : readTimestamp(timestamp))
  if (createdAt === null && !isOrder && (typeof timestamp === 'number' || nameAt(timestamp) !== null))
    meta['timeText'] ??= String(timestamp)
  const removal = withdrawnBy(text)
  if (removal !== null) Object.assign(meta, { node: 'deleted', removal })
  const hasVectors = Array.isArray(fields['vectors']) && fields['vectors'].length > 0
  return {
    post: {
      id: readId('id') ?? fail('expected an utterance with an id, got none.'),
      threadId: readId('conversation_id', 'root'),
      parentId: readId('reply_to', 'reply-to'),
      author: speaker === null || withdrawnBy(speaker) !== null ? null : speaker,
      createdAt,
      text: removal === null ? text : '',
      meta,
      lineNumber,
    },
    speaker,
    own,
    pickledCount,
    hasVectors,
  }
}

/** Unix seconds, milliseconds, or a text that is a time; null for what is none. */
export function readTimestamp(value: unknown): string | null {
  if (typeof value === 'string') return /^\d+(?:\.\d+)?$/.test(value) ? readTimestamp(Number(value)) : parseDate(value)
  if (typeof value !== 'number' || !(value >= SECONDS_FROM)) return null
  const date = new Date(Math.round(value < MILLISECONDS_FROM ? value * 1000 : value))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

const NODE_KINDS: ReadonlySet<string> = new Set<NodeKind>(['deleted', 'blocked', 'not-found', 'advert', 'retweet', 'bot'])
const isText = (value: JsonValue): boolean => typeof value === 'string'
const isTextList = (value: JsonValue): boolean => Array.isArray(value) && value.every((entry) => typeof entry === 'string')

/** Names that mean something to dealstance, and what their values must be to mean it here. */
const RESERVED: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map<string, (value: JsonValue) => boolean>([
  ['addressees', isTextList],
  ['missingParent', isText],
  ['node', (value) => typeof value === 'string' && NODE_KINDS.has(value)],
  ['truncated', (value) => value === true],
  ['language', isText],
  ['editedAt', isText],
  ['quotes', isText],
  ['url', isText],
  ['engagement', (value) => Object.values(objectAt(value) ?? { none: null }).every((count) => typeof count === 'number')],
  ['role', () => false],
  ['capture', () => false],
  ['speakerMeta', () => false],
  ['conversationMeta', () => false],
])

const ROLES: ReadonlySet<JsonValue> = new Set(['root', 'reply'])

function readMeta(source: Fields, fail: (message: string) => never): { meta: Record<string, JsonValue>; pickledCount: number } {
  const meta: Record<string, JsonValue> = {}
  let pickledCount = 0
  for (const name of Object.keys(source)) {
    if (name === OWN_KEY) continue
    if (name === '__proto__') fail('expected field names that are safe to keep, got "__proto__". Rename or remove it.')
    const value = toJson(source[name], fail, 0)
    if (value === undefined) continue
    if (typeof value === 'string' && PICKLED.test(value)) pickledCount += 1
    else if (RESERVED.get(name)?.(value) !== false) meta[name] = value
    // The role of a post follows from its parent; ConvoKit corpora also have "role" for "user" and "assistant".
    else if (name !== 'role' || !ROLES.has(value)) meta[`source${name.charAt(0).toUpperCase()}${name.slice(1)}`] = value
  }
  return { meta, pickledCount }
}
