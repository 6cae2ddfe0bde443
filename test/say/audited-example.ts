import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import type { Audit, AuditLabel } from '../../src/count/audit/audit.js'
import { drawAudit } from '../../src/count/audit/draw/draw-audit.js'
import type { ReportInput } from '../../src/say/facts/report.js'
import { NEITHER } from '../count/scored-posts.js'
import { auditedReportOf, threadOf } from './report-example.js'

/**
 * A thread of 200 posts with an audit of 80. Coder a differs from the classifier on every fifth
 * post. Coder b labels every other post and differs from coder a on every tenth.
 */
export function auditExample(): { readonly input: ReportInput; readonly audit: Audit } {
  const posts = threadOf(200, 3)
  const labelOf = new Map(posts.map(({ id, label }) => [id, label]))
  const design = drawAudit(posts, { size: 80, seed: 1, labels: STANCE_SCHEME.labels })
  const labels = design.units.flatMap(({ threadId, postId, dealId }, index): AuditLabel[] => {
    const own = labelOf.get(postId) ?? NEITHER
    const given = { threadId, postId, dealId, coderKind: 'person', isAdjudication: false } as const
    const first = { ...given, coder: 'a', label: index % 5 === 0 ? NEITHER : own }
    return index % 2 === 0
      ? [first, { ...given, coder: 'b', label: index % 10 === 0 ? own : first.label }]
      : [first]
  })
  const audit = { design, labels }
  return { input: auditedReportOf(posts, audit), audit }
}
