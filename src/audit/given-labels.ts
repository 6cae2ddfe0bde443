import type { GivenLabels } from '../learn/learnt-model.js'
import type { Audit } from './audit.js'
import { settleLabels } from './settle-labels.js'

/** The labels of an audit that count, for a model to learn. @param auditSha256 of the file's bytes */
export function givenLabelsOf(audit: Audit, auditSha256: string | null): GivenLabels {
  return {
    auditSha256,
    isRandom: audit.design.method !== 'suggested',
    labels: settleLabels(audit).flatMap(({ unit: { threadId, postId, dealId, textHash }, label }) =>
      label === null ? [] : [{ threadId, postId, dealId, label, textHash }],
    ),
  }
}
