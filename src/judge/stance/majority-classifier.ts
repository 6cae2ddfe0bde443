import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { StanceClassifier } from './stance-classifier.js'

/**
 * Baseline that every model must beat: the same label for every post, with the training shares as probabilities.
 *
 * @param shares share of each label among the training posts, in scheme order
 */
export function createMajorityClassifier(scheme: StanceScheme, shares: readonly number[]): StanceClassifier {
  const scores = Float64Array.from(shares, (share) => Math.log(Math.max(share, Number.MIN_VALUE)))
  return Object.freeze({
    id: 'majority',
    scheme,
    readsTarget: false,
    score: (inputs: readonly unknown[]) => inputs.map(() => scores.slice()),
    probabilitiesOf: () => Float64Array.from(shares),
  })
}
