import { expect, it } from 'vitest'
import { checkAgainst } from '../../scripts/corpus/check-against.js'
import type { CorpusDeal, CorpusPost } from '../../scripts/corpus/corpus.js'

const DEAL = {
  mover: 'Harbour Line',
  counterparties: ['Mill'],
  parties: ['Harbour Line', 'Mill'],
  aliases: [],
} as unknown as CorpusDeal
const posts = (...texts: readonly string[]) =>
  texts.map(
    (text, index) =>
      ({ id: `p${index}`, file: 'crowd-shape-z', lineNumber: index + 1, text }) as CorpusPost,
  )
const check = (text: string, other: string, phrases: readonly string[] = []) =>
  checkAgainst(posts(text), [DEAL], [{ name: 'others.jsonl', texts: [other] }], phrases)

it('refuses six words in a row, whatever case and punctuation, and says whose they are', () => {
  const { findings } = check(
    'Well. The ferry, always LATE on Sundays - again!',
    'they say the ferry always late on sundays is theirs',
  )
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({
    file: 'threads/crowd-shape-z.jsonl',
    lineNumber: 1,
    rule: 'shared-run',
  })
  expect(findings[0]?.message).toContain('"the ferry always late on sundays" of others.jsonl')
})

it('lists runs of four and five words with the number of posts that hold them, and refuses none', () => {
  const texts = posts('the ferry is always late', 'so the ferry is always full', 'nothing shared')
  const { findings, listed } = checkAgainst(
    texts,
    [DEAL],
    [{ name: 'o', texts: ['why the ferry is always late'] }],
    [],
  )
  expect(findings).toEqual([])
  expect(listed).toEqual([
    { run: 'the ferry is always', postCount: 2 },
    { run: 'ferry is always late', postCount: 1 },
  ])
})

it.each([
  ['a name', 'why would Harbour Line sell a boat', 'why would harbour line sell a boat', []],
  [
    'a stock phrase',
    'at the end of the day who cares',
    'at the end of the day it rains',
    ['at the end of the day'],
  ],
  [
    'a link',
    'see https://x.example/the/ferry/is/late/on/sundays',
    'see https://x.example/the/ferry/is/late/on/sundays',
    [],
  ],
])('does not count %s', (_what, text, other, phrases) => {
  expect(check(text, other, phrases).findings).toEqual([])
})
