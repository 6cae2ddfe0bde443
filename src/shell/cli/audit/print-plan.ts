import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { nameOfDeal, withRecordedDeals } from '../../../base/thread/deal-record.js'
import type { Audit } from '../../../count/audit/audit.js'
import { planAudit } from '../../../count/audit/draw/plan-audit.js'
import type { ScoredFile } from '../../node/scored/read-scored-posts.js'
import { KNOWN_NAMES } from '../input/read-audited.js'
import { type CommandContext, givenWords, suggestNext } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import { AUDIT_OPTIONS, type AuditOptions } from './audit-options.js'
import { renderPlan, sizeOf } from './audit-plan.js'

/** Says how many labels a width needs. */
export async function printPlan(
  halfWidth: number,
  { posts, scheme, existing }: { readonly posts: ScoredFile['posts']; readonly scheme: StanceScheme; readonly existing: Audit | null },
  options: AuditOptions,
  paths: readonly string[],
  context: CommandContext,
): Promise<void> {
  const plan = planAudit(posts, { labels: scheme.labels, halfWidth, confidenceLevel: 0.95, audit: existing })
  const deals = withRecordedDeals<Pick<DealRecord, 'title' | 'move'>>(KNOWN_NAMES, posts)
  const nameOf = (dealId: string): string => nameOfDeal({ move: null, ...deals.get(dealId), dealId })
  await withOutput(null, context.io, (output) => output.write(renderPlan(plan, halfWidth, nameOf)))
  const others = givenWords({ ...options, plan: undefined, size: undefined }, AUDIT_OPTIONS)
  suggestNext(context, 'audit', ...paths, '--size', sizeOf(plan.byHandSize, plan), ...others)
}
