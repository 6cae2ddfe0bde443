import { byLabel, type StanceScheme } from '../scheme/stance-scheme.js'
import type { StanceClassifier, StanceScores } from './stance-classifier.js'
import type { Judgement } from './stance-prediction.js'

/** When a label is withheld, and whether every post takes a side. */
export interface JudgeOptions {
  /** Below this top probability the label is withheld (`unsure`); in [0, 1]. 0 withholds none. */
  readonly minProbability: number
  /** Give the lean as the label, so that every post takes a side. */
  readonly twoWay: boolean
}

/** What `unscored` posts carry. */
export const NO_JUDGEMENT: Judgement = Object.freeze({ label: null, lean: null, probabilities: null, status: 'unscored' })

function highest(values: ArrayLike<number>, among: readonly number[]): number {
  let best = among[0] as number
  for (const index of among) if ((values[index] as number) > (values[best] as number)) best = index
  return best
}

/** The highest probability among some labels, as a share of what those labels have together. */
export function topAmong(probabilities: ArrayLike<number>, among: readonly number[]): number {
  let total = 0
  let top = 0
  for (const index of among) {
    total += probabilities[index] as number
    top = Math.max(top, probabilities[index] as number)
  }
  return total === 0 ? 0 : top / total
}

/** The side with the higher score; the first on a tie. */
export function leanOf(scores: ArrayLike<number>, scheme: StanceScheme): string {
  const sides = scheme.sides.map((side) => scheme.labels.indexOf(side))
  return scheme.labels[highest(scores, sides)] as string
}

/** Scores into a judgement: the label with the highest score, unless it is withheld. */
export function judge(classifier: StanceClassifier, scores: StanceScores, options: JudgeOptions): Judgement {
  return judgeBy(classifier.scheme, scores, classifier.probabilitiesOf(scores), options)
}

/**
 * {@link judge} for scores whose probabilities are known.
 *
 * @param scores one per label; they decide, the probabilities say how sure that is
 */
export function judgeBy(
  scheme: StanceScheme,
  scores: ArrayLike<number>,
  probabilities: Float64Array | null,
  options: JudgeOptions,
): Judgement {
  const lean = leanOf(scores, scheme)
  const best = highest(
    scores,
    scheme.labels.map((_, index) => index),
  )
  const laidOut = probabilities === null ? null : byLabel(scheme, probabilities)
  // Where a side is forced, what counts is how sure the side is against the other sides.
  const among = options.twoWay ? scheme.sides.map((side) => scheme.labels.indexOf(side)) : scheme.labels.map((_, index) => index)
  if (probabilities !== null && topAmong(probabilities, among) < options.minProbability) {
    return { label: null, lean, probabilities: laidOut, status: 'unsure' }
  }
  return { label: options.twoWay ? lean : (scheme.labels[best] as string), lean, probabilities: laidOut, status: 'scored' }
}
