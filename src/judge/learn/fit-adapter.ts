import { softmax } from '../../base/statistics/calibration/softmax.js'
import { mean, variance } from '../../base/statistics/estimate/mean.js'
import { fitRidgeSoftmax, type Rows } from './ridge-softmax.js'
import { coordinatesOf, spanVectors, type VectorSpace } from './vector-space.js'

/** What a model says of a post on a deal. */
export interface ModelReading {
  /** Log-probabilities in the order of the scheme's labels. */
  readonly scores: ArrayLike<number>
  /** What the engine knows of the post beyond them; null where it gives none. */
  readonly vector: ArrayLike<number> | null
  /** null: a post tied to no deal. */
  readonly dealId: string | null
}

/** Keeps logarithms finite: probabilities are printed with four decimals. */
const MIN_PROBABILITY = 1e-4

/** Scores of a reading from probabilities: the same, near enough, whether these were printed or not. */
export const scoresOf = (probabilities: readonly number[] | Float64Array): Float64Array =>
  Float64Array.from(probabilities, (probability) => Math.log(Math.max(probability, MIN_PROBABILITY)))

/** A reading with the label that a person gave: its place in the order of the scheme's labels. */
export interface AdapterExample extends ModelReading {
  readonly label: number
  /** > 0; default 1. */
  readonly weight?: number
}

/** Ridge penalties of an adapter's parts, > 0: how strongly each is held at 0. */
export interface Strengths {
  readonly bias: number
  /** Of a deal's own bias, beside the one of all deals. */
  readonly dealBias: number
  /** Of the weights of the vector, in its space; null for biases alone. */
  readonly head: number | null
}

/** Corrects a model's log-probabilities for the deals whose labels it learnt from. Plain data. */
export interface Adapter {
  readonly strengths: Strengths
  /** One per label. */
  readonly bias: Float64Array
  /** What each deal adds to it; empty where one deal alone has labels. */
  readonly dealBias: ReadonlyMap<string | null, Float64Array>
  readonly head: { readonly centre: Float64Array; readonly weights: readonly Float64Array[] } | null
}

const DEAL_BIAS = 2
/** What is fitted unless the labels speak clearly for another. Chosen on the written corpus: see `models/encoder-en/experiments.md`. */
export const USUAL: Strengths = { bias: 1, dealBias: DEAL_BIAS, head: 1 }
const OTHERS: readonly Strengths[] = [
  { bias: 1, dealBias: DEAL_BIAS, head: null },
  { bias: 4, dealBias: DEAL_BIAS, head: 4 },
  { bias: 0.3, dealBias: DEAL_BIAS, head: 0.3 },
]
/** Fewer labels choose no strengths: they get {@link USUAL}. Thirty chose worse than that. */
const MIN_CHOICE_LABELS = 50
const CHOICE_FOLDS = 5

/**
 * Fits biases per label, and a ridge head on what the engine knows, to labels that a person gave: log-probabilities + bias + the deal's own
 * bias + weights x vector. How strongly each is held at 0 is chosen by cross-validation inside the labels: another choice than the usual one
 * only where its log-loss is lower by more than a standard error.
 *
 * @param examples in an order that does not depend on their labels; it decides the folds of the choice
 * @param strengths given: nothing is chosen
 */
export function fitAdapter(examples: readonly AdapterExample[], strengths?: Strengths): Adapter {
  return fitWith(examples, strengths ?? chooseStrengths(examples))
}

/** Probabilities in the order of the scheme's labels. */
export function applyAdapter({ bias, dealBias, head }: Omit<Adapter, 'strengths'>, { scores, vector, dealId }: ModelReading): Float64Array {
  const corrected = Float64Array.from(scores, (score, label) => score + (bias[label] ?? 0) + (dealBias.get(dealId)?.[label] ?? 0))
  if (head !== null && vector !== null) {
    head.weights.forEach((weights, label) => {
      let total = corrected[label] as number
      for (let at = 0; at < weights.length; at++) total += (weights[at] as number) * ((vector[at] as number) - (head.centre[at] as number))
      corrected[label] = total
    })
  }
  return softmax(corrected)
}

