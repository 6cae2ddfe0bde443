import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { BreakdownCapture } from '../../count/breakdown/breakdown-capture.js'
import { phrases } from './finding-words.js'

export function describeCapture(capture: BreakdownCapture): string {
  const { reportedCount, capturedCount, uncapturedCount, notOpenedCount } = capture
  const { deletedCount, blockedCount, notFoundCount } = capture
  const stubs =
    notOpenedCount === 0
      ? ''
      : `, ${formatNumber(notOpenedCount)} of them behind links that were not opened`
  const missing = phrases([
    [uncapturedCount - deletedCount - blockedCount - notFoundCount, `not captured${stubs}`],
    [deletedCount, 'deleted'],
    [blockedCount, 'blocked'],
    [notFoundCount, 'not found'],
  ])
  const head =
    reportedCount === null
      ? `${formatCount(capturedCount, 'reply', 'replies')} captured; the source does not say how many exist`
      : `${formatNumber(Math.max(0, reportedCount - uncapturedCount))} of ${formatCount(reportedCount, 'reply', 'replies')} captured with their text`
  const others = phrases([
    [capture.truncatedCount, 'cut off'],
    [capture.otherLanguageCount, 'in other languages'],
    [capture.missingParentCount, 'to missing posts', 'answer'],
    [capture.duplicateCount, 'repeated', 'record'],
    [capture.advertCount, 'left out', 'advert'],
    [capture.retweetCount, 'left out', 'retweet'],
    [capture.botCount, 'left out', 'bot post'],
    [capture.unknownThreadCount, 'without facts on the capture', 'thread'],
  ])
  return `Capture (${capture.source}): ${head}${missing === '' ? '' : `; missing: ${missing}`}.${others === '' ? '' : ` Also: ${others}.`}`
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
  return `Picked: ${formatCount(drawnCount, 'post')}; ${labelledCount} labelled by hand, ${skippedCount} skipped, ${unclearCount === 0 ? '' : `${unclearCount} unreadable, `}${undecidedCount} undecided, ${openCount} not looked at.`
}

/** The labels of these posts that the model learnt; empty for none. */
export function describeLearning(record: Pick<BreakdownAudit, 'learnt'> | null): string {
  const { learnt } = record ?? {}
  return learnt === undefined
    ? ''
    : `The model first learnt ${formatCount(learnt.labelCount, 'label')} of these posts, cross-fitted: each labelled post is compared with the answer of a version that had not seen its label.`
}
