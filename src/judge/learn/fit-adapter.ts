import { softmax } from '../../base/statistics/calibration/softmax.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { dot } from '../../base/statistics/minimise-lbfgs.js'
import { stackRows, trainSoftmax } from '../../base/statistics/train-softmax.js'

/** A model's answer about a post on a deal. */
export interface ModelReading {
  readonly scores: ArrayLike<number>
  /** The engine's vector of the post; null where it gives none. */
  readonly vector: ArrayLike<number> | null
  readonly dealId: string | null
}

/** Keeps logarithms finite: probabilities are printed with four decimals. */
const MIN_PROBABILITY = 1e-4

/** Scores from probabilities, exact but for the rounding of printed ones. */
export const scoresOf = (probabilities: readonly number[] | Float64Array): Float64Array =>
  Float64Array.from(probabilities, (probability) =>
    Math.log(Math.max(probability, MIN_PROBABILITY)),
  )

export interface AdapterExample extends ModelReading {
  readonly label: number
  /** > 0; default 1. */
  readonly weight?: number
}

/** Ridge penalties of an adapter's parts, > 0: a larger one keeps its part nearer to 0. */
interface Penalties {
  readonly bias: number
  /** For a deal's own bias, beside the one of all deals. */
  readonly dealBias: number
  readonly head: number
}

/** Corrects a model's log-probabilities for the deals whose labels it learnt from. Plain data. */
export interface Adapter {
  readonly bias: Float64Array
  readonly dealBias: ReadonlyMap<string | null, Float64Array>
  /** Null where the engine gives no vectors. */
  readonly head: { readonly centre: Float64Array; readonly weights: readonly Float64Array[] } | null
}

/** Chosen on the written corpus and real comments, with the model before stance-en. */
const PENALTIES: Penalties = { bias: 1, dealBias: 2, head: 1 }
const GRADIENT_TOLERANCE = 1e-7
const MAX_ITERATIONS = 500

/**
 * Fits biases per label, and a ridge head on the engine's vectors, to labels by hand. Gives
 * log-probabilities + bias + the deal's own bias + weights x vector.
 */
export const fitAdapter = (examples: readonly AdapterExample[]): Adapter =>
  prepareFit(examples)(PENALTIES)

/** Probabilities in the order of the scheme's labels. */
export function applyAdapter(
  { bias, dealBias, head }: Adapter,
  { scores, vector, dealId }: ModelReading,
): Float64Array {
  const corrected = Float64Array.from(
    scores,
    (score, label) => score + (bias[label] ?? 0) + (dealBias.get(dealId)?.[label] ?? 0),
  )
  if (head === null || vector === null) return softmax(corrected)
  const centredVector = centred(vector, head.centre)
  return softmax(
    corrected.map(
      (score, label) => score + dot(head.weights[label] as Float64Array, centredVector),
    ),
  )
}

/**
 * Prepares examples for fits with several penalties.
 *
 * @param droppedCount see {@link spread}; default: the directions in which labels differ
 */
