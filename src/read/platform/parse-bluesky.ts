import type { NodeKind } from '../../base/thread/post.js'
import { defineJsonSource, type Harvest } from '../json/json-source.js'
import {
  countAt,
  engagementOf,
  idAt,
  isJsonObject,
  type JsonObject,
  known,
  listAt,
  nameAt,
  objectAt,
  stringAt,
  timeAt,
  valueAt,
  walkValues,
} from '../record/json-fields.js'
import type { RecogniseSource } from '../record/source-sample.js'

/** The book holds the threads of which V2 says how many replies it left out. */
type BlueskyHarvest = Harvest<Set<string>>

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
const recogniseBluesky: RecogniseSource = ({ records }) => {
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

/** A declared time may lie so far before that of indexing: posts are written offline, and old ones imported. */
const DAY_MS = 24 * 60 * 60 * 1000

/** Where a placeholder stands, as far as its surroundings tell. */
interface Place {
  readonly threadId: string | null
  readonly parentId: string | null
}

/** Reads the nested form without recursion: the ancestors from the top, the post, then its replies in the order given. */
function readV1(top: unknown, harvest: BlueskyHarvest, hasThreadgate: boolean): void {
  const ancestors: unknown[] = []
  for (let node: unknown = valueAt(top, 'parent'); node !== undefined && node !== null; node = valueAt(node, 'parent')) ancestors.push(node)
  const threadId = rootOf([top, ...ancestors])
  if (hasThreadgate && threadId !== null) harvest.facts.note(threadId, 'the thread has a threadgate: who may reply is restricted')
  let above: string | null = null
  for (const node of ancestors.reverse()) above = readNode(node, { threadId, parentId: above }, harvest) ?? above
  walkValues(top, above, (node, parentId, queue) => {
    const uri = readNode(node, { threadId, parentId }, harvest)
    queue(listAt(node, 'replies'), uri ?? parentId)
  })
}

/** Reads the flat form: items from the top down, each one level below the nearest item above it that is less deep. */
function readV2(record: unknown, harvest: BlueskyHarvest): void {
  const items = listAt(record, 'thread')
  const threadId = rootOf(items.map((item) => valueAt(item, 'value')))
  const uriAtDepth = new Map<number, string>()
  for (const item of items) {
    const uri = nameAt(item, 'uri')
    if (uri === null) continue
    const depthGiven = valueAt(item, 'depth')
    const depth = typeof depthGiven === 'number' ? depthGiven : 0
    const place: Place = { threadId, parentId: uriAtDepth.get(depth - 1) ?? null }
    const value = valueAt(item, 'value')
    const type = stringAt(value, '$type') ?? ''
    uriAtDepth.set(depth, uri)
    if (objectAt(value, 'post') !== null) {
      const isHidden = valueAt(value, 'hiddenByThreadgate') === true
      readPostView(valueAt(value, 'post'), harvest, { threadId, parentId: null }, isHidden ? { hiddenByThreadgate: true } : {})
      const more = countAt(value, 'moreReplies') ?? 0
      if (more > 0 && threadId !== null) {
        harvest.facts.leaveUnopened(threadId, more)
        harvest.book.add(threadId)
      }
      if (valueAt(value, 'moreParents') === true && threadId !== null)
        harvest.facts.note(threadId, 'posts above the first were not fetched')
    } else readPlaceholder(uri, /NotFound$/.test(type) ? 'not-found' : 'blocked', place, harvest)
  }
  if (valueAt(record, 'hasOtherReplies') === true && threadId !== null)
    harvest.facts.note(threadId, 'further replies that the service ranks low or hides were not fetched (hasOtherReplies)')
}

/** Reads a post or a placeholder; gives its uri, or null when it is neither. */
function readNode(node: unknown, place: Place, harvest: BlueskyHarvest): string | null {
  if (objectAt(node, 'post') !== null) return readPostView(valueAt(node, 'post'), harvest, { ...place, parentId: null })
  const uri = nameAt(node, 'uri')
  if (uri === null) return null
  const isBlocked = valueAt(node, 'blocked') === true || (stringAt(node, '$type') ?? '').endsWith('#blockedPost')
  readPlaceholder(uri, isBlocked ? 'blocked' : 'not-found', place, harvest)
  return uri
}

function readPlaceholder(uri: string, node: NodeKind, place: Place, harvest: BlueskyHarvest): void {
  harvest.add({ id: uri, ...place, author: null, createdAt: null, text: '', meta: { node } })
}

/** Reads one post; gives its uri, or null when it has none. */
function readPostView(
  post: unknown,
  harvest: BlueskyHarvest,
  place: Place = { threadId: null, parentId: null },
  extra: Readonly<Record<string, true>> = {},
): string | null {
  const uri = nameAt(post, 'uri')
  if (uri === null) return null
  const record = objectAt(post, 'record')
  const parentId = nameAt(record, 'reply', 'parent', 'uri')
  const { createdAt, declaredAt } = settleTime(timeAt(record, 'createdAt'), timeAt(post, 'indexedAt'))
  const handle = nameAt(post, 'author', 'handle')
  const did = nameAt(post, 'author', 'did')
  const language = listAt(record, 'langs')[0]
  const isBot = listAt(post, 'author', 'labels').some((label) => stringAt(label, 'val') === 'bot')
  harvest.add({
    id: uri,
    threadId: nameAt(record, 'reply', 'root', 'uri') ?? (parentId === null ? uri : place.threadId),
    parentId,
    author: handle === null || handle === 'handle.invalid' ? did : handle,
    createdAt,
    text: stringAt(record, 'text') ?? '',
    meta: {
      ...(isBot && { node: 'bot' as const }),
      ...known({
        language: typeof language === 'string' ? language : null,
        quotes: quotedUri(record),
        authorId: did,
        authorName: nameAt(post, 'author', 'displayName'),
        declaredAt,
      }),
      ...engagementOf({
        replies: countAt(post, 'replyCount'),
        likes: countAt(post, 'likeCount'),
        reposts: countAt(post, 'repostCount'),
        quotes: countAt(post, 'quoteCount'),
      }),
      ...extra,
    },
  })
  return uri
}

/** The declared time, or that of indexing where the declared one cannot be right; `declaredAt` then keeps it. */
function settleTime(
  declared: string | null,
  indexed: string | null,
): { readonly createdAt: string | null; readonly declaredAt: string | null } {
  if (declared === null || indexed === null) return { createdAt: declared ?? indexed, declaredAt: null }
  const ahead = Date.parse(declared) - Date.parse(indexed)
  return ahead > 0 || ahead < -DAY_MS ? { createdAt: indexed, declaredAt: declared } : { createdAt: declared, declaredAt: null }
}

/** A post is quoted by an embed of its record, alone or beside pictures; lists and feeds are embedded so as well. */
function quotedUri(record: unknown): string | null {
  const uri = nameAt(record, 'embed', 'record', 'uri') ?? nameAt(record, 'embed', 'record', 'record', 'uri')
  return uri?.includes('/app.bsky.feed.post/') ? uri : null
}

/** Uri of the thread's first post, from the first post that says it. */
function rootOf(nodes: readonly unknown[]): string | null {
  for (const node of nodes) {
    const post = objectAt(node, 'post')
    const uri = post === null ? null : (nameAt(post, 'record', 'reply', 'root', 'uri') ?? nameAt(post, 'uri'))
    if (uri !== null) return uri
  }
  return null
}

const DEPTH_LIMIT = 'getPostThread: 6 levels of replies unless depth asks for more (at most 1,000), 80 posts above (parentHeight)'

/** Counts replies left out: below a leaf that has some, unless V2 counts them. */
function countUnopened({ posts, facts, book: countedThreads }: BlueskyHarvest): void {
  const hasChildren = new Set(posts.flatMap(({ parentId }) => parentId ?? []))
  const counted = new Set<string>()
  for (const { id, threadId, meta } of posts) {
    if (threadId === null) continue
    facts.limitDepth(threadId, DEPTH_LIMIT)
    if (counted.has(id) || hasChildren.has(id) || countedThreads.has(threadId)) continue
    counted.add(id)
    facts.leaveUnopened(threadId, meta.engagement?.replies ?? 0)
  }
}

/** Names that Python's atproto writes with underscores. */
const hasUnderscores = (record: unknown): boolean =>
  valueAt(record, 'py_type') !== undefined ||
  [record, valueAt(record, 'post')].some(
    (view) =>
      stringAt(view, 'record', 'created_at') !== null ||
      valueAt(view, 'indexed_at') !== undefined ||
      valueAt(view, 'like_count') !== undefined,
  ) ||
  ['feed', 'posts'].some((name) => {
    const list = valueAt(record, name)
    return Array.isArray(list) && list.some((entry) => isJsonObject(entry) && hasUnderscores(entry))
  }) ||
  (isJsonObject(valueAt(record, 'thread')) && hasUnderscores(valueAt(record, 'thread')))

const camel = (name: string): string =>
  name === 'py_type' ? '$type' : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The record with the names of Bluesky's own API, where it has those of Python's atproto. Without recursion. */
function inCamelCase(record: unknown): unknown {
  if (!isJsonObject(record) || !hasUnderscores(record)) return record
  const top: { value?: unknown } = {}
  const waiting: { readonly from: unknown; readonly put: (copy: unknown) => void }[] = [{ from: record, put: (copy) => (top.value = copy) }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { from, put } = next
    if (Array.isArray(from)) {
      const copy: unknown[] = from.map(() => null)
      for (const [index, entry] of from.entries()) waiting.push({ from: entry, put: (value) => (copy[index] = value) })
      put(copy)
    } else if (isJsonObject(from)) {
      const copy: Record<string, unknown> = {}
      for (const [name, entry] of Object.entries(from)) {
        if (name !== '__proto__') waiting.push({ from: entry, put: (value) => (copy[camel(name)] = value) })
      }
      put(copy)
    } else put(from)
  }
  return top.value
}

/** An entry of a feed: the post, and beneath it a node for its repost. */
function readFeedItem(item: unknown, harvest: BlueskyHarvest): void {
  const uri = readPostView(valueAt(item, 'post'), harvest)
  const by = nameAt(item, 'reason', 'by', 'handle') ?? nameAt(item, 'reason', 'by', 'did')
  if (uri === null || by === null) return
  addRepost(harvest, {
    id: `${uri}#repost-${by}`,
    of: uri,
    author: by,
    createdAt: timeAt(item, 'reason', 'indexedAt'),
    text: stringAt(item, 'post', 'record', 'text') ?? '',
  })
}

/** A post as a repository lists it: nothing but the uri names its author. */
function readListed(item: unknown, harvest: BlueskyHarvest): void {
  const uri = nameAt(item, 'uri')
  const value = objectAt(item, 'value')
  if (uri === null || value === null || stringAt(value, 'text') === null) {
    harvest.remark('record that is no post left out|records that are no posts left out')
    return
  }
  readPostView({ uri, author: { did: didOf(uri) }, record: value }, harvest)
}

const didOf = (uri: string): string => uri.slice('at://'.length).split('/')[0] ?? ''

const isJetstream = (record: unknown): boolean =>
  /^did:/.test(stringAt(record, 'did') ?? '') && valueAt(record, 'time_us') !== undefined && nameAt(record, 'kind') !== null

/** An event of Jetstream: a post, a repost, or the deletion of one; others are counted. */
function readJetstream(event: unknown, harvest: BlueskyHarvest): void {
  const did = stringAt(event, 'did') ?? ''
  const collection = stringAt(event, 'commit', 'collection') ?? ''
  const key = idAt(event, 'commit', 'rkey')
  const operation = stringAt(event, 'commit', 'operation')
  const uri = `at://${did}/${collection}/${key ?? ''}`
  const record = objectAt(event, 'commit', 'record')
  if (key !== null && collection === 'app.bsky.feed.post' && operation === 'delete') {
    harvest.add({
      id: uri,
      threadId: null,
      parentId: null,
      author: null,
      createdAt: null,
      text: '',
      meta: { node: 'deleted' },
    })
  } else if (key !== null && collection === 'app.bsky.feed.post' && record !== null) {
    readPostView({ uri, author: { did }, record }, harvest)
  } else if (key !== null && collection === 'app.bsky.feed.repost' && operation === 'create' && nameAt(record, 'subject', 'uri') !== null) {
    addRepost(harvest, {
      id: uri,
      of: nameAt(record, 'subject', 'uri') ?? '',
      author: did,
      createdAt: timeAt(record, 'createdAt'),
      text: '',
    })
  } else
    harvest.remark(
      'event that is neither post nor repost left out (likes, follows, accounts)|events that are neither posts nor reposts left out (likes, follows, accounts)',
    )
}

interface Repost {
  readonly id: string
  readonly of: string
  readonly author: string
  readonly createdAt: string | null
  readonly text: string
}

function addRepost(harvest: BlueskyHarvest, { of, ...post }: Repost): void {
  harvest.add({ ...post, threadId: null, parentId: of, meta: { node: 'retweet', repostOf: of } })
}

function readRecord(record: unknown, harvest: BlueskyHarvest): void {
  const thread = valueAt(record, 'thread')
  if (Array.isArray(thread)) readV2(record, harvest)
  else if (isThreadNode(thread)) readV1(thread, harvest, objectAt(record, 'threadgate') !== null)
  else if (isThreadNode(record)) readV1(record, harvest, false)
  else if (isPostView(record)) readPostView(record, harvest)
  else if (isListed(record)) readListed(record, harvest)
  else if (Array.isArray(valueAt(record, 'feed'))) for (const item of listAt(record, 'feed')) readFeedItem(item, harvest)
  else if (Array.isArray(valueAt(record, 'records'))) for (const item of listAt(record, 'records')) readListed(item, harvest)
  else for (const post of listAt(record, 'posts')) if (isPostView(post)) readPostView(post, harvest)
}

const isEmptyAnswer = (record: unknown): boolean =>
  ['posts', 'feed', 'records'].some((name) => Array.isArray(valueAt(record, name)) && listAt(record, name).length === 0)

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
export const BLUESKY = defineJsonSource<Set<string>>({
  id: 'bluesky',
  description: 'threads of Bluesky: answers of getPostThread or getPostThreadV2, or post views',
  sign: 'a thread or post with an at:// uri',
  refusal: 'expected a thread or post of Bluesky with an at:// uri, got none. Leave the record out.',
  recognise: recogniseBluesky,
  book: () => new Set(),
  read: (record, harvest) => {
    const count = harvest.posts.length
    if (isJetstream(record)) readJetstream(record, harvest)
    else {
      readRecord(inCamelCase(record), harvest)
      if (harvest.posts.length === count && !isEmptyAnswer(record)) harvest.refuse()
    }
  },
  finish: (posts, harvest) => {
    countUnopened(harvest)
    return posts
  },
})
