import { formatCount } from '../../base/text/format-count.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

const DAY_MS = 86_400_000
const MAX_DAY_COUNT = 366

const dayOf = (time: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(time))

/** "20 July 2026 to 25 July 2026", the days in UTC; null where no post has a date. */
export function daysOf({ written: { first, last } }: Pick<GroupAudit, 'written'>): string | null {
  if (first === null || last === null) return null
  return dayOf(first) === dayOf(last) ? dayOf(first) : `${dayOf(first)} to ${dayOf(last)}`
}

/** When the posts were written, in a sentence; years apart are a caution. */
export function describeDates(audit: Pick<GroupAudit, 'written'>): string {
  const { first, last, undatedCount } = audit.written
  const days = daysOf(audit)
  if (days === null || first === null || last === null) return 'When the posts were written is not known.'
  const undated = undatedCount === 0 ? '' : `, ${formatCount(undatedCount, 'post')} without a date`
  const isLong = Date.parse(last) - Date.parse(first) > MAX_DAY_COUNT * DAY_MS
  return `Posts of ${days}${undated}.${isLong ? ' Caution: they span more than a year.' : ''}`
}
