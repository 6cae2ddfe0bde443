import { PipelineError } from '../../base/errors.js'
import { parseRecordLossless } from '../../base/text/parse-json-lossless.js'
import type { JsonValue, Post } from '../../base/thread/post.js'
import { type CarriedPost, CONTEXT_FIELD, CONTEXT_KEYS, type PostContext } from '../../base/thread/thread.js'
import { excerpt } from '../table/parse-jsonl.js'
import { findFields } from './field-names.js'
import { isJsonObject } from './json-fields.js'
import { parsePost } from './parse-post.js'

/**
 * Checks a record that stands apart from its thread: a post as `parsePost` takes it, with an id of its own, and under `context` what it
 * is to be judged with: `{"posts": […], "headers": ["…"], "duplicateOf": "…"}`, each of them optional. `posts` are other posts of its
 * thread, which need not repeat the thread's id. Without a context, or with null, the post is alone.
 *
 * The messages say nothing of where the record stands, so that equal records give equal errors.
 *
 * @throws {PipelineError} `INGEST_RECORD_INVALID`, `INGEST_ID_DUPLICATE`
 */
export function parseCarriedPost(record: unknown): CarriedPost {
  if (!isJsonObject(record) || !Object.hasOwn(record, CONTEXT_FIELD)) return { post: parseOne(record, null, ''), context: null }
  const { [CONTEXT_FIELD]: given, ...own } = record
  const post = parseOne(own, null, '')
  return { post, context: given === null ? null : parseContext(given as JsonValue, post) }
}

/** A line that holds no post: why, and the id that its record names, where one can be read at all. */
export interface BadLine {
  readonly id: string | null
  readonly fault: PipelineError
}

/** Reads a line of JSON as `parseCarriedPost` does. Throws nothing: a bad line is a value. */
export function readCarriedLine(line: string): CarriedPost | BadLine {
  let record: unknown = null
  try {
    record = parseLine(line)
    return parseCarriedPost(record)
  } catch (fault) {
    if (fault instanceof PipelineError) return { id: readRecordId(record), fault }
    if (!(fault instanceof RangeError)) throw fault
    const message = 'expected values nested as deep as those of posts, got some that exhaust the stack. Remove them.'
    return { id: readRecordId(record), fault: new PipelineError('INGEST_RECORD_INVALID', message, { cause: fault }) }
  }
}

function parseLine(line: string): unknown {
  try {
    return parseRecordLossless(line)
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    const got = line.trim() === '' ? 'a blank line' : `a line that is not JSON: "${excerpt(line)}"`
    throw new PipelineError('INGEST_JSON_BROKEN', `expected one JSON object, got ${got}. Repair or remove the line.`, { cause })
  }
}

function readRecordId(record: unknown): string | null {
  if (!isJsonObject(record)) return null
  const name = findFields(Object.keys(record)).get('id')
  const value = name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
  if (typeof value === 'string' && value !== '') return value
  return Number.isSafeInteger(value) ? String(value) : null
}

function parseContext(given: JsonValue, post: Post): PostContext {
  if (!isJsonObject(given)) throw invalid('context as an object or null', given)
  const unknown = Object.keys(given).find((key) => !CONTEXT_KEYS.includes(key))
  if (unknown !== undefined) throw invalid(`context with ${CONTEXT_KEYS.join(', ')} alone`, `the key "${unknown}"`)
  const read = (key: string): JsonValue | undefined => (Object.hasOwn(given, key) ? given[key] : undefined)
  const { posts: listed = [], headers = [] } = { posts: read('posts'), headers: read('headers') }
  if (!Array.isArray(listed)) throw invalid('context.posts as a list of posts', listed)
  if (!Array.isArray(headers) || !headers.every((header) => typeof header === 'string')) {
    throw invalid('context.headers as a list of strings', headers)
  }
  const posts = listed.map((entry, index) => parseOne(entry, post.threadId, `context.posts[${index}]: `))
  const ids = new Set([post.id])
  for (const { id, threadId } of posts) {
    if (threadId !== post.threadId) throw invalid(`posts of thread "${post.threadId}" in its context`, `one of thread "${threadId}"`)
    if (ids.has(id)) {
      const message = `expected every id once among a post and its context, got "${id}" again. Give each post its own id.`
      throw new PipelineError('INGEST_ID_DUPLICATE', message, { context: { postId: id } })
    }
    ids.add(id)
  }
  const duplicateOf = read('duplicateOf') ?? null
  if (duplicateOf !== null && typeof duplicateOf !== 'string') throw invalid('context.duplicateOf as a string or null', duplicateOf)
  return { posts, headers, duplicateOf }
}

/** @param threadId of a record that names none; null where it has to stand for itself */
function parseOne(record: unknown, threadId: string | null, place: string): Post {
  try {
    const post = parsePost(record, { lineNumber: 1, ...(threadId !== null && { defaultThreadId: threadId }) })
    if (post.meta['sourceRole'] !== 'header') return post
  } catch (fault) {
    if (!(fault instanceof PipelineError)) throw fault
    throw new PipelineError(fault.code, place + fault.message.replace(/^line 1: /, ''), { cause: fault })
  }
  const message = `${place}expected a post, got a header piece. Carry it under context.headers of the posts of its thread: shard does.`
  throw new PipelineError('INGEST_RECORD_INVALID', message)
}

function invalid(expected: string, got: JsonValue | string): PipelineError {
  const shown = Array.isArray(got) ? 'a list' : typeof got === 'object' ? 'an object' : excerpt(String(got))
  return new PipelineError('INGEST_RECORD_INVALID', `expected ${expected}, got ${shown}. shard writes such lines.`)
}
