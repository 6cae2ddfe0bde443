import { quantileSorted } from '../../src/base/statistics/interval/replicate-bootstrap.js'
import type { Result } from './measure-cases.js'

/** Formats a number: as an integer from 100, else to three significant digits. */
export const showNumber = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))

const median = (values: readonly number[]): number =>
  quantileSorted(
    [...values].sort((one, other) => one - other),
    0.5,
  )
const timesOf = ({ usages }: Result): number[] => usages.map(({ elapsedMs }) => elapsedMs)
const rateOf = ({ postCount }: Result, elapsedMs: number): number => (postCount === null ? elapsedMs : (postCount / elapsedMs) * 1000)

const COVERAGE = 0.95

/**
 * Interval for the median of values that are drawn independently, without a distribution: the k-th smallest and k-th largest value, k as large
 * as 95 % coverage allows. Null below six values, where even the smallest and largest cover less.
 *
 * @see Conover (1999), Practical Nonparametric Statistics, section 3.2
 */
export function medianInterval(values: readonly number[]): readonly [number, number] | null {
  const sorted = [...values].sort((a, b) => a - b)
  const count = sorted.length
  let [tail, binomial, found] = [0, 0.5 ** count, -1]
  for (let below = 0; below < count / 2; below++) {
    tail += binomial
    if (1 - 2 * tail < COVERAGE) break
    found = below
    binomial *= (count - below) / (below + 1)
  }
  return found < 0 ? null : [sorted[found] as number, sorted[count - 1 - found] as number]
}

/** Time of the working tree over that of a ref, paired by round: below 1 it is faster now. */
function showRatio(now: Result, before: Result): string {
  const ratios = timesOf(now).flatMap((elapsedMs, round) => {
    const other = before.usages[round]
    return other === undefined ? [] : [elapsedMs / other.elapsedMs]
  })
  if (ratios.length === 0) return ''
  const interval = medianInterval(ratios)
    ?.map((bound) => bound.toFixed(3))
    .join(', ')
  return `${median(ratios).toFixed(3)}${interval === undefined ? '' : ` [${interval}]`}`
}

function cellsOf(result: Result): [median: string, memory: string] {
  if (result.failure !== null) return [`failed: ${result.failure}`, '']
  const peaks = result.usages.flatMap(({ peakMegabytes }) => peakMegabytes ?? [])
  const unit = result.postCount === null ? 'ms' : 'posts/s'
  return [
    `${showNumber(rateOf(result, median(timesOf(result))))} ${unit}`,
    peaks.length === 0 ? '' : `${showNumber(Math.max(...peaks))} MB`,
  ]
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** Renders a Markdown table: medians, highest memory, the other ref beside it, and every raw value in the order of the rounds. */
export function renderResults(results: readonly Result[]): string {
  const [other] = results.flatMap(({ ref }) => ref ?? [])
  const rows = results
    .filter(({ ref }) => ref === null)
    .map((own) => {
      const before = results.find(({ id, ref }) => id === own.id && ref !== null)
      const beside = other === undefined ? [] : before === undefined ? ['', '', ''] : [...cellsOf(before), showRatio(own, before)]
      const values = timesOf(own).map((elapsedMs) => showNumber(rateOf(own, elapsedMs)))
      return [own.name, ...cellsOf(own), ...beside, values.join(', ')]
    })
  const header = ['what', 'median', 'memory', ...(other === undefined ? [] : [other, 'memory', 'time now over it']), 'values']
  const rule = header.map((_, index) => (index === 0 || index === header.length - 1 ? '---' : '---:'))
  return [header, rule, ...rows].map(row).join('\n')
}
