import type { JudgedPost } from '../../aggregate/judged-post.js'

/**
 * The posts that argue most clearly for a side, by probability, then by evidence weight. Repeated posts are left out, and each known
 * author has at most one post.
 */
export function strongestPosts(judged: readonly JudgedPost[], side: string, count: number): JudgedPost[] {
  const candidates = judged.filter(
    ({ post, judgement }) => judgement.label === side && !post.flags.some((flag) => flag.startsWith('duplicate-of:')),
  )
  const ranked = candidates
    .map((each) => ({ each, probability: each.judgement.probabilities?.[side] ?? 0, weight: weightToward(each, side) }))
    .sort((one, other) => other.probability - one.probability || other.weight - one.weight)
  const authors = new Set<string>()
  const chosen: JudgedPost[] = []
  for (const { each } of ranked) {
    if (chosen.length >= count) break
    const { author } = each.post
    if (author !== null && authors.has(author)) continue
    if (author !== null) authors.add(author)
    chosen.push(each)
  }
  return chosen
}

const weightToward = ({ evidence }: JudgedPost, side: string): number =>
  evidence.reduce((total, { toward, weight }) => total + (toward === side ? weight : 0), 0)
