import { decodeBase64 } from '../../base/text/bytes.js'
import { formatCount, formatPart } from '../../base/text/format-count.js'
import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import type { NodeKind } from '../../base/thread/post.js'
import type { FoundPost } from '../link/group-into-threads.js'
import { get, isJsonObject, type JsonObject, walkValues } from '../record/json-fields.js'
import { byRecords } from '../record/source-sample.js'
import { defineJsonSource, type Harvest } from './json-source.js'
import { placeholder, type RecordMap } from './record-map.js'
import { parseXPost, settleXPosts, statusMap, type XBook, xCounts } from './x-post.js'

const ENTRY_ID = /(?:^|-)tweet-(\d+)/

/**
 * Finds each `tweet_results.result` in GraphQL answers of X; null in other values. Quoted and
 * repeated posts inside are not walked.
 */
function entriesIn(answers: readonly unknown[]) {
  const entries: { readonly result: unknown; readonly envelope: JsonObject }[] = []
  let isAnswer = false
  walkValues(answers, '', (value, above, queue) => {
    const entryId = get.string(value, 'entryId') ?? above
    if (Array.isArray(value)) queue(value, entryId)
    if (!isJsonObject(value)) return
    if (Array.isArray(value['instructions'])) isAnswer = true
    const result =
      get.value(value, 'tweet_results', 'result') ?? get.value(value, 'tweetResult', 'result')
    if (isJsonObject(result)) {
      const id = ENTRY_ID.exec(entryId)?.[1]
      const isPromoted =
        get.object(value, 'promotedMetadata') !== null || entryId.startsWith('promoted')
      entries.push({
        result,
        envelope: {
          ...(id !== undefined && { item_id: id }),
          ...(isPromoted && { promoted: true as const }),
        },
      })
    } else queue(Object.values(value), entryId)
  })
  return isAnswer || entries.length > 0 ? entries : null
}

