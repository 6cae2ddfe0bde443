import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import type { LineReading } from '../mapped/mapped-source.js'
import type { IngestResult } from '../record/ingest-result.js'
import { countAt, idAt, isJsonObject, type JsonObject, listAt, objectAt, stringAt, valueAt, walkValues } from '../record/json-fields.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readSourceRecords } from '../table/read-source-records.js'
import { kindOfRecord, readRedditRecord } from './reddit-record.js'

/** A stub that counts nothing stands for one reply at least. */
const LEAST_BEHIND_STUB = 1

const DEPTH_LIMIT = 'Reddit nests about ten replies and puts deeper ones behind "continue this thread"'

/**
 * Reads Reddit: dump lines of comments and submissions, mixed in any order (Pushshift, Arctic Shift), the tree API's answer, and the
 * `.json` listing of a page, the array of two included. Replies behind "more" stubs are counted as not opened; `num_comments` is the
 * reported count.
 */
export function parseReddit(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const facts = new ThreadFactsBook()
  const found: FoundPost[] = []
  let laterCount = 0
  const { skips } = readSourceRecords(text, options, (top, lineNumber, { reject }) =>
    walkValues<string | null>(top, null, (value, above, queue) => {
      const fields = objectAt(value)
      const wrapped = objectAt(fields, 'data')
      const listed = Array.isArray(value) ? value : fields?.['data']
      if (fields?.['kind'] === 'more' && wrapped !== null) countStub(wrapped, above, facts)
      else if (wrapped !== null && Array.isArray(wrapped['children']) && kindOfRecord(wrapped) === null) queue(wrapped['children'], above)
      else if (Array.isArray(listed)) queue(listed, above)
      else {
        const record = wrapped ?? fields
        const post = record === null ? null : readRedditRecord(record, lineNumber)
        if (record === null || post === null) {
          reject(lineNumber, REFUSAL)
          return
        }
        const threadId = post.threadId ?? above
        found.push({ ...post, threadId })
        facts.report(post.id, reportedOf(record, post))
        if (isDeletedLater(record, post)) laterCount += 1
        queue(listAt(record, 'replies', 'data', 'children'), threadId)
      }
    }),
  )
  const notes = laterCount > 0 ? [`${laterCount} texts that their authors deleted are in the archive; dropped, their nodes kept`] : []
  return assemblePosts(found, { source: 'reddit', facts: facts.byThread, onBadRecord: options.onBadRecord ?? 'throw', skips, notes })
}

const REFUSAL = 'expected a submission (title) or a comment (body) of Reddit with an id, got neither. Leave it out.'
const DELETED_LATER =
  'text that its author deleted is in the archive; dropped, its node kept|texts that their authors deleted are in the archive; dropped, their nodes kept'

const reportedOf = (record: JsonObject, { id }: FoundPost): number | null => (id.startsWith('t3_') ? countAt(record['num_comments']) : null)
const isDeletedLater = (record: JsonObject, { meta }: FoundPost): boolean =>
  meta['removal'] === 'deleted' && objectAt(record['_meta']) !== null

/** How dump lines are read one by one. */
export const REDDIT_LINES: LineReading = {
  refusal: REFUSAL,
  acceptsLine: (record) => isJsonObject(record) && kindOfRecord(record) !== null,
  readLine: readRedditRecord,
  settle: (posts) => posts,
  reportedOf,
  remarkOf: (record, found) => (isDeletedLater(record, found) ? DELETED_LATER : null),
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
