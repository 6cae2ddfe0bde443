import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { resultCard } from '../../../say/card/result-card.js'

/** What a complete sample says, for the coder who gave the last label: agreement with the model, the finding, and what is missing. */
export function concludeAudit(breakdown: Breakdown, scheme: StanceScheme): string[] {
  const { subject, headline, status } = resultCard({ breakdown, scheme, span: null })
  const group = breakdown.audit?.deals[0] ?? breakdown.audit?.overall ?? null
  const same = group === null ? 0 : group.labelledCount - group.errorCount - group.unansweredCount
  return [
    ...(group === null || group.labelledCount === 0
      ? []
      : [`The model gave the same label as you on ${formatNumber(same)} of the ${formatCount(group.labelledCount, 'post')}.`]),
    `${subject === null ? '' : `${subject}: `}${headline}.`,
    `${status}.`,
  ]
}
