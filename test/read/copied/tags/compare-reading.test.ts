import { describe, expect, it } from 'vitest'
import type { Post } from '../../../../src/base/thread/post.js'
import { parsePageLines } from '../../../../src/read/copied/lines/page-line.js'
import {
  compareReading,
  placesOfPosts,
  wordsOf,
} from '../../../../src/read/copied/tags/compare-reading.js'
import { correctPosts } from '../../../../src/read/copied/tags/correct-posts.js'
import { TAGS, type Tag, type TagShares } from '../../../../src/read/copied/tags/tag-lines.js'
import { parsePosts } from '../../../../src/read/parse-posts.js'

const sure = (tag: Tag, share = 0.999): TagShares =>
  Object.fromEntries(
    TAGS.map((each) => [each, each === tag ? share : (1 - share) / (TAGS.length - 1)]),
  ) as Record<Tag, number>

/** A page of which each line is surely of one tag. */
function pageOf(rows: readonly (readonly [Tag, string])[]) {
  const text = rows.map(([, words]) => words).join('\n')
  const lines = parsePageLines(text)
  return { lines, words: wordsOf(text, lines), shares: rows.map(([tag]) => sure(tag)) }
}

const post = (text: string): Post => ({
  id: 'p1',
  threadId: 't1',
  parentId: null,
  author: 'Ann',
  createdAt: null,
  text,
  meta: { role: 'reply' },
})

const ROWS = [
  ['name', 'Ann'],
  ['page', 'Follow'],
  ['opens', 'They sold it.'],
  ['continues', 'Nobody wept.'],
  ['page', 'Translate'],
  ['name', 'Bo'],
  ['opens', 'They sold it.'],
  ['page', 'Follow'],
  ['page', 'Translate'],
] as const

describe('a reading beside the tags of lines', () => {
  it('finds the lines of posts in their order, and -1 for lines that the page lacks', () => {
    const places = placesOfPosts(pageOf(ROWS), [
      post('They sold it.\nNobody wept.'),
      post('They sold it.\nGone.'),
    ])
    expect(places).toEqual([
      [2, 3],
      [6, -1],
    ])
  })

  it('is wrong where a line of the page stands in a post, or words in none', () => {
    const { wrongCount, pageLines, lostLines } = compareReading(pageOf(ROWS), [
      post('Follow\nThey sold it.'),
      post('They sold it.'),
    ])
    expect(pageLines).toEqual([1])
    expect(lostLines).toEqual([3])
    expect(wrongCount).toBeGreaterThan(1.9)
    expect(wrongCount).toBeLessThan(2.1)
  })

  it('loses lines of the page at the edges of a post, and says which', () => {
    const { posts: read, ...result } = parsePosts('Ann: They sold it.\n\nBo: Nobody wept.', {
      onePostPer: 'paragraph',
    })
    const corrected = correctPosts(pageOf(ROWS), {
      ...result,
      posts: [
        { ...(read[0] as Post), text: 'Follow\nThey sold it.\nNobody wept.\nTranslate' },
        { ...(read[1] as Post), text: 'Bo' },
      ],
    })
    // A post of one line keeps it, whatever it looks like.
    expect(corrected.posts.map(({ text }) => text)).toEqual(['They sold it.\nNobody wept.', 'Bo'])
    const notes = corrected.summary.ambiguities.map(
      ({ lineNumber, message }) => `${lineNumber} ${message}`,
    )
    expect(notes).toEqual([
      '2 left out of a post, as it looks like a line of the page',
      '5 left out of a post, as it looks like a line of the page',
      '7 stands in no post, and looks like words of one',
    ])
  })
})
