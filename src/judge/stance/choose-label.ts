import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { largestOf } from '../../base/statistics/extremes.js'
import type { Judgement } from './stance-prediction.js'

/** Options of a judgement. */
export interface JudgeOptions {
  /** Below this probability in [0, 1] the likeliest label is withheld (`unsure`). */
  readonly minProbability: number
  /** Report the lean as the label, so that every post takes a side. */
  readonly twoWay: boolean
}

/** The judgement of an `unscored` post. */
export const NO_JUDGEMENT: Judgement = Object.freeze({
  label: null,
  lean: null,
  probabilities: null,
  status: 'unscored',
})

const argmaxAmong = (values: ArrayLike<number>, among: readonly number[]): number =>
  among.reduce((best, index) =>
    (values[index] as number) > (values[best] as number) ? index : best,
  )

const sideIndexes = ({ labels, sides }: StanceScheme): number[] =>
  sides.map((side) => labels.indexOf(side))

/** The highest probability among some labels, as a share of their total. */
export function topShareAmong(probabilities: ArrayLike<number>, among: readonly number[]): number {
  const shares = among.map((index) => probabilities[index] as number)
  const total = sum(shares)
  return total === 0 ? 0 : largestOf(shares) / total
}

/** The side with the highest score; the first one on a tie. */
export const leanOf = (scores: ArrayLike<number>, scheme: StanceScheme): string =>
  scheme.labels[argmaxAmong(scores, sideIndexes(scheme))] as string

/**
 * Turns scores into a judgement: they decide the label, and probabilities whether it is withheld.
 */
export function judge(
  scheme: StanceScheme,
  scores: ArrayLike<number>,
  probabilities: Float64Array | null,
  options: JudgeOptions,
): Judgement {
  const lean = leanOf(scores, scheme)
  // When a side is forced, its probability is compared with the other sides alone.
  const among = options.twoWay ? sideIndexes(scheme) : [...scheme.labels.keys()]
  const isUnsure =
    probabilities !== null && topShareAmong(probabilities, among) < options.minProbability
  return {
    label: isUnsure ? null : (scheme.labels[argmaxAmong(scores, among)] as string),
    lean,
    probabilities: probabilities && byLabel(scheme, probabilities),
    status: isUnsure ? 'unsure' : 'scored',
  }
}
