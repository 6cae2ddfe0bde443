import { htmlToText } from '../../base/text/html-to-text.js'
import type { NodeKind } from '../../base/thread/post.js'
import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost, ThreadFacts } from '../link/found-post.js'
import { type RecordMap, readMapped } from '../mapped/record-map.js'
import type { IngestResult } from '../record/ingest-result.js'
import { idAt, isJsonObject, listAt, nameAt, objectAt, stringAt, valueAt } from '../record/json-fields.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readSourceRecords } from '../table/read-source-records.js'

const isStatus = (value: unknown): boolean =>
  idAt(value, 'id') !== null &&
  stringAt(value, 'content') !== null &&
  objectAt(value, 'account') !== null &&
  nameAt(value, 'account', 'acct') !== null

const isContext = (value: unknown): boolean => Array.isArray(valueAt(value, 'ancestors')) && Array.isArray(valueAt(value, 'descendants'))

/** Whether a text is a status of Mastodon, the context of one, or both. */
export const recogniseMastodon: RecogniseSource = ({ records }) => {
  for (const record of records()) {
    if (isContext(record)) return 'the record is the context of a Mastodon status (ancestors, descendants)'
    if (isContext(valueAt(record, 'context'))) return 'the record holds a Mastodon status and its context'
    if (isStatus(record)) return 'the records are statuses of Mastodon'
    if (listAt(record, 'statuses').some(isStatus)) return 'the record is a search of Mastodon (accounts, statuses, hashtags)'
  }
  return null
}

/** Statuses that only some may read. */
const CLOSED = new Set(['private', 'direct', 'limited'])

/** What the API gives to readers without a token. */
const OPEN_LIMIT = { ancestors: 40, descendants: 60, depth: 20 } as const
const DEPTH_LIMIT = 'context without a token: 40 posts above, 60 below, 20 levels; with a token: 4,096 above and below'

interface MastodonHarvest {
  readonly posts: FoundPost[]
  readonly facts: Map<string, ThreadFacts>
  readonly notes: string[]
  closedCount: number
}

/**
 * Reads threads of Mastodon: `{ status, context }`, a context, a search, or statuses; one document, an array, or one a line.
 *
 * A context does not hold the status that it was asked for: where that is not in the input, its id is taken from the answers to it, and
 * a `not-found` node with `meta.inferred` stands for it. Statuses that only some may read become `blocked` nodes without text or author.
 *
 * @see https://docs.joinmastodon.org/methods/statuses/#context
 */
export function parseMastodon(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const harvest: MastodonHarvest = { posts: [], facts: new Map(), notes: [], closedCount: 0 }
  const { skips } = readSourceRecords(text, options, (record, lineNumber, reader) => {
    const reject = (what: string): void =>
      reader.reject(lineNumber, `expected ${what} of Mastodon with id, account and content, got none. Leave the record out.`)
    const context = isContext(record) ? record : valueAt(record, 'context')
    const status = isStatus(record) ? record : valueAt(record, 'status')
    if (isContext(context)) readContext(context, status, harvest, lineNumber, () => reject('statuses'), valueAt(record, 'headers'))
    else if (isStatus(status)) readStatus(status, null, harvest, lineNumber)
    else if (Array.isArray(valueAt(record, 'statuses')))
      for (const each of listAt(record, 'statuses')) readStatusOr(() => reject('statuses'), each, null, harvest, lineNumber)
    else reject('a status or a context')
  })
  const given = new Set(harvest.posts.flatMap(({ id, meta }) => (meta['inferred'] === true ? [] : id)))
  for (const { id, meta } of harvest.posts) {
    if (meta['inferred'] === true && !given.has(id))
      harvest.notes.push(`the status "${id}" that the context belongs to is not in the input; its id is taken from the answers to it`)
  }
  if (harvest.closedCount > 0) {
    const what =
      harvest.closedCount === 1 ? '1 status that only some may read is' : `${harvest.closedCount} statuses that only some may read are`
    harvest.notes.push(`${what} kept without text and author`)
  }
  return assemblePosts(harvest.posts, {
    source: 'mastodon',
    facts: harvest.facts,
    skips,
    notes: harvest.notes,
    onBadRecord: options.onBadRecord ?? 'throw',
  })
}

