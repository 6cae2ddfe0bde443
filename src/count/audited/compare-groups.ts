import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { normalQuantile } from '../../base/statistics/interval/normal-quantile.js'
import { POWER_TUNED, type ShareDifference } from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './audit-frame.js'
import type { CapturedEstimate } from './estimate-captured.js'
import { deviationsOf, populationReach } from './estimate-population.js'

/**
 * First shares minus second, with intervals of the difference itself. `captured`: two samples that were drawn apart (of two deals), or two
 * parts of one sample (two dates), which are independent once their sizes are given. `population`: authors and threads that stand in both
 * groups stand in one cluster, so that what they say in both does not count as news.
 */
export function compareGroups(
  first: CapturedEstimate,
  second: CapturedEstimate,
  scheme: StanceScheme,
  confidenceLevel: number,
): ShareDifference[] {
  const zScore = normalQuantile((1 + confidenceLevel) / 2)
  const differences = scheme.labels.map((label, index) => {
    return { label, index, difference: (first.shares[index] as number) - (second.shares[index] as number) }
  })
  const captured = differences.map(({ label, index, difference }): ShareDifference => {
    const standardError = Math.sqrt((first.raw.variances[index] as number) + (second.raw.variances[index] as number))
    const bounds = within(gapOf(first, second, index, difference), zScore * standardError)
    return { estimand: 'captured', method: POWER_TUNED, confidenceLevel, label, difference, ...bounds, standardError, isHeadline: true }
  })
  const reached = populationReach(joinDeviations(first, second), confidenceLevel)
  if (reached === null) return captured
  const population = differences.map(({ label, index, difference }): ShareDifference => {
    const { standardError, reach } = reached.reaches[index] as { standardError: number; reach: number }
    const bounds = within(gapOf(first, second, index, difference), Math.max(reach, zScore * (captured[index]?.standardError ?? 0)))
    return {
      estimand: 'population',
      method: reached.method,
      confidenceLevel,
      label,
      difference,
      ...bounds,
      standardError,
      isHeadline: true,
    }
  })
  return [...captured, ...population]
}

/** The least and the most that the difference can be, whatever the missing labels are. */
interface Gap {
  readonly least: number
  readonly most: number
}

function gapOf(first: CapturedEstimate, second: CapturedEstimate, index: number, difference: number): Gap {
  const below = ({ shares, missing }: CapturedEstimate): number =>
    Math.max(0, (shares[index] as number) - (missing?.lows[index] ?? (shares[index] as number)))
  const above = ({ shares, missing }: CapturedEstimate): number =>
    Math.max(0, (missing?.highs[index] ?? (shares[index] as number)) - (shares[index] as number))
  return { least: difference - below(first) - above(second), most: difference + above(first) + below(second) }
}

const within = ({ least, most }: Gap, reach: number): { low: number; high: number } => {
  return { low: Math.max(-1, least - reach), high: Math.min(1, most + reach) }
}

/** The units of both as cases of one mean: each group's scaled to its own size, the second's with its sign turned. */
function joinDeviations(first: CapturedEstimate, second: CapturedEstimate): Parameters<typeof populationReach>[0] {
  const [one, other] = [deviationsOf(first), deviationsOf(second)]
  const units: readonly FrameUnit[] = [...first.sample.units, ...second.sample.units]
  const [firstScale, secondScale] = [units.length / first.sample.units.length, units.length / second.sample.units.length]
  const numberOf = new Map<string, number>()
  const numbered = (name: string): number => {
    const known = numberOf.get(name) ?? numberOf.size
    numberOf.set(name, known)
    return known
  }
  return {
    deviations: one.deviations.map((deviations, label) => [
      ...Array.from(deviations, (deviation) => deviation * firstScale),
      ...Array.from(other.deviations[label] ?? [], (deviation) => -deviation * secondScale),
    ]),
    authorOf: units.map(({ post }) => numbered(post.author === null ? `post ${post.threadId} ${post.id}` : `author ${post.author}`)),
    isLabelled: [...Array.from(one.isLabelled), ...Array.from(other.isLabelled)],
    threadOf: units.map(({ post }) => numbered(`thread ${post.threadId}`)),
    guards: one.guards.map((guard, label) => guard + (other.guards[label] as number)),
  }
}
