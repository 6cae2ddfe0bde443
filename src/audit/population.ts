import { checkArguments } from '../arguments/check-arguments.js'
import { SCORED_POSTS } from '../arguments/shapes.js'
import type { ScoredPost } from '../stance/stance-prediction.js'
import { sha256OfText } from '../text/sha256-text.js'
import { postKeyOf } from '../thread/post-key.js'
import { hashWords, unitKeyOf } from '../thread/unit-key.js'
import { listUnits } from './list-units.js'

/** Hex digits of the seed: 52 bits, so that every seed is a whole number that JSON holds. */
const SEED_DIGITS = 13
/**
 * Names a population of judgements by what is judged: thread, post, deal and text of each, whatever a model says of them and in whatever
 * order they stand. Two scored files of the same posts on the same deals have the same. Gives SHA-256, 64 hex digits.
 */
export function hashPopulation(posts: readonly ScoredPost[]): string {
  checkArguments('hashPopulation', { posts: [posts, SCORED_POSTS] })
  const wordsOf = new Map(posts.map((post) => [postKeyOf(post), hashWords(post.text)]))
  const lines = listUnits(posts).map((unit) => {
    const words = wordsOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId })) ?? ''
    return `${unitKeyOf(unit)} ${words}\n`
  })
  return sha256OfText(lines.sort().join(''))
}

/** The seed of a sample that nobody chose, from the hash of its population. */
export const seedOfPopulation = (populationSha256: string): number => Number.parseInt(populationSha256.slice(0, SEED_DIGITS), 16)
