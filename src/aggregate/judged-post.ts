import type { Evidence } from '../stance/stance-classifier.js'
import type { Judgement, ScoredPost } from '../stance/stance-prediction.js'

/** A post as one group sees it: with its judgement on the group's deal. */
export interface JudgedPost {
  readonly post: ScoredPost
  readonly judgement: Judgement
  /** The stretches that decided this judgement; none where they decided another. */
  readonly evidence: readonly Evidence[]
}

/** The posts of each deal, by deal id. Evidence goes with the first stance of a post: it is what it explains. */
export function groupByDeal(posts: readonly ScoredPost[]): Map<string, JudgedPost[]> {
  const members = new Map<string, JudgedPost[]>()
  for (const post of posts) {
    post.stances.forEach((stance, index) => {
      const judged = { post, judgement: stance, evidence: index === 0 ? (post.evidence ?? []) : [] }
      const group = members.get(stance.dealId)
      if (group) group.push(judged)
      else members.set(stance.dealId, [judged])
    })
  }
  return members
}

/** Every post once, with its top-level judgement. */
export function judgeOverall(posts: readonly ScoredPost[]): JudgedPost[] {
  return posts.map((post) => ({ post, judgement: post, evidence: post.evidence ?? [] }))
}
