import type { ByLabel, StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { mean, variance } from '../../../base/statistics/estimate/mean.js'
import { groupBy } from '../../../base/statistics/group-by.js'
import type { SampleBalance } from '../../breakdown/breakdown-origin.js'
import type { FrameUnit } from '../audit-frame.js'

/** From this z on the sample is said to be unlike the rest. Simulation, see `MAX_BALANCE`: 29 of 20,000 random samples reach it. */
export const UNUSUAL_BALANCE = 3.5

/**
 * From this z on no share is quoted. Simulation (`measure-balance.test.ts`): of 20,000 random samples of 20 to 120 of 100 to 400 posts the largest
 * was 4.36.
 */
export const MAX_BALANCE = 4.5

const ROUNDING = 1e-9

/**
 * How far what the model says of the drawn judgements is from what it says of all: the largest z, over the labels' probabilities and the top
 * probability, of the mean among the drawn less that among all. Strata keep their weight, and the error is that of a draw without replacement
 * (Cochran 1977, Sampling Techniques, theorem 5.6).
 *
 * @returns null where all were drawn, or the model says the same of all
 */
export function measureBalance(frame: readonly FrameUnit[], scheme: StanceScheme): SampleBalance | null {
  const groups = groupBy(
    frame.filter((unit) => probabilitiesOf(unit) !== null),
    ({ stratum }) => stratum,
  )
  // What is compared: the labels' probabilities, then the top one.
  const columnsOf = (units: readonly FrameUnit[]): Float64Array[] => {
    const columns = [...scheme.labels, null].map(() => new Float64Array(units.length))
    for (const [at, unit] of units.entries()) {
      const probabilities = probabilitiesOf(unit)
      for (const [label, column] of columns.entries()) {
        const name = scheme.labels[label]
        column[at] = name === undefined ? topOf(probabilities) : (probabilities?.[name] ?? 0)
      }
    }
    return columns
  }
  const strata = [...groups.values()].map((units) => {
    return { all: columnsOf(units), drawn: columnsOf(units.filter(({ drawnAt }) => drawnAt !== null)) }
  })
  const zOf = (column: number): number => {
    let [difference, squares] = [0, 0]
    for (const { all, drawn } of strata) {
      const [values, drawnValues] = [all[column] as Float64Array, drawn[column] as Float64Array]
      if (drawnValues.length === 0) continue
      difference += values.length * ((mean(drawnValues) ?? 0) - (mean(values) ?? 0))
      squares += values.length ** 2 * (1 / drawnValues.length - 1 / values.length) * (variance(values) ?? 0)
    }
    // Equal values differ by rounding alone.
    return squares < (ROUNDING * frame.length) ** 2 ? 0 : difference / Math.sqrt(squares)
  }
  const all = [...scheme.labels, null].map((label, column) => ({ label, z: zOf(column) }))
  const [largest] = all.sort((one, other) => Math.abs(other.z) - Math.abs(one.z))
  return largest === undefined || largest.z === 0 ? null : largest
}

/** Those from before the model learnt: what it learnt from the drawn judgements sets them apart from the rest. */
const probabilitiesOf = ({ judgement: { unlearnt, probabilities } }: FrameUnit): ByLabel | null => unlearnt ?? probabilities

function topOf(probabilities: ByLabel | null): number {
  let top = 0
  for (const label in probabilities) top = Math.max(top, probabilities?.[label] ?? 0)
  return top
}
