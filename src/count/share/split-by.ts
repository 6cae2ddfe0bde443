import { PipelineError } from '../../base/errors.js'
import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { nearestName } from '../../base/text/string-distance.js'
import type { Post } from '../../base/thread/post.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { isOwnColumn, ownValue } from '../../read/record/own-value.js'
import { listUnits, partsOf } from '../audit/population.js'
import type { CountedBreakdown, GroupShares, SharesBy } from '../breakdown/breakdown.js'
import type { JudgedPost } from '../tally/shares.js'

/** Fewer labels give a group no share. Choice: at 20 the widest interval is ±22 points. */
export const MIN_GROUP_COUNT = 20

/** Names the month of a post in UTC, where no column has the name. */
const MONTH = 'month'

/**
 * Splits posts by an own column, the largest part first, or by month.
 *
 * @param sharesOf the shares of a part. Of a sample it is a random part of the part's posts
 */
export function splitterBy<Unit extends { readonly post: Post }>(
  column: string,
  posts: readonly Post[],
  sharesOf: (part: readonly Unit[]) => Omit<GroupShares, 'value' | 'postCount'>,
): (units: readonly Unit[]) => SharesBy {
  const readValue = columnOf(column, posts)
  return (units) => {
    const parts = partsOf(units, ({ post }) => readValue(post))
    if (column !== MONTH) parts.sort(([, one], [, other]) => other.length - one.length)
    const groups = parts.map(([value, part]) => ({
      value,
      postCount: part.length,
      ...sharesOf(part),
    }))
    return { column, groups }
  }
}

/** Adds the model's own labels within the groups of a column. */
export function splitByModel(
  breakdown: CountedBreakdown,
  scored: readonly ScoredPost[],
  scheme: StanceScheme,
  column: string | undefined,
): CountedBreakdown {
  if (column === undefined) return breakdown
  const split = splitterBy(column, scored, (part: readonly JudgedPost[]) => {
    const countOf = (label: string): number =>
      part.filter(({ judgement }) => judgement.label === label).length
    const modelCounts = byLabel(scheme, scheme.labels.map(countOf))
    return { labelledCount: 0, intervals: [], modelCounts }
  })
  const unitsOf = groupBy(listUnits(scored), ({ dealId }) => dealId)
  const all = scored.filter(isCounted).map((post) => ({ post, judgement: post }))
  return {
    ...breakdown,
    deals: breakdown.deals.map((deal) => ({ ...deal, by: split(unitsOf.get(deal.dealId) ?? []) })),
    overall: { ...breakdown.overall, by: split(all) },
  }
}

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
