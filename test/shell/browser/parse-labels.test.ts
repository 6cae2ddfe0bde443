import { expect, it } from 'vitest'
import { firstCounted } from '../../../src/shell/browser/parse-labels.js'

const label = (postId: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    kind: 'label',
    threadId: 't1',
    postId: `${postId}`,
    dealId: 'cast',
    coder: 'ann',
    label: 'retreat',
    ...more,
  })
const counted = (...lines: readonly string[]): string => firstCounted(lines.join('\n'), 'cast')

it('a correction that was made while posts were left corrects no count', () => {
  const during = [label(1), label(1, { reason: 'misread' }), label(2)]
  expect(counted(...during)).toBe(during.join('\n'))
  const after = label(2, { reason: 'the company itself' })
  expect(counted(...during, after)).toBe(during.join('\n'))
})

it('what a second reader says, and what two settle, came after the first count', () => {
  const first = [label(1), label(2)]
  const second = [label(1, { coder: 'bo', label: 'neither' }), label(2, { coder: 'bo' })]
  const settled = label(1, { coder: 'both', isAdjudication: true })
  expect(counted(...first, ...second, settled)).toBe(first.join('\n'))
})

it('a post that was skipped or undone is labelled for the first time afterwards', () => {
  const undo = JSON.stringify({ kind: 'undo', coder: 'ann' })
  const all = [label(1, { label: null }), label(2), undo, label(2), label(1)]
  expect(counted(...all)).toBe(all.join('\n'))
})

it('a correction of a label that was given for another move came after the first count', () => {
  expect(counted(label(1, { reason: 'a slip' }))).toBe('')
})
