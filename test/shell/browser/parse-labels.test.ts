import { expect, it } from 'vitest'
import { firstCounted } from '../../../src/shell/browser/parse-labels.js'

const label = (place: number, reason?: string): string =>
  JSON.stringify({ kind: 'label', place, ...(reason && { reason }) })

it('a correction that was made while posts were left corrects no count', () => {
  const during = [label(1), label(1, 'misread'), label(2)]
  const after = [label(2, 'the company itself')]
  expect(firstCounted(during.join('\n'))).toBe(during.join('\n'))
  expect(firstCounted([...during, ...after].join('\n'))).toBe(during.join('\n'))
})
