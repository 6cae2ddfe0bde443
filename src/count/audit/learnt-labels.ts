import type { GivenLabels, LearntRecord } from '../../judge/learn/learnt-model.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from './audit.js'
import { settleLabels } from './settle-labels.js'

/** The labels of an audit that count, for a model to learn. @param auditSha256 of the file's bytes */
export function givenLabelsOf(audit: Audit, auditSha256: string | null): GivenLabels {
  return {
    auditSha256,
    isRandom: audit.design.method !== 'suggested',
    deals: audit.design.deals,
    labels: settleLabels(audit).flatMap(({ unit: { threadId, postId, dealId, textHash }, label }) =>
      label === null ? [] : [{ threadId, postId, dealId, label, textHash }],
    ),
  }
}

/** What the model of these posts learnt, as the first post of a thread says; null where none says so. */
export function learntRecordOf(posts: readonly ScoredPost[]): LearntRecord | null {
  for (const { meta } of posts) {
    const { baseModel, adapterSha256, auditSha256, isRandom, labelCount, deals } = Object(meta.capture?.learnt) as Partial<LearntRecord>
    const isKnown = typeof baseModel === 'string' && typeof adapterSha256 === 'string' && typeof labelCount === 'number'
    if (!isKnown || !Array.isArray(deals)) continue
    return { baseModel, adapterSha256, auditSha256: auditSha256 ?? null, isRandom: isRandom === true, labelCount, deals }
  }
  return null
}
