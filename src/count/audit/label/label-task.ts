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
import { codedIn, isDisputed, isDoubleCoded } from '../settle-labels.js'

/** A coder, and the units that are theirs. */
export interface LabelTask {
  readonly coder: string
  /** Default `unknown`. */
  readonly coderKind?: CoderKind
  /** Part of the units that two coders label, in [0, 1]; the others are labelled once. */
  readonly doubleCodeShare: number
  /** The one deal whose units are the coder's now; default those of all. */
  readonly dealId?: string | null
  readonly isAdjudication: boolean
  /** Skips among this many first events are open again. Default: no skip is. */
  readonly reopenedEventCount?: number
}

export interface TaskProgress {
  /** The units left, the one to label now first. */
  readonly open: readonly AuditUnit[]
  /** Labels of that unit, for whoever settles it; else empty. */
  readonly givenLabels: readonly AuditLabel[]
  readonly doneCount: number
  readonly skippedCount: number
  /** Units that this coder could not read; done as well. */
  readonly unclearCount: number
  readonly totalCount: number
  /** This coder's last labels in force; an undo takes back the last of them. */
  readonly last: readonly AuditLabel[]
}

/**
 * Finds the units left for a coder, in the order of the design. A unit is open while it has too few
 * labels and this coder has not seen it: coders who take turns split the units.
 */
export function progressOf(
  design: AuditDesign,
  events: readonly AuditEvent[],
  task: LabelTask,
): TaskProgress {
  const labelsByUnit = groupByUnit(labelsInForce(events))
  const { reopenedEventCount = events.length, isAdjudication } = task
  const isOwn = (label: AuditLabel): boolean => isOwnLabel(label, task)
  const lookedAtSince = new Set(
    standingEvents(events.slice(reopenedEventCount)).filter(isOwn).map(unitKeyOf),
  )
  const labelsOf = (unit: AuditUnit): AuditLabel[] => labelsByUnit.get(unitKeyOf(unit)) ?? []
  const open: AuditUnit[] = []
  const done: AuditLabel[] = []
  for (const [index, unit] of design.units.entries()) {
    if (task.dealId !== undefined && unit.dealId !== task.dealId) continue
    const labels = labelsOf(unit)
    const coderLabel = labels.find(isOwn)
    const isSkipped = coderLabel?.label === null && !coderLabel.isUnclear
    const isReopened =
      isSkipped && task.reopenedEventCount !== undefined && !lookedAtSince.has(unitKeyOf(unit))
    if (coderLabel && !isReopened) {
      done.push(coderLabel)
      continue
    }
    const wantedCount = isDoubleCoded(index, task.doubleCodeShare) ? 2 : 1
    const isOpen = isAdjudication
      ? isReopened || isDisputed(labels)
      : codedIn(labels).length < wantedCount
    if (isOpen) open.push(unit)
  }
  return {
    open,
    givenLabels: isAdjudication ? open.slice(0, 1).flatMap(labelsOf) : [],
    doneCount: done.length,
    skippedCount: done.filter((each) => labelWord(each) === SKIPPED).length,
    unclearCount: done.filter((each) => labelWord(each) === UNREADABLE).length,
    totalCount: done.length + open.length,
    last: standingEvents(events)
      .filter((event) => event.coder === task.coder && event.isAdjudication === isAdjudication)
      .filter(({ isCarried }) => !isCarried)
      .slice(-LAST_COUNT),
  }
}

export const isOwnLabel = ({ coder, isAdjudication }: AuditLabel, task: LabelTask): boolean =>
  isAdjudication === task.isAdjudication && (task.isAdjudication || coder === task.coder)

const LAST_COUNT = 3

/** Doubt and note of a label, or the remark that the coder could not read it. */
export type LabelRemark = Pick<AuditLabel, 'isInDoubt' | 'isUnclear' | 'note'>

/** A label in words: its name, `skipped` or `unreadable`. */
export const labelWord = ({ label, isUnclear }: Pick<AuditLabel, 'label' | 'isUnclear'>): string =>
  label ?? (isUnclear ? UNREADABLE : SKIPPED)

export const MAX_NOTE_LENGTH = 500

/** The record of a label that a coder gives a unit, null to skip it. @param at ISO 8601, or null */
export function labelEvent(
  { threadId, postId, dealId }: UnitId,
  label: string | null,
  { coder, coderKind = 'unknown', isAdjudication }: LabelTask | Omit<LabelTask, 'doubleCodeShare'>,
  at: string | null,
  { isInDoubt = false, isUnclear = false, note = '' }: LabelRemark = {},
): LabelEvent {
  return {
    kind: 'label',
    threadId,
    postId,
    dealId,
    coder,
    coderKind,
    label,
    isAdjudication,
    ...(isInDoubt && { isInDoubt }),
    ...(isUnclear && label === null && { isUnclear }),
    ...(note !== '' && { note }),
    at,
  }
}

export function undoEvent(task: LabelTask, at: string | null): UndoEvent {
  const { coder, isAdjudication } = task
  return { kind: 'undo', coder, isAdjudication, at }
}
