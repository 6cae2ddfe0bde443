import { expect, it } from 'vitest'
import { findListForm } from '../../../src/read/doubt/text-kinds.js'

const POSTS = [
  'Retreat.',
  'they sold the planes',
  'Shrewd if it holds, dumb if not',
  'lol no',
  'my rent went up again',
  'who cares about planes',
]

it('tells a list by its even lines', () => {
  expect(findListForm(POSTS.join('\n'))).toBe('line')
  expect(findListForm(POSTS.join('\n\n'))).toBe('paragraph')
})

it.each([
  ['too few lines', POSTS.slice(1).join('\n')],
  ['some blank lines', `${POSTS.join('\n')}\n\none more`],
  ['a page with its owner', `${POSTS.join('\n')}\n© Tarnet plc 2026`],
  [
    'wrapped lines',
    Array.from(
      { length: 8 },
      (_, index) => `a line of about the same length as ${index} others`,
    ).join('\n'),
  ],
  ['buttons of a page', POSTS.flatMap((post) => [post, 'Reply to this']).join('\n')],
  ['names of a page', POSTS.flatMap((post, index) => [`User ${index}`, post]).join('\n')],
  [
    'paragraphs of an article',
    POSTS.map(
      (_, index) =>
        `The company said on day ${index} that ${'it would sell the unit to a rival and '.repeat(index + 4)}leave.`,
    ).join('\n'),
  ],
])('takes %s for no list', (_, text) => {
  expect(findListForm(text)).toBeNull()
})
