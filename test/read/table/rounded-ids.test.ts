import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const table = (...ids: string[]): string => ['id,text', ...ids.map((id, index) => `${id},They gave up on number ${index}.`)].join('\n')

it.each([
  ['zeros behind fifteen digits', ['1979249076425360000', '1979249076425370000', '1979249076425380000']],
  ['a power of ten', ['1.97924907642536E+18', '1.97924907642537E+18', '1.97924907642538E+18']],
])('ids that a spreadsheet has rounded are named: %s', (_, ids) => {
  expect(parsePosts(table(...ids)).summary.notes.join()).toContain('3 ids have lost their last digits, as in a spreadsheet')
  expect(() => parsePosts(table(...ids, ids[0] as string))).toThrow('A spreadsheet has rounded such ids: export them as text.')
})

it('whole ids are not', () => {
  expect(parsePosts(table('1979249076425363701', '1979249076425363704')).summary.notes.join()).not.toContain('lost their last digits')
})
