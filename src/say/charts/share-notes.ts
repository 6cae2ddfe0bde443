import { formatCount, formatNumber, LEVEL } from '../../base/text/format-count.js'
import { isolateRuns } from '../../base/text/right-to-left.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import type { ReportGroup } from '../facts/report-group.js'
import { shownLink, type ThreadSource } from '../facts/thread-source.js'
import { countOf, isReaderUnsaid, placeName, readBy, withStop } from '../facts/wording.js'
import { formatDates } from '../format/format-value.js'
import { capitalise, joined } from '../format/names.js'
import { hasRange, type ShareRows } from './share-facts.js'

/** Source as printed; undefined: the source that the posts name. */
export interface Credit {
  readonly credit: string | undefined
  /** Address of the thread. */
  readonly link: string | undefined
}

/** Where the posts of a picture come from. */
export interface Origin extends Credit {
  readonly breakdown: Breakdown
  readonly origin: ThreadSource
}

/**
 * "41 posts by 31 accounts in @dana's X thread, 18–19 November 2026; about 402 replies exist": of
 * what, by whom, where and when.
 */
export function describePosts(
  { count, isPercent }: ShareRows,
  { group, dealId }: ReportGroup,
  { breakdown, origin }: Origin,
): string {
  const { postCount, authorCount } = group
  const of =
    count === postCount
      ? countOf(group)
      : `the ${formatNumber(count)} of ${countOf(group)} with a label`
  const accounts = authorCount === 0 ? '' : ` by ${formatCount(authorCount, 'account')}`
  const { capturedCount, missingCount } = captureCountOf(breakdown, dealId)
  const exists = missingCount
    ? `; about ${formatCount(capturedCount + missingCount, 'reply', 'replies')} exist`
    : ''
  const where = placeName(origin, origin.threadCount)
  // Days only where every post has one.
  const days = group.written.undatedCount === 0 ? formatDates(group) : ''
  const written = days === '' ? '' : `, ${days}`
  return `${isPercent ? 'Share of ' : ''}${of}${accounts} ${where}${written}${exists}`
}

/** Legend: meaning of a mark, readers, and meaning of the brackets. */
export function describeMarking(
  { rows, isMarked }: ShareRows,
  reported: ReportGroup,
  { breakdown }: Pick<Origin, 'breakdown'>,
): string {
  const unread = rows.some(({ markCount, readCount }) => readCount < markCount)
    ? '; outlined ones were not read'
    : ''
  const named = [
    isMarked || rows.every(({ estimate }) => estimate.interval === null) ? '' : 'bars',
    rows.some(({ estimate }) => hasRange(estimate)) ? 'brackets' : '',
  ]
  const intervals = named.filter(Boolean).join(' and ')
  return joined([
    isMarked ? `Each mark is a post${unread}.` : '',
    describeReading(reported, breakdown),
    intervals === ''
      ? ''
      : `${capitalise(intervals)}: what reading others of these posts could give (${LEVEL}).`,
  ])
}

/** Readers of the posts, and their number: words that must be beside the shares. */
export function describeReading(
  { audit }: Pick<ReportGroup, 'audit'>,
  { audit: record }: Breakdown,
): string {
  if (audit === null || record === null) return 'Labelled by a model.'
  const { isCensus, drawnCount, labelledCount, assisted } = audit
  const read = readBy(record, audit)
  const all = `all ${formatCount(labelledCount, 'post')}`
  if (isCensus)
    return isReaderUnsaid(record, audit)
      ? `${capitalise(all)} ${read}.`
      : `${capitalise(read)} ${all}.`
  const part = labelledCount === drawnCount ? '' : `${formatNumber(labelledCount)} of `
  return `Estimated from ${part}${formatCount(drawnCount, 'post')}, picked at random, that ${read}${assisted === undefined ? '' : ', with the help of a model'}.`
}

export function sourceLine({ credit, link, origin }: Omit<Origin, 'breakdown'>): string {
  const known = credit === undefined ? origin.link : null
  const address = link === undefined ? known : shownLink(link)
  const where = (credit ?? origin.platform ?? 'posts as captured').replace(/\.$/, '')
  return isolateRuns(
    `Source: ${withStop([where, ...(address === null ? [] : [address])].join(', '))} Chart: dealstance.`,
  )
}
