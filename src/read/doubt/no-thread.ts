import { foldSpace } from '../../base/text/fold-text.js'
import { lazily } from '../../base/text/lazily.js'
import type { Post } from '../../base/thread/post.js'
import { mayBeMoment } from '../copied/tags/moments.js'
import { wordsFor } from '../copied/words/words.js'
import type { IngestResult } from '../record/ingest-result.js'
import { DAY_LENGTH, isOlderAge, parseAge } from '../record/parse-date.js'

const DAY_SECONDS = 86_400

/**
 * True for a post that was surely written before another, false if not, null where the times do not
 * tell. Ages are rounded down; a day without an age is older than hours.
 *
 *     3h, below 2h      -> true
 *     Mar 2, below 5h   -> true
 *     3h, below 2d      -> false
 */
function isOlder(post: Post, other: Post): boolean | null {
  if (post.createdAt !== null && other.createdAt !== null)
    return post.createdAt.slice(0, DAY_LENGTH) < other.createdAt.slice(0, DAY_LENGTH)
  const shown = String(post.meta['timeText'] ?? '').trim()
  const age = parseAge(shown)
  const otherAge = parseAge(String(other.meta['timeText'] ?? '').trim())
  if (otherAge === null) return null
  if (age !== null) return isOlderAge(age, otherAge)
  return otherAge.seconds < DAY_SECONDS && mayBeMoment(shown) ? true : null
}

/** Fewest answers older than their posts that show a list, and their share. Choice. */
const LEAST_COUNT = 2
const LEAST_SHARE = 0.5

/** Count of comments at the end of a line: "48 comments", "98 points | 22 comments". */
const COMMENTS = lazily(
  () => new RegExp(`(?:^|[|·•] ?)\\d[\\d.,]{0,8}k? (?:comments?|${wordsFor('comments')})$`, 'u'),
)
/** Fewest posts with a count of their own, and their share, that show a feed. Choice. */
const LEAST_COUNTED = 3
const COUNTED_SHARE = 0.6

/**
 * Caution about posts that each count their own comments where none answers another, or null.
 *
 *     Nadia Orlu · 5h / We closed the depot. / 48 comments
 *     Tomas Reik · 2d / Annuities are boring. / 9 comments
 */
function describeFeed(posts: readonly Post[], text: string): string | null {
  if (posts.some(({ parentId, meta }) => parentId !== null && !meta.isParentInferred)) return null
  const [opening = ''] = posts.at(-1)?.text.split('\n') ?? []
  const count = text
    .slice(0, text.lastIndexOf(opening))
    .split('\n')
    .filter((line) => COMMENTS().test(foldSpace(line).toLowerCase())).length
  const isFeed = count >= LEAST_COUNTED && count >= COUNTED_SHARE * posts.length
  return isFeed
    ? `${count} of ${posts.length} posts count their own comments and none answers another: the page may be a feed, no thread`
    : null
}

/**
 * Marks answers that are older than the post they are tied to as guesses: nobody answers what is
 * not written yet. Where most are, the page is no thread, and every answer is a guess.
 *
 * @returns a caution for a list of posts
 */
export function markNoThread(
  result: IngestResult,
  text: string,
): { readonly result: IngestResult; readonly caution: string | null } {
  const byId = new Map(result.posts.map((post) => [post.id, post]))
  const older = new Set<Post>()
  let comparedCount = 0
  for (const post of result.posts) {
    const parent = byId.get(post.parentId ?? '')
    const answer = parent && isOlder(post, parent)
    comparedCount += typeof answer === 'boolean' ? 1 : 0
    if (answer) older.add(post)
  }
  if (older.size === 0) return { result, caution: describeFeed(result.posts, text) }
  const isList = older.size >= LEAST_COUNT && older.size >= LEAST_SHARE * comparedCount
  const posts = result.posts.map((post) =>
    post.parentId !== null && (isList || older.has(post))
      ? { ...post, meta: { ...post.meta, isParentInferred: true as const } }
      : post,
  )
  const caution = isList
    ? `${older.size} of ${comparedCount} replies are older than their parent: the page may be a feed or search results, no thread`
    : describeFeed(posts, text)
  return { result: { ...result, posts }, caution }
}
