import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type ConfusionMatrix, confusionMatrix } from '../../base/statistics/agreement/confusion-matrix.js'
import { covariance, variance } from '../../base/statistics/estimate/mean.js'

/** How the answers of a model go with the labels by hand, label by label. */
export interface LabelFigures {
  /** Rows by label by hand, columns by answer, in the order of the scheme. */
  readonly confusion: ConfusionMatrix
  /** What is correlated: the probability of the label where every answer has one, else 1 for the label that it gives and 0 for others. */
  readonly correlated: 'probability' | 'call'
  /**
   * Squared correlation of that with 1 for posts of the label and 0 for others, in the order of the scheme; null where either is the same
   * for all posts. The difference estimator of an audit has 1 - r² of the variance of labels alone.
   *
   * @see Cochran (1977), Sampling Techniques, section 7.5
   */
  readonly rSquared: readonly (number | null)[]
}

interface Answer {
  readonly goldLabel: string
  readonly predictedLabel: string | null
  readonly probabilities: Float64Array | null
}

/** Compares the answers of a model with labels by hand. A post without an answer has the probability 0 of each label. */
export function compareLabels(predictions: readonly Answer[], { labels }: StanceScheme): LabelFigures {
  const gold = predictions.map(({ goldLabel }) => goldLabel)
  const given = predictions.map(({ predictedLabel }) => predictedLabel)
  const hasAll = predictions.every(({ predictedLabel, probabilities }) => predictedLabel === null || probabilities !== null)
  const isGiven = given.some((label) => label !== null)
  return {
    confusion: confusionMatrix(gold, given, labels),
    correlated: hasAll && isGiven ? 'probability' : 'call',
    rSquared: labels.map((label, index) =>
      squaredCorrelation(
        predictions.map(({ predictedLabel, probabilities }) => (hasAll ? (probabilities?.[index] ?? 0) : Number(predictedLabel === label))),
        gold.map((one) => Number(one === label)),
      ),
    ),
  }
}

function squaredCorrelation(values: readonly number[], others: readonly number[]): number | null {
  const [spread, otherSpread] = [variance(values) ?? 0, variance(others) ?? 0]
  return spread > 0 && otherSpread > 0 ? (covariance(values, others) as number) ** 2 / (spread * otherSpread) : null
}
