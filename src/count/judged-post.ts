import { addTo } from '../base/statistics/group-by.js'
import type { Evidence } from '../judge/stance/stance-classifier.js'
import type { Judgement, ScoredPost } from '../judge/stance/stance-prediction.js'

/** A post with its judgement on the deal of one group. */
export interface JudgedPost {
  readonly post: ScoredPost
  readonly judgement: Judgement
  /** The spans that decided this judgement; empty where the post's evidence explains another label. */
  readonly evidence: readonly Evidence[]
}

/** Groups posts by deal id. Evidence explains a post's top-level label, and so only the stances with that label. */
export function groupByDeal(posts: readonly ScoredPost[]): Map<string, JudgedPost[]> {
  const members = new Map<string, JudgedPost[]>()
  for (const post of posts) {
    for (const stance of post.stances) {
      const judged = { post, judgement: stance, evidence: stance.label === post.label ? (post.evidence ?? []) : [] }
      addTo(members, stance.dealId, judged)
    }
  }
  return members
}

/** Lists every post once, with its top-level judgement. */
export function judgeOverall(posts: readonly ScoredPost[]): JudgedPost[] {
  return posts.map((post) => ({ post, judgement: post, evidence: post.evidence ?? [] }))
}
