import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { largestOf } from '../../../base/statistics/extremes.js'
import { explainByWeights } from '../collect-evidence.js'
import {
  answersComment,
  type Decision,
  type ExplainEffort,
  inputFor,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from '../stance-classifier.js'
import type { EncoderHeader } from './encoder-model.js'

/** The mixture of one kind of posts. */
interface Blend {
  /** One per member, summing to 1. A member of weight 0 is not asked. */
  readonly weights: readonly number[]
  /** One per label, > 0, fitted on posts that no member was trained on. */
  readonly temperatures: readonly number[]
}

/** Keeps logarithms finite. */
const MIN_PROBABILITY = 1e-6

/**
 * Combines classifiers by the weighted geometric mean of their probabilities. The temperature of
 * the winning label scales it, which keeps the order. Token weights are the weighted sum of the
 * members'.
 *
 * @param blendOf the mixture of an input, by its place in the thread
 */
export function createMixedClassifier(
  id: string,
  members: readonly [StanceClassifier, ...StanceClassifier[]],
  blendOf: (input: StanceInput) => Blend,
): StanceClassifier {
  const { scheme } = members[0]
  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    const blends = inputs.map(blendOf)
    const mixed = inputs.map(() => new Float64Array(scheme.labels.length))
    // The last and largest member may score in its own thread while the others score here.
    const begun = [...members.entries()].reverse().map(async ([member, classifier], turn) => {
      const rows = [...inputs.keys()].filter((row) => weightIn(blends[row], member) > 0)
      if (turn > 0) await new Promise((resolve) => setTimeout(resolve))
      const asked = rows.map((row) => inputFor(classifier, inputs[row] as StanceInput))
      return { member, rows, scores: await classifier.score(asked) }
    })
    for (const { member, rows, scores } of (await Promise.all(begun)).reverse())
      for (const [place, row] of rows.entries())
        addLogs(
          mixed[row] as Float64Array,
          members[member]?.probabilitiesOf(scores[place] as StanceScores) ?? null,
          weightIn(blends[row], member),
        )
    return mixed.map((logs, row) => tempered(logs, blends[row] as Blend))
  }

  const weighTokens = async (
    input: StanceInput,
    decision: Decision,
    effort: ExplainEffort,
  ): Promise<Float64Array | null> => {
    const blend = blendOf(input)
    const scale = blend.temperatures[decision.winner] as number
    let total: Float64Array | null = null
    for (const [member, classifier] of members.entries()) {
      const weight = weightIn(blend, member)
      if (weight === 0) continue
      const weights = await classifier.weighTokens?.(inputFor(classifier, input), decision, effort)
      if (weights)
        total = weights.map((value, token) => (weight * value) / scale + (total?.[token] ?? 0))
    }
    return total
  }

  const reader = members.find(({ vectorOf }) => vectorOf)
  return Object.freeze({
    id,
    scheme,
    readsTarget: members.some(({ readsTarget }) => readsTarget),
    readsThread: members.some(({ readsThread }) => readsThread),
    score,
    probabilitiesOf: (scores: StanceScores) => softmax(scores),
    weighTokens,
    explain: explainByWeights(scheme, { score, weighTokens }),
    vectorOf: (input: StanceInput) => reader?.vectorOf?.(inputFor(reader, input)) ?? null,
    flagsOf: (input: StanceInput) => [
      ...new Set(
        members.flatMap((classifier) => classifier.flagsOf?.(inputFor(classifier, input)) ?? []),
      ),
    ],
  })
}

const weightIn = (blend: Blend | undefined, member: number): number => blend?.weights[member] ?? 0

/** Adds a member's part to the logarithm of the geometric mean. */
function addLogs(mixed: Float64Array, probabilities: Float64Array | null, weight: number): void {
  probabilities?.forEach((probability, label) => {
    mixed[label] =
      (mixed[label] as number) + weight * Math.log(Math.max(probability, MIN_PROBABILITY))
  })
}

const tempered = (logs: Float64Array, { temperatures }: Blend): StanceScores => {
  const temperature = temperatures[logs.indexOf(largestOf(logs))] as number
  return logs.map((log) => log / temperature)
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
  const comments = blendFrom(mixture)
  const replies = blendFrom(mixture.replies ?? mixture)
  return createMixedClassifier(id, [linearOf(mixture.model), encoder], (input) =>
    answersComment(input) ? replies : comments,
  )
}

type HeaderBlend = Pick<NonNullable<EncoderHeader['mixture']>, 'weight' | 'temperatures'>

const blendFrom = ({ weight, temperatures }: HeaderBlend): Blend => ({
  weights: [weight, 1 - weight],
  temperatures,
})
