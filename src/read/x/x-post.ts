import { decodeEntities } from '../../base/text/html-to-text.js'
import type { JsonValue, NodeKind } from '../../base/thread/post.js'
import type { FoundPost } from '../link/assemble-posts.js'
import { engagementOf, get, known } from '../record/json-fields.js'

/** A post of X as its API, its website's data or a table of twarc gives it. Parts that it lacks are absent or null. */
export interface XPost {
  readonly id: string
  /** As sent: with entities, cut for posts above 280 characters. */
  readonly text: string
  readonly longText?: string | null
  readonly conversationId?: string | null
  readonly parentId?: string | null
  readonly quotedId?: string | null
  readonly retweetedId?: string | null
  readonly authorId?: string | null
  readonly username?: string | null
  readonly createdAt?: string | null
  readonly language?: string | null
  readonly engagement?: Readonly<Record<string, number | null>>
  /** Ids of all versions of an edited post, the latest last. */
  readonly versionIds?: readonly string[]
  readonly node?: NodeKind | null
  readonly extra?: Readonly<Record<string, JsonValue>>
}

/** Counts of a post by the names that versions of the API share: 1.1 says `favorite_count` for likes, and counts no views. */
export const xCounts = (countOf: (name: string) => number | null): Record<string, number | null> => ({
  replies: countOf('reply_count'),
  likes: countOf('like_count') ?? countOf('favorite_count'),
  reposts: countOf('retweet_count'),
  quotes: countOf('quote_count'),
  views: countOf('impression_count'),
})

/** What a post of version 1.1 says of itself, which the website keeps under `legacy`. */
export const readStatus = (status: unknown) => ({
  conversationId: get.id(status, 'conversation_id_str'),
  parentId: get.id(status, 'in_reply_to_status_id_str') ?? get.id(status, 'in_reply_to_status_id'),
  createdAt: get.time(status, 'created_at'),
  language: get.name(status, 'lang'),
  engagement: xCounts((name) => get.count(status, name)),
})

/** From so many characters on a text may be one of 280 that was cut. */
const CUT_FROM = 270
/** A text that was cut ends in the link to the whole, in an ellipsis, or in the middle of a sentence. */
const CUT_END = /(?:https:\/\/t\.co\/\w+|…)$/
const SENTENCE_END = /(?:[.!?:;)\]"'”’»]|\p{Extended_Pictographic}\u{fe0f}?)$/u

/** Whether a text of X is likely the beginning of a longer one. */
export function isCut(text: string): boolean {
  const trimmed = text.trimEnd()
  // Never more characters than UTF-16 units.
  if (trimmed.length < CUT_FROM || [...trimmed].length < CUT_FROM) return false
  return CUT_END.test(trimmed) || !SENTENCE_END.test(trimmed)
}

/** Ids of X begin with milliseconds since then. */
const ID_EPOCH_MS = 1_288_834_974_657n

/** When an id was given out: the time of an edit, since each version has an id of its own. */
function timeOfId(id: string): string | null {
  return /^\d{1,19}$/.test(id) ? new Date(Number((BigInt(id) >> 22n) + ID_EPOCH_MS)).toISOString() : null
}

/**
 * Makes found posts of X posts: authors named by the handle known for their id, versions of an edited post under the id of the latest,
 * retweets beneath the post they repeat where that is there.
 *
 * @param usernames handles by author id, wherever the input gives them
 */
export function findXPosts(posts: readonly XPost[], usernames: ReadonlyMap<string, string> = new Map()): FoundPost[] {
  const latestOf = new Map<string, string>()
  for (const { id, versionIds = [] } of posts) {
    const latest = versionIds.at(-1)
    if (latest === undefined || versionIds.length < 2) continue
    for (const version of [id, ...versionIds]) latestOf.set(version, latest)
  }
  const idOf = (id: string | null | undefined): string | null => (id == null ? null : (latestOf.get(id) ?? id))
  const found = posts.map((post): FoundPost => {
    const text = decodeEntities(post.longText ?? post.text)
    const isRetweet = post.retweetedId != null || (post.node == null && post.parentId == null && /^RT @\w{1,30}: /.test(text))
    const node = post.node ?? (isRetweet ? 'retweet' : null)
    return {
      id: idOf(post.id) ?? post.id,
      threadId: idOf(post.conversationId),
      parentId: idOf(post.parentId),
      author: post.username ?? (post.authorId == null ? null : (usernames.get(post.authorId) ?? post.authorId)),
      createdAt: post.createdAt ?? null,
      text,
      meta: {
        ...(node !== null && { node }),
        ...(post.longText == null && node === null && isCut(text) && { truncated: true }),
        ...known({ language: post.language, quotes: idOf(post.quotedId), authorId: post.authorId }),
        ...(isRetweet && known({ repostOf: idOf(post.retweetedId) })),
        ...((post.versionIds ?? []).indexOf(post.id) > 0 && known({ editedAt: timeOfId(post.id) })),
        ...engagementOf(post.engagement ?? {}),
        ...post.extra,
      },
    }
  })
  return underOriginals(found)
}

/** Retweets stand beneath the post that they repeat, where that is there. */
export function underOriginals(posts: readonly FoundPost[]): FoundPost[] {
  const originals = new Set(posts.filter(({ meta }) => meta['repostOf'] === undefined).map(({ id }) => id))
  return posts.map((post) => {
    const of = post.meta['repostOf']
    return typeof of === 'string' && originals.has(of) ? { ...post, threadId: null, parentId: of } : post
  })
}

/** Says how many posts look cut. */
export function noteCut(found: readonly FoundPost[], note: (words: string) => void): void {
  const count = found.filter(({ meta }) => meta.truncated === true).length
  const posts = count === 1 ? 'post looks' : 'posts look'
  if (count > 0) note(`${count} ${posts} cut at 280 characters (no note_tweet in the capture); flagged as truncated`)
}
