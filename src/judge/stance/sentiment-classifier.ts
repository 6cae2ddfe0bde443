import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { scoreSentiment } from '../sentiment/score-sentiment.js'
import type { StanceClassifier, StanceInput } from './stance-classifier.js'

/** Sentiment closer to 0 than this takes no side. Origin: VADER's own threshold for "neutral". */
const NEUTRAL_SENTIMENT = 0.05

/**
 * Control by sentiment alone: negative is the scheme's first side, positive its second. Gives no
 * probabilities.
 */
export function createSentimentClassifier<Label extends string>(
  scheme: StanceScheme<Label>,
): StanceClassifier<Label> {
  const [negative, positive] = scheme.sides.map((side) => scheme.labels.indexOf(side)) as [
    number,
    number,
  ]
  const neutral = scheme.neutral === null ? -1 : scheme.labels.indexOf(scheme.neutral)
  return Object.freeze({
    id: 'sentiment',
    scheme,
    readsTarget: false,
    score: (inputs: readonly StanceInput[]) =>
      inputs.map(({ features }) => {
        const sentiment = scoreSentiment(features)
        const scores = new Float64Array(scheme.labels.length).fill(-1)
        scores[negative] = -sentiment
        scores[positive] = sentiment
        if (neutral !== -1) scores[neutral] = NEUTRAL_SENTIMENT
        return scores
      }),
    probabilitiesOf: () => null,
  })
}
