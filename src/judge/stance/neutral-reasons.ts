import type { PostFeatures } from '../features/post-features.js'
import { decide, type StanceClassifier } from './stance-classifier.js'

/** Below this probability a post's reason is not named: see `models/reason-en/card.md`. */
const MIN_PROBABILITY = 0.5

/**
 * Names why a post takes no side, such as `question` or `joke`; null for a post whose reason the classifier does not know.
 *
 * @param reasons a classifier whose labels are the reasons; only its sides are named
 */
export async function neutralReasonOf(reasons: StanceClassifier, features: PostFeatures): Promise<string | null> {
  const [scores] = await reasons.score([{ features, target: null }])
  const probabilities = scores && reasons.probabilitiesOf(scores)
  if (!probabilities) return null
  const { winner } = decide(probabilities)
  const label = reasons.scheme.labels[winner] as string
  return reasons.scheme.sides.includes(label) && (probabilities[winner] as number) >= MIN_PROBABILITY ? label : null
}
