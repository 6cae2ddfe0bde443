import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { GivenLabels, LearntRecord } from '../../judge/learn/learnt-model.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from './audit.js'
import { listUnits } from './list-units.js'
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

/** Whether the model of these posts learnt labels by hand before it scored them. */
export const isLearnt = (posts: readonly ScoredPost[]): boolean =>
  posts.some(({ labelledBy, stances }) => labelledBy === 'hand' || stances.some((stance) => stance.labelledBy === 'hand'))

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

/** Labels of an audit that differ from those that the model of these posts learnt, or came later. */
export function countNewLabels(posts: readonly ScoredPost[], audit: Audit): number {
  const learnt = new Map(
    listUnits(posts).flatMap(({ key, judgement }) => (judgement.labelledBy === 'hand' ? [[key, judgement.label]] : [])),
  )
  return settleLabels(audit).filter(({ unit, label }) => label !== null && learnt.get(unitKeyOf(unit)) !== label).length
}
