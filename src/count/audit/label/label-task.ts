import { SKIPPED, UNREADABLE } from '../../../base/scheme/find-label.js'
import { type UnitId, unitKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditDesign, AuditLabel, AuditUnit, CoderKind } from '../audit.js'
import {
  type AuditEvent,
  type LabelEvent,
  labelsInForce,
  standingEvents,
  type UndoEvent,
} from '../audit-event.js'
import { groupByUnit } from '../population.js'
import { isDisputed, isDoubleCoded } from '../settle-labels.js'

/** A coder, and the units that are theirs. */
export interface LabelTask {
  readonly coder: string
  /** Default `unknown`. */
  readonly coderKind?: CoderKind
  /** Part of the units that two coders label, in [0, 1]; the others are labelled once. */
  readonly doubleCodeShare: number
  /** The one deal whose units are the coder's now; default those of all. */
  readonly dealId?: string | null
  /** Settle the units on which coders differ instead of labelling. */
  readonly isAdjudication: boolean
  /** Skips among this many first events are open again. Default: no skip is. */
  readonly reopenedEventCount?: number
}

/** Progress of a coder. */
export interface TaskProgress {
  /** The unit to label now; null when none is left. */
  readonly current: AuditUnit | null
  /** The units left, that one first. */
  readonly open: readonly AuditUnit[]
  readonly givenLabels: readonly AuditLabel[]
  readonly doneCount: number
  readonly skippedCount: number
  readonly totalCount: number
  /**
   * This coder's last labels in force; an undo takes back the last of them. Empty if nothing can be
   * undone.
   */
  readonly last: readonly AuditLabel[]
}

/**
 * Finds the units left for a coder, in the order of the design. A unit is open while it has too few
 * labels and this coder has not seen it. Two coders who take turns on one file thus split the
 * units, and meet on the double-coded part.
 */
export function progressOf(
  design: AuditDesign,
  events: readonly AuditEvent[],
  task: LabelTask,
): TaskProgress {
  const labelsByUnit = groupByUnit(labelsInForce(events))
  const { reopenedEventCount = 0 } = task
  const isOwn = (label: AuditLabel): boolean => isOwnLabel(label, task)
  const lookedAtSince = new Set(
    standingEvents(events.slice(reopenedEventCount))
      .filter(isOwn)
      .map((label) => unitKeyOf(label)),
  )
  const open: AuditUnit[] = []
  let doneCount = 0
  let skippedCount = 0
  const tasked = [...design.units.entries()].filter(([, unit]) => isOfTask(unit, task))
  for (const [index, unit] of tasked) {
    const labels = labelsByUnit.get(unitKeyOf(unit)) ?? []
    const coderLabel = labels.find(isOwn)
    const isReopened =
      reopenedEventCount > 0 &&
      coderLabel !== undefined &&
      isSkip(coderLabel) &&
      !lookedAtSince.has(unitKeyOf(unit))
    if (coderLabel && !isReopened) {
      doneCount += 1
      if (isSkip(coderLabel)) skippedCount += 1
      continue
    }
    const isOpen = task.isAdjudication
      ? isReopened || isDisputed(labels)
      : labels.filter(({ label, isAdjudication }) => label !== null && !isAdjudication).length <
        (isDoubleCoded(index, task.doubleCodeShare) ? 2 : 1)
    if (!isOpen) continue
    open.push(unit)
  }
  const [current = null] = open
  return {
    current,
    open,
    givenLabels:
      current !== null && task.isAdjudication ? (labelsByUnit.get(unitKeyOf(current)) ?? []) : [],
    doneCount,
    skippedCount,
    totalCount: doneCount + open.length,
    last: standingEvents(events)
      .filter(
        ({ coder, isAdjudication }) =>
          coder === task.coder && isAdjudication === task.isAdjudication,
      )
      .slice(-LAST_COUNT),
  }
}

const isSkip = ({ label, isUnclear }: AuditLabel): boolean => label === null && !isUnclear

const isOfTask = ({ dealId }: AuditUnit, task: LabelTask): boolean =>
  task.dealId === undefined || dealId === task.dealId

/** The units left for a coder, in the order of the design. */
export const openUnits = (
  ...progressArguments: Parameters<typeof progressOf>
): readonly AuditUnit[] => progressOf(...progressArguments).open

export const isOwnLabel = ({ coder, isAdjudication }: AuditLabel, task: LabelTask): boolean =>
  isAdjudication === task.isAdjudication && (task.isAdjudication || coder === task.coder)

/** Labels that a coder sees again, to take them back. */
const LAST_COUNT = 3

/** Doubt and note of a label, or the remark that the coder could not read it. */
export type LabelRemark = Pick<AuditLabel, 'isInDoubt' | 'isUnclear' | 'note'>

/** A label in words: its name, `skipped` or `unreadable`. */
export const labelWord = ({ label, isUnclear }: Pick<AuditLabel, 'label' | 'isUnclear'>): string =>
  label ?? (isUnclear ? UNREADABLE : SKIPPED)

export const MAX_NOTE_LENGTH = 500

/**
 * The record of a label that a coder gives a unit, null to skip it. `at`: when, ISO 8601 UTC, or
 * null.
 */
export function labelEvent(
  unit: UnitId,
  label: string | null,
  task: LabelTask | Omit<LabelTask, 'doubleCodeShare'>,
  at: string | null,
  { isInDoubt = false, isUnclear = false, note = '' }: LabelRemark = {},
): LabelEvent {
  const { threadId, postId, dealId } = unit
  const { coder, coderKind = 'unknown', isAdjudication } = task
  const remark = {
    ...(isInDoubt && { isInDoubt }),
    ...(isUnclear && label === null && { isUnclear }),
    ...(note !== '' && { note }),
  }
  return {
    kind: 'label',
    threadId,
    postId,
    dealId,
    coder,
    coderKind,
    label,
    isAdjudication,
    ...remark,
    at,
  }
}

/** The record that a coder takes the last label back. `at`: when, ISO 8601 UTC, or null. */
export function undoEvent(task: LabelTask, at: string | null): UndoEvent {
  const { coder, isAdjudication } = task
  return { kind: 'undo', coder, isAdjudication, at }
}
