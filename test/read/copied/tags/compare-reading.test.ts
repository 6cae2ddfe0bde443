import { describe, expect, it } from 'vitest'
import type { Post } from '../../../../src/base/thread/post.js'
import { compareReading, placesOfPosts } from '../../../../src/read/copied/tags/compare-reading.js'
import { noteDoubtfulLines } from '../../../../src/read/copied/tags/note-doubtful-lines.js'
import { parsePosts } from '../../../../src/read/parse-posts.js'
import { taggedPage } from './tagged-page.js'

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
    const places = placesOfPosts(taggedPage(ROWS), [
      post('They sold it.\nNobody wept.'),
      post('They sold it.\nGone.'),
    ])
    expect(places).toEqual([
      [2, 3],
      [6, -1],
    ])
  })

  it('is wrong where a line of the page stands in a post, or words in none', () => {
    const { wrongCount, pageLines, lostLines } = compareReading(taggedPage(ROWS), [
      post('Follow\nThey sold it.'),
      post('They sold it.'),
    ])
    expect(pageLines).toEqual([1])
    expect(lostLines).toEqual([3])
    expect(wrongCount).toBeGreaterThan(1.9)
    expect(wrongCount).toBeLessThan(2.1)
  })

  it('says on which lines the tags differ, and nothing of those known as doubtful', () => {
    const { posts: read, ...result } = parsePosts('Ann: They sold it.\n\nBo: Nobody wept.', {
      onePostPer: 'paragraph',
    })
    const noted = noteDoubtfulLines(taggedPage(ROWS), {
      ...result,
      posts: [
        { ...(read[0] as Post), text: 'Follow\nThey sold it.\nNobody wept.' },
        { ...(read[1] as Post), text: 'Bo' },
      ],
    })
    const notes = noted.summary.ambiguities.map(
      ({ lineNumber, message }) => `${lineNumber} ${message}`,
    )
    // A post of one line keeps it, whatever it looks like.
    expect(notes).toEqual([
      '2 stands in a post, and looks like a line of the page',
      '7 stands in no post, and looks like words of one',
    ])
    expect(noteDoubtfulLines(taggedPage(ROWS), noted)).toEqual(noted)
  })

  it('is trusted beside tags that waver: a line counts by the odds of both', () => {
    const page = taggedPage(ROWS)
    const posts = [post('Follow\nThey sold it.\nNobody wept.'), post('They sold it.')]
    const alone = compareReading(page, posts).wrongCount
    const trusted = compareReading(page, posts, Math.log(9)).wrongCount
    const share = alone / (alone + 9 * (1 - alone))
    expect(alone).toBeGreaterThan(0.5)
    expect(trusted).toBeLessThan(alone)
    expect(trusted).toBeCloseTo(share, 1)
  })
})

const PAGE_TOP = ['Home', 'Explore', 'Notifications', 'Messages', 'Profile', 'Post', 'Conversation']
const ROOT = ['Carla Stone', '@carlastone', 'BREAKING: Volta stops making its own battery cells.']
const ROOT_TAIL = ['8:05 AM · Nov 18, 2026', '·', '90.1K', ' Views', '29', '70', '812', '44']
const REPLY_BOX = ['Relevant', 'View quotes', '', 'Post your reply', 'Reply', '']
const BEGINNINGS = ['Cells are', 'Batteries? It was', 'Erfurt is', 'Honestly', 'So this is', 'lol']
const ENDS = ['a retreat', 'a good call', 'over', 'what Apple did too', 'their own fault']

/** A copy of X in which few words are said, by one account or many, over and over. */
function shortReplies(count: number, loudCount: number): string {
  const replies = Array.from({ length: count }, (_, index) => {
    const name = index < loudCount ? 'Rant Man' : `Reader ${index}`
    const handle = `@${name.toLowerCase().replaceAll(' ', '_')}`
    const counts = [`${index % 4}`, `${index % 3}`, `${index + 10}`, `${index % 7}.0K`]
    const text = `${BEGINNINGS[index % 6]} ${ENDS[index % 5]}`
    return [name, handle, '·', 'Nov 18', text, ...counts, ''].join('\n')
  })
  return [...PAGE_TOP, ...ROOT, ...ROOT_TAIL, ...REPLY_BOX, ...replies].join('\n')
}

describe('a page of a site with short posts', () => {
  it.each([0, 6, 13])('is read by its layout, %i of 30 replies by one account', (loudCount) => {
    const { posts, summary } = parsePosts(shortReplies(30, loudCount), {})
    expect(summary.source).toBe('x-paste')
    expect(posts).toHaveLength(31)
  })
})