function readContext(
  context: unknown,
  status: unknown,
  harvest: MastodonHarvest,
  lineNumber: number,
  reject: () => void,
  headers: unknown,
): void {
  const ancestors = listAt(context, 'ancestors')
  const descendants = listAt(context, 'descendants')
  const focalId = isStatus(status) ? idAt(status, 'id') : inferFocalId(ancestors, descendants)
  // The topmost status may answer one that the API did not give.
  const top = ancestors.find(isStatus) ?? (isStatus(status) ? status : null)
  const threadId = (top === null ? null : (idAt(top, 'in_reply_to_id') ?? idAt(top, 'id'))) ?? focalId
  for (const ancestor of ancestors) readStatusOr(reject, ancestor, threadId, harvest, lineNumber)
  if (isStatus(status)) readStatus(status, threadId, harvest, lineNumber)
  else if (focalId !== null) {
    const parentId = idAt(ancestors.at(-1), 'id')
    harvest.posts.push({ ...NOBODY, id: focalId, threadId, parentId, lineNumber, meta: { node: 'not-found', inferred: true } })
  } else harvest.notes.push('the status that the context belongs to is not in it, and nothing tells its id')
  for (const descendant of descendants) readStatusOr(reject, descendant, threadId, harvest, lineNumber)
  if (threadId === null) return
  const notes = [...(harvest.facts.get(threadId)?.notes ?? [])]
  if (ancestors.length === OPEN_LIMIT.ancestors) notes.push('40 posts above: the limit without a token was reached')
  if (descendants.length === OPEN_LIMIT.descendants) notes.push('60 posts below: the limit without a token was reached')
  if (isJsonObject(headers) && Object.keys(headers).some((name) => name.toLowerCase() === 'mastodon-async-refresh'))
    notes.push('the server was still fetching replies (Mastodon-Async-Refresh)')
  harvest.facts.set(threadId, { depthLimit: DEPTH_LIMIT, notes })
}

/** The status asked for is the one that descendants answer and that is not in the context itself; the first of them answers it. */
function inferFocalId(ancestors: readonly unknown[], descendants: readonly unknown[]): string | null {
  const ids = new Set([...ancestors, ...descendants].flatMap((status) => idAt(status, 'id') ?? []))
  for (const status of descendants) {
    const parentId = idAt(status, 'in_reply_to_id')
    if (parentId !== null && !ids.has(parentId)) return parentId
  }
  return null
}

function readStatusOr(reject: () => void, status: unknown, threadId: string | null, harvest: MastodonHarvest, lineNumber: number): void {
  if (isStatus(status)) readStatus(status, threadId, harvest, lineNumber)
  else reject()
}

const STATUS: RecordMap = {
  id: ['id'],
  text: [],
  parentId: ['in_reply_to_id'],
  author: ['account.acct'],
  authorId: ['account.id'],
  authorName: ['account.display_name'],
  createdAt: ['created_at'],
  editedAt: ['edited_at'],
  language: ['language'],
  quotes: ['quote.quoted_status.id', 'quote.quoted_status_id', 'quote.id'],
  repostOf: ['reblog.id'],
  url: ['url', 'uri'],
  contentWarning: ['spoiler_text'],
  engagement: { replies: ['replies_count'], likes: ['favourites_count'], reposts: ['reblogs_count'], quotes: ['quotes_count'] },
}

const NOBODY = { author: null, createdAt: null, text: '' } as const

function readStatus(status: unknown, threadId: string | null, harvest: MastodonHarvest, lineNumber: number): void {
  const id = idAt(status, 'id') ?? ''
  const place = { id, threadId, parentId: idAt(status, 'in_reply_to_id'), lineNumber }
  const visibility = nameAt(status, 'visibility')
  if (visibility !== null && CLOSED.has(visibility)) {
    harvest.closedCount += 1
    harvest.posts.push({ ...NOBODY, ...place, meta: { node: 'blocked', visibility } })
    return
  }
  const reblog = objectAt(status, 'reblog')
  const node: NodeKind | null = reblog !== null ? 'retweet' : valueAt(status, 'account', 'bot') === true ? 'bot' : null
  // Of a post that was taken back only its author is known, by an id that the mentions may name.
  const answered = place.parentId === null ? idAt(status, 'in_reply_to_account_id') : null
  const addressee = listAt(status, 'mentions').find((mention) => answered !== null && idAt(mention, 'id') === answered)
  const answeredName = addressee === undefined ? answered : (nameAt(addressee, 'acct') ?? answered)
  const found = readMapped(status, STATUS, lineNumber, {
    // Answers to somebody are no thread of their own: which post they answer is unknown.
    threadId: threadId ?? (answeredName === null ? null : id),
    text: htmlToText(stringAt(reblog ?? status, 'content') ?? ''),
    node,
    missingParent: answeredName === null ? null : `@${answeredName}`,
  })
  if (found !== null) harvest.posts.push(found)
}
