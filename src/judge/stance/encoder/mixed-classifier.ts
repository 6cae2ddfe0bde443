import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { largestOf } from '../../../base/statistics/extremes.js'
import { explainByWeights } from '../collect-evidence.js'
import {
  type Decision,
  type ExplainEffort,
  inputFor,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from '../stance-classifier.js'
import type { EncoderHeader } from './encoder-model.js'

interface MixedMember {
  readonly classifier: StanceClassifier
  /** > 0. The weights of a mixture sum to 1. */
  readonly weight: number
}

/** Keeps logarithms finite. */
const MIN_PROBABILITY = 1e-6

/**
 * Combines classifiers by the weighted geometric mean of their probabilities. The temperature of
 * the winning label scales it, which keeps the order. Token weights are the weighted sum of the
 * members'.
 *
 * @param temperatures one per label, > 0, fitted on posts that no member was trained on
 */
export function createMixedClassifier(
  id: string,
  members: readonly [MixedMember, ...MixedMember[]],
  temperatures: readonly number[],
): StanceClassifier {
  const { scheme } = members[0].classifier
  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    // The last and largest member may score in its own thread while the others score here.
    const begun = [...members].reverse().map(async ({ classifier }, turn) => {
      if (turn > 0) await new Promise((resolve) => setTimeout(resolve))
      return await classifier.score(inputs.map((input) => inputFor(classifier, input)))
    })
    const scores = (await Promise.all(begun)).reverse()
    return inputs.map((_, row) => {
      const mixed = new Float64Array(scheme.labels.length)
      for (const [member, { classifier, weight }] of members.entries())
        classifier
          .probabilitiesOf(scores[member]?.[row] as StanceScores)
          ?.forEach((probability, label) => {
            mixed[label] =
              (mixed[label] as number) + weight * Math.log(Math.max(probability, MIN_PROBABILITY))
          })
      return mixed
    })
  }

  const weighTokens = async (
    input: StanceInput,
    decision: Decision,
    effort: ExplainEffort,
  ): Promise<Float64Array | null> => {
    let total: Float64Array | null = null
    for (const { classifier, weight } of members) {
      const weights = await classifier.weighTokens?.(inputFor(classifier, input), decision, effort)
      if (weights)
        total = weights.map(
          (value, token) =>
            (weight * value) / (temperatures[decision.winner] as number) + (total?.[token] ?? 0),
        )
    }
    return total
  }

  const reader = members.find(({ classifier }) => classifier.vectorOf)?.classifier
  return Object.freeze({
    id,
    scheme,
    readsTarget: members.some(({ classifier }) => classifier.readsTarget),
    readsThread: members.some(({ classifier }) => classifier.readsThread),
    score,
    probabilitiesOf: (scores: StanceScores) =>
      softmax(scores, temperatures[scores.indexOf(largestOf(scores))]),
    weighTokens,
    explain: explainByWeights(scheme, { score, weighTokens }),
    vectorOf: (input: StanceInput) => reader?.vectorOf?.(inputFor(reader, input)) ?? null,
    flagsOf: (input: StanceInput) => [
      ...new Set(
        members.flatMap(
          ({ classifier }) => classifier.flagsOf?.(inputFor(classifier, input)) ?? [],
        ),
      ),
    ],
  })
}

/**
 * An encoder as its header mixes it: with the linear model that the header names, or alone.
 *
 * @param linearOf asked where one is named
 */
export function mixEncoder(
  encoder: StanceClassifier,
  { id, mixture }: Pick<EncoderHeader, 'id' | 'mixture'>,
  linearOf: (id: string) => StanceClassifier,
): StanceClassifier {
  if (mixture === undefined) return encoder
  const { model, weight, temperatures } = mixture
  const linear = { classifier: linearOf(model), weight }
  return createMixedClassifier(
    id,
    [linear, { classifier: encoder, weight: 1 - weight }],
    temperatures,
  )
}
