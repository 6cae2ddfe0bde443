import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { Dispositions } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { BreakdownCapture } from '../../count/breakdown/breakdown-capture.js'
import { formatDays } from '../format/format-value.js'

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

const DAY_MS = 86_400_000
const MAX_DAY_COUNT = 366

/** "20–25 July 2026", the days in UTC; null where no post has a date. */
export const daysOf = ({ written: { first, last } }: Pick<GroupAudit, 'written'>): string | null =>
  first === null || last === null ? null : formatDays({ first, last })

/** When the posts were written, in a sentence; years apart are a caution. */
export function describeDates(audit: Pick<GroupAudit, 'written'>): string {
  const { first, last, undatedCount } = audit.written
  const days = daysOf(audit)
  if (days === null || first === null || last === null) return 'When the posts were written is not known.'
  const undated = undatedCount === 0 ? '' : `, ${formatCount(undatedCount, 'post')} without a date`
  const isLong = Date.parse(last) - Date.parse(first) > MAX_DAY_COUNT * DAY_MS
  return `Posts of ${days}${undated}.${isLong ? ' Caution: they span more than a year.' : ''}`
}

/** The dispositions in one sentence. */
export function describeDispositions(dispositions: Dispositions): string {
  const { known, captured, counted, scored, unsure, unscored, drawn, labelled, skipped, undecided, notReached } = dispositions
  const exist = known === null ? 'replies known to exist: not known' : `${known} replies known to exist`
  const sample = `${drawn} drawn (${labelled} labelled in the audit, ${skipped} skipped, ${undecided} undecided, ${notReached} not reached)`
  return `Dispositions: ${exist}, ${captured} replies captured; ${counted} posts counted here (${scored} labelled by the model, ${unsure} unsure, ${unscored} unscored); ${drawn === null ? 'none drawn' : sample}.`
}

/**
 * One sentence: from how many labels of these posts the model learnt, and that none of them was held against an answer that knew it.
 *
 * @returns empty where it learnt nothing
 */
export function describeLearning({ learnt, origin }: Pick<BreakdownAudit, 'learnt' | 'origin'>): string {
  if (learnt === undefined) return ''
  const labels = `${formatCount(learnt.labelCount, 'label')} of these posts`
  if (origin.changedSinceDraw.includes('predictions'))
    return `The model learnt ${labels} after the draw; the audited shares stand on its answers at the draw.`
  return `The model first learnt ${labels}, cross-fitted: each labelled post is held against an answer from a version that had not seen its label.`
}
