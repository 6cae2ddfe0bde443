import { formatCount } from '../../base/text/format-count.js'
import type { NodeKind } from '../../base/thread/post.js'
import type { FoundPost } from '../link/group-into-threads.js'
import { get, type JsonObject, known } from '../record/json-fields.js'
import { defineJsonSource, type Harvest } from './json-source.js'
import { placeholder, type RecordMap } from './record-map.js'
import { parseXPost, settleXPosts, type XBook, xCounts } from './x-post.js'

/** Fields that posts of X's API have and others seldom. Two are enough. */
const POST_SIGNS = [
  'author_id',
  'conversation_id',
  'edit_history_tweet_ids',
  'public_metrics',
  'referenced_tweets',
  '__twarc',
] as const

const isPage = (record: JsonObject): boolean =>
  !Object.hasOwn(record, 'text') &&
  (Object.hasOwn(record, 'data') ||
    get.object(record, 'meta') !== null ||
    Array.isArray(record['errors']))

const isPost = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.string(value, 'text') !== null &&
  POST_SIGNS.filter((sign) => get.value(value, sign) !== undefined).length >= 2

/** A page with posts, or of a search that found none. */
function isCertainPage(page: JsonObject): boolean {
  const [first = get.value(page, 'data')] = get.list(page, 'data')
  const isEmpty = first === undefined && get.count(page, 'meta', 'result_count') === 0
  const beside = get.object(page, 'includes') ?? get.object(page, '__twarc')
  const isTweet = isPost(first) || (get.string(first, 'text') !== null && beside !== null)
  return isPage(page) && (isEmpty || isTweet)
}

interface XApiBook extends XBook {
  /** Referenced posts by id: parents, quoted posts, retweets. */
  readonly included: Map<string, FoundPost>
  readonly missing: Map<string, NodeKind>
  isOpenEnded: boolean
}

function parseApiPage(page: JsonObject, harvest: Harvest<XApiBook>): void {
  const { book } = harvest
  for (const user of get.list(page, 'includes', 'users')) parseUser(user, book)
  for (const tweet of get.list(page, 'includes', 'tweets')) include(parseApiPost(tweet, book), book)
  const data = get.value(page, 'data') ?? []
  for (const post of Array.isArray(data) ? (data as readonly unknown[]) : [data])
    harvest.add(parseApiPost(post, book))
  for (const error of get.list(page, 'errors')) {
    const id = get.id(error, 'resource_id') ?? get.id(error, 'value')
    const kind = get.string(error, 'resource_type')
    if (id === null || (kind !== null && kind !== 'tweet' && kind !== 'post')) continue
    const isRefused = /not-authorized|authorization/i.test(
      `${get.string(error, 'type')} ${get.string(error, 'title')}`,
    )
    book.missing.set(id, isRefused ? 'blocked' : 'not-found')
  }
  book.isOpenEnded = get.string(page, 'meta', 'next_token') !== null
}

function parseUser(user: unknown, { usernames }: XApiBook): void {
  const id = get.id(user, 'id')
  const username = get.name(user, 'username')
  if (id !== null && username !== null) usernames.set(id, username)
}

const include = (post: FoundPost | null, { included }: XApiBook): void =>
  void (post !== null && included.set(post.id, post))

const API_POST: RecordMap = {
  id: ['id'],
  threadId: ['conversation_id'],
  author: ['author.username', 'author_id', 'author.id'],
  authorId: ['author_id', 'author.id'],
  createdAt: ['created_at'],
  language: ['lang'],
  engagement: xCounts('public_metrics.'),
}

