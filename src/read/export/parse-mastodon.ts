import { htmlToText } from '../../base/text/html-to-text.js'
import { get, type JsonObject } from '../record/json-fields.js'
import { defineJsonSource, type Harvest, listing, type RecordShape } from './json-source.js'
import { parseMapped, placeholder, type RecordMap } from './record-map.js'

const isStatus = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.string(value, 'content') !== null &&
  get.name(value, 'account', 'acct') !== null

const isContext = (value: unknown): boolean =>
  Array.isArray(get.value(value, 'ancestors')) && Array.isArray(get.value(value, 'descendants'))

const refusalOf = (what: string): string =>
  `expected ${what} of Mastodon with id, account and content, got none. Leave the record out.`

const CLOSED_STATUS =
  'status that only some may read is kept without text and author|statuses that only some may read are kept without text and author'
const CLOSED = new Set(['private', 'direct', 'limited'])

const DEPTH_LIMIT =
  'context without a token: 40 posts above, 60 below, 20 levels; with a token: 4,096 above and below'

function parseContext(context: unknown, status: unknown, harvest: Harvest): void {
  const ancestors = get.list(context, 'ancestors')
  const descendants = get.list(context, 'descendants')
  const focalId = isStatus(status) ? get.id(status, 'id') : inferFocalId(ancestors, descendants)
  // The topmost status may answer an omitted one.
  const top = ancestors.find(isStatus) ?? (isStatus(status) ? status : null)
  const threadId = get.id(top, 'in_reply_to_id') ?? get.id(top, 'id') ?? focalId
  for (const ancestor of ancestors) parseStatus(ancestor, threadId, harvest)
  if (isStatus(status)) parseStatus(status, threadId, harvest)
  else if (focalId !== null) {
    const parentId = get.id(ancestors.at(-1), 'id')
    harvest.add(placeholder(focalId, 'not-found', { threadId, parentId, meta: { inferred: true } }))
  } else harvest.note('the status that the context belongs to is not in it, and its id is unknown')
  for (const descendant of descendants) parseStatus(descendant, threadId, harvest)
  if (threadId === null) return
  const note = (words: string): void => harvest.facts.add(threadId, { notes: [words] })
  if (ancestors.length === 40) note('40 posts above: the limit without a token was reached')
  if (descendants.length === 60) note('60 posts below: the limit without a token was reached')
  harvest.facts.add(threadId, { depthLimit: DEPTH_LIMIT })
}

/**
 * Id of the requested status, which its own context omits: the missing parent of the first
 * descendant.
 */
function inferFocalId(
  ancestors: readonly unknown[],
  descendants: readonly unknown[],
): string | null {
  const ids = new Set(
    [...ancestors, ...descendants].flatMap((status) => get.id(status, 'id') ?? []),
  )
  for (const status of descendants) {
    const parentId = get.id(status, 'in_reply_to_id')
    if (parentId !== null && !ids.has(parentId)) return parentId
  }
  return null
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
  engagement: {
    replies: ['replies_count'],
    likes: ['favourites_count'],
    reposts: ['reblogs_count'],
    quotes: ['quotes_count'],
  },
  nodes: { reblog: 'retweet', 'account.bot': 'bot' },
}

function parseStatus(status: unknown, threadId: string | null, harvest: Harvest) {
  if (!isStatus(status)) return harvest.refuse(refusalOf('statuses'))
  const id = get.id(status, 'id') ?? ''
  const place = { id, threadId, parentId: get.id(status, 'in_reply_to_id') }
  const visibility = get.name(status, 'visibility')
  if (visibility !== null && CLOSED.has(visibility)) {
    harvest.remark(CLOSED_STATUS)
    return harvest.add(placeholder(place.id, 'blocked', { ...place, meta: { visibility } }))
  }
  // A withdrawn parent is known by its author's id alone, maybe named in the mentions.
  const answered = place.parentId === null ? get.id(status, 'in_reply_to_account_id') : null
  const addressee = get
    .list(status, 'mentions')
    .find((mention) => answered !== null && get.id(mention, 'id') === answered)
  const answeredName =
    addressee === undefined ? answered : (get.name(addressee, 'acct') ?? answered)
  const foundPost = parseMapped(status, STATUS, {
    // Replies to an account have no thread of their own: the answered post is unknown.
    threadId: threadId ?? (answeredName === null ? null : id),
    text: htmlToText(get.string(get.object(status, 'reblog') ?? status, 'content') ?? ''),
    missingParent: answeredName === null ? null : `@${answeredName}`,
  })
  if (foundPost !== null) harvest.add(foundPost)
}

