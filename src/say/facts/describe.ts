import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { BreakdownCapture } from '../../count/breakdown/breakdown-capture.js'
import { phrases } from '../rules/finding-words.js'

export function describeCapture(capture: BreakdownCapture): string {
  const {
    source,
    reportedCount,
    capturedCount,
    uncapturedCount,
    notOpenedCount,
    deletedCount,
    blockedCount,
    notFoundCount,
  } = capture
  const beyond = uncapturedCount - deletedCount - blockedCount - notFoundCount
  const stubs =
    notOpenedCount === 0
      ? ''
      : `, ${formatNumber(notOpenedCount)} of them behind links that were not opened`
  const missing = phrases(
    [beyond, `${formatNumber(beyond)} not captured${stubs}`],
    [deletedCount, `${formatNumber(deletedCount)} deleted`],
    [blockedCount, `${formatNumber(blockedCount)} blocked`],
    [notFoundCount, `${formatNumber(notFoundCount)} not found`],
  )
  const captured =
    capturedCount === 0
      ? 'the source does not say how many replies exist'
      : `${formatCount(capturedCount, 'reply', 'replies')} captured; the source does not say how many exist`
  const head =
    reportedCount === null
      ? captured
      : `${formatNumber(Math.max(0, reportedCount - uncapturedCount))} of ${formatCount(reportedCount, 'reply', 'replies')} captured with their text`
  const {
    truncatedCount,
    otherLanguageCount,
    missingParentCount,
    duplicateCount,
    advertCount,
    retweetCount,
    botCount,
  } = capture
  const others = phrases(
    [truncatedCount, `${formatNumber(truncatedCount)} cut off`],
    [otherLanguageCount, `${formatNumber(otherLanguageCount)} in other languages`],
    [missingParentCount, `${formatCount(missingParentCount, 'answer')} to missing posts`],
    [duplicateCount, `${formatCount(duplicateCount, 'record')} repeated`],
    [advertCount, `${formatCount(advertCount, 'advert')} left out`],
    [retweetCount, `${formatCount(retweetCount, 'retweet')} left out`],
    [botCount, `${formatCount(botCount, 'bot post')} left out`],
    [
      capture.unknownThreadCount,
      `${formatCount(capture.unknownThreadCount, 'thread')} without facts on the capture`,
    ],
  )
  return `Capture (${source}): ${head}${missing === '' ? '' : `; missing: ${missing}`}.${others === '' ? '' : ` Also: ${others}.`}`
}

/**
 * Outcomes of the units drawn, in one sentence.
 *
 * @see AAPOR (2023), Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for
 *   Surveys
 */
export function describeDispositions({
  drawnCount,
  labelledCount,
  openCount,
  skippedCount,
  undecidedCount,
  unclearCount,
}: GroupAudit): string {
  return `Dispositions: ${drawnCount} picked (${labelledCount} labelled in the audit, ${skippedCount} skipped, ${unclearCount === 0 ? '' : `${unclearCount} unreadable, `}${undecidedCount} undecided, ${openCount} not looked at).`
}

/**
 * A sentence on the labels of these posts that the model learnt. No label was compared with an
 * answer that knew it.
 *
 * @returns empty where it learnt nothing
 */
export function describeLearning(record: Pick<BreakdownAudit, 'learnt'> | null): string {
  const { learnt } = record ?? {}
  if (learnt === undefined) return ''
  const labels = `${formatCount(learnt.labelCount, 'label')} of these posts`
  return `The model first learnt ${labels}, cross-fitted: each labelled post is compared with the answer of a version that had not seen its label.`
}
