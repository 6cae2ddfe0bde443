import type { NodeKind } from '../../base/thread/post.js'
import { defineJsonSource, type Harvest } from '../json/json-source.js'
import type { FoundPost } from '../link/assemble-posts.js'
import { get, isJsonObject, type JsonObject, known } from '../record/json-fields.js'
import { byRecords } from '../record/source-sample.js'
import { findXPosts, noteCut, type XPost, xCounts } from './x-post.js'

/** Fields that posts of X's API have and others seldom: two of them make one. */
const POST_SIGNS = ['author_id', 'conversation_id', 'edit_history_tweet_ids', 'public_metrics', 'referenced_tweets', '__twarc'] as const

const isPage = (record: JsonObject): boolean =>
  !Object.hasOwn(record, 'text') &&
  (Object.hasOwn(record, 'data') || get.object(record, 'meta') !== null || Array.isArray(record['errors']))

const isPost = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.string(value, 'text') !== null &&
  POST_SIGNS.filter((sign) => get.value(value, sign) !== undefined).length >= 2

/** What academictwitteR keeps beside its posts: the `includes` of a page, or users alone. */
const isUser = (value: unknown): boolean =>
  get.id(value, 'id') !== null &&
  get.name(value, 'username') !== null &&
  get.string(value, 'text') === null &&
  get.name(value, 'name') !== null

const isIncludes = (value: JsonObject): boolean =>
  !Object.hasOwn(value, 'text') && !Object.hasOwn(value, 'data') && get.list(value, 'users').some(isUser)

/** Whether a text is of X's API, version 2: pages as twarc2 writes them, or posts as `twarc2 flatten` does. */
const recogniseXApi = byRecords((record) => {
  if (isPost(record)) return 'the records are posts of the X API (v2), flattened'
  if (isIncludes(record) || (isUser(record) && get.object(record, 'public_metrics') !== null))
    return 'the records are users of the X API (v2)'
  const [first = get.value(record, 'data')] = get.list(record, 'data')
  const isEmpty = first === undefined && get.count(record, 'meta', 'result_count') === 0
  if (
    isPage(record) &&
    (isEmpty || isPost(first) || (get.string(first, 'text') !== null && (get.object(record, 'includes') ?? get.object(record, '__twarc'))))
  )
    return 'the records are pages of the X API (v2)'
  return null
})

interface XApiBook {
  readonly posts: XPost[]
  /** Posts that others refer to, by id: parents, but also what was quoted or retweeted. */
  readonly included: Map<string, XPost>
  readonly missing: Map<string, NodeKind>
  readonly usernames: Map<string, string>
  isOpenEnded: boolean
}

function readPage(page: JsonObject, book: XApiBook, reject: () => void): void {
  for (const user of get.list(page, 'includes', 'users')) readUser(user, book)
  const inside: XPost[] = []
  for (const tweet of get.list(page, 'includes', 'tweets')) readPost(tweet, book, inside, () => {})
  for (const post of inside) book.included.set(post.id, post)
  const data = get.value(page, 'data')
  for (const post of Array.isArray(data) ? (data as readonly unknown[]) : data === undefined || data === null ? [] : [data])
    readPost(post, book, book.posts, reject)
  for (const error of get.list(page, 'errors')) {
    const id = get.id(error, 'resource_id') ?? get.id(error, 'value')
    const kind = get.string(error, 'resource_type')
    if (id === null || (kind !== null && kind !== 'tweet' && kind !== 'post')) continue
    const isRefused = /not-authorized|authorization/i.test(`${get.string(error, 'type')} ${get.string(error, 'title')}`)
    book.missing.set(id, isRefused ? 'blocked' : 'not-found')
  }
  book.isOpenEnded = get.string(page, 'meta', 'next_token') !== null
}

function readUser(user: unknown, book: XApiBook): void {
  const id = get.id(user, 'id')
  const username = get.name(user, 'username')
  if (id !== null && username !== null) book.usernames.set(id, username)
}

