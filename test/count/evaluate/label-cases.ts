import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/** Gold label, predicted label, probabilities in the order of the scheme; the lean is the likelier side. */
export const CASES: readonly (readonly [string, string, readonly [number, number, number]])[] = [
  [RETREAT, RETREAT, [0.7, 0.2, 0.1]],
  [RETREAT, PIVOT, [0.3, 0.6, 0.1]],
  [RETREAT, RETREAT, [0.55, 0.05, 0.4]],
  [RETREAT, NEITHER, [0.35, 0.2, 0.45]],
  [RETREAT, RETREAT, [0.9, 0.06, 0.04]],
  [PIVOT, PIVOT, [0.1, 0.8, 0.1]],
  [PIVOT, RETREAT, [0.5, 0.4, 0.1]],
  [PIVOT, PIVOT, [0.25, 0.5, 0.25]],
  [PIVOT, NEITHER, [0.1, 0.3, 0.6]],
  [NEITHER, NEITHER, [0.05, 0.05, 0.9]],
  [NEITHER, NEITHER, [0.2, 0.2, 0.6]],
  [NEITHER, PIVOT, [0.2, 0.45, 0.35]],
  [NEITHER, RETREAT, [0.45, 0.15, 0.4]],
]
