import { formatCount } from '../../base/text/format-count.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { unitCountOf } from './list-units.js'

/**
 * How many judgements there are of how many, in words: a post on two deals is judged twice, and is said to be where there is one.
 *
 * @param count of the judgements spoken of
 * @param posts all posts that can be judged
 * @returns "20 of 37 judgements (a post on two deals is judged twice)"
 */
export function countJudgements(count: number, posts: readonly ScoredPost[]): string {
  const isTwice = posts.some(({ stances }) => stances.length > 1)
  return `${count} of ${formatCount(unitCountOf(posts), 'judgement')}${isTwice ? ' (a post on two deals is judged twice)' : ''}`
}