/** Note of ActivityPub, as the archive of an account holds it. */
const NOTE: RecordMap = {
  id: ['id'],
  text: ['content'],
  markup: 'html',
  parentId: ['inReplyTo'],
  createdAt: ['published'],
  editedAt: ['updated'],
  url: ['url'],
  contentWarning: ['summary'],
}

const isNote = (value: unknown): boolean =>
  get.name(value, 'attributedTo') !== null && get.string(value, 'content') !== null

function parseNote(note: unknown, harvest: Harvest): void {
  const readers = [...get.list(note, 'to'), ...get.list(note, 'cc')]
  const id = get.id(note, 'id')
  if (
    id !== null &&
    readers.length > 0 &&
    !readers.some((reader) => /#Public$/.test(`${reader}`))
  ) {
    harvest.remark(CLOSED_STATUS)
    harvest.add(placeholder(id, 'blocked', { parentId: get.id(note, 'inReplyTo') }))
    return
  }
  const [, host, name] =
    /^https?:\/\/([^/]+)\/(?:.*\/)?@?([^/]+)$/.exec(get.name(note, 'attributedTo') ?? '') ?? []
  harvest.add(parseMapped(note, NOTE, { author: name === undefined ? null : `${name}@${host}` }))
}

const ACTIVITIES: readonly RecordShape[] = [
  {
    sign: 'the records are notes of ActivityPub (attributedTo, content)',
    accepts: isNote,
    read: parseNote,
  },
  {
    sign: 'the records are activities of ActivityPub (outbox)',
    accepts: (record) => record['type'] === 'Create' && isNote(record['object']),
    read: (record, harvest) => parseNote(record['object'], harvest),
  },
  {
    sign: null,
    accepts: (record) => record['type'] === 'Announce' && get.name(record, 'object') !== null,
    read: (_, harvest) => harvest.remark('boost left out|boosts left out'),
  },
]

/** A single status, the status within a record, or the statuses of a search. */
const statusesIn = (record: JsonObject): readonly unknown[] =>
  isStatus(record)
    ? [record]
    : [...get.list(record, 'statuses'), ...(isStatus(record['status']) ? [record['status']] : [])]

/**
 * A context omits the requested status. If no input has it, its id is taken from the replies to it.
 * A `not-found` node with `meta.inferred` then stands for it.
 *
 * @see https://docs.joinmastodon.org/methods/statuses/#context
 */
export const MASTODON = defineJsonSource({
  id: 'mastodon',
  description:
    'threads of Mastodon: a status and its context, a context alone, statuses, or the archive of an account (outbox)',
  refusal: refusalOf('a status or a context'),
  // https://docs.joinmastodon.org/entities/Status/#replies_count
  repliesCounted: 'direct',
  shapes: [
    {
      sign: 'the record is the context of a Mastodon status (ancestors, descendants)',
      accepts: isContext,
      read: (record, harvest) => parseContext(record, record['status'], harvest),
    },
    {
      sign: 'the record holds a Mastodon status and its context',
      accepts: (record) => isContext(record['context']),
      read: (record, harvest) =>
        parseContext(record['context'], isStatus(record) ? record : record['status'], harvest),
    },
    listing('the records are statuses of Mastodon', statusesIn, isStatus, (status, harvest) =>
      parseStatus(status, null, harvest),
    ),
    ...ACTIVITIES,
    {
      sign: 'the record is a search of Mastodon without statuses',
      accepts: (record) => Array.isArray(record['statuses']) && Array.isArray(record['hashtags']),
      read: () => {},
    },
  ],
  finish: (posts, harvest) => {
    const recordIds = new Set(
      posts.flatMap(({ id, meta }) => (meta['inferred'] === true ? [] : id)),
    )
    for (const { id } of posts) {
      if (!recordIds.has(id))
        harvest.note(
          `the status "${id}" that the context belongs to is not in the input; its id is taken from the answers to it`,
        )
    }
    return posts
  },
})
