import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit } from '../../count/audit/audit.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import {
  type Judgement,
  modelLabel,
  type ScoredPost,
} from '../../judge/stance/stance-prediction.js'

/** A label as readers see it: a coder's where there is one, else the model's. */
export interface ShownLabel {
  readonly label: string | null
  /** The model's label of a post that a coder labelled. */
  readonly model?: string | null
  /** True if a coder was unsure of it. */
  readonly isInDoubt?: boolean
  /** True if coders differed on it. */
  readonly isSettled?: boolean
}

/** @param audit its labels replace the model's; labels that the model learnt always do */
export function labelsToShow(audit: Audit | null | undefined) {
  const settledOf = new Map(
    audit ? settleLabels(audit).map((settled) => [unitKeyOf(settled.unit), settled]) : [],
  )
  return (
    { threadId, id: postId }: ScoredPost,
    judgement: Judgement,
    dealId: string | null,
  ): ShownLabel => {
    const { label, labelledBy } = judgement
    const settled = settledOf.get(unitKeyOf({ threadId, postId, dealId }))
    const byCoder = settled?.label ?? (labelledBy === 'hand' ? label : null)
    if (byCoder === null) return { label }
    const model = labelledBy === 'hand' ? modelLabel(judgement) : label
    const isInDoubt = settled?.given.some((one) => one.isInDoubt) ?? false
    return { label: byCoder, model, isInDoubt, isSettled: settled?.adjudicator !== undefined }
  }
}
