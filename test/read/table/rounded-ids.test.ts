import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const table = (...ids: string[]): string =>
  ['id,text', ...ids.map((id, index) => `${id},They gave up on number ${index}.`)].join('\n')

it.each([
  [
    'zeros behind fifteen digits',
    ['1979249076425360000', '1979249076425370000', '1979249076425380000'],
  ],
  ['a power of ten', ['1.97924907642536E+18', '1.97924907642537E+18', '1.97924907642538E+18']],
])('ids that a spreadsheet has rounded are named: %s', (_, ids) => {
  expect(parsePosts(table(...ids)).summary.notes.join()).toContain(
    '3 ids have lost their last digits, as in a spreadsheet',
  )
  expect(() => parsePosts(table(...ids, ids[0] as string))).toThrow(
    'A spreadsheet has rounded such ids: export them as text.',
  )
})

it('whole ids are not', () => {
  expect(
    parsePosts(table('1979249076425363701', '1979249076425363704')).summary.notes.join(),
  ).not.toContain('lost their last digits')
})

it.each([
  ['a spreadsheet', '1.97924907642536E+18'],
  ['pandas', '1.9792490764253637e+18'],
])('a parent rounded by %s is tied to the only post that it fits, which is said', (_, parent) => {
  const { posts, summary } = parsePosts(
    `id,in_reply_to_id,text\n1979249076425363701,,They quit.\n1979249076425373999,${parent},No.`,
  )
  expect(posts[1]?.parentId).toBe('1979249076425363701')
  expect(summary.notes.join()).toContain(
    '1 parent whose id lost its last digits is tied to the only post that it fits',
  )
})

it('rounded ids of parents that fit no post are named', () => {
  const rows = ['1.97924907642536E+18', '1.97924907642537E+18'].map(
    (parent, at) => `197924907642536370${at},${parent.replace('979', '878')},No.`,
  )
  const { summary } = parsePosts(['id,in_reply_to_id,text', ...rows].join('\n'))
  expect(summary.cautions.join()).toContain('2 ids of missing parents have lost their last digits')
})

it('ids are judged against the share that chance gives: of genuine ids of X up to 46 in 100 are doubles', () => {
  const double = '1979249076425369600'
  const other = '1979249076425370100'
  const ids = (doubleCount: number, count: number): string[] =>
    Array.from({ length: count }, (_, at) =>
      String(BigInt(at < doubleCount ? double : other) + BigInt(at * 512)),
    )
  const isNamed = (...given: [number, number]): boolean =>
    parsePosts(table(...ids(...given)))
      .summary.cautions.join()
      .includes('last digits')
  expect([isNamed(46, 100), isNamed(5, 5), isNamed(100, 100)]).toEqual([false, false, true])
})
