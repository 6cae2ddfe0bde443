import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import type { IngestResult } from '../record/ingest-result.js'
import { countAt, idAt, isJsonObject, objectAt, stringAt, valueAt } from '../record/json-fields.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readSourceRecords } from '../table/read-source-records.js'
import { kindOfRecord, readRedditRecord } from './reddit-record.js'

/** A stub that counts nothing stands for one reply at least. */
const LEAST_BEHIND_STUB = 1

const DEPTH_LIMIT = 'Reddit nests about ten replies and puts deeper ones behind "continue this thread"'

/** A value still to be read, and the thread in which it stands. */
interface Waiting {
  readonly value: unknown
  readonly threadId: string | null
}

/**
 * Reads Reddit: dump lines of comments and submissions, mixed in any order (Pushshift, Arctic Shift), the tree API's answer, and the
 * `.json` listing of a page, the array of two included. Replies behind "more" stubs are counted as not opened; `num_comments` is the
 * reported count.
 */
export function parseReddit(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const facts = new ThreadFactsBook()
  const found: FoundPost[] = []
  const counts = { later: 0 }
  const { skips } = readSourceRecords(text, options, (value, lineNumber, { reject }) =>
    readValue(value, { lineNumber, found, facts, counts, reject: (what) => reject(lineNumber, what) }),
  )
  const notes = counts.later > 0 ? [`${counts.later} texts that their authors deleted are in the archive; dropped, their nodes kept`] : []
  return assemblePosts(found, { source: 'reddit', facts: facts.byThread, onBadRecord: options.onBadRecord ?? 'throw', skips, notes })
}

interface Reading {
  readonly lineNumber: number
  readonly found: FoundPost[]
  readonly facts: ThreadFactsBook
  readonly counts: { later: number }
  readonly reject: (what: string) => void
}

/** Walks a value without recursion, in the order of the page. */
function readValue(value: unknown, { lineNumber, found, facts, counts, reject }: Reading): void {
  const waiting: Waiting[] = [{ value, threadId: null }]
  const queue = (values: readonly unknown[], threadId: string | null): void => {
    for (let at = values.length - 1; at >= 0; at--) waiting.push({ value: values[at], threadId })
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next.value)) {
      queue(next.value, next.threadId)
      continue
    }
    const fields = objectAt(next.value)
    const wrapped = fields === null ? null : objectAt(fields['data'])
    if (fields !== null && fields['kind'] === 'more' && wrapped !== null) countStub(wrapped, next.threadId, facts)
    else if (fields !== null && wrapped !== null && Array.isArray(wrapped['children']) && kindOfRecord(wrapped) === null)
      queue(wrapped['children'], next.threadId)
    else if (fields !== null && Array.isArray(fields['data'])) queue(fields['data'], next.threadId)
    else {
      const record = wrapped ?? fields
      const post = record === null ? null : readRedditRecord(record, lineNumber)
      if (record === null || post === null) {
        reject('expected a submission (title) or a comment (body) of Reddit with an id, got neither. Leave it out.')
        continue
      }
      found.push(post.threadId === null && next.threadId !== null ? { ...post, threadId: next.threadId } : post)
      const threadId = post.threadId ?? next.threadId
      if (post.id.startsWith('t3_')) facts.report(post.id, countAt(record['num_comments']))
      if (post.meta['removal'] === 'deleted' && objectAt(record['_meta']) !== null) counts.later += 1
      const replies = objectAt(record['replies'])
      const children = replies === null ? null : objectAt(replies['data'])?.['children']
      if (Array.isArray(children)) queue(children, threadId)
    }
  }
}

/** "12 more replies" has ids and a count; "continue this thread" has neither. */
function countStub(stub: Readonly<Record<string, unknown>>, threadId: string | null, facts: ThreadFactsBook): void {
  const parent = idAt(stub['parent_id'])
  const thread = threadId ?? (parent?.startsWith('t3_') ? parent : null)
  if (thread === null) return
  const { children } = stub
  const idCount = Array.isArray(children) ? children.length : 0
  const count = Math.max(countAt(stub['count']) ?? 0, idCount)
  facts.leaveUnopened(thread, Math.max(count, LEAST_BEHIND_STUB))
  if (count === 0) facts.limitDepth(thread, DEPTH_LIMIT)
}

/** Fields that posts of other sources do not have, of which a record of Reddit has two at least. */
const OWN_FIELDS = ['link_id', 'subreddit', 'num_comments', 'selftext', 'author_fullname', 'retrieved_on', 'permalink', 'is_self']
const THING_KINDS: ReadonlySet<unknown> = new Set(['Listing', 't1', 't3', 'more'])

/** Knows Reddit by its things (`kind`, `data`) and by the fields of its records. */
export function recogniseReddit({ records }: SourceSample): string | null {
  for (const record of records()) {
    const listed = valueAt(record, 'data')
    const first = Array.isArray(listed) ? listed[0] : record
    if (THING_KINDS.has(valueAt(first, 'kind')) && objectAt(first, 'data') !== null) return 'it holds things of Reddit ("kind", "data")'
    const bare = isJsonObject(first) ? first : record
    const ownCount = OWN_FIELDS.filter((name) => Object.hasOwn(bare, name)).length
    const isNamed = /^t[13]_/.test(stringAt(bare, 'parent_id') ?? stringAt(bare, 'link_id') ?? stringAt(bare, 'name') ?? '')
    if (kindOfRecord(bare) !== null && (isNamed ? ownCount >= 1 : ownCount >= 3)) {
      return 'it holds submissions or comments of Reddit (selftext or body, with subreddit, link_id, permalink)'
    }
  }
  return null
}
