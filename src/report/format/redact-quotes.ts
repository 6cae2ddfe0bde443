import type { ScoredPost } from '../../stance/stance-prediction.js'

/** What stands in place of a text that was withheld. */
export const WITHHELD = '[withheld]'

/** Posts without the words that are not to be quoted, and how many posts lost theirs. */
export interface RedactedPosts {
  readonly posts: readonly ScoredPost[]
  readonly withheldCount: number
}

/**
 * Withholds the words of posts by accounts with few posts, for outputs that people read: an exact quote can be searched for, and leads to
 * its author. Counts and labels stay. A post whose author is unknown counts as one of an account seen once.
 *
 * @param minimumCount posts that an account must have among the given ones for its words to be shown
 */
export function redactQuotes(posts: readonly ScoredPost[], minimumCount: number): RedactedPosts {
  const counts = new Map<string, number>()
  for (const { author } of posts) if (author !== null) counts.set(author, (counts.get(author) ?? 0) + 1)
  let withheldCount = 0
  const redacted = posts.map((post) => {
    const count = post.author === null ? 1 : (counts.get(post.author) ?? 0)
    if (count >= minimumCount) return post
    withheldCount += 1
    return { ...post, text: WITHHELD, evidence: post.evidence === null ? null : [] }
  })
  return { posts: redacted, withheldCount }
}
