import type { Evidence } from '../stance/stance-classifier.js'
import type { Judgement, ScoredPost } from '../stance/stance-prediction.js'

/** A post as one group sees it: with its judgement on the group's deal. */
export interface JudgedPost {
  readonly post: ScoredPost
  readonly judgement: Judgement
  /** The stretches that decided this judgement; none where they decided another. */
  readonly evidence: readonly Evidence[]
}

/** The posts of each deal, by deal id. Evidence explains the first stance of a post, and those of the same label. */
export function groupByDeal(posts: readonly ScoredPost[]): Map<string, JudgedPost[]> {
  const members = new Map<string, JudgedPost[]>()
  for (const post of posts) {
    for (const stance of post.stances) {
      const judged = { post, judgement: stance, evidence: stance.label === post.label ? (post.evidence ?? []) : [] }
      const group = members.get(stance.dealId)
      if (group) group.push(judged)
      else members.set(stance.dealId, [judged])
    }
  }
  return members
}

/** Every post once, with its top-level judgement. */
export function judgeOverall(posts: readonly ScoredPost[]): JudgedPost[] {
  return posts.map((post) => ({ post, judgement: post, evidence: post.evidence ?? [] }))
}
