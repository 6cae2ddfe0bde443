import { PipelineError } from '../../base/errors.js'
import { findFields } from '../record/field-names.js'
import type { IngestResult } from '../record/ingest-result.js'
import { get, isJsonObject, type JsonObject } from '../record/json-fields.js'
import { byRecords } from '../record/source-sample.js'
import {
  type ParseRecordsOptions,
  parseRecords,
  type SourceRecord,
} from '../table/parse-records.js'
import { parseJsonRecords } from './json-source.js'

const REPLY_LISTS =
  'replies,children,comments,responses,answers,reply,subcomments,sub_comments,child_comments,nested_replies,nested_comments,thread'.split(
    ',',
  )
/** Greatest depth of a list of posts within wrapper objects. */
const WRAPPER_DEPTH = 3

const isPost = (value: unknown, columns: ParseRecordsOptions['columns']): value is JsonObject => {
  if (!isJsonObject(value)) return false
  const name = findFields(Object.keys(value), columns).get('text')
  return name !== undefined && typeof get.value(value, name) === 'string'
}

/** Comment of an export of Facebook, whose title only says that somebody commented. */
function uncommented(record: unknown): unknown {
  const comment = get.object(get.list(record, 'data')[0], 'comment')
  if (comment === null || get.string(comment, 'comment') === null) return record
  return {
    text: comment['comment'],
    author: comment['author'] ?? null,
    created_at: comment['timestamp'] ?? null,
  }
}

const replyListsOf = (post: JsonObject, columns: ParseRecordsOptions['columns']): string[] =>
  REPLY_LISTS.filter((name) => listOfPosts(get.value(post, name), columns) !== null)

function listOfPosts(
  value: unknown,
  columns: ParseRecordsOptions['columns'],
): readonly unknown[] | null {
  return Array.isArray(value) && value.some((entry) => isPost(entry, columns)) ? value : null
}

function findWrapped(
  value: unknown,
  columns: ParseRecordsOptions['columns'],
  depth = 0,
): { readonly name: string; readonly posts: readonly unknown[] } | null {
  if (!isJsonObject(value) || depth === WRAPPER_DEPTH) return null
  const entries = Object.entries(value)
  for (const [name, inner] of entries) {
    const posts = listOfPosts(inner, columns)
    if (posts !== null) return { name, posts }
  }
  for (const [name, inner] of entries) {
    const found = findWrapped(inner, columns, depth + 1)
    if (found !== null) return { name: `${name}.${found.name}`, posts: found.posts }
  }
  return null
}

const isPrivateChat = (record: unknown): boolean =>
  ['participants', 'messages'].every((name) => Array.isArray(get.value(record, name)))

export const recogniseNestedJson = byRecords((record) => {
  if (isPrivateChat(record)) return 'the object is a private chat (participants, messages)'
  const [list] = isPost(record, {}) ? replyListsOf(record, {}) : []
  if (list !== undefined) return `the records hold those that answer them, under "${list}"`
  const wrapped = isPost(record, {}) ? null : findWrapped(record, {})
  if (wrapped !== null) return `the object holds a list of posts, under "${wrapped.name}"`
  return null
})

/**
 * Reads JSON with posts within posts (`replies`, `children`, `comments` …), or with a wrapped list of posts.
 * A nested record answers the outer one, unless it names a parent, and joins its thread. No recursion.
 *
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for a private chat, and the errors of `parseJsonl`
 */
export function parseNestedJson(text: string, options: ParseRecordsOptions = {}): IngestResult {
  return parseRecords(unnested(text, options.columns), 'nested-json', options, {
    notes: ['records within records are read as answers to them'],
  })
}

interface Waiting {
  readonly value: unknown
  readonly parent: { readonly id: string; readonly thread: unknown } | null
}

function* unnested(text: string, columns: ParseRecordsOptions['columns']): Generator<SourceRecord> {
  let count = 0
  for (const { record, lineNumber, error } of parseJsonRecords(text)) {
    if (error) {
      yield { record: null, lineNumber, error }
      continue
    }
    if (isPrivateChat(record)) {
      const message = `line ${lineNumber}: expected a public thread, got a private chat (participants, messages). Give a CSV with the columns author and text, one row a post.`
      throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { lineNumber } })
    }
    const wrapped = isPost(record, columns) ? null : findWrapped(record, columns)
    const waiting: Waiting[] = (wrapped?.posts ?? [record])
      .map((value) => ({ value: uncommented(value), parent: null }))
      .reverse()
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      count += 1
      const { value, parent } = next
      if (!isJsonObject(value)) {
        yield { record: value, lineNumber }
        continue
      }
      const lists = replyListsOf(value, columns)
      const own: Record<string, unknown> = Object.fromEntries(
        Object.entries(value).filter(
          ([name, inner]) =>
            !lists.includes(name) &&
            !(REPLY_LISTS.includes(name) && Array.isArray(inner) && inner.length === 0),
        ),
      )
      const fields = findFields(Object.keys(own), columns)
      const idName = fields.get('id') ?? 'id'
      if (isAbsent(own[idName])) own[idName] = `p${count}`
      if (parent !== null) place(own, parent, fields)
      yield { record: own, lineNumber }
      const thread = own[fields.get('threadId') ?? 'thread_id']
      const children = lists.flatMap((name) => get.value(value, name) as readonly unknown[])
      for (const child of children.reverse())
        waiting.push({ value: child, parent: { id: String(own[idName]), thread } })
    }
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === ''

function place(
  own: Record<string, unknown>,
  parent: NonNullable<Waiting['parent']>,
  fields: ReadonlyMap<string, string>,
): void {
  const parentName = fields.get('parentId') ?? 'parent_id'
  if (isAbsent(own[parentName])) own[parentName] = parent.id
  const threadName = fields.get('threadId') ?? 'thread_id'
  if (isAbsent(own[threadName]) && !isAbsent(parent.thread)) own[threadName] = parent.thread
}
