import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { Breakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import { type BreakdownCapture, breakdownCaptureOf, type GroupCapture } from '../../count/breakdown/breakdown-capture.js'

/** The capture bounds of a group; null where no post carries a ledger. The group must be one of the breakdown's objects, not a copy. */
export function captureOf(breakdown: Breakdown, group: GroupBreakdown): GroupCapture | null {
  const { deals, overall } = breakdown
  const dealId = group === overall ? null : (deals.find((deal) => deal === group)?.dealId ?? null)
  return breakdownCaptureOf(breakdown)?.groups.find((each) => each.dealId === dealId) ?? null
}

/** The capture ledger in one or two sentences: captured and missing posts with the reasons, then other findings. */
export function describeCapture(capture: BreakdownCapture): string {
  const { source, reportedCount, capturedCount, uncapturedCount, unknownThreadCount, notOpenedCount } = capture
  const lost = [
    ...countPhrase(capture.deletedCount, (count) => `${count} deleted`),
    ...countPhrase(capture.blockedCount, (count) => `${count} blocked`),
    ...countPhrase(capture.notFoundCount, (count) => `${count} not found`),
  ]
  const beyond = uncapturedCount - capture.deletedCount - capture.blockedCount - capture.notFoundCount
  const stubs = notOpenedCount === 0 ? '' : `, ${notOpenedCount} of them behind stubs that were not opened`
  const missing = [...countPhrase(beyond, (count) => `${count} not captured${stubs}`), ...lost]
  const head =
    reportedCount === null
      ? capturedCount === 0
        ? 'the source does not say how many replies exist'
        : `${formatCount(capturedCount, 'reply', 'replies')} captured; the source does not say how many exist`
      : `${formatNumber(Math.max(0, reportedCount - uncapturedCount))} of ${formatCount(reportedCount, 'reply', 'replies')} captured with their text`
  const others = [
    ...countPhrase(capture.truncatedCount, (count) => `${count} cut off`),
    ...countPhrase(capture.otherLanguageCount, (count) => `${count} in other languages`),
    ...countPhrase(capture.missingParentCount, (count) => `${formatCount(count, 'answer')} to missing posts`),
    ...countPhrase(capture.duplicateCount, (count) => `${formatCount(count, 'record')} repeated`),
    ...countPhrase(capture.advertCount, (count) => `${formatCount(count, 'advert')} left out`),
    ...countPhrase(capture.retweetCount, (count) => `${formatCount(count, 'retweet')} left out`),
    ...countPhrase(capture.botCount, (count) => `${formatCount(count, 'bot post')} left out`),
    ...countPhrase(unknownThreadCount, (count) => `${formatCount(count, 'thread')} without a ledger`),
  ]
  return [
    `Capture (${source}): ${head}${missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`}.`,
    ...(others.length === 0 ? [] : [`Also: ${others.join(', ')}.`]),
  ].join(' ')
}

const countPhrase = (count: number, say: (count: number) => string): string[] => (count > 0 ? [say(count)] : [])
