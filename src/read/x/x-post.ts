import { decodeEntities } from '../../base/text/html-to-text.js'
import { type MappedFacts, type RecordMap, readMapped } from '../json/record-map.js'
import type { FoundPost } from '../link/assemble-posts.js'

/** Counts of a post by the names that versions of the API share: 1.1 says `favorite_count` for likes, and counts no views. @param at path */
export const xCounts = (at: string): NonNullable<RecordMap['engagement']> => ({
  replies: [`${at}reply_count`],
  likes: [`${at}like_count`, `${at}favorite_count`],
  reposts: [`${at}retweet_count`],
  quotes: [`${at}quote_count`],
  views: [`${at}impression_count`],
})

/** What a post of version 1.1 says of itself, which the website keeps under `legacy`. @param at path */
export const statusMap = (at: string): RecordMap => ({
  threadId: [`${at}conversation_id_str`],
  parentId: [`${at}in_reply_to_status_id_str`, `${at}in_reply_to_status_id`],
  createdAt: [`${at}created_at`],
  language: [`${at}lang`],
  engagement: xCounts(at),
})

/** What is gathered of posts of X beside them. */
export interface XBook {
  /** Handles by account id, where another than the account's own posts gives them. */
  readonly usernames: Map<string, string>
  /** The latest version of an edited post by the id of each. */
  readonly latestOf: Map<string, string>
}

/** What a form of X knows of a post beyond its fields. */
interface XFacts extends MappedFacts {
  /** As sent: with entities, cut for posts above 280 characters. */
  readonly text: string
  readonly longText: string | null
  /** Ids of all versions of an edited post, the latest last. */
  readonly versionIds?: readonly string[]
}

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

/** Makes a found post of a post of X as its API, its website's data or a table of twarc gives it; null without an id. */
export function readXPost(
  record: unknown,
  map: RecordMap,
  { longText, versionIds = [], ...given }: XFacts,
  book?: XBook,
): FoundPost | null {
  const text = decodeEntities(longText ?? given.text)
  const plain = readMapped(record, map, { ...given, text })
  if (plain === null) return null
  const { id, parentId, meta } = plain
  const latest = versionIds.at(-1)
  if (latest !== undefined && versionIds.length > 1) for (const version of [id, ...versionIds]) book?.latestOf.set(version, latest)
  const isRetweet = meta['repostOf'] !== undefined || (meta.node === undefined && parentId === null && /^RT @\w{1,30}: /.test(text))
  const editedAt = versionIds.indexOf(id) > 0 ? timeOfId(id) : null
  const isShort = longText === null && meta.node === undefined && !isRetweet && isCut(text)
  return {
    ...plain,
    meta: {
      ...(isRetweet && { node: 'retweet' as const }),
      ...meta,
      ...(isShort && { truncated: true }),
      ...(editedAt !== null && { editedAt }),
    },
  }
}

/**
 * Settles posts of X together: authors named by the handle known for their id, versions of an edited post under the id of the latest,
 * retweets beneath the post that they repeat where that is there.
 */
export function settleXPosts(posts: readonly FoundPost[], note: (words: string) => void, { usernames, latestOf }: Partial<XBook> = {}) {
  const handles = new Map<unknown, string>(usernames)
  for (const { author, meta } of posts) if (author !== null && author !== meta['authorId']) handles.set(meta['authorId'], author)
  const idOf = <Id extends string | null>(id: Id): Id | string => latestOf?.get(id ?? '') ?? id
  const found = posts.map((post): FoundPost => {
    const { author, meta } = post
    const { quotes, repostOf } = meta
    return {
      ...post,
      id: idOf(post.id),
      threadId: idOf(post.threadId),
      parentId: idOf(post.parentId),
      author: author === meta['authorId'] ? (handles.get(author) ?? author) : author,
      meta: {
        ...meta,
        ...(quotes !== undefined && { quotes: idOf(quotes) }),
        ...(typeof repostOf === 'string' && { repostOf: idOf(repostOf) }),
      },
    }
  })
  const count = found.filter(({ meta }) => meta.truncated === true).length
  const words = count === 1 ? 'post looks' : 'posts look'
  if (count > 0) note(`${count} ${words} cut at 280 characters (no note_tweet in the capture); flagged as truncated`)
  const originals = new Set(found.filter(({ meta }) => meta['repostOf'] === undefined).map(({ id }) => id))
  return found.map((post): FoundPost => {
    const of = post.meta['repostOf']
    return typeof of === 'string' && originals.has(of) ? { ...post, threadId: null, parentId: of } : post
  })
}
