import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import type { GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { describeLearning } from '../facts/describe-learning.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import { wrapLine } from '../format/display-width.js'
import type { TableOptions } from './render-post-table.js'
import { listRanges } from './render-share-bars.js'

/** Shares of a group by the other counting units, and the classifier's counts. */
export function renderAuditedShares(group: GroupBreakdown, audit: GroupAudit, { scheme, width }: TableOptions): string[] {
  const prose = (text: string, indent = 0): string[] => wrapLine(text, width, indent)
  const lines: string[] = []
  for (const { unit, unitCount, estimates } of audit.countingUnits) {
    const title = unitCount >= MIN_PERCENT_COUNT ? UNIT_TITLES[unit] : null
    if (title !== null) lines.push(...prose(`${title}: ${listRanges(estimates, shareWords(unitCount))}.`, 2))
  }
  if (group.shares !== null) {
    const counted = shareWords(labelledCountOf(group))
    const shares = scheme.labels.map((label) => `${label} ${counted.share(group.shares?.[label] ?? 0)}`).join(', ')
    const errors = audit.errorCount + audit.unansweredCount
    const checked = `wrong on ${formatNumber(audit.errorCount)}${audit.unansweredCount > 0 ? ` and without an answer on ${audit.unansweredCount}` : ''}`
    lines.push(
      ...prose(
        `Classifier counts: ${shares}; ${errors === 0 ? 'right on all' : checked} of the ${formatCount(audit.labelledCount, 'labelled post')}.`,
        2,
      ),
    )
  }
  return lines
}

/** How the sample was drawn, who labelled it, how far the coders agree, and what the model learnt from it: a sentence each. */
export function describeAudit(record: BreakdownAudit): string {
  const { counts, coders, agreement } = record
  const learning = describeLearning(record)
  const alpha =
    agreement.alpha === null
      ? ''
      : `; Krippendorff's alpha ${agreement.alpha.toFixed(2)} on ${formatCount(agreement.doubleCodedCount, 'judgement')} labelled by two or more`
  return `Audit: ${formatCount(counts.drawnCount, 'judgement')} drawn at random, ${formatNumber(counts.labelledCount)} with a label by ${formatCount(coders.length, 'coder')}${alpha}.${learning === '' ? '' : ` ${learning}`}`
}

/** Null for the unit that the bars already show. */
const UNIT_TITLES: Readonly<Record<GroupAudit['countingUnits'][number]['unit'], string | null>> = {
  post: null,
  author: 'If each author had one vote',
  thread: 'If each thread had one vote',
  engagement: 'If each post and each reaction to it had one vote',
}