export function prepareFit(
  examples: readonly AdapterExample[],
  droppedCount = (examples[0]?.scores.length ?? 1) - 1,
): (penalties: Penalties) => Adapter {
  const labelCount = examples[0]?.scores.length ?? 0
  const dealIds = [...new Set(examples.map(({ dealId }) => dealId))]
  const ownDeals = dealIds.length > 1 ? dealIds : []
  const vectors = examples.map(({ vector }) => vector).filter((vector) => vector !== null)
  const space =
    vectors.length > 0 && vectors.length === examples.length ? spread(vectors, droppedCount) : null
  const width = space?.centre.length ?? 0
  const rows = examples.map(({ dealId }, index) => {
    const values = Array.from(space?.rows[index] ?? [])
    const columns = values.map((_, at) => ownDeals.length + at)
    const deal = ownDeals.indexOf(dealId)
    return deal === -1
      ? { columns, values }
      : { columns: [deal, ...columns], values: [1, ...values] }
  })
  const matrix = stackRows(rows, ownDeals.length + width)
  return (penalties) => {
    if (examples.length === 0)
      return { bias: new Float64Array(labelCount), dealBias: new Map(), head: null }
    const labels = Int32Array.from(examples, ({ label }) => label)
    const { weights, intercepts } = trainSoftmax(matrix, labels, labelCount, {
      penaltyOf: (column) => (column < ownDeals.length ? penalties.dealBias : penalties.head),
      interceptPenalty: penalties.bias,
      prior: Float64Array.from(examples.flatMap(({ scores }) => Array.from(scores))),
      rowWeights: Float64Array.from(examples, ({ weight = 1 }) => weight),
      gradientTolerance: GRADIENT_TOLERANCE,
      maxIterations: MAX_ITERATIONS,
    })
    const weightOf = (column: number, label: number): number =>
      weights[column * labelCount + label] as number
    const headOf = (label: number, scale: number): Float64Array =>
      Float64Array.from({ length: width }, (_, at) => scale * weightOf(ownDeals.length + at, label))
    return {
      bias: intercepts,
      dealBias: new Map(
        ownDeals.map((dealId, deal) => [
          dealId,
          intercepts.map((_, label) => weightOf(deal, label)),
        ]),
      ),
      head: space && {
        centre: space.centre,
        weights: Array.from(intercepts, (_, label) => headOf(label, space.scale)),
      },
    }
  }
}

type Vector = ArrayLike<number>

/** Most steps of the power iteration; it ends after a few. */
const MAX_POWER_STEPS = 500
/** The iteration ends when a step turns the direction by less than this. */
const POWER_TOLERANCE = 1e-10
/** A shorter vector is rounding error. */
const NEGLIGIBLE = 1e-9

/**
 * Vectors around their mean, of length 1 on average, without the `droppedCount` directions of most
 * variance. An encoder's vectors vary most where its labels differ, which its scores say already.
 * Without these directions the head is worth .015 macro-F1 more. Weights that ridge finds lie in
 * the span of the rows, so that they give the dropped directions of any vector no part either.
 */
function spread(vectors: readonly Vector[], droppedCount: number) {
  const centre = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors)
    for (let at = 0; at < centre.length; at++)
      centre[at] = (centre[at] as number) + (vector[at] as number) / vectors.length
  const rows = vectors.map((vector) => centred(vector, centre))
  for (let count = 0; count < droppedCount; count++) {
    const direction = topDirection(rows)
    if (direction === null) break
    for (const row of rows) subtract(row, direction, dot(row, direction))
  }
  const scale = 1 / Math.sqrt(sum(rows.map((row) => dot(row, row))) / rows.length || 1)
  return { centre, scale, rows: rows.map((row) => row.map((value) => value * scale)) }
}

const centred = (vector: Vector, centre: Float64Array): Float64Array =>
  Float64Array.from(vector, (value, at) => value - (centre[at] as number))

/**
 * Unit vector along which rows vary most, by power iteration from the longest row; null for zeros.
 */
function topDirection(rows: readonly Float64Array[]): Float64Array | null {
  let longest: Float64Array | null = null
  for (const row of rows)
    if (longest === null || dot(row, row) > dot(longest, longest)) longest = row
  let direction = longest && unitOf(longest)
  for (let step = 0; step < MAX_POWER_STEPS && direction !== null; step++) {
    const before: Float64Array = direction
    const sums = new Float64Array(before.length)
    for (const row of rows) subtract(sums, row, -dot(row, before))
    direction = unitOf(sums)
    if (direction?.every((value, at) => Math.abs(value - (before[at] as number)) < POWER_TOLERANCE))
      break
  }
  return direction
}

function unitOf(vector: Float64Array): Float64Array | null {
  const length = Math.sqrt(dot(vector, vector))
  return length > NEGLIGIBLE ? vector.map((value) => value / length) : null
}

function subtract(vector: Float64Array, direction: Float64Array, factor: number): void {
  for (let at = 0; at < vector.length; at++)
    vector[at] = (vector[at] as number) - factor * (direction[at] as number)
}
