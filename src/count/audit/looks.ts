import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit } from './audit.js'
import type { AuditEvent } from './audit-event.js'
import { settleLabels } from './settle-labels.js'

/** Whether coders have looked at every judgement that was drawn: what is shown from then on cannot decide where to stop. */
export const isSampleComplete = (audit: Audit): boolean => settleLabels(audit).every(({ outcome }) => outcome !== 'open')

/**
 * How often results of an unfinished sample were seen and more labels given since: who stops at the only look has chosen among none. A look at
 * the same labels again tells nothing new. A sample that grows after it was complete was looked at too: whoever made it larger could have seen
 * what it said.
 */
export function countLooks(events: readonly AuditEvent[]): number {
  let count = 0
  let isNew = false
  for (const { kind } of events.slice(0, events.findLastIndex(({ kind: last }) => last !== 'look') + 1)) {
    if (kind === 'label' || kind === 'undo') isNew = true
    else {
      if (kind === 'look' || isNew) count += 1
      isNew = false
    }
  }
  return count
}

/** Whether there are labels that nobody has seen results of. */
export function hasUnseenLabels(events: readonly AuditEvent[]): boolean {
  const last = events.at(-1)?.kind
  return last === 'label' || last === 'undo'
}

/** How many labels their coder changed later, taken back and given otherwise included: a coder who has seen the result may do so to please. */
export function countChanges(events: readonly AuditEvent[]): number {
  const given = new Map<string, Set<string>>()
  for (const event of events) {
    if (event.kind !== 'label' || event.label === null) continue
    const key = JSON.stringify([unitKeyOf(event), event.coder, event.isAdjudication])
    given.set(key, (given.get(key) ?? new Set()).add(event.label))
  }
  return [...given.values()].filter(({ size }) => size > 1).length
}
