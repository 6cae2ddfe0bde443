import type { FoundPost } from '../link/group-into-threads.js'
import { get, isJsonObject, type JsonObject, walkValues } from '../record/json-fields.js'
import { defineJsonSource, type Harvest, listing, type RecordShape } from './json-source.js'
import { parseMapped, placeholder, type RecordMap } from './record-map.js'

const isUri = (value: unknown): boolean => typeof value === 'string' && value.startsWith('at://')

const isPostView = (value: unknown): boolean =>
  isUri(get.value(value, 'uri')) && get.object(value, 'record') !== null

/** Node of a thread: a post with its surroundings, or a placeholder. */
const isThreadNode = (value: unknown): value is JsonObject =>
  isJsonObject(value) && (isPostView(value['post']) || isPlaceholder(value))

const isPlaceholder = ({ uri, notFound, blocked }: JsonObject): boolean =>
  isUri(uri) && (notFound === true || blocked === true)

/** Feed entry: a post and the reason why it is there. */
const isFeedItem = (value: unknown): boolean =>
  isPostView(get.value(value, 'post')) && !Object.hasOwn(Object(value), 'replies')

/**
 * Longest delay from the declared time to indexing: posts are written offline, and old ones
 * imported.
 */
const DAY_MS = 24 * 60 * 60 * 1000

type Place = Pick<FoundPost, 'threadId' | 'parentId'>

/** Reads a thread without recursion: ancestors from the top, the post, its replies in order. */
function parseThread(top: unknown, harvest: Harvest, hasThreadgate: boolean): void {
  const ancestors: unknown[] = []
  for (let node: unknown = get.value(top, 'parent'); node != null; node = get.value(node, 'parent'))
    ancestors.push(node)
  const threadId = rootOf([top, ...ancestors])
  if (hasThreadgate)
    harvest.facts.add(threadId, { notes: ['the thread has a threadgate: replies are restricted'] })
  let above: string | null = null
  for (const node of ancestors.reverse())
    above = parseNode(node, { threadId, parentId: above }, harvest) ?? above
  walkValues(top, above, (node, parentId, queue) => {
    const uri = parseNode(node, { threadId, parentId }, harvest)
    queue(get.list(node, 'replies'), uri ?? parentId)
  })
}

/**
 * Reads a post, or a placeholder of one that is gone or blocked; returns its uri, or null for other
 * nodes.
 */
function parseNode(node: unknown, place: Place, harvest: Harvest): string | null {
  if (get.object(node, 'post') !== null)
    return parsePostView(get.value(node, 'post'), harvest, place.threadId)
  const uri = get.name(node, 'uri')
  const isBlocked =
    get.value(node, 'blocked') === true || /blockedPost$/i.test(get.string(node, '$type') ?? '')
  if (uri !== null) harvest.add(placeholder(uri, isBlocked ? 'blocked' : 'not-found', place))
  return uri
}

/** Item of `getPostThreadV2`: a post, or a placeholder, with its depth. */
const isFlatItem = (value: unknown): boolean =>
  isUri(get.value(value, 'uri')) && get.object(value, 'value') !== null

/** Reads items in the order of the page. A placeholder answers the last item one level above. */
function parseFlatThread(items: readonly unknown[], harvest: Harvest): void {
  const threadId = rootOf(items.map((item) => get.value(item, 'value')))
  const above = new Map<number, string>()
  for (const item of items.filter(isFlatItem)) {
    const uri = get.name(item, 'uri') ?? ''
    const depth = Number(get.value(item, 'depth'))
    const kind = get.string(item, 'value', '$type') ?? ''
    const place = { threadId, parentId: above.get(depth - 1) ?? null }
    above.set(depth, uri)
    if (get.object(item, 'value', 'post') !== null)
      parsePostView(get.value(item, 'value', 'post'), harvest, threadId)
    else harvest.add(placeholder(uri, /NotFound$/.test(kind) ? 'not-found' : 'blocked', place))
  }
}

const POST: RecordMap = {
  id: ['uri'],
  author: ['author.handle', 'author.did'],
  authorId: ['author.did'],
  authorName: ['author.displayName'],
  language: ['record.langs.0'],
  engagement: {
    replies: ['replyCount'],
    likes: ['likeCount'],
    reposts: ['repostCount'],
    quotes: ['quoteCount'],
  },
}

