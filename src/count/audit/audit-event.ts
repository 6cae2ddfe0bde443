import { addTo } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { AuditLabel } from './audit.js'

/** One line of an audit file behind its design. Nothing is ever taken out of the file: an undo is a line of its own. */
export type AuditEvent = LabelEvent | UndoEvent | LookEvent | GrowEvent

export interface LabelEvent extends AuditLabel {
  readonly kind: 'label'
  /** When, ISO 8601 UTC; null for an imported label. */
  readonly at: string | null
}

/** Takes back the coder's last label that stands, of adjudications or of the others. */
export interface UndoEvent {
  readonly kind: 'undo'
  readonly coder: string
  readonly isAdjudication: boolean
  readonly at: string | null
}

/** Counts, widths or shares from an unfinished sample were shown. */
export interface LookEvent {
  readonly kind: 'look'
  /** Name of the command that showed them. */
  readonly command: string
  readonly at: string | null
}

/** The sample was made larger; the design holds it. */
export interface GrowEvent {
  readonly kind: 'grow'
  /** Judgements drawn before. */
  readonly unitCount: number
  readonly at: string | null
}

/**
 * The labels that stand after all events: a coder's later label of a unit replaces the earlier one, an undo brings back what stood before.
 * Of several adjudications of a unit the last one stands, whoever made it. An undo with nothing to undo does nothing.
 *
 * @returns in the order in which they were given
 */
export function labelsInForce(events: readonly AuditEvent[]): AuditLabel[] {
  const inForce = new Map<string, AuditLabel>()
  for (const { kind: _kind, at: _at, ...label } of standingEvents(events)) {
    const by = label.isAdjudication ? null : label.coder
    const key = JSON.stringify([unitKeyOf(label), by])
    inForce.delete(key)
    inForce.set(key, label)
  }
  return [...inForce.values()]
}

/** The label events that were not undone, replaced ones included. */
export function standingEvents(events: readonly AuditEvent[]): LabelEvent[] {
  const standing = new Set<LabelEvent>()
  const stacks = new Map<string, LabelEvent[]>()
  for (const event of events) {
    if (event.kind === 'look' || event.kind === 'grow') continue
    const key = JSON.stringify([event.coder, event.isAdjudication])
    if (event.kind === 'label') {
      addTo(stacks, key, event)
      standing.add(event)
    } else {
      const undone = stacks.get(key)?.pop()
      if (undone) standing.delete(undone)
    }
  }
  return [...standing]
}
