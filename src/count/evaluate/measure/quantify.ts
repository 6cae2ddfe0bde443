import { type ByLabel, byLabel, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { mean } from '../../../base/statistics/estimate/mean.js'
import { saerensShares } from '../../../base/statistics/quantification/saerens-shares.js'
import { leastSquaresOnSimplex } from '../../../base/statistics/quantification/simplex.js'

/**
 * Methods by the names that the quantification literature gives them: classify and count (CC), probabilistic classify and count (PCC), both
 * adjusted by the confusions among known cases (ACC, PACC), and expectation maximisation (EMQ).
 */
export type QuantificationMethod = 'CC' | 'PCC' | 'ACC' | 'PACC' | 'EMQ'

/** What a classifier said of a case. CC and ACC read the label, the other methods the probabilities; a case without is left out. */
export interface ClassifiedCase {
  readonly label: string | null
  readonly probabilities: ByLabel | null
}

/** What the methods read besides the cases. */
export interface QuantifyOptions {
  readonly scheme: StanceScheme
  /** Cases of known label, like those to count within each label: needed by ACC and PACC. */
  readonly known?: readonly (ClassifiedCase & { readonly gold: string })[]
  /** Shares of the labels that the probabilities assume, sum 1: read by EMQ. Default: equal ones. */
  readonly trainingShares?: ByLabel
}

/**
 * Shares of the labels among cases, by a method that corrects no sampling error: without intervals, for comparison and not for quotation.
 *
 * @returns shares that sum to 1; null where no case has what the method reads
 * @see QuaPy, `method/aggregative.py`; Forman (2008), Data Mining and Knowledge Discovery 17:164
 */
export function quantify(
  method: QuantificationMethod,
  cases: readonly ClassifiedCase[],
  { scheme, known = [], trainingShares }: QuantifyOptions,
): ByLabel | null {
  const answerOf = method === 'CC' || method === 'ACC' ? labelOf(scheme) : probabilitiesOf(scheme)
  const answers = cases.flatMap((one) => answerOf(one) ?? [])
  if (answers.length === 0) return null
  const columns = scheme.labels.map((_, label) => answers.map((answer) => answer[label] as number))
  const counted = columns.map((column) => mean(column) ?? 0)
  if (method === 'CC' || method === 'PCC') return byLabel(scheme, counted)
  if (method === 'EMQ') {
    const training = scheme.labels.map((label) => trainingShares?.[label] ?? 1 / scheme.labels.length)
    return byLabel(scheme, saerensShares(columns, training) ?? counted)
  }
  // A label without a known case counts as always right, as in QuaPy.
  const rates = scheme.labels.map((gold, truth) => {
    const own = known.flatMap((one) => (one.gold === gold ? (answerOf(one) ?? []) : []))
    return scheme.labels.map((_, label) => mean(own.map((answer) => answer[label] as number)) ?? Number(label === truth))
  })
  const confusion = scheme.labels.map((_, label) => rates.map((rate) => rate[label] as number))
  return byLabel(scheme, solveAdjustment(confusion, counted))
}

type AnswerOf = (one: ClassifiedCase) => [readonly number[]] | null

const labelOf =
  ({ labels }: StanceScheme): AnswerOf =>
  ({ label }) =>
    label === null ? null : [labels.map((name) => Number(name === label))]

const probabilitiesOf =
  ({ labels }: StanceScheme): AnswerOf =>
  ({ probabilities }) =>
    probabilities && [labels.map((name) => probabilities[name] ?? 0)]

/**
 * Adjusted count: the shares p that minimise the distance of M p to q (QuaPy's default).
 *
 * @param confusion `confusion[i][j]`: what a case of true label `j` gives label `i`, on average; columns sum to 1
 * @param counted   share counted as `i`; sums to 1
 * @returns shares by label
 * @throws {RangeError} for a matrix that is not square, or of another size
 * @see Bella, Ferri, Hernández-Orallo, Ramírez-Quintana (2010), Quantification via probability estimators, ICDM; QuaPy `functional.py`,
 *   solve_adjustment
 */
export function solveAdjustment(confusion: readonly (readonly number[])[], counted: readonly number[]): number[] {
  if (confusion.length !== counted.length || confusion.some((row) => row.length !== counted.length)) {
    throw new RangeError(`expected a square matrix with a row per share, got ${confusion.length} rows for ${counted.length} shares`)
  }
  return leastSquaresOnSimplex(confusion, counted)
}
