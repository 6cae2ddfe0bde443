import { PipelineError } from '../../base/errors.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { FoundPost } from '../link/assemble-posts.js'
import { type JsonObject, nameAt, objectAt, valueAt } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'
import { toJson } from '../record/parse-post.js'
import { isText, META_CHECKS } from '../record/rename-mistyped-meta.js'
import { withdrawnBy } from '../record/sentinels.js'
import { PICKLED, UNKNOWN_SPEAKER } from './convokit-files.js'

/** A parsed utterance. */
export interface ParsedUtterance {
  readonly post: FoundPost
  readonly speaker: string | null
  readonly pickledCount: number
  readonly hasVectors: boolean
}

/**
 * Converts an utterance to a post, in any spelling of ConvoKit's history: `reply_to` or `reply-to`, `speaker` or `user`, `conversation_id`
 * or `root`. A timestamp may be a number, ISO 8601 or null. A meta field with a reserved name is kept as `sourceName`.
 */
export function parseUtterance(value: unknown, lineNumber: number): ParsedUtterance {
  const fail = (message: string): never => {
    throw new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${message}`, { context: { lineNumber } })
  }
  const fields = objectAt(value) ?? fail('expected an utterance as a JSON object, got another value. Give one object a line.')
  const given = fields['text']
  if (typeof given !== 'string' && given !== null) fail("expected the utterance's text as a string under text, got none.")
  const text = typeof given === 'string' ? given : ''
  const idUnder = (...names: readonly string[]): string | null => {
    for (const name of names) {
      const value = valueAt(fields, name)
      // Ids are not trimmed.
      if (typeof value === 'string' && value !== '') return value
      if (Number.isSafeInteger(value)) return String(value)
    }
    return null
  }
  const source = objectAt(fields['meta']) ?? {}
  const { meta, pickledCount } = parseMeta(source, fail)
  const speaker = idUnder('speaker', 'user') ?? nameAt(objectAt(fields['speaker'] ?? fields['user'])?.['id'])
  const { timestamp } = fields
  const createdAt = parseTimestamp(timestamp)
  if (createdAt === null && (typeof timestamp === 'number' || nameAt(timestamp) !== null)) meta['timeText'] ??= String(timestamp)
  const removal = withdrawnBy(text)
  if (removal !== null) Object.assign(meta, { node: 'deleted', removal })
  const hasVectors = Array.isArray(fields['vectors']) && fields['vectors'].length > 0
  return {
    post: {
      id: idUnder('id') ?? fail('expected an utterance with an id, got none.'),
      threadId: idUnder('conversation_id', 'root'),
      parentId: idUnder('reply_to', 'reply-to'),
      author: speaker === null || speaker === UNKNOWN_SPEAKER || withdrawnBy(speaker) !== null ? null : speaker,
      createdAt,
      text: removal === null ? text : '',
      meta,
    },
    speaker,
    pickledCount,
    hasVectors,
  }
}

/** Parses Unix seconds, milliseconds, or the text of a time; null for anything else. */
function parseTimestamp(value: unknown): string | null {
  if (typeof value === 'string') return parseDate(/^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value)
  return typeof value === 'number' ? parseDate(value) : null
}

const isTextList = (value: JsonValue): boolean => Array.isArray(value) && value.every(isText)
const isNever = (): boolean => false

/** Reserved names of `meta`, with checks of their values. */
const RESERVED: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map([
  ...Object.entries(META_CHECKS),
  ['addressees', isTextList],
  ['missingParent', isText],
  ...['role', 'capture', 'speakerMeta', 'conversationMeta'].map((name) => [name, isNever] as const),
])

const ROLES: ReadonlySet<JsonValue> = new Set(['root', 'reply'])

function parseMeta(source: JsonObject, fail: (message: string) => never): { meta: Record<string, JsonValue>; pickledCount: number } {
  const meta: Record<string, JsonValue> = {}
  let pickledCount = 0
  for (const name of Object.keys(source)) {
    if (name === '__proto__') fail('expected field names that are safe to keep, got "__proto__". Rename or remove it.')
    const value = toJson(source[name], fail, 0)
    if (value === undefined) continue
    if (typeof value === 'string' && PICKLED.test(value)) pickledCount += 1
    else if (RESERVED.get(name)?.(value) !== false) meta[name] = value
    // The parent determines the role of a post. In some ConvoKit corpora, "role" is "user" or "assistant".
    else if (name !== 'role' || !ROLES.has(value)) meta[`source${name.charAt(0).toUpperCase()}${name.slice(1)}`] = value
  }
  return { meta, pickledCount }
}
