import { PipelineError } from '../../base/errors.js'
import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { nearestName } from '../../base/text/string-distance.js'
import type { Post } from '../../base/thread/post.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { isOwnColumn, ownValue } from '../../read/record/own-value.js'
import { listUnits, type PopulationUnit } from '../audit/population.js'
import type { CountedBreakdown, GroupShares, SharesBy } from '../breakdown/breakdown.js'
import type { FrameUnit } from './audit-frame.js'
import type { AuditedGroup } from './audit-group.js'

/** Fewer labels give a group no share. Choice: at 20 the widest interval is ±22 points. */
export const MIN_GROUP_COUNT = 20

/** Names the month of a post in UTC, where no column has the name. */
const MONTH = 'month'

type Part<Unit> = readonly [value: string | null, members: readonly Unit[]]

/** Splits posts by an own column, the largest part first, or by month. */
function partsBy(column: string, posts: readonly Post[]) {
  const readValue = columnOf(column, posts)
  return <Unit extends { readonly post: Post }>(units: readonly Unit[]): readonly Part<Unit>[] => {
    const parts = [...groupBy(units, ({ post }) => readValue(post))].sort(([one], [other]) =>
      (one ?? LAST) < (other ?? LAST) ? -1 : 1,
    )
    if (column !== MONTH) parts.sort(([, one], [, other]) => other.length - one.length)
    return parts
  }
}

/** Estimates each part like the whole. Within a part the sample is a random one of its posts. */
export function splitterBy(
  column: string,
  posts: readonly Post[],
  estimate: (part: readonly FrameUnit[]) => AuditedGroup,
) {
  const split = partsBy(column, posts)
  return (units: readonly FrameUnit[]): SharesBy => ({
    column,
    groups: split(units).map(([value, part]): GroupShares => {
      const labelledCount = part.filter(({ label }) => label !== null).length
      const intervals = labelledCount < MIN_GROUP_COUNT ? [] : estimate(part).intervals
      return { value, postCount: part.length, labelledCount, intervals }
    }),
  })
}

/** Adds the model's own labels within the groups of a column, to look at before any audit. */
export function splitByModel(
  breakdown: CountedBreakdown,
  scored: readonly ScoredPost[],
  scheme: StanceScheme,
  column: string,
): CountedBreakdown {
  const split = partsBy(column, scored)
  const { labels } = scheme
  const by = (units: readonly Pick<PopulationUnit, 'post' | 'judgement'>[]): SharesBy => ({
    column,
    groups: split(units).map(([value, part]): GroupShares => {
      const counts = labels.map(
        (label) => part.filter(({ judgement }) => judgement.label === label).length,
      )
      const modelCounts = byLabel(scheme, counts)
      return { value, postCount: part.length, labelledCount: 0, intervals: [], modelCounts }
    }),
  })
  const unitsOf = groupBy(listUnits(scored), ({ dealId }) => dealId)
  const all = scored.filter(isCounted).map((post) => ({ post, judgement: post }))
  return {
    ...breakdown,
    deals: breakdown.deals.map((deal) => ({ ...deal, by: by(unitsOf.get(deal.dealId) ?? []) })),
    overall: { ...breakdown.overall, by: by(all) },
  }
}

/** Sorts behind every value. */
const LAST = '\uffff'

/** The value of a post in the column; null where it is empty. */
function columnOf(column: string, posts: readonly Post[]): (post: Post) => string | null {
  const names = [...new Set(posts.flatMap(({ meta }) => Object.keys(meta)))]
    .filter(isOwnColumn)
    .sort()
  if (names.includes(column)) {
    return ({ meta }) => {
      const value = ownValue(meta, column) ?? ''
      return (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim() || null
    }
  }
  if (column === MONTH)
    return ({ createdAt }) => /^\d{4}-\d\d(?=-)/.exec(createdAt ?? '')?.[0] ?? null
  const known = [...names, MONTH]
  const nearest = nearestName(column, known)
  const message = `expected --by with a column of the posts (${known.join(', ')}), got "${column}".${nearest === null ? ' Name one of them.' : ` Did you mean ${nearest}?`}`
  throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { option: 'by', known } })
}
