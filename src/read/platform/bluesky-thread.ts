import type { NodeKind } from '../../base/thread/post.js'
import type { FoundPost } from '../link/found-post.js'
import type { ThreadFactsBook } from '../link/thread-facts.js'
import { countAt, engagementOf, known, listAt, nameAt, objectAt, stringAt, timeAt, valueAt, walkValues } from '../record/json-fields.js'

/** What the answers of Bluesky hold together, before anything is tied. */
export interface BlueskyHarvest {
  readonly posts: FoundPost[]
  readonly facts: ThreadFactsBook
  /** Threads of which V2 says how many replies it left out. */
  readonly countedThreads: Set<string>
  /** What was left out on purpose, in words that follow a number, and how often. */
  readonly leftOut: Map<string, number>
}

/** A declared time may lie so far before that of indexing: posts are written offline, and old ones imported. */
const DAY_MS = 24 * 60 * 60 * 1000

/** Where a placeholder stands, as far as its surroundings tell. */
interface Place {
  readonly threadId: string | null
  readonly parentId: string | null
}

/** Reads the nested form without recursion: the ancestors from the top, the post, then its replies in the order given. */
export function readV1(top: unknown, harvest: BlueskyHarvest, lineNumber: number, hasThreadgate: boolean): void {
  const ancestors: unknown[] = []
  for (let node: unknown = valueAt(top, 'parent'); node !== undefined && node !== null; node = valueAt(node, 'parent')) ancestors.push(node)
  const threadId = rootOf([top, ...ancestors])
  if (hasThreadgate && threadId !== null) harvest.facts.note(threadId, 'the thread has a threadgate: who may reply is restricted')
  let above: string | null = null
  for (const node of ancestors.reverse()) above = readNode(node, { threadId, parentId: above }, harvest, lineNumber) ?? above
  walkValues(top, above, (node, parentId, queue) => {
    const uri = readNode(node, { threadId, parentId }, harvest, lineNumber)
    queue(listAt(node, 'replies'), uri ?? parentId)
  })
}

/** Reads the flat form: items from the top down, each one level below the nearest item above it that is less deep. */
export function readV2(record: unknown, harvest: BlueskyHarvest, lineNumber: number): void {
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
      readPostView(valueAt(value, 'post'), harvest, lineNumber, { threadId, parentId: null }, isHidden ? { hiddenByThreadgate: true } : {})
      const more = countAt(value, 'moreReplies') ?? 0
      if (more > 0 && threadId !== null) {
        harvest.facts.leaveUnopened(threadId, more)
        harvest.countedThreads.add(threadId)
      }
      if (valueAt(value, 'moreParents') === true && threadId !== null)
        harvest.facts.note(threadId, 'posts above the first were not fetched')
    } else readPlaceholder(uri, /NotFound$/.test(type) ? 'not-found' : 'blocked', place, harvest, lineNumber)
  }
  if (valueAt(record, 'hasOtherReplies') === true && threadId !== null)
    harvest.facts.note(threadId, 'further replies that the service ranks low or hides were not fetched (hasOtherReplies)')
}

/** Reads a post or a placeholder; gives its uri, or null when it is neither. */
function readNode(node: unknown, place: Place, harvest: BlueskyHarvest, lineNumber: number): string | null {
  if (objectAt(node, 'post') !== null) return readPostView(valueAt(node, 'post'), harvest, lineNumber, { ...place, parentId: null })
  const uri = nameAt(node, 'uri')
  if (uri === null) return null
  const isBlocked = valueAt(node, 'blocked') === true || (stringAt(node, '$type') ?? '').endsWith('#blockedPost')
  readPlaceholder(uri, isBlocked ? 'blocked' : 'not-found', place, harvest, lineNumber)
  return uri
}

function readPlaceholder(uri: string, node: NodeKind, place: Place, harvest: BlueskyHarvest, lineNumber: number): void {
  harvest.posts.push({ id: uri, ...place, author: null, createdAt: null, text: '', lineNumber, meta: { node } })
}

/** Reads one post; gives its uri, or null when it has none. */
export function readPostView(
  post: unknown,
  harvest: BlueskyHarvest,
  lineNumber: number,
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
  harvest.posts.push({
    id: uri,
    threadId: nameAt(record, 'reply', 'root', 'uri') ?? (parentId === null ? uri : place.threadId),
    parentId,
    author: handle === null || handle === 'handle.invalid' ? did : handle,
    createdAt,
    text: stringAt(record, 'text') ?? '',
    lineNumber,
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
export function countUnopened({ posts, facts, countedThreads }: BlueskyHarvest): void {
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
