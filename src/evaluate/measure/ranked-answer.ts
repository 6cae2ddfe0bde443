import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { Prediction } from './measure.js'

/** An answer with its probability, which decides whether the answer is withheld. */
export interface RankedAnswer {
  /** Highest probability over the labels, in [0, 1]. */
  readonly probability: number
  /** Index of the true label among the scheme's labels. */
  readonly gold: number
  /** Index of the predicted label. */
  readonly predicted: number
  readonly clusterId: string
}

/** Sorts answers by probability, highest first. Empty where some answer has no probability: figures of a subset would pass for all. */
export function rankAnswers(predictions: readonly Prediction[], { labels }: StanceScheme): RankedAnswer[] {
  if (!haveProbabilities(predictions)) return []
  return predictions
    .flatMap(({ probabilities, goldLabel, clusterId }) => {
      if (probabilities === null) return []
      const top = Math.max(...probabilities)
      return [{ probability: Math.min(1, top), gold: labels.indexOf(goldLabel), predicted: probabilities.indexOf(top), clusterId }]
    })
    .sort((a, b) => b.probability - a.probability)
}

/** Whether every answer has probabilities. Posts without an answer do not count. */
const haveProbabilities = (predictions: readonly Prediction[]): boolean =>
  predictions.every(({ predictedLabel, probabilities }) => predictedLabel === null || probabilities !== null)