function parsePostView(
  post: unknown,
  harvest: Harvest,
  threadId: string | null = null,
): string | null {
  const uri = get.name(post, 'uri')
  if (uri === null) return null
  const record = get.object(post, 'record')
  const parentId = get.name(record, 'reply', 'parent', 'uri')
  const declared = get.time(record, 'createdAt')
  const indexed = get.time(post, 'indexedAt')
  // Declared time, unless it cannot be right.
  const ahead =
    declared === null || indexed === null ? 0 : Date.parse(declared) - Date.parse(indexed)
  const isWrong = ahead > 0 || ahead < -DAY_MS
  const foundPost = parseMapped(post, POST, {
    threadId: get.name(record, 'reply', 'root', 'uri') ?? (parentId === null ? uri : threadId),
    parentId,
    ...(get.name(post, 'author', 'handle') === 'handle.invalid' && {
      author: get.name(post, 'author', 'did'),
    }),
    createdAt: isWrong ? indexed : (declared ?? indexed),
    declaredAt: isWrong ? declared : null,
    text: get.string(record, 'text') ?? '',
    quotes: quotedUri(record),
    node: get.list(post, 'author', 'labels').some((label) => get.string(label, 'val') === 'bot')
      ? 'bot'
      : null,
  })
  harvest.add(foundPost)
  return uri
}

/**
 * Uri of the quoted post, embedded alone or beside pictures. Lists and feeds are embedded likewise.
 */
function quotedUri(record: unknown): string | null {
  const uri =
    get.name(record, 'embed', 'record', 'uri') ??
    get.name(record, 'embed', 'record', 'record', 'uri')
  return uri?.includes('/app.bsky.feed.post/') ? uri : null
}

function rootOf(nodes: readonly unknown[]): string | null {
  for (const node of nodes) {
    const uri =
      get.name(node, 'post', 'record', 'reply', 'root', 'uri') ?? get.name(node, 'post', 'uri')
    if (uri !== null) return uri
  }
  return null
}

const DEPTH_LIMIT =
  'getPostThread: 6 levels of replies unless depth asks for more (at most 1,000), 80 posts above (parentHeight)'

/** Counts hidden replies: below a leaf that has some. */
function countUnopened(posts: FoundPost[], { facts }: Harvest): FoundPost[] {
  const hasChildren = new Set(posts.flatMap(({ parentId }) => parentId ?? []))
  const counted = new Set<string>()
  for (const { id, threadId, meta } of posts) {
    if (threadId === null) continue
    facts.add(threadId, { depthLimit: DEPTH_LIMIT })
    if (counted.has(id) || hasChildren.has(id)) continue
    counted.add(id)
    facts.add(threadId, { notOpenedCount: meta.engagement?.replies ?? 0 })
  }
  return posts
}

/** Feed entry: the post, and a node below it for its repost. */
function parseFeedItem(item: unknown, harvest: Harvest): void {
  const uri = parsePostView(get.value(item, 'post'), harvest)
  const by = get.name(item, 'reason', 'by', 'handle') ?? get.name(item, 'reason', 'by', 'did')
  if (uri === null || by === null) return
  const text = get.string(item, 'post', 'record', 'text') ?? ''
  const createdAt = get.time(item, 'reason', 'indexedAt')
  const meta = { node: 'retweet' as const, repostOf: uri }
  harvest.add({
    id: `${uri}#repost-${by}`,
    threadId: null,
    parentId: uri,
    author: by,
    createdAt,
    text,
    meta,
  })
}

const viewsIn = (record: JsonObject): readonly unknown[] =>
  isPostView(record) ? [record] : get.list(record, 'posts')
const parseView = (post: unknown, harvest: Harvest): void =>
  void (isPostView(post) && parsePostView(post, harvest))

const isEmptyAnswer = (record: JsonObject): boolean =>
  ['posts', 'feed'].some(
    (name) => Array.isArray(record[name]) && get.list(record, name).length === 0,
  )

const FORMS: readonly RecordShape[] = [
  listing(
    'the record is a feed of Bluesky',
    (record) => get.list(record, 'feed'),
    isFeedItem,
    parseFeedItem,
  ),
  {
    sign: 'the record is a Bluesky thread (getPostThread)',
    accepts: (record) => isThreadNode(record['thread']) || isThreadNode(record),
    read: (record, harvest) =>
      parseThread(record['thread'] ?? record, harvest, get.object(record, 'threadgate') !== null),
  },
  {
    sign: 'the record is a Bluesky thread (getPostThreadV2)',
    accepts: (record) => get.list(record, 'thread').some(isFlatItem),
    read: (record, harvest) => parseFlatThread(get.list(record, 'thread'), harvest),
  },
  listing('the records are posts of Bluesky', viewsIn, isPostView, parseView),
  { sign: null, accepts: isEmptyAnswer, read: () => {} },
]

/**
 * Bluesky: `getPostThread`, post views, feeds, searches.
 * A repost is a node below the post that it repeats.
 * Times are the declared ones, unless after indexing or more than a day before it.
 *
 * @see https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread
 */
export const BLUESKY = defineJsonSource({
  id: 'bluesky',
  description: 'threads of Bluesky: answers of getPostThread, feeds, searches, or post views',
  refusal:
    'expected a thread or post of Bluesky with an at:// uri, got none. Leave the record out.',
  // https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread (replyCount)
  repliesCounted: 'direct',
  shapes: FORMS,
  finish: countUnopened,
})
