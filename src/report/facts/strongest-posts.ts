import type { JudgedPost } from '../../aggregate/judged-post.js'

/** The posts that argue most plainly for a side: surest first, then the most weight of deciding words; at most one of each known author. */
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

function weightToward({ evidence }: JudgedPost, side: string): number {
  return evidence.reduce((total, { toward, weight }) => total + (toward === side ? weight : 0), 0)
}
