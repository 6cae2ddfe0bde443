import { addTo } from '../../base/statistics/group-by.js'
import { type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditLabel } from './audit.js'
import { settleLabels } from './settle-labels.js'

/** One line of an audit file behind its design. Nothing is ever taken out of the file: an undo is a line of its own. */
export type AuditEvent = LabelEvent | UndoEvent | LookEvent | GrowEvent

export interface LabelEvent extends AuditLabel {
  readonly kind: 'label'
  /** Time, ISO 8601 UTC; null for an imported first reading. */
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

/** Shares were shown that more labels could still change. */
export interface LookEvent {
  readonly kind: 'look'
  readonly command: string
  readonly at: string | null
}

/** The sample was made larger; the design holds it. */
export interface GrowEvent {
  readonly kind: 'grow'
  readonly unitCount: number
  /** No share had been shown by then: `cite` had refused the smaller sample, and nothing else had counted it. */
  readonly isBlind?: true
  readonly at: string | null
}

/**
 * The labels that stand after all events. A coder's later label of a unit replaces the earlier one; an undo restores that. The last of
 * several adjudications of a unit stands, whoever made it. An undo with nothing to undo does nothing.
 *
 * @returns in the order in which they were given
 */
export function labelsInForce(events: readonly AuditEvent[]): AuditLabel[] {
  const inForce = new Map<string, AuditLabel>()
  for (const { kind: _kind, at: _at, reason: _reason, ...label } of standingEvents(events)) {
    const key = roleKey(label)
    inForce.delete(key)
    inForce.set(key, label)
  }
  return [...inForce.values()]
}

/** A unit has one label per coder, and one for all adjudicators together. */
export const roleKey = (label: AuditLabel): string => JSON.stringify([unitKeyOf(label), label.isAdjudication ? null : label.coder])

/** The label events that were not undone, replaced ones included. */
export function standingEvents(events: readonly AuditEvent[]): LabelEvent[] {
  const undone = new Set(undoneLabels(events).values())
  return events.filter((event) => event.kind === 'label').filter((event) => !undone.has(event))
}

/** The label that each undo took back. */
function undoneLabels(events: readonly AuditEvent[]): ReadonlyMap<AuditEvent, LabelEvent> {
  const undone = new Map<AuditEvent, LabelEvent>()
  const stacks = new Map<string, LabelEvent[]>()
  for (const event of events) {
    if (event.kind === 'look' || event.kind === 'grow') continue
    const key = JSON.stringify([event.coder, event.isAdjudication])
    const last = event.kind === 'undo' ? stacks.get(key)?.pop() : undefined
    if (last) undone.set(event, last)
    if (event.kind === 'label') addTo(stacks, key, event)
  }
  return undone
}

/** True if coders have looked at every drawn judgement. Results shown from then on cannot decide where to stop. */
export const isSampleComplete = (audit: Audit): boolean => settleLabels(audit).every(({ outcome }) => outcome !== 'open')

/**
 * Counts the looks at shares after which more labels were given: a single look at the end chose among no others. A second look at the same
 * labels tells nothing new. A sample that grows was looked at too, unless it grew blind: its shares could be seen.
 */
export function countLooks(all: readonly AuditEvent[]): number {
  // A correction makes no sample larger, and is counted as what it is.
  const events = all.filter((event) => event.kind !== 'label' || event.reason === undefined)
  let count = 0
  let isNew = false
  for (const event of events.slice(0, events.findLastIndex(({ kind: last }) => last !== 'look') + 1)) {
    if (event.kind === 'label' || event.kind === 'undo') isNew = true
    else {
      if (event.kind === 'look' || (isNew && event.isBlind !== true)) count += 1
      isNew = false
    }
  }
  return count
}

/** True if there are labels that nobody has seen results of. */
export function hasUnseenLabels(events: readonly AuditEvent[]): boolean {
  const last = events.at(-1)?.kind
  return last === 'label' || last === 'undo'
}

/** Counts labels that their coder changed without a reason. A coder who has seen the result may do so to please. */
export function countChanges(events: readonly AuditEvent[]): number {
  const given = new Map<string, Set<string>>()
  for (const event of events) {
    if (event.kind !== 'label' || event.label === null || event.reason !== undefined) continue
    const key = JSON.stringify([unitKeyOf(event), event.coder, event.isAdjudication])
    given.set(key, (given.get(key) ?? new Set()).add(event.label))
  }
  return [...given.values()].filter(({ size }) => size > 1).length
}

/** The events without the labels of removed units, and without the undos of these labels. */
export function withoutLabelsOf(events: readonly AuditEvent[], isGone: (unit: UnitId) => boolean): AuditEvent[] {
  const undone = undoneLabels(events)
  return events.filter((event) => {
    const label = event.kind === 'label' ? event : undone.get(event)
    return label === undefined || !isGone(label)
  })
}
