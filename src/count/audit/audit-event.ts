import { addTo, groupBy } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditDesign, AuditLabel } from './audit.js'
import { settleLabels } from './settle-labels.js'

/** One line of an audit file behind its design. Nothing is ever taken out of the file. */
export type AuditEvent = LabelEvent | UndoEvent | GrowEvent | RedrawEvent | AcceptEvent

export interface LabelEvent extends AuditLabel {
  readonly kind: 'label'
  readonly at: string | null
  /** Reason for replacing the same coder's earlier label. Absent for a first reading. */
  readonly reason?: string
}

/** Takes back the coder's last label that stands, of adjudications or of the others. */
export interface UndoEvent {
  readonly kind: 'undo'
  readonly coder: string
  readonly isAdjudication: boolean
  readonly at: string | null
}

/** The sample was made larger in the same random order, by these units. */
interface GrowEvent extends Pick<AuditDesign, 'size' | 'strata' | 'units'> {
  readonly kind: 'grow'
  readonly at: string | null
}

/** Another sample was drawn: labels of earlier ones stay in the file, and no longer count. */
interface RedrawEvent extends Omit<GrowEvent, 'kind'>, Pick<AuditDesign, 'seed'> {
  readonly kind: 'redraw'
  /** Number of the sample, from 2 on. */
  readonly round: number
}

/** Labels that look suspect are taken, for a reason in words. The last one stands. */
export interface AcceptEvent {
  readonly kind: 'accept'
  /**
   * `mover`: posts that do not name the company are on its move; `wording`: labels were given under
   * other words of the move, those of the reason. Absent: the labels hold.
   */
  readonly of?: 'mover' | 'wording'
  readonly reason: string
  readonly at: string | null
}

export const isDraw = (event: AuditEvent): event is GrowEvent | RedrawEvent =>
  event.kind === 'grow' || event.kind === 'redraw'

export function designAfter(design: AuditDesign, event: AuditEvent): AuditDesign {
  if (!isDraw(event)) return design
  const { kind: _, at: __, ...sample } = event
  const { sizesBefore = [], ...first } = design
  if (event.kind === 'redraw') return { ...first, ...sample }
  return {
    ...first,
    ...sample,
    sizesBefore: [...sizesBefore, design.size],
    units: [...design.units, ...event.units],
  }
}

export function designEvent(
  from: AuditDesign,
  { size, seed, round, strata, units }: AuditDesign,
  at: string | null,
): GrowEvent | RedrawEvent {
  if (round !== undefined && round !== from.round)
    return { kind: 'redraw', round, size, seed, strata, at, units }
  return { kind: 'grow', size, strata, at, units: units.slice(from.units.length) }
}

export const eventsOfDraw = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
  events.slice(events.findLastIndex(({ kind }) => kind === 'redraw') + 1)

/**
 * The labels that stand after all events, in the order in which they were given. A coder's later
 * label of a unit replaces the earlier one; an undo restores that. Of several adjudications of a
 * unit the last one stands.
 */
export function labelsInForce(events: readonly AuditEvent[]): AuditLabel[] {
  const inForce = new Map<string, AuditLabel>()
  for (const { kind: _kind, at, reason: _reason, ...label } of standingEvents(events)) {
    const key = roleKey(label)
    inForce.delete(key)
    inForce.set(key, { ...label, ...(at !== null && { at }) })
  }
  return [...inForce.values()]
}

/** A unit has one label per coder, and one for all adjudicators together. */
export const roleKey = (label: AuditLabel): string =>
  JSON.stringify([unitKeyOf(label), label.isAdjudication ? null : label.coder])

/**
 * The label events of the last draw that were not undone, replaced ones included. No undo takes
 * back a carried label.
 */
export function standingEvents(events: readonly AuditEvent[]): LabelEvent[] {
  const standing = new Set<LabelEvent>()
  const stacks = new Map<string, LabelEvent[]>()
  for (const event of eventsOfDraw(events)) {
    if (event.kind !== 'label' && event.kind !== 'undo') continue
    const key = JSON.stringify([event.coder, event.isAdjudication])
    if (event.kind === 'label') {
      standing.add(event)
      if (!event.isCarried) addTo(stacks, key, event)
      continue
    }
    const undone = stacks.get(key)?.pop()
    if (undone) standing.delete(undone)
  }
  return [...standing]
}

export const isSampleComplete = (audit: Audit): boolean =>
  settleLabels(audit).every(({ outcome }) => outcome !== 'open')

/** Labels that a correction changed: one that was set back is not counted. */
export function countCorrected(events: readonly AuditEvent[]): number {
  const byRole = groupBy(standingEvents(events), roleKey)
  return [...byRole.values()].filter((labels) => {
    const isCorrected = labels.some(({ reason }) => reason !== undefined)
    return isCorrected && (labels.length === 1 || labels[0]?.label !== labels.at(-1)?.label)
  }).length
}
