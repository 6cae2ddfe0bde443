import { countEach } from '../../base/statistics/group-by.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** Replaces a withheld text. */
const WITHHELD = '[withheld]'

/** Posts with some texts withheld. */
export interface RedactedPosts {
  readonly posts: readonly ScoredPost[]
  readonly withheldCount: number
}

/**
 * Withholds the texts of authors with few posts: an exact quote can be searched for and identifies its author. Counts and labels stay.
 * Each post without a known author counts as the only post of an author.
 *
 * @param minimumCount number of the given posts that an author must have for their texts to stay
 */
export function redactQuotes(posts: readonly ScoredPost[], minimumCount: number): RedactedPosts {
  const counts = countEach(posts.map(({ author }) => author))
  let withheldCount = 0
  const redacted = posts.map((post) => {
    const count = post.author === null ? 1 : (counts.get(post.author) ?? 0)
    if (count >= minimumCount) return post
    withheldCount += 1
    return { ...post, text: WITHHELD, evidence: post.evidence === null ? null : [] }
  })
  return { posts: redacted, withheldCount }
}
