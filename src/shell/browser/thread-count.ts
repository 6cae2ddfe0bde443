import { sha256OfText } from '../../base/text/sha256-text.js'
import { auditPathBeside } from '../../count/audit/audit.js'
import { isSampleComplete } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type Claim, cite } from '../../say/cite/cite.js'
import type { DisclosureFacts } from '../../say/facts/parse-facts-file.js'
import type { ReportInput } from '../../say/facts/report.js'
import { renderReportPage } from '../../say/page/render-report-page.js'
import { type ResultCard, resultCard } from '../../say/table/result-card.js'
import { countThread, type DeskThread } from '../desk/audit-desk.js'
import type { PageFile } from './page-messages.js'
import { partOf } from './thread-moves.js'
import { factsWith } from './thread-words.js'

/** A scored thread, equal to its file. */
export interface CheckedThread extends DeskThread, Pick<ReportInput, 'figures'> {
  readonly name: string
  readonly dealId: string | null
  /** The posts as the known moves are tied to them, where two of these are read as one. */
  readonly tied: readonly ScoredPost[]
}

/** The files that a count rests on. */
function evidenceOf(
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  audit: AuditFile | null,
) {
  const scored = { role: 'scored', name, sha256 } as const
  if (audit === null) return [scored]
  return [scored, { role: 'audit', name: auditPathBeside(name), sha256: audit.sha256 } as const]
}

export function countChecked(thread: CheckedThread, file: AuditFile | null): Breakdown {
  const evidence = evidenceOf(thread, file)
  return { ...countThread(thread, file, file?.sha256 ?? null), evidence }
}

/** The labels of a complete sample, of this move at least; null before: they must not be seen. */
export function completePart(file: AuditFile | null, dealId: string | null): AuditFile | null {
  const part = file && partOf(file, dealId)
  if (part === null || part.design.units.length === 0 || !isSampleComplete(part)) return null
  return file !== null && isSampleComplete(file) ? file : part
}

export const claimOf = (
  breakdown: Breakdown,
  { dealId }: Pick<ResultCard, 'dealId'>,
  facts: DisclosureFacts,
): Claim => cite(breakdown, { dealId, facts: factsWith(breakdown, facts) })

/** The sentence that complete labels let be printed; null without one. */
export function sentenceOf(
  thread: CheckedThread,
  complete: AuditFile | null,
  facts: DisclosureFacts,
): string | null {
  if (complete === null) return null
  const breakdown = countChecked(thread, complete)
  const card = resultCard(breakdown, thread.figures)
  return card.light === 'ready' ? claimOf(breakdown, card, facts).sentence : null
}

export function reportedOf(
  { posts, scheme, figures }: CheckedThread,
  breakdown: Breakdown,
  facts: DisclosureFacts,
): ReportInput {
  return { breakdown, posts, scheme, figures, facts: factsWith(breakdown, facts) }
}

export function reportFile(
  thread: CheckedThread,
  audit: AuditFile | null,
  facts: DisclosureFacts,
): PageFile {
  const input = { ...reportedOf(thread, countChecked(thread, audit), facts), audit }
  const byteOf = (digits: string): string => String.fromCharCode(Number.parseInt(digits, 16))
  const base64 = (text: string): string => btoa(sha256OfText(text).replace(/../g, byteOf))
  const name = `report-${thread.dealId ?? 'all'}.html`
  return { name, type: 'text/html', content: renderReportPage(input, base64) }
}