/** @param isInside within another post: twarc2 nests one level, deeper ones are ignored */
function parseApiPost(value: unknown, book: XApiBook, isInside = false): FoundPost | null {
  const text = get.string(value, 'text')
  if (text === null) return null
  // Flattened posts contain their users and references.
  parseUser(get.object(value, 'author'), book)
  parseUser(get.object(value, 'in_reply_to_user'), book)
  const references = new Map<string, string>()
  for (const reference of get.list(value, 'referenced_tweets')) {
    const type = get.string(reference, 'type')
    const id = get.id(reference, 'id')
    if (type === null || id === null) continue
    references.set(type, id)
    if (!isInside && !book.included.has(id)) include(parseApiPost(reference, book, true), book)
  }
  const facts = {
    text,
    longText: get.name(value, 'note_tweet', 'text'),
    parentId: references.get('replied_to') ?? null,
    quotes: references.get('quoted') ?? null,
    repostOf: references.get('retweeted') ?? null,
    versionIds: get
      .list(value, 'edit_history_tweet_ids')
      .flatMap((version) => get.id(version) ?? []),
  }
  const foundPost = parseXPost(value, API_POST, facts, book)
  return (
    foundPost && {
      ...foundPost,
      meta: { ...foundPost.meta, ...known({ articleTitle: get.name(value, 'article', 'title') }) },
    }
  )
}

/** Captured posts, included ones of their conversations, and nodes for missing parents. */
function withAnswered(captured: readonly FoundPost[], { included, missing }: XApiBook) {
  const posts = [...captured]
  const ids = new Set(captured.map(({ id }) => id))
  const conversations = new Set(
    captured.map(({ threadId, meta }) => (meta['repostOf'] === undefined ? threadId : null)),
  )
  const left = new Map([...included].filter(([id]) => !ids.has(id)))
  const candidateCount = left.size
  const add = (post: FoundPost): void => {
    ids.add(post.id)
    posts.push(left.delete(post.id) ? { ...post, meta: { ...post.meta, included: true } } : post)
  }
  for (const post of [...left.values()])
    if (post.threadId !== null && conversations.has(post.threadId)) add(post)
  // Added posts are walked too: their parents may be included or missing.
  for (let index = 0; index < posts.length; index += 1) {
    const { parentId = null, threadId = null } = posts[index] ?? {}
    if (parentId === null || ids.has(parentId)) continue
    const node = missing.get(parentId)
    const parent = left.get(parentId) ?? (node && placeholder(parentId, node, { threadId }))
    if (parent) add(parent)
  }
  return { posts, includedCount: candidateCount - left.size, leftOutCount: left.size }
}

const take = (post: unknown, harvest: Harvest<XApiBook>): void =>
  harvest.add(parseApiPost(post, harvest.book))

/**
 * Parents come from `replied_to`, never from `in_reply_to_user_id`. Included posts count if
 * answered or of a captured conversation. Quotes and retweets are only linked by id.
 *
 * @see https://docs.x.com/x-api/fundamentals/data-dictionary
 */
export const X_API = defineJsonSource({
  id: 'x-api',
  description: 'X API v2: pages as twarc2 writes them, flattened posts, or arrays of either',
  refusal:
    'expected a page or a post of the X API with id and text, got neither. Leave the record out.',
  // https://docs.x.com/x-api/fundamentals/metrics (reply_count)
  repliesCounted: 'direct',
  book: (): XApiBook => ({
    included: new Map(),
    missing: new Map(),
    usernames: new Map(),
    latestOf: new Map(),
    isOpenEnded: false,
  }),
  finish: (captured: FoundPost[], { book, note }: Harvest<XApiBook>): FoundPost[] => {
    const { posts, includedCount, leftOutCount } = withAnswered(captured, book)
    const settledPosts = settleXPosts(posts, note, book)
    if (includedCount > 0)
      note(
        `${formatCount(includedCount, 'post')} that others answer, or of their conversations, added from the includes (meta.included)`,
      )
    if (leftOutCount > 0)
      note(
        `${leftOutCount} included posts of other conversations, quoted or retweeted only, left out`,
      )
    if (book.isOpenEnded) note('the last page has a next_token: the search was not read to its end')
    return settledPosts
  },
  shapes: [
    { sign: 'the records are posts of the X API (v2), flattened', accepts: isPost, read: take },
    { sign: 'the records are pages of the X API (v2)', accepts: isCertainPage, read: parseApiPage },
    { sign: null, accepts: isPage, read: parseApiPage },
    { sign: null, accepts: (record) => get.string(record, 'text') !== null, read: take },
  ],
})
