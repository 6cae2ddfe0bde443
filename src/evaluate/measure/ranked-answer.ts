import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { Prediction } from './measure.js'

/** An answer with the probability it was given with: what decides when to be silent. */
export interface RankedAnswer {
  /** The highest of the answer's probabilities, in [0, 1]. */
  readonly probability: number
  /** Places of the true label and of the answer among the scheme's labels. */
  readonly gold: number
  readonly predicted: number
  readonly clusterId: string
}

/** The answers with their probabilities, the surest first; none where an answer came without: a part of them would not be all. */
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

/** Whether every answer came with probabilities; posts on which nothing was said have none to come with. */
export const haveProbabilities = (predictions: readonly Prediction[]): boolean =>
  predictions.every(({ predictedLabel, probabilities }) => predictedLabel === null || probabilities !== null)
