import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import type { LineReading } from '../mapped/mapped-source.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { IngestResult } from '../record/ingest-result.js'
import { countAt, idAt, isJsonObject, known, listAt, nameAt, objectAt, stringAt, timeAt, valueAt } from '../record/json-fields.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readSourceRecords } from '../table/read-source-records.js'
import { findXPosts, type XPost, xCounts, xNotes } from './x-post.js'

/** How a file of an archive of X begins: `window.YTD.tweets.part0 = [`; `tweet` and `note_tweet` in other years. */
const ARCHIVE_START = /^\s*(?:\ufeff)?window\.YTD\.(?:tweets?|deleted_tweets)\.part\d+\s*=\s*(?=\[)/

const isStatus = (value: unknown): boolean =>
  (idAt(value, 'id_str') ?? idAt(value, 'id')) !== null &&
  (stringAt(value, 'full_text') ?? stringAt(value, 'text')) !== null &&
  (objectAt(value, 'user') !== null
    ? idAt(value, 'user', 'id_str') !== null || (idAt(value, 'user', 'id') !== null && nameAt(value, 'user', 'screen_name') !== null)
    : objectAt(value, 'entities') !== null && valueAt(value, 'id_str') !== undefined && valueAt(value, 'favorite_count') !== undefined)

/** Records of a stream that are no posts: what was deleted, how much was left out. */
const NOTICES = ['delete', 'limit', 'scrub_geo', 'disconnect', 'warning', 'status_withheld', 'user_withheld']

/** Whether a text is of X's API, version 1.1. */
export const recogniseXV1: RecogniseSource = ({ records }) => {
  for (const record of records()) {
    if (isStatus(record) && valueAt(record, 'id_str') !== undefined) return 'the records are posts of the X API, version 1.1 (id_str, user)'
    if (listAt(record, 'statuses').some((status) => isStatus(status) && valueAt(status, 'id_str') !== undefined))
      return 'the record is a search of the X API, version 1.1 (statuses with id_str)'
  }
  return null
}

/** Whether a text is a file of posts of an archive of X. */
export const recogniseXArchive: RecogniseSource = ({ text }) =>
  ARCHIVE_START.test(text.slice(0, 200)) ? 'the text begins as files of an X archive do (window.YTD.tweets)' : null

/**
 * Reads posts of the X API, version 1.1, as twarc 1, Hydrator and tweepy write them: a post a line, an array, or answers of its search.
 *
 * The id is `id_str`, never the number beside it, which has lost its last digits. Long posts are read from `extended_tweet`. Retweets are
 * nodes. The records name no conversation: a thread is named after the root that is reached.
 *
 * @see https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
 */
export function parseXV1(text: string, options: ParseRecordsOptions = {}): IngestResult {
  return read(text, options, 'x-v1', [])
}

/** Reads the posts of an account from the archive that X sends to its owner: `tweets.js`. They name no author: all are the owner's. */
export function parseXArchive(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const notes = ['an archive holds the posts of its owner alone, and does not name the owner: authors are unknown, most parents missing']
  return read(text.replace(ARCHIVE_START, '').replace(/;\s*$/, ''), options, 'x-archive', notes)
}

const REFUSAL = 'expected a post of the X API with id_str and full_text or text, got none. Leave the record out.'
const NOTICE = 'notice of the stream left out|notices of the stream left out'

const isNotice = (record: unknown): boolean => isJsonObject(record) && NOTICES.some((name) => objectAt(record, name) !== null)

/** How lines of the API, version 1.1, are read one by one. */
export const X_V1_LINES: LineReading = {
  refusal: REFUSAL,
  acceptsLine: (record) => isStatus(record) || isNotice(record),
  readLine: (record, lineNumber) => {
    if (isStatus(record)) return findXPosts([toXPost(record, lineNumber)])[0] ?? null
    return isNotice(record) ? NOTICE : null
  },
  settle: underOriginals,
}

/** Retweets stand beneath the post that they repeat, where that is there. */
function underOriginals(posts: FoundPost[]): FoundPost[] {
  const originals = new Set(posts.filter(({ meta }) => meta.node !== 'retweet').map(({ id }) => id))
  return posts.map((post) => {
    const of = post.meta['repostOf']
    return post.meta.node === 'retweet' && typeof of === 'string' && originals.has(of) ? { ...post, threadId: null, parentId: of } : post
  })
}

function read(text: string, options: ParseRecordsOptions, source: 'x-v1' | 'x-archive', notes: readonly string[]): IngestResult {
  const posts: XPost[] = []
  let noticeCount = 0
  const { skips } = readSourceRecords(text, options, (record, lineNumber, reader) => {
    const inner = valueAt(record, 'tweet') ?? record
    const statuses = Array.isArray(valueAt(record, 'statuses'))
      ? listAt(record, 'statuses')
      : Array.isArray(record)
        ? (record as unknown[])
        : [inner]
    for (const status of statuses) {
      if (isStatus(status)) posts.push(toXPost(status, lineNumber))
      else if (isNotice(status)) noticeCount += 1
      else reader.reject(lineNumber, REFUSAL)
    }
  })
  const found = findXPosts(posts)
  const told = [...notes, ...xNotes(found), ...(noticeCount > 0 ? [formatRemark(NOTICE, noticeCount)] : [])]
  return assemblePosts(found, { source, skips, notes: told, onBadRecord: options.onBadRecord ?? 'throw' })
}

function toXPost(status: unknown, lineNumber: number): XPost {
  const id = idAt(status, 'id_str') ?? idAt(status, 'id') ?? ''
  const isCut = valueAt(status, 'truncated') === true && stringAt(status, 'extended_tweet', 'full_text') === null
  return {
    id,
    text: stringAt(status, 'full_text') ?? stringAt(status, 'text') ?? '',
    longText: nameAt(status, 'extended_tweet', 'full_text'),
    conversationId: idAt(status, 'conversation_id_str'),
    parentId: idAt(status, 'in_reply_to_status_id_str') ?? idAt(status, 'in_reply_to_status_id'),
    quotedId: idAt(status, 'quoted_status_id_str') ?? idAt(status, 'quoted_status', 'id_str'),
    retweetedId: idAt(status, 'retweeted_status', 'id_str') ?? idAt(status, 'retweeted_status_id_str'),
    authorId: idAt(status, 'user', 'id_str') ?? idAt(status, 'user', 'id'),
    username: nameAt(status, 'user', 'screen_name'),
    createdAt: timeAt(status, 'created_at'),
    language: nameAt(status, 'lang'),
    engagement: xCounts((name) => countAt(status, name)),
    extra: { ...known({ authorName: nameAt(status, 'user', 'name') }), ...(isCut && { truncated: true }) },
    lineNumber,
  }
}
