import { expect, it } from 'vitest'
import { readUnknownPage } from '../../../src/read/layout/infer-layout.js'

const WORDS = ['They sold the mill.\n\nAnd the weir.', 'Good.', 'It was everything to everybody.', 'Who says so?', 'I do.']
const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Ann Fell', 'Bo Garth']
const pageOf = (heads: readonly string[]): string =>
  WORDS.map((words, at) => `Post by ${NAMES[at]} » ${at + 3} May 2026\n${heads[at] ?? ''}${words}\nTop of the page`).join('\n')

it.each([
  'Ann Fell wrote:\nAnd the weir.\n',
  'Ann Fell wrote: ↑ 3 May 2026\nAnd the weir.\n',
  'On 3 May 2026 at 5:12 PM, Ann Fell said:\nThey sold the mill.\n\nAnd the weir.\n\n',
  'Originally posted by Ann Fell:\nAnd the weir.\n',
])('words of another post are left out, and who wrote them is answered: %j', (head) => {
  const { posts } = readUnknownPage(pageOf(['', '', head]))
  expect(posts.map(({ text }) => text)).toEqual(WORDS)
  expect(posts[2]?.parentId).toBe(posts[0]?.id)
})

it('words that stand nowhere above are kept', () => {
  const { posts } = readUnknownPage(pageOf(['', '', 'Ann Fell wrote:\nI shall buy it back.\n']))
  expect(posts[2]?.text).toBe(`Ann Fell wrote:\nI shall buy it back.\n${WORDS[2]}`)
})
