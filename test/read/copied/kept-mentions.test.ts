import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { readPageCount } from '../../../src/read/record/page-count.js'
import { inRows } from '../../support/in-rows.js'

describe('a second line of a post under a mention', () => {
  it.each([
    'in 2027 or 2028',
    'No 1 in 2026',
    'This tweet will be deleted by tomorrow',
    'That account was suspended for saying it is a retreat',
    'Elon and 3 others',
  ])('stays: %j', (line) => {
    const said = `@annbold when will they be profitable\n${line}`
    const text = ['They leave search for good.', '@annbold so what', said, '@annbold no way', '@cydoe both are wrong'].join('\n\n')
    expect(parsePosts(text).posts.map((post) => post.text)).toContain(said)
  })

  it('is left out where it is a row of counts', () => {
    const text = ['They leave search for good.', '@annbold so what\n♡ 14 ↻ 22', '@annbold no way\nO 14 tl 22 il 9.2K', '@cydoe hm'].join(
      '\n\n',
    )
    expect(parsePosts(text).posts.map((post) => post.text)).toEqual([
      'They leave search for good.',
      '@annbold so what',
      '@annbold no way',
      '@cydoe hm',
    ])
  })
})

it.each([
  ['1,2K', 1200],
  ['1,23M', 1_230_000],
  ['1,234', 1234],
  ['12,345K', 12_345_000],
  ['1.204', 1204],
])('reads the count %s as %d', (words, count) => expect(readPageCount(words)).toBe(count))

it.each(['0', '-1'])('a parent %s of a table is none, unless a row has that id', (none) => {
  const table = (first: string): string =>
    `id,parent_id,author,text\n${first},${none},ann,They left.\n2,${first},bo,So what.\n3,${none},cy,Hm.`
  const rows = inRows(
    parsePosts(table('1'), { source: 'csv' }).posts.map(({ parentId, meta }) => [parentId, meta.role, meta.missingParent]),
  )
  expect(rows).toEqual(['- | root | none', '1 | reply | none', '- | root | none'])
  const named = `id,parent_id,author,text\n${none},,ann,They left.\n2,${none},bo,So what.`
  expect(parsePosts(named, { source: 'csv' }).posts[1]?.parentId).toBe(none)
})
