import { PipelineError } from '../../../base/errors.js'
import { type UnitId, unitKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditLabel } from '../audit.js'
import type { AcceptEvent, LabelEvent } from '../audit-event.js'
import { labelEvent } from './label-task.js'

export const MAX_REASON_LENGTH = 500

export interface Correction {
  /** Null: the unit has no label after all. */
  readonly label: string | null
  readonly reason: string
  /** See {@link AuditLabel.isUnclear}. */
  readonly isUnclear?: boolean
}

/**
 * The record of a second label, which counts in place of a label that stands.
 *
 * @throws {PipelineError} `AUDIT_LABEL_CONFLICT` for that label again, or without a reason in words
 */
export function correctionEvent(
  standing: AuditLabel,
  { label, reason: reasonText, isUnclear = false }: Correction,
  at: string | null,
): LabelEvent {
  const { threadId, postId, dealId, coder } = standing
  const reason = wordsOf(reasonText)
  if (label !== standing.label && reason !== null)
    return { ...labelEvent(standing, label, standing, at, { isUnclear }), reason }
  const message =
    label === standing.label
      ? `expected another label of post "${postId}" by coder "${coder}", got "${label ?? 'skipped'}", which stands. Nothing was changed.`
      : `expected a reason in words for the other label of post "${postId}", got none. Say why it changes.`
  const context = { threadId, postId, dealId }
  throw new PipelineError('AUDIT_LABEL_CONFLICT', message, { context })
}

/** A reason on one line; null without a word. */
function wordsOf(text: string): string | null {
  const reason = text.replace(/\s+/g, ' ').trim().slice(0, MAX_REASON_LENGTH)
  return /\p{L}/u.test(reason) ? reason : null
}

/**
 * The record that labels hold although they look suspect, or that posts are on a company although
 * none names it.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` without a reason in words
 */
export function acceptEvent(
  reasonText: string,
  at: string | null,
  of?: AcceptEvent['of'],
): AcceptEvent {
  const reason = wordsOf(reasonText)
  if (reason !== null) return { kind: 'accept', ...(of && { of }), reason, at }
  const message = `expected a reason in words, got "${reasonText.slice(0, 80)}".`
  throw new PipelineError('USAGE_OPTION_INVALID', message)
}

/**
 * The label of a unit that a coder may correct: their own, or the only one where they gave none.
 *
 * @throws {PipelineError} `AUDIT_POST_UNKNOWN` without a label to correct, `AUDIT_CODER_INVALID`
 *   where several others labelled it
 */
export function findStanding(
  labels: readonly AuditLabel[],
  unit: UnitId,
  { coder, isAdjudication }: Pick<AuditLabel, 'coder' | 'isAdjudication'>,
): AuditLabel {
  const standing = labels.filter(
    (one) =>
      unitKeyOf(one) === unitKeyOf(unit) &&
      one.label !== null &&
      one.isAdjudication === isAdjudication,
  )
  const [first, ...others] = standing
  const match = standing.find((one) => one.coder === coder)
  if (match !== undefined) return match
  if (first !== undefined && others.length === 0) return first
  const known = standing.map((one) => one.coder).join(', ')
  const [code, message] =
    first === undefined
      ? ([
          'AUDIT_POST_UNKNOWN',
          `expected a post with a label, got "${unit.postId}", which has none. Label it first.`,
        ] as const)
      : ([
          'AUDIT_CODER_INVALID',
          `expected a coder who labelled post "${unit.postId}" (${known}), got "${coder}". Name one with --coder.`,
        ] as const)
  throw new PipelineError(code, message, { context: { ...unit } })
}
