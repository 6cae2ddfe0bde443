import { expect, it } from 'vitest'
import { type AuditEvent, countChanges, countLooks, hasUnseenLabels, type LabelEvent } from '../../../src/count/audit/audit-event.js'

const LETTERS: Readonly<Record<string, AuditEvent>> = {
  l: { kind: 'label', threadId: 't', postId: 'p', dealId: null, coder: 'a', label: 'retreat', isAdjudication: false, at: null },
  u: { kind: 'undo', coder: 'a', isAdjudication: false, at: null },
  k: { kind: 'look', command: 'aggregate', at: null },
  g: { kind: 'grow', unitCount: 1, at: null },
}
const eventsOf = (letters: string): AuditEvent[] => [...letters].map((letter) => LETTERS[letter] as AuditEvent)

it.each([
  ['', 0, false],
  ['ll', 0, true],
  // The look that is shown now is none on the way.
  ['llk', 0, false],
  ['llkl', 1, true],
  ['llklk', 1, false],
  ['llku', 1, true],
  ['llg', 1, false],
  ['llkg', 1, false],
  ['g', 0, false],
  ['lglk', 1, false],
])('labels, undos, looks and growth %j: %i looks, unseen labels: %s', (letters, count, isUnseen) => {
  expect([countLooks(eventsOf(letters)), hasUnseenLabels(eventsOf(letters))]).toEqual([count, isUnseen])
})

const give = (label: string | null, changes: object = {}): AuditEvent => ({ ...(LETTERS['l'] as LabelEvent), label, ...changes })
it.each([
  ['the same label again', [give('retreat'), give('retreat')], 0],
  ['one that was skipped before', [give(null), give('retreat')], 0],
  ['another label', [give('retreat'), give('neither'), give('retreat')], 1],
  ['another label after an undo', [give('retreat'), LETTERS['u'] as AuditEvent, give('neither')], 1],
  ['one of another coder, or another post', [give('retreat'), give('neither', { coder: 'b' }), give('neither', { postId: 'q' })], 0],
])('labels that were changed: %s', (_, events, count) => {
  expect(countChanges(events)).toBe(count)
})
