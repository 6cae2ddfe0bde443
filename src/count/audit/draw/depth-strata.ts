import { sum } from '../../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { MIN_PERCENT_COUNT } from '../../../base/text/format-count.js'
import { DEPTHS, type Depth } from '../../thread/depth.js'
import { depthFinder } from '../../thread/thread-index.js'
import type { EarlierDraw } from '../audit.js'
import { nameKeyIn, nameKeyOf, type PopulationUnit, type SortedPopulation } from '../population.js'

/**
 * The depth at which the stratum of each judgement begins, in a sample drawn by depth. Small depths of a deal are joined with their
 * neighbours.
 *
 * @param earlier captures, whose judgements keep the depths of their draw
 * @returns in the order of the judgements
 */
export function stratumDepths(
  { posts, units }: Pick<SortedPopulation, 'posts' | 'units'>,
  earlier: readonly Pick<EarlierDraw, 'population'>[] = [],
): Depth[] {
  const known = new Map(earlier.flatMap(({ population }) => population.map((unit) => [nameKeyOf(unit), unit.depth] as const)))
  const keptOf = (unit: PopulationUnit): Depth | undefined => (known.size === 0 ? undefined : known.get(nameKeyIn(unit)))
  const depthOf = depthFinder(posts)
  const starts = new Map<string | null, ReadonlyMap<Depth, Depth>>()
  const fresh = units.filter((unit) => keptOf(unit) === undefined)
  for (const [dealId, own] of groupBy(fresh, (unit) => unit.dealId))
    starts.set(dealId, joinSmall(countEach(own.map(({ post }) => depthOf(post)))))
  return units.map((unit) => keptOf(unit) ?? (starts.get(unit.dealId)?.get(depthOf(unit.post)) as Depth))
}

/** Joins neighbouring depths to at least 30 judgements, where a deal has as many: fewer give no percentage. */
function joinSmall(countOf: ReadonlyMap<Depth, number>): ReadonlyMap<Depth, Depth> {
  const starts = new Map<Depth, Depth>()
  let [start, count, left]: [Depth, number, number] = [DEPTHS[0], 0, sum([...countOf.values()])]
  for (const depth of DEPTHS) {
    if (count >= MIN_PERCENT_COUNT && left >= MIN_PERCENT_COUNT) [start, count] = [depth, 0]
    starts.set(depth, start)
    count += countOf.get(depth) ?? 0
    left -= countOf.get(depth) ?? 0
  }
  return starts
}
