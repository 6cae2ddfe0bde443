import { describe, expect, it } from 'vitest'
import { linesIn } from '../../../../src/read/copied/lines/page-line.js'
import type { SplitPost } from '../../../../src/read/copied/split-post.js'
import { recutPosts } from '../../../../src/read/copied/tags/recut-posts.js'
import type { Tag } from '../../../../src/read/copied/tags/tag-lines.js'
import { taggedPage } from './tagged-page.js'

/** A post as a layout cuts it: its name on the first line, its words from the second one on. */
const cutPost = (name: string, nameAt: number, from: number, to: number): SplitPost => ({
  byline: { from: nameAt, to: from },
  parts: [{ from, to }],
  name,
  handle: null,
  timeText: '3h',
  to: null,
  carried: [],
  below: { from: to, to },
  groups: {},
  node: null,
})

const WEIGHTS = { words: 3, page: 4 }

function recut(
  rows: readonly (readonly [tag: Tag, words: string, share?: number])[],
  posts: readonly SplitPost[],
  rootCount = 0,
) {
  const page = taggedPage(rows)
  const { lines } = page
  const cut = { lines, posts, rootCount, end: lines.length, weights: WEIGHTS }
  return recutPosts(page, { ...cut, quotations: new Map() }).map(({ name, timeText, parts }) => ({
    name,
    timeText,
    words: linesIn(parts).map((at) => page.words[at]),
  }))
}

describe('posts that a layout and the tags of the page cut together', () => {
  it('lose and gain the lines of which the tags are surer', () => {
    const posts = recut(
      [
        ['name', 'Ann'],
        ['opens', 'They sold it.'],
        ['page', 'Harbour Ledger, 4 March'],
        ['name', 'Bo'],
        ['opens', 'Nobody wept.'],
        ['continues', 'Not even in Goole.'],
      ],
      [cutPost('Ann', 0, 1, 3), cutPost('Bo', 3, 4, 5)],
    )
    expect(posts).toEqual([
      { name: 'Ann', timeText: '3h', words: ['They sold it.'] },
      { name: 'Bo', timeText: '3h', words: ['Nobody wept.', 'Not even in Goole.'] },
    ])
  })

  it('stay as the layout cuts them where the tags are less sure', () => {
    const posts = recut(
      [
        ['name', 'Ann'],
        ['opens', 'They sold it.'],
        ['page', 'In Goole, 4 March', 0.8],
      ],
      [cutPost('Ann', 0, 1, 3)],
    )
    expect(posts[0]?.words).toEqual(['They sold it.', 'In Goole, 4 March'])
  })

  it('hold a named post that the layout lacks, and none of which each line is the page’s', () => {
    const posts = recut(
      [
        ['name', 'Ann'],
        ['opens', 'They sold it.'],
        ['name', 'Cy Dale'],
        ['opens', 'They should have waited.'],
        ['page', 'Harbours of the north'],
        ['page', 'A guide in nine parts'],
        ['page', 'Free to read'],
      ],
      [cutPost('Ann', 0, 1, 2), cutPost('Harbours of the north', 4, 5, 7)],
    )
    expect(posts.map(({ name, words }) => [name, ...words])).toEqual([
      ['Ann', 'They sold it.'],
      ['Cy Dale', 'They should have waited.'],
    ])
  })

  it('keep the first line of the opening post, the only line of a post and a button', () => {
    const posts = recut(
      [
        ['page', 'Harbour sold'],
        ['opens', 'They sold it.'],
        ['name', 'Bo'],
        ['page', '14'],
        ['opens', 'Share'],
      ],
      [cutPost('Ann', 0, 0, 2), cutPost('Bo', 2, 3, 4)],
      1,
    )
    expect(posts.map(({ words }) => words)).toEqual([['Harbour sold', 'They sold it.'], ['14']])
  })

  it('stay where most names of the layout are others than those of the lines', () => {
    const rows = [
      ['name', 'Ann'],
      ['opens', 'They sold it.'],
      ['page', 'Member'],
      ['name', 'Bo'],
      ['opens', 'Nobody wept.'],
      ['page', 'Member'],
    ] as const
    const posts = recut(rows, [cutPost('Member', 0, 1, 3), cutPost('Member', 3, 4, 6)])
    expect(posts.map(({ words }) => words)).toEqual([
      ['They sold it.', 'Member'],
      ['Nobody wept.', 'Member'],
    ])
  })
})
