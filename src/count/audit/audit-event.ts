import { addTo } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditDesign, AuditLabel } from './audit.js'
import { settleLabels } from './settle-labels.js'

/**
 * One line of an audit file behind its design. Nothing is ever taken out of the file: an undo is a
 * line of its own.
 */
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

/**
 * The sample was made larger in the same random order. Its strata hold the new counts, its units
 * the added ones.
 */
export interface GrowEvent extends Pick<AuditDesign, 'size' | 'strata' | 'units'> {
  readonly kind: 'grow'
  readonly at: string | null
}

/**
 * Another sample was drawn, since coders agreed too little on the one before. Labels of earlier
 * samples stay in the file, and no longer count.
 */
export interface RedrawEvent extends Pick<AuditDesign, 'size' | 'strata' | 'units' | 'seed'> {
  readonly kind: 'redraw'
  /** Number of the sample, from 2 on. */
  readonly round: number
  readonly at: string | null
}

/** Labels that look suspect are taken, for a reason in words. The last one stands. */
export interface AcceptEvent {
  readonly kind: 'accept'
  readonly reason: string
  readonly at: string | null
}

/** True for an event that changes the sample. */
export const isDraw = (event: AuditEvent): event is GrowEvent | RedrawEvent =>
  event.kind === 'grow' || event.kind === 'redraw'

/** The design after an event: a larger one, another one, or the same. */
export function designAfter(design: AuditDesign, event: AuditEvent): AuditDesign {
  if (event.kind === 'redraw') {
    const { size, seed, round, strata, units } = event
    const { sizesBefore: _, ...first } = design
    return { ...first, size, seed, round, strata, units }
  }
  if (event.kind !== 'grow') return design
  const { size, strata, units } = event
  return {
    ...design,
    size,
    strata,
    sizesBefore: [...(design.sizesBefore ?? []), design.size],
    units: [...design.units, ...units],
  }
}

/** The event that leads from a sample to a larger one that holds it, or to another one. */
export function designEvent(
  from: AuditDesign,
  { size, seed, round, strata, units }: AuditDesign,
  at: string | null,
): GrowEvent | RedrawEvent {
  if (round !== undefined && round !== from.round)
    return { kind: 'redraw', round, size, seed, strata, at, units }
  return { kind: 'grow', size, strata, at, units: units.slice(from.units.length) }
}

/** The events since the last draw. */
export const eventsOfDraw = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
  events.slice(events.findLastIndex(({ kind }) => kind === 'redraw') + 1)

/**
 * The labels that stand after all events. A coder's later label of a unit replaces the earlier one;
 * an undo restores that. The last of several adjudications of a unit stands, whoever made it. An
 * undo with nothing to undo does nothing.
 *
 * @returns in the order in which they were given
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

/** The label events of the last draw that were not undone, replaced ones included. */
export function standingEvents(all: readonly AuditEvent[]): LabelEvent[] {
  const events = eventsOfDraw(all)
  const undone = new Set(undoneLabels(events).values())
  return events.filter((event) => event.kind === 'label').filter((event) => !undone.has(event))
}

/** The label that each undo took back. */
function undoneLabels(events: readonly AuditEvent[]): ReadonlyMap<AuditEvent, LabelEvent> {
  const undone = new Map<AuditEvent, LabelEvent>()
  const stacks = new Map<string, LabelEvent[]>()
  for (const event of events) {
    if (event.kind !== 'label' && event.kind !== 'undo') continue
    const key = JSON.stringify([event.coder, event.isAdjudication])
    const last = event.kind === 'undo' ? stacks.get(key)?.pop() : undefined
    if (last) undone.set(event, last)
    if (event.kind === 'label') addTo(stacks, key, event)
  }
  return undone
}

/** True if coders have looked at every drawn unit. */
export const isSampleComplete = (audit: Audit): boolean =>
  settleLabels(audit).every(({ outcome }) => outcome !== 'open')

/** Counts the labels in force that replaced another for a reason. */
export const countCorrected = (events: readonly AuditEvent[]): number =>
  new Set(
    standingEvents(events).flatMap((event) => (event.reason === undefined ? [] : [roleKey(event)])),
  ).size
