import { assemblePosts } from '../link/assemble-posts.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isJsonObject, type JsonObject, listAt, objectAt, stringAt, valueAt } from '../record/json-fields.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readSourceRecords } from '../table/read-source-records.js'
import { inCamelCase, isJetstream, readFeedItem, readJetstream, readListed } from './bluesky-record.js'
import { type BlueskyHarvest, countUnopened, readPostView, readV1, readV2 } from './bluesky-thread.js'

const isUri = (value: unknown): boolean => typeof value === 'string' && value.startsWith('at://')

const isPostView = (value: unknown): boolean => isUri(valueAt(value, 'uri')) && objectAt(value, 'record') !== null

/** A node of the nested form: a post with its surroundings, or a placeholder. */
const isThreadNode = (value: unknown): value is JsonObject =>
  isJsonObject(value) && (isPostView(value['post']) || (isUri(value['uri']) && (value['notFound'] === true || value['blocked'] === true)))

const isFlatThread = (record: unknown): boolean => {
  const items = valueAt(record, 'thread')
  return Array.isArray(items) && items.some((item) => isUri(valueAt(item, 'uri')) && objectAt(item, 'value') !== null)
}

/** An entry of a feed: a post, and why it is there. */
const isFeedItem = (value: unknown): boolean => isPostView(valueAt(value, 'post')) && !Object.hasOwn(Object(value), 'replies')

/** A record as a repository of Bluesky lists it: its uri and its value. */
const isListed = (value: unknown): boolean => isUri(valueAt(value, 'uri')) && stringAt(value, 'value', 'text') !== null

/** Whether a text is a thread of Bluesky, as getPostThread or getPostThreadV2 gives it. */
export const recogniseBluesky: RecogniseSource = ({ records }) => {
  for (const given of records()) {
    const record = inCamelCase(given)
    if (isJetstream(record)) return 'the records are events of Jetstream (did, commit, time_us)'
    if (listAt(record, 'feed').some(isFeedItem)) return 'the record is a feed of Bluesky'
    if (isListed(record) || listAt(record, 'records').some(isListed)) return 'the records are posts of a repository of Bluesky (uri, value)'
    if (isThreadNode(valueAt(record, 'thread')) || isThreadNode(record)) return 'the record is a Bluesky thread (getPostThread)'
    if (isFlatThread(record)) return 'the record is a Bluesky thread (getPostThreadV2)'
    if (isPostView(record) || listAt(record, 'posts').some(isPostView)) return 'the records are posts of Bluesky'
  }
  return null
}

/**
 * Reads threads of Bluesky: answers of `app.bsky.feed.getPostThread` (nested), of `app.bsky.unspecced.getPostThreadV2` (flat), or plain
 * post views; feeds, searches, lists of records, and events of Jetstream; one document, an array, or one a line. Names with underscores,
 * as Python's atproto writes them, are read as well. A repost is a node beneath the post that it repeats.
 *
 * Posts that were not found, are blocked, or are withheld from readers without an account become typed nodes. The time is the one that
 * the author's program declared, unless it lies behind the time of indexing or more than a day before it.
 *
 * @see https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread
 */
export function parseBluesky(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const harvest: BlueskyHarvest = { posts: [], facts: new ThreadFactsBook(), countedThreads: new Set(), leftOut: new Map() }
  const { skips } = readSourceRecords(text, options, (record, lineNumber, reader) => {
    const count = harvest.posts.length
    if (isJetstream(record)) {
      readJetstream(record, harvest, lineNumber)
      return
    }
    readRecord(inCamelCase(record), harvest, lineNumber)
    if (harvest.posts.length === count && !isEmptyAnswer(record)) {
      reader.reject(lineNumber, 'expected a thread or post of Bluesky with an at:// uri, got none. Leave the record out.')
    }
  })
  countUnopened(harvest)
  return assemblePosts(harvest.posts, {
    source: 'bluesky',
    facts: harvest.facts.byThread,
    skips,
    notes: [...harvest.leftOut].map(([what, count]) => formatRemark(what, count)),
    onBadRecord: options.onBadRecord ?? 'throw',
  })
}

function readRecord(record: unknown, harvest: BlueskyHarvest, lineNumber: number): void {
  const thread = valueAt(record, 'thread')
  if (Array.isArray(thread)) readV2(record, harvest, lineNumber)
  else if (isThreadNode(thread)) readV1(thread, harvest, lineNumber, objectAt(record, 'threadgate') !== null)
  else if (isThreadNode(record)) readV1(record, harvest, lineNumber, false)
  else if (isPostView(record)) readPostView(record, harvest, lineNumber)
  else if (isListed(record)) readListed(record, harvest, lineNumber)
  else if (Array.isArray(valueAt(record, 'feed'))) for (const item of listAt(record, 'feed')) readFeedItem(item, harvest, lineNumber)
  else if (Array.isArray(valueAt(record, 'records'))) for (const item of listAt(record, 'records')) readListed(item, harvest, lineNumber)
  else for (const post of listAt(record, 'posts')) if (isPostView(post)) readPostView(post, harvest, lineNumber)
}

const isEmptyAnswer = (record: unknown): boolean =>
  ['posts', 'feed', 'records'].some((name) => Array.isArray(valueAt(record, name)) && listAt(record, name).length === 0)
