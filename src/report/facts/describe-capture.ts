import type { Breakdown, GroupBreakdown } from '../../aggregate/breakdown/breakdown.js'
import { type BreakdownCapture, type GroupCapture, readBreakdownCapture } from '../../aggregate/breakdown/breakdown-capture.js'
import { formatCount } from '../../text/format-count.js'

/** What capture leaves open of a group; null where no post carries a ledger. Told by identity, as groups have no other name. */
export function captureOf(breakdown: Breakdown, group: GroupBreakdown): GroupCapture | null {
  const { deals, overall } = breakdown
  const dealId = group === overall ? null : (deals.find((deal) => deal === group)?.dealId ?? null)
  return readBreakdownCapture(breakdown)?.groups.find((each) => each.dealId === dealId) ?? null
}

/** The ledger in one or two sentences: what was captured, what is missing and why, what else was found on the way. */
export function describeCapture(capture: BreakdownCapture): string {
  const { source, reportedCount, capturedCount, uncapturedCount, unknownThreadCount, notOpenedCount } = capture
  const lost = [
    ...some(capture.deletedCount, (count) => `${count} deleted`),
    ...some(capture.blockedCount, (count) => `${count} blocked`),
    ...some(capture.notFoundCount, (count) => `${count} not found`),
  ]
  const beyond = uncapturedCount - capture.deletedCount - capture.blockedCount - capture.notFoundCount
  const stubs = notOpenedCount === 0 ? '' : `, ${notOpenedCount} of them behind stubs that were not opened`
  const missing = [...some(beyond, (count) => `${count} not captured${stubs}`), ...lost]
  const head =
    reportedCount === null
      ? `${formatCount(capturedCount, 'reply', 'replies')} captured, the source does not say of how many`
      : `${capturedCount} of ${formatCount(reportedCount, 'reply', 'replies')} captured`
  const others = [
    ...some(capture.truncatedCount, (count) => `${count} cut off`),
    ...some(capture.otherLanguageCount, (count) => `${count} in other languages`),
    ...some(capture.missingParentCount, (count) => `${formatCount(count, 'answer')} to missing posts`),
    ...some(capture.duplicateCount, (count) => `${formatCount(count, 'record')} repeated`),
    ...some(capture.advertCount, (count) => `${formatCount(count, 'advert')} left out`),
    ...some(capture.retweetCount, (count) => `${formatCount(count, 'retweet')} left out`),
    ...some(capture.botCount, (count) => `${formatCount(count, 'bot post')} left out`),
    ...some(unknownThreadCount, (count) => `${formatCount(count, 'thread')} without a ledger`),
  ]
  return [
    `Capture (${source}): ${head}${missing.length === 0 ? '' : `; without text here: ${missing.join(', ')}`}.`,
    ...(others.length === 0 ? [] : [`Also: ${others.join(', ')}.`]),
  ].join(' ')
}

const some = (count: number, say: (count: number) => string): string[] => (count > 0 ? [say(count)] : [])
