import { sum } from '../estimate/mean.js'
import { countEach } from '../group-by.js'
import { type Interval, wilsonInterval } from '../interval/wilson-interval.js'

/**
 * Krippendorff's alpha, nominal: agreement of any number of coders beyond chance. 1 is full
 * agreement, 0 chance, below 0 worse. Units with fewer than two values are ignored.
 *
 * @param units the values of each unit, in any order; labels as any distinct numbers
 * @returns null when no unit has two values, or when all values are equal
 * @see Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D
 */
export function krippendorffAlpha(units: readonly (readonly number[])[]): number | null {
  const { observed, expected } = disagreementOf(units)
  return expected > 0 ? 1 - observed / expected : null
}

/**
 * The 95 % interval of alpha: Wilson's for the observed disagreement, over the expected one, taken
 * as known. It holds with few units too: `test/count/share/measure-agreement.test.ts`.
 *
 * @see Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for
 *   coding data, Communication Methods and
 *   Measures 1:77; Wilson (1927), JASA 22:209
 */
export function alphaInterval(units: readonly (readonly number[])[]): Interval | null {
  const { observed, expected, unitCount } = disagreementOf(units)
  if (!(expected > 0)) return null
  const { low, high } = wilsonInterval(Math.min(1, observed), unitCount)
  return { low: 1 - high / expected, high: 1 - low / expected }
}

/** Both in [0, 1]; expected is 0 or no number where alpha is undefined. */
function disagreementOf(units: readonly (readonly number[])[]) {
  const paired = units.filter(({ length }) => length > 1)
  const counts = [...countEach(paired.flat()).values()]
  const total = sum(counts)
  const observed = paired.map(
    (unit) =>
      unit.flatMap((one) => unit.filter((other) => other !== one)).length / (unit.length - 1),
  )
  const expected = (total ** 2 - sum(counts.map((count) => count ** 2))) / (total * (total - 1))
  return { observed: sum(observed) / total, expected, unitCount: paired.length }
}