export function readPost(value: unknown, book: XApiBook, into: XPost[], reject: () => void): void {
  const id = get.id(value, 'id')
  const text = get.string(value, 'text')
  if (id === null || text === null) {
    reject()
    return
  }
  // Flattened posts bring the people and posts they refer to.
  readUser(get.object(value, 'author'), book)
  readUser(get.object(value, 'in_reply_to_user'), book)
  const references = new Map<string, string>()
  for (const reference of get.list(value, 'referenced_tweets')) {
    const type = get.string(reference, 'type')
    const referredId = get.id(reference, 'id')
    if (type === null || referredId === null) continue
    references.set(type, referredId)
    if (get.string(reference, 'text') === null || book.included.has(referredId)) continue
    const inside: XPost[] = []
    readPost(withoutReferences(reference), book, inside, () => {})
    for (const post of inside) book.included.set(post.id, post)
  }
  into.push({
    id,
    text,
    longText: get.name(value, 'note_tweet', 'text'),
    conversationId: get.id(value, 'conversation_id'),
    parentId: references.get('replied_to') ?? null,
    quotedId: references.get('quoted') ?? null,
    retweetedId: references.get('retweeted') ?? null,
    authorId: get.id(value, 'author_id') ?? get.id(value, 'author', 'id'),
    username: get.name(value, 'author', 'username'),
    createdAt: get.time(value, 'created_at'),
    language: get.name(value, 'lang'),
    engagement: xCounts((name) => get.count(value, 'public_metrics', name)),
    versionIds: get.list(value, 'edit_history_tweet_ids').flatMap((version) => get.id({ version }, 'version') ?? []),
    extra: known({ articleTitle: get.name(value, 'article', 'title') }),
  })
}

/** A post inside a post, its own references cut to type and id: twarc2 nests one level, and no more is followed. */
function withoutReferences(reference: unknown): unknown {
  if (!isJsonObject(reference)) return reference
  return {
    ...reference,
    referenced_tweets: get.list(reference, 'referenced_tweets').map((each) => ({ type: get.string(each, 'type'), id: get.id(each, 'id') })),
  }
}

/** The captured posts, the included ones that belong to their conversations, and nodes for answered posts that the API did not give. */
function withAnswered({ posts, included, missing }: XApiBook): { posts: XPost[]; leftOutCount: number } {
  const all = [...posts]
  const ids = new Set(posts.map(({ id }) => id))
  const conversations = new Set(posts.flatMap(({ conversationId, retweetedId }) => (retweetedId == null ? (conversationId ?? []) : [])))
  const add = (post: XPost): void => {
    ids.add(post.id)
    all.push(post)
  }
  const candidates = [...included.values()].filter(({ id }) => !ids.has(id))
  for (const post of candidates) if (post.conversationId != null && conversations.has(post.conversationId)) add(post)
  // What was added is walked too: its parents may be included or missing.
  for (let index = 0; index < all.length; index += 1) {
    const parentId = all[index]?.parentId ?? null
    if (parentId === null || ids.has(parentId)) continue
    const parent = included.get(parentId)
    const node = missing.get(parentId)
    if (parent) add(parent)
    else if (node) add({ id: parentId, text: '', node, conversationId: all[index]?.conversationId ?? null })
  }
  return { posts: all, leftOutCount: candidates.filter(({ id }) => !ids.has(id)).length }
}

/** How posts of the API become posts, whatever they stand in. */
export const X_API_POSTS = {
  book: (): XApiBook => ({ posts: [], included: new Map(), missing: new Map(), usernames: new Map(), isOpenEnded: false }),
  finish: (_: unknown, { book, note }: Harvest<XApiBook>): FoundPost[] => {
    const { posts, leftOutCount } = withAnswered(book)
    const found = findXPosts(posts, book.usernames)
    noteCut(found, note)
    if (leftOutCount > 0) note(`${leftOutCount} included posts of other conversations, quoted or retweeted only, left out`)
    if (found.length === 0 && book.usernames.size > 0) note('the input holds users alone, and no post')
    if (book.isOpenEnded) note('the last page has a next_token: the search was not read to its end')
    return found
  },
}

/**
 * The parent is the `replied_to` reference, never `in_reply_to_user_id`. Included posts are taken where they belong to a captured
 * conversation or were answered; what was only quoted or retweeted is linked by id.
 *
 * @see https://docs.x.com/x-api/fundamentals/data-dictionary
 */
export const X_API = defineJsonSource({
  ...X_API_POSTS,
  id: 'x-api',
  description: 'X API v2: pages as twarc2 writes them, flattened posts, or arrays of either',
  sign: 'pages with data and includes, or posts with author_id, conversation_id, public_metrics …',
  refusal: 'expected a page or a post of the X API with id and text, got neither. Leave the record out.',
  recognise: recogniseXApi,
  read: (record, { book, refuse }) => {
    for (const value of Array.isArray(record) ? (record as readonly unknown[]) : [record]) {
      if (!isJsonObject(value)) refuse()
      else if (isIncludes(value)) readPage({ includes: value }, book, refuse)
      else if (isUser(value)) readUser(value, book)
      else if (isPage(value)) readPage(value, book, refuse)
      else readPost(value, book, book.posts, refuse)
    }
  },
})
