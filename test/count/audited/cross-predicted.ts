import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import type { AuditSample } from '../../../src/count/audited/audit-sample.js'

/** Posts of one stratum, some of them labelled, and what each fold's model adds to the log-probabilities. */
export interface FoldCase {
  readonly probabilities: readonly (readonly number[])[]
  /** One row per fold; none: the model learnt nothing. */
  readonly biases: readonly (readonly number[])[]
  /** Posts with a label, their labels and their folds. */
  readonly labelled: readonly number[]
  readonly labels: readonly number[]
  readonly folds: readonly number[]
}

export function sampleOf({ probabilities, labelled, labels }: FoldCase) {
  const labelOf = new Int32Array(probabilities.length).fill(-1)
  for (const [index, post] of labelled.entries()) labelOf[post] = labels[index] as number
  const stratumOf = new Uint32Array(probabilities.length)
  const lists = { stratumOf, authorOf: Uint32Array.from(labelOf, (_, post) => post), threadOf: stratumOf, missing: [] }
  const sample: AuditSample = { units: [], labelOf, ...lists, labelledCount: labelled.length, joinedStratumCount: 0 }
  return { sample, labelOf, stratumOf }
}

/** As a learnt file has them: each labelled post by the fold that has not seen it, all others by the mean over the folds. */
export function crossPredicted({ probabilities, biases, labelled, folds }: FoldCase): Float64Array[] {
  const rows = probabilities.map((row, post) => {
    const fold = folds[labelled.indexOf(post)]
    const used = biases.length === 0 ? [[0, 0, 0]] : fold === undefined ? biases : [biases[fold] ?? []]
    const predicted = used.map((bias) => softmax(row.map((probability, label) => Math.log(probability) + (bias[label] ?? 0))))
    return row.map((_, label) => predicted.reduce((sum, one) => sum + (one[label] ?? 0), 0) / used.length)
  })
  return [0, 1, 2].map((label) => Float64Array.from(rows, (row) => row[label] ?? 0))
}
