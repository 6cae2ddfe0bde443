import { PipelineError } from '../../base/errors.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { nearestName } from '../../base/text/string-distance.js'
import type { Post } from '../../base/thread/post.js'
import { isOwnColumn, ownValue } from '../../read/record/own-value.js'
import type { GroupShares, SharesBy } from '../breakdown/breakdown.js'
import type { FrameUnit } from './audit-frame.js'
import type { AuditedGroup } from './audit-group.js'

/** Fewer labels give a group no share. Choice: at 20 the widest interval is ±22 points. */
export const MIN_GROUP_COUNT = 20

/** Names the month of a post in UTC, where no column has the name. */
const MONTH = 'month'

/**
 * Splits posts by a column of the user's own, or by month, and estimates each part like the whole.
 * Within a part the sample is a random one of its posts.
 */
export function splitterBy(
  column: string,
  posts: readonly Post[],
  estimate: (part: readonly FrameUnit[]) => AuditedGroup,
) {
  const readValue = columnOf(column, posts)
  const estimateGroup = ([value, part]: readonly [
    string | null,
    readonly FrameUnit[],
  ]): GroupShares => {
    const labelledCount = part.filter(({ label }) => label !== null).length
    const intervals = labelledCount < MIN_GROUP_COUNT ? [] : estimate(part).intervals
    return { value, postCount: part.length, labelledCount, intervals }
  }
  return (units: readonly FrameUnit[]): SharesBy => {
    const parts = [...groupBy(units, ({ post }) => readValue(post))].sort(([one], [other]) =>
      (one ?? LAST) < (other ?? LAST) ? -1 : 1,
    )
    if (column !== MONTH) parts.sort(([, one], [, other]) => other.length - one.length)
    return { column, groups: parts.map(estimateGroup) }
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
