import { softmax } from '../../base/statistics/calibration/softmax.js'
import { mean, sum, variance } from '../../base/statistics/estimate/mean.js'
import { stackRows, trainSoftmax } from '../../base/statistics/train-softmax.js'
import { lazily } from '../../base/text/lazily.js'

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
/** Of the gradient, per label. */
const GRADIENT_TOLERANCE = 1e-7
const MAX_ITERATIONS = 500

/**
 * Fits biases per label, and a ridge head on what the engine knows, to labels that a person gave: log-probabilities + bias + the deal's own
 * bias + weights x vector. How strongly each is held at 0 is chosen by cross-validation inside the labels: another choice than the usual one
 * only where its log-loss is lower by more than a standard error.
 *
 * @param examples in an order that does not depend on their labels; it decides the folds of the choice
 * @param strengths given: nothing is chosen
 */
export function fitAdapter(examples: readonly AdapterExample[], strengths?: Strengths): Adapter {
  return prepareFit(examples)(strengths ?? chooseStrengths(examples))
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

/** Prepares examples for fits of several strengths. @param droppedCount see {@link spanVectors}; default: the directions in which labels differ */
export function prepareFit(
  examples: readonly AdapterExample[],
  droppedCount = (examples[0]?.scores.length ?? 1) - 1,
): (strengths: Strengths) => Adapter {
  const labelCount = examples[0]?.scores.length ?? 0
  const dealIds = [...new Set(examples.map(({ dealId }) => dealId))]
  const ownDeals = dealIds.length > 1 ? dealIds : []
  const prior = Float64Array.from(examples.flatMap(({ scores }) => Array.from(scores)))
  const labels = Int32Array.from(examples, ({ label }) => label)
  const rowWeights = Float64Array.from(examples, ({ weight = 1 }) => weight)
  const spanned = lazily(() => {
    const vectors = examples.map(({ vector }) => vector ?? [])
    const space = spanVectors(vectors, droppedCount)
    return { space, coordinates: vectors.map((vector) => coordinatesOf(vector, space)) }
  })
  return (strengths) => {
    if (examples.length === 0) return { strengths, bias: new Float64Array(labelCount), dealBias: new Map(), head: null }
    const own = strengths.head === null ? null : spanned()
    const rows = examples.map(({ dealId }, index) => {
      const coordinates = own?.coordinates[index] ?? []
      const deal = ownDeals.indexOf(dealId)
      const columns = coordinates.map((_, at) => ownDeals.length + at)
      return deal === -1 ? { columns, values: coordinates } : { columns: [deal, ...columns], values: [1, ...coordinates] }
    })
    const matrix = stackRows(rows, ownDeals.length + (own?.space.basis.length ?? 0))
    const { weights, intercepts } = trainSoftmax(matrix, labels, labelCount, {
      penaltyOf: (column) => (column < ownDeals.length ? strengths.dealBias : (strengths.head ?? 0)),
      interceptPenalty: strengths.bias,
      prior,
      rowWeights,
      gradientTolerance: GRADIENT_TOLERANCE,
      maxIterations: MAX_ITERATIONS,
    })
    const weightsOf = (column: number): Float64Array => weights.slice(column * labelCount, (column + 1) * labelCount)
    return {
      strengths,
      bias: intercepts,
      dealBias: new Map(ownDeals.map((dealId, index) => [dealId, weightsOf(index)])),
      head: own && { centre: own.space.centre, weights: expandWeights(own.space, labelCount, (row) => weightsOf(ownDeals.length + row)) },
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

/** Coordinates in which a few vectors teach: centred, without the directions that the model's scores tell already, of length 1 on average. */
interface VectorSpace {
  /** Mean of the vectors that span it. */
  readonly centre: Float64Array
  /** Orthonormal rows, divided by the vectors' root mean square length. */
  readonly basis: readonly Float64Array[]
}

type Vector = ArrayLike<number>

/** Most steps of the power iteration. Two directions hold four fifths of an encoder's variance, so that it ends after a few. */
const MAX_POWER_STEPS = 500
/** The iteration ends when a step turns the direction by less than this. */
const POWER_TOLERANCE = 1e-10
/** Below this part of its length, what is left of a vector is rounding. */
const NEGLIGIBLE = 1e-9

/**
 * The space that vectors span around their mean. Their `droppedCount` directions of most variance are left out: an encoder's pooled vectors
 * vary most where its labels differ, which its scores say; what a crowd has of its own lies in the others.
 *
 * Penalties on weights in this space are penalties on weights of the vectors themselves, since its basis is orthonormal.
 */
function spanVectors(vectors: readonly Vector[], droppedCount: number): VectorSpace {
  const width = vectors[0]?.length ?? 0
  const centre = new Float64Array(width)
  for (const vector of vectors)
    for (let at = 0; at < width; at++) centre[at] = (centre[at] as number) + (vector[at] as number) / vectors.length
  const centred = vectors.map((vector) => Float64Array.from(vector, (value, at) => value - (centre[at] as number)))
  const dropped: Float64Array[] = []
  while (dropped.length < droppedCount) {
    const direction = topDirection(centred)
    if (direction === null) break
    for (const row of centred) subtract(row, direction, dot(row, direction))
    dropped.push(direction)
  }
  const meanSquare = sum(centred.map((row) => dot(row, row))) / Math.max(1, centred.length)
  const scale = 1 / Math.sqrt(meanSquare || 1)
  const basis: Float64Array[] = []
  for (const row of centred.length < width ? centred : unitRows(width)) {
    const rest = row.slice()
    const length = Math.sqrt(dot(row, row))
    // Twice, since once leaves rounding errors of the first directions.
    for (let pass = 0; pass < 2; pass++) for (const each of [...dropped, ...basis]) subtract(rest, each, dot(rest, each))
    const restLength = Math.sqrt(dot(rest, rest))
    if (restLength > NEGLIGIBLE * Math.max(length, 1 / scale)) basis.push(rest.map((value) => value / restLength))
  }
  return { centre, basis: basis.map((direction) => direction.map((value) => value * scale)) }
}

/** The coordinates of a vector, one per row of the basis. */
const coordinatesOf = (vector: Vector, { centre, basis }: VectorSpace): number[] =>
  basis.map((direction) => {
    let total = 0
    for (let at = 0; at < direction.length; at++) total += (direction[at] as number) * ((vector[at] as number) - (centre[at] as number))
    return total
  })

/** The axes of all vectors of a width: where there are more vectors than numbers in each, they span everything. */
function unitRows(width: number): Float64Array[] {
  return Array.from({ length: width }, (_, at) => {
    const row = new Float64Array(width)
    row[at] = 1
    return row
  })
}

/** Unit vector along which rows vary most, by power iteration from their longest row; null where nothing is left. */
function topDirection(rows: readonly Float64Array[]): Float64Array | null {
  let longest: Float64Array | null = null
  for (const row of rows) if (longest === null || dot(row, row) > dot(longest, longest)) longest = row
  let direction = longest && unitOf(longest)
  for (let step = 0; step < MAX_POWER_STEPS && direction !== null; step++) {
    const before: Float64Array = direction
    const sums = new Float64Array(before.length)
    for (const row of rows) subtract(sums, row, -dot(row, before))
    direction = unitOf(sums)
    if (direction?.every((value, at) => Math.abs(value - (before[at] as number)) < POWER_TOLERANCE)) break
  }
  return direction
}

function unitOf(vector: Float64Array): Float64Array | null {
  const length = Math.sqrt(dot(vector, vector))
  return length > NEGLIGIBLE ? vector.map((value) => value / length) : null
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let at = 0; at < a.length; at++) total += (a[at] as number) * (b[at] as number)
  return total
}

/** `vector -= factor * direction` */
function subtract(vector: Float64Array, direction: Float64Array, factor: number): void {
  for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] as number) - factor * (direction[at] as number)
}