/** Answers of X in a browser's recording (HAR), which cuts long ones; null for other records. */
function recordedIn(record: unknown): string[] | null {
  const entries = get.value(record, 'log', 'entries')
  if (!Array.isArray(entries)) return null
  return entries.flatMap((entry: unknown) => {
    const text = get.string(entry, 'response', 'content', 'text')
    if (text === null || !/\/graphql\/|\/i\/api\//.test(get.string(entry, 'request', 'url') ?? ''))
      return []
    return [
      get.string(entry, 'response', 'content', 'encoding') === 'base64' ? fromBase64(text) : text,
    ]
  })
}

function fromBase64(text: string): string {
  try {
    return new TextDecoder().decode(decodeBase64(text))
  } catch {
    return ''
  }
}

const PLATFORM = /^(?:www\.)?(?:twitter|x)\.com$/

/**
 * Post and envelope of a record. Zeeschuimer: post under `data`. 4CAT: envelope under
 * `__import_meta`.
 */
function open(record: unknown): { readonly tweet: unknown; readonly envelope: unknown } {
  const envelope = get.object(record, '__import_meta')
  if (envelope !== null) return { tweet: record, envelope }
  return get.object(record, 'data') === null
    ? { tweet: record, envelope: {} }
    : { tweet: get.value(record, 'data'), envelope: record }
}

/** Unwraps `tweet` (limited visibility) and `result` (nested posts). */
function unwrap(value: unknown): JsonObject | null {
  let current = value
  for (let depth = 0; depth < 4 && isJsonObject(current); depth += 1) {
    const inner =
      get.object(current, 'legacy') === null
        ? (get.object(current, 'tweet') ?? get.object(current, 'result'))
        : null
    if (inner === null) return current
    current = inner
  }
  return isJsonObject(current) ? current : null
}

const recogniseXWeb = byRecords((record) => {
  if ((recordedIn(record) ?? []).length > 0)
    return "the record is a browser's recording (HAR) with answers of X's website"
  const { tweet, envelope } = open(record)
  if (PLATFORM.test(get.string(envelope, 'source_platform') ?? ''))
    return get.object(record, '__import_meta') === null
      ? "the records are Zeeschuimer's, from X"
      : "the records are 4CAT's form of Zeeschuimer's, from X"
  const inside = unwrap(tweet)
  if (
    get.string(inside, 'legacy', 'full_text') !== null &&
    get.id(inside, 'legacy', 'conversation_id_str') !== null
  )
    return "the records are posts as X's website loads them (legacy.full_text)"
  if ((entriesIn([record]) ?? []).length > 0)
    return "the records are answers of X's website (tweet_results)"
  return null
})

const TOMBSTONES: readonly (readonly [RegExp, NodeKind])[] = [
  [/delet|removed/i, 'deleted'],
  [/suspend|limits who|protected|unable to view|blocked|age-restricted/i, 'blocked'],
]

const ofUser = (...names: readonly string[]): string[] =>
  ['core.user_results.result', 'user'].flatMap((user) => names.map((name) => `${user}.${name}`))
const AUTHOR_ID = ['legacy.user_id_str', ...ofUser('rest_id', 'id_str')]

const TWEET: RecordMap = {
  ...statusMap('legacy.'),
  author: [...ofUser('core.screen_name', 'legacy.screen_name', 'screen_name'), ...AUTHOR_ID],
  authorId: AUTHOR_ID,
  authorName: ofUser('core.name', 'legacy.name', 'name'),
  engagement: { ...xCounts('legacy.'), views: ['views.count'] },
}

function parseTweet(outer: unknown, envelope: unknown, book: XWebBook): FoundPost | null {
  const tweet = unwrap(outer)
  if (tweet === null) return null
  // Newer answers have the fields of `legacy` one level up.
  const legacy = get.object(tweet, 'legacy') ?? tweet
  const tombstone = get.object(tweet, 'tombstone')
  const ownId = get.id(tweet, 'rest_id') ?? get.id(legacy, 'id_str') ?? get.id(tweet, 'id_str')
  const id = ownId ?? get.id(outer, 'rest_id') ?? get.id(envelope, 'item_id')
  if (id === null) return null
  if (
    tombstone !== null ||
    /^Tweet(?:Unavailable|Tombstone)$/.test(get.string(tweet, '__typename') ?? '')
  ) {
    const notice = get.string(tombstone, 'text', 'text') ?? get.string(tweet, 'reason') ?? ''
    const node = TOMBSTONES.find(([pattern]) => pattern.test(notice))?.[1] ?? 'not-found'
    const place = {
      threadId: get.id(legacy, 'conversation_id_str'),
      parentId: get.id(legacy, 'in_reply_to_status_id_str'),
    }
    return placeholder(id, node, place)
  }
  const text = get.string(legacy, 'full_text') ?? get.string(legacy, 'text')
  if (text === null) return null
  const retweeted = unwrap(
    get.value(legacy, 'retweeted_status_result') ?? get.value(tweet, 'retweeted_status_result'),
  )
  const facts = {
    id,
    text,
    longText: get.name(tweet, 'note_tweet', 'note_tweet_results', 'result', 'text'),
    quotes:
      get.id(unwrap(get.value(tweet, 'quoted_status_result')), 'rest_id') ??
      get.id(legacy, 'quoted_status_id_str'),
    repostOf:
      get.id(retweeted, 'rest_id') ??
      get.id(retweeted, 'legacy', 'id_str') ??
      get.id(legacy, 'retweeted_status_id_str'),
    versionIds: [
      ...get.list(tweet, 'edit_control', 'edit_tweet_ids'),
      ...get.list(tweet, 'edit_control', 'edit_control_initial', 'edit_tweet_ids'),
    ].flatMap((version) => get.id(version) ?? []),
    node: [tweet, outer, envelope].some((holder) => get.value(holder, 'promoted') === true)
      ? ('advert' as const)
      : null,
  }
  return parseXPost({ ...tweet, legacy }, TWEET, facts, book)
}

interface XWebBook extends XBook {
  unreadCount: number
  bareCount: number
}

function take(outer: unknown, envelope: unknown, { book, add }: Harvest<XWebBook>): boolean {
  const post = parseTweet(outer, envelope, book)
  if (post === null) return false
  const legacy = get.value(unwrap(outer), 'legacy')
  const id = get.id(legacy, 'in_reply_to_user_id_str')
  const name = get.name(legacy, 'in_reply_to_screen_name')
  if (id !== null && name !== null) book.usernames.set(id, name)
  add(post)
  return true
}

function parseRecord(record: unknown, harvest: Harvest<XWebBook>): void {
  const { book, refuse } = harvest
  const { tweet, envelope } = open(record)
  const recorded = recordedIn(record)
  if (recorded === null && take(tweet, envelope, harvest)) return
  const entries =
    recorded === null ? entriesIn([record]) : (entriesIn(recorded.map(tryJsonLossless)) ?? [])
  if (entries === null) refuse()
  for (const { result, envelope: entry } of entries ?? []) {
    if (take(result, entry, harvest)) continue
    const inside = unwrap(result)
    if (get.id(inside, 'rest_id') !== null && get.object(inside, 'legacy') === null)
      book.bareCount += 1
    else book.unreadCount += 1
  }
}

/** Says what X left out of posts, or has moved to a place that is not known here. */
function noteLacks(posts: readonly FoundPost[], note: Harvest['note']): void {
  const read = posts.filter(({ text, meta }) => text !== '' && meta.node === undefined)
  const lacks: [string, (post: FoundPost) => boolean][] = [
    ['no time', ({ createdAt }) => createdAt === null],
    ['no conversation: they stand alone', ({ threadId }) => threadId === null],
    [
      'no account but a number',
      ({ author, meta }) => author === null || author === meta['authorId'],
    ],
  ]
  for (const [what, isLacking] of lacks) {
    const count = read.filter(isLacking).length
    if (count > 0)
      note(
        `${formatPart(count, read.length)} posts of X have ${what}, in the places known`,
        'caution',
      )
  }
}

/**
 * Ids come from `rest_id`; the number beside it has lost digits.
 * Reads both places of a user's name, results wrapped in `tweet`, and the older `adaptive` form.
 *
 * @see https://github.com/digitalmethodsinitiative/zeeschuimer
 */
export const X_WEB = defineJsonSource({
  id: 'x-web',
  description: "X as Zeeschuimer captures it in a browser: its NDJSON, or 4CAT's form of it",
  refusal:
    "expected a post of X's website with rest_id and legacy.full_text, got neither. Leave the record out.",
  // https://docs.x.com/x-api/fundamentals/metrics (reply_count)
  repliesCounted: 'direct',
  recognise: recogniseXWeb,
  book: (): XWebBook => ({
    usernames: new Map(),
    latestOf: new Map(),
    unreadCount: 0,
    bareCount: 0,
  }),
  read: parseRecord,
  finish: (posts, { book, note }) => {
    const settledPosts = settleXPosts(posts, note, book)
    noteLacks(settledPosts, note)
    if (book.bareCount > 0)
      note(
        `${formatCount(book.bareCount, 'post')} of X without \`legacy\`: a newer form, not read. Capture with Zeeschuimer, or copy the page as text`,
      )
    if (book.unreadCount > 0)
      note(
        `${book.unreadCount} entries of the answers hold no post that can be read (withheld, without an id)`,
      )
    return settledPosts
  },
})
