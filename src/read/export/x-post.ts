import { decodeEntities } from '../../base/text/html-to-text.js'
import type { FoundPost } from '../link/group-into-threads.js'
import { type MappedFacts, parseMapped, type RecordMap } from './record-map.js'

/**
 * Counts by the names that API versions share. 1.1 says `favorite_count` for likes and has no
 * views.
 *
 * @param at path
 */
export const xCounts = (at: string): NonNullable<RecordMap['engagement']> => ({
  replies: [`${at}reply_count`],
  likes: [`${at}like_count`, `${at}favorite_count`],
  reposts: [`${at}retweet_count`],
  quotes: [`${at}quote_count`],
  views: [`${at}impression_count`],
})

/** Fields of a version 1.1 post, which the website keeps under `legacy`. @param at path */
export const statusMap = (at: string): RecordMap => ({
  threadId: [`${at}conversation_id_str`],
  parentId: [`${at}in_reply_to_status_id_str`, `${at}in_reply_to_status_id`],
  createdAt: [`${at}created_at`],
  language: [`${at}lang`],
  engagement: xCounts(at),
})

export interface XBook {
  readonly usernames: Map<string, string>
  /** Id of an edited post's latest version, by the id of each version. */
  readonly latestOf: Map<string, string>
}

interface XFacts extends MappedFacts {
  /** Text as sent: with entities, cut above 280 characters. */
  readonly text: string
  readonly longText: string | null
  /** Ids of an edited post's versions, the latest last. */
  readonly versionIds?: readonly string[]
}

/** Length from which a text may be one cut at 280 characters. */
const CUT_FROM = 270
/** End of a cut text: a link to the whole, or an ellipsis. */
const CUT_END = /(?:https:\/\/t\.co\/\w+|…)$/
const SENTENCE_END = /(?:[.!?:;)\]"'”’»]|\p{Extended_Pictographic}\u{fe0f}?)$/u

export function isCut(text: string): boolean {
  const trimmed = text.trimEnd()
  // UTF-16 units are at least as many as characters.
  if (trimmed.length < CUT_FROM || [...trimmed].length < CUT_FROM) return false
  return CUT_END.test(trimmed) || !SENTENCE_END.test(trimmed)
}

/** Epoch of X's ids, in milliseconds since 1970. */
const ID_EPOCH_MS = 1_288_834_974_657n

/** Time in an id. An edit has its own id, so this is the time of the edit. */
function timeOfId(id: string): string | null {
  return /^\d{1,19}$/.test(id)
    ? new Date(Number((BigInt(id) >> 22n) + ID_EPOCH_MS)).toISOString()
    : null
}

/** Makes a found post from X's API, website data or twarc's table; null without an id. */
export function parseXPost(
  record: unknown,
  map: RecordMap,
  { longText, versionIds = [], ...facts }: XFacts,
  book?: XBook,
): FoundPost | null {
  const text = decodeEntities(longText ?? facts.text)
  const plain = parseMapped(record, map, { ...facts, text })
  if (plain === null) return null
  const { id, parentId, meta } = plain
  const latest = versionIds.at(-1)
  if (latest !== undefined && versionIds.length > 1)
    for (const version of [id, ...versionIds]) book?.latestOf.set(version, latest)
  const isRetweet =
    meta['repostOf'] !== undefined ||
    (meta.node === undefined && parentId === null && /^RT @\w{1,30}: /.test(text))
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
 * Settles posts of X together. Adds known handles by account id, keeps an edited post under its
 * latest id, hangs retweets below present originals.
 */
export function settleXPosts(
  posts: readonly FoundPost[],
  note: (words: string) => void,
  { usernames, latestOf }: Partial<XBook> = {},
) {
  const handles = new Map<unknown, string>(usernames)
  for (const { author, meta } of posts)
    if (author !== null && author !== meta['authorId']) handles.set(meta['authorId'], author)
  const idOf = <Id extends string | null>(id: Id): Id | string => latestOf?.get(id ?? '') ?? id
  const foundPosts = posts.map((post): FoundPost => {
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
  const count = foundPosts.filter(({ meta }) => meta.truncated === true).length
  const words = count === 1 ? 'post looks' : 'posts look'
  if (count > 0)
    note(
      `${count} ${words} cut at 280 characters (no note_tweet in the capture); flagged as truncated`,
    )
  const originals = new Map(
    foundPosts.flatMap((post) => (post.meta['repostOf'] === undefined ? [[post.id, post]] : [])),
  )
  return foundPosts.map((post): FoundPost => {
    const of = post.meta['repostOf']
    const original = typeof of === 'string' ? originals.get(of) : undefined
    return original === undefined ? post : { ...post, threadId: original.threadId, parentId: null }
  })
}
