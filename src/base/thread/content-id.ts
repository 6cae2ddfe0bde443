import { sha256OfText } from '../text/sha256-text.js'
import { normaliseSpace } from './deal-record.js'
import type { Post } from './post.js'

/**
 * Hex digits of an id made of words. By chance, two of 10,000 posts share them in one of 20,000
 * threads. They get numbers.
 */
const DIGIT_COUNT = 10
/** Characters of opening posts that tell one thread from others: "Good move" alone opens many. */
const OPENING_LENGTH = 80

/**
 * A second hash tells threads that begin alike, see `Namesakes`. A `u` marks the id that a
 * pseudonymiser gave: words alone would name the author.
 */
const CONTENT_ID = /^([pt])-(u?)[0-9a-f]{10}(?:-\d+|-[0-9a-f]{10})?$/

/** Tells an id that {@link contentIds} made. */
export const isContentId = (id: string): boolean => CONTENT_ID.test(id)

/** Replaces an id made from words, and keeps any other. @param hash a keyed hash, in hex */
export function hideContentId(id: string, hash: (id: string) => string): string {
  const [, kind, mark] = CONTENT_ID.exec(id) ?? []
  return kind === undefined || mark === 'u' ? id : `${kind}-u${hash(id).slice(0, DIGIT_COUNT)}`
}

export const contentHash = (parts: readonly (string | null)[]): string =>
  sha256OfText(JSON.stringify(parts), 16).slice(0, DIGIT_COUNT)

type Worded = Pick<Post, 'author' | 'text' | 'meta'>

/**
 * White space differs between browsers. The author of a root is left out: one capture may know it,
 * another not.
 */
const wordsOf = ({ author, text, meta }: Worded): [string | null, string] => [
  meta.role === 'root' ? null : author,
  normaliseSpace(text),
]

/**
 * Makes ids for a thread whose text gives none, such as a paste or an article. A later and longer
 * capture of the same thread gives its posts the same.
 *
 * - Posts: `p-` and ten hex digits of SHA-256 of author (null for a root) and text. The second post
 *   with these digits ends in `-2`.
 * - Thread: `t-` and ten hex digits of its first roots, up to 80 characters. Without a root: of the
 *   title without numbers, and the first reply.
 */
export function contentIds(
  posts: readonly Worded[],
  titles: readonly string[],
): { readonly threadId: string; readonly ids: readonly string[] } {
  const counts = new Map<string, number>()
  const ids = posts.map((post) => {
    const id = `p-${contentHash(wordsOf(post))}`
    const count = (counts.get(id) ?? 0) + 1
    counts.set(id, count)
    return count === 1 ? id : `${id}-${count}`
  })
  return { threadId: `t-${contentHash(openingOf(posts, titles))}`, ids }
}

function openingOf(posts: readonly Worded[], [title = '']: readonly string[]): (string | null)[] {
  const opening: (string | null)[] = []
  let length = 0
  for (const post of posts) {
    if (post.meta.role !== 'root' || length >= OPENING_LENGTH) break
    const words = wordsOf(post)
    for (const word of words) opening.push(word)
    length += words[1].length
  }
  if (opening.length > 0) return opening
  const [first] = posts
  return [normaliseSpace(title.replace(/\d+/g, '')), ...(first === undefined ? [] : wordsOf(first))]
}

type Numbered = Pick<Post, 'id' | 'threadId'>

type Shown = Numbered & Pick<Post, 'parentId' | 'meta'>

/**
 * Gives posts the ids that people read: `p1`, `p2` by their place in the thread for ids made of
 * words. Files hold the ids themselves.
 *
 * @param all the posts of their threads, by whose places they are numbered
 */
export function numberPosts<Each extends Shown>(
  posts: readonly Each[],
  all: readonly Numbered[] = posts,
): Each[] {
  const numbers = numbersOf(all)
  const shown = (threadId: string, id: string): string => numbers.get(threadId)?.get(id) ?? id
  return posts.map((post) => {
    const { id, threadId, parentId, meta } = post
    if (!numbers.has(threadId)) return post
    const { possibleParents } = meta
    return {
      ...post,
      id: shown(threadId, id),
      parentId: parentId === null ? null : shown(threadId, parentId),
      meta: possibleParents
        ? { ...meta, possibleParents: possibleParents.map((each) => shown(threadId, each)) }
        : meta,
    }
  })
}

/** The number of each post whose id was made of words, by thread. */
function numbersOf(posts: readonly Numbered[]): Map<string, Map<string, string>> {
  const numbers = new Map<string, Map<string, string>>()
  const places = new Map<string, number>()
  for (const { id, threadId } of posts) {
    const place = (places.get(threadId) ?? 0) + 1
    places.set(threadId, place)
    if (!isContentId(id)) continue
    const inThread = numbers.get(threadId) ?? new Map<string, string>()
    numbers.set(threadId, inThread.set(id, `p${place}`))
  }
  return numbers
}
