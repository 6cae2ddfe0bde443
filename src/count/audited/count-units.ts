import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { countNumbers } from '../../base/statistics/group-by.js'
import { kishEffectiveSize } from '../../base/statistics/interval/kish-effective-size.js'
import type { PostMeta } from '../../base/thread/post.js'
import type { CountingUnit } from '../breakdown/breakdown-audit.js'
import { type CapturedEstimate, intervalsOf } from './estimate-captured.js'

/**
 * The quoted shares when posts, authors, threads, or reactions have one vote each. An author's vote is split evenly among their posts, a
 * thread's among its posts, so that a person of two minds counts half for each. The proxies are used as far as in the quoted estimate.
 */
export function countUnits(estimate: CapturedEstimate, scheme: StanceScheme, confidenceLevel: number): CountingUnit[] {
  const { sample } = estimate
  const votes: { readonly unit: CountingUnit['unit']; readonly weights: Float64Array }[] = [
    { unit: 'post', weights: new Float64Array(sample.units.length).fill(1) },
    { unit: 'author', weights: oneVoteEach(sample.authorOf) },
    { unit: 'thread', weights: oneVoteEach(sample.threadOf) },
  ]
  const reactions = sample.units.map(({ post }) => reactionCountOf(post.meta))
  if (reactions.some((count) => count !== null)) {
    votes.push({ unit: 'engagement', weights: Float64Array.from(reactions, (count) => 1 + (count ?? 0)) })
  }
  return votes.map(({ unit, weights }) => ({
    unit,
    unitCount: Math.round(sum(weights)),
    effectiveSize: kishEffectiveSize(weights),
    estimates: intervalsOf(estimate, scheme, { confidenceLevel, ...(unit !== 'post' && { weights }) }).map(
      ({ label, share, low, high }) => {
        return { label, share, low, high }
      },
    ),
  }))
}

function oneVoteEach(groupOf: ArrayLike<number>): Float64Array {
  const counts = countNumbers(groupOf)
  return new Float64Array(groupOf.length).map((_, unit) => 1 / (counts[groupOf[unit] as number] as number))
}

/** Names, in lower case without separators, under which sources count reactions of people. Views are none: nobody did anything. */
const REACTIONS: readonly (readonly string[])[] = [
  ['likes', 'likecount', 'favorites', 'favoritecount', 'favourites', 'favouritecount', 'favouritescount', 'ups', 'upvotes', 'score'],
  ['reposts', 'repostcount', 'retweets', 'retweetcount', 'shares', 'sharecount', 'reblogscount'],
  ['quotes', 'quotecount'],
  ['replies', 'replycount', 'repliescount', 'numcomments', 'commentcount'],
]

/** Likes, reposts, quotes and replies that the source counted on a post, also one level down, such as in `public_metrics`; null without any. */
export function reactionCountOf(meta: PostMeta): number | null {
  const counts = new Map<string, number>()
  const read = (fields: { readonly [key: string]: unknown }, depth: number): void => {
    for (const key of Object.keys(fields)) {
      const value = fields[key]
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        if (depth === 0) read(value as { readonly [key: string]: unknown }, 1)
        continue
      }
      // Importers keep the id of a quoted post under this name and count quotes in `engagement`.
      if (depth === 0 && key === 'quotes' && typeof value === 'string' && meta.engagement !== undefined) continue
      const count = typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN
      if (Number.isFinite(count)) counts.set(key.toLowerCase().replace(/[^a-z]/g, ''), Math.max(0, count))
    }
  }
  read(meta, 0)
  if (counts.size === 0) return null
  const found = REACTIONS.flatMap((names) => {
    const name = names.find((known) => counts.has(known))
    return name === undefined ? [] : [counts.get(name) ?? 0]
  })
  return found.length === 0 ? null : sum(found)
}