function chooseStrengths(examples: readonly AdapterExample[]): Strengths {
  const hasHead = examples.every(({ vector }) => vector !== null)
  const usual = hasHead ? USUAL : (OTHERS[0] as Strengths)
  if (examples.length < MIN_CHOICE_LABELS) return usual
  const others = hasHead ? OTHERS : OTHERS.slice(1).map((each) => ({ ...each, head: null }))
  const lossesOf = new Map<Strengths, number[]>([usual, ...others].map((each) => [each, []]))
  for (let fold = 0; fold < CHOICE_FOLDS; fold++) {
    const seen = examples.filter((_, index) => index % CHOICE_FOLDS !== fold)
    const unseen = examples.filter((_, index) => index % CHOICE_FOLDS === fold)
    const prepare = prepareFit(seen)
    for (const [strengths, losses] of lossesOf) {
      const adapter = prepare(strengths)
      for (const each of unseen) losses.push(-Math.log(applyAdapter(adapter, each)[each.label] as number))
    }
  }
  const usualLosses = lossesOf.get(usual) as number[]
  let best = usual
  let bestGain = 0
  for (const [strengths, losses] of lossesOf) {
    const gains = losses.map((loss, index) => (usualLosses[index] as number) - loss)
    const gain = mean(gains) as number
    const error = Math.sqrt((variance(gains) as number) / gains.length)
    if (gain > error && gain > bestGain) [best, bestGain] = [strengths, gain]
  }
  return best
}

const fitWith = (examples: readonly AdapterExample[], strengths: Strengths): Adapter => prepareFit(examples)(strengths)

/**
 * Prepares examples once for fits of several strengths.
 *
 * @param droppedCount directions of most variance that a head leaves to the scores; default: those in which labels differ
 */
export function prepareFit(
  examples: readonly AdapterExample[],
  droppedCount = (examples[0]?.scores.length ?? 1) - 1,
): (strengths: Strengths) => Adapter {
  const labelCount = examples[0]?.scores.length ?? 0
  const dealIds = [...new Set(examples.map(({ dealId }) => dealId))]
  const ownDeals = dealIds.length > 1 ? dealIds : []
  const vectors = examples.map(({ vector }) => vector ?? [])
  let space: VectorSpace | null = null
  let coordinates: readonly (readonly number[])[] = []
  const offsets: Rows = { width: labelCount, values: Float64Array.from(examples.flatMap(({ scores }) => Array.from(scores))) }
  const labels = Int32Array.from(examples, ({ label }) => label)
  const rowWeights = Float64Array.from(examples, ({ weight = 1 }) => weight)
  return (strengths) => {
    if (examples.length === 0) return { strengths, bias: new Float64Array(labelCount), dealBias: new Map(), head: null }
    if (strengths.head !== null && space === null) {
      const own = spanVectors(vectors, droppedCount)
      space = own
      coordinates = vectors.map((vector) => coordinatesOf(vector, own))
    }
    const own = strengths.head === null ? null : space
    const rows = examples.map(({ dealId }, index) => [
      1,
      ...ownDeals.map((each) => (each === dealId ? 1 : 0)),
      ...(own === null ? [] : (coordinates[index] as readonly number[])),
    ])
    const width = rows[0]?.length ?? 0
    const penalties = Float64Array.from({ length: width }, (_, column) =>
      column === 0 ? strengths.bias : column <= ownDeals.length ? strengths.dealBias : (strengths.head ?? 0),
    )
    const weights = fitRidgeSoftmax({ offsets, features: { width, values: Float64Array.from(rows.flat()) }, penalties, labels, rowWeights })
    const weightsOf = (column: number): Float64Array => weights.slice(column * labelCount, (column + 1) * labelCount)
    return {
      strengths,
      bias: weightsOf(0),
      dealBias: new Map(ownDeals.map((dealId, index) => [dealId, weightsOf(1 + index)])),
      head: own && { centre: own.centre, weights: expandWeights(own, labelCount, (row) => weightsOf(1 + ownDeals.length + row)) },
    }
  }
}

/** Weights in the space as weights of the vectors, one row per label. */
function expandWeights({ centre, basis }: VectorSpace, labelCount: number, weightsOf: (row: number) => Float64Array): Float64Array[] {
  const expanded = Array.from({ length: labelCount }, () => new Float64Array(centre.length))
  basis.forEach((direction, row) => {
    const own = weightsOf(row)
    expanded.forEach((weights, label) => {
      const factor = own[label] as number
      for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] as number) + factor * (direction[at] as number)
    })
  })
  return expanded
}
