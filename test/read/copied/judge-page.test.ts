import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { findDoubt } from '../../../src/read/doubt/find-doubts.js'
import { parsePosts } from '../../../src/read/parse-posts.js'

const postsOf = (texts: readonly string[], author = 'Ann Bo'): Post[] =>
  texts.map(
    (text, index) =>
      ({
        id: `p${index}`,
        threadId: 't1',
        parentId: null,
        author,
        text,
        createdAt: null,
        meta: {},
      }) as unknown as Post,
  )
/** Eight posts, of which so many end with a line that the page's other posts end with too. */
const withLine = (count: number, line: string): Post[] =>
  postsOf(
    Array.from(
      { length: 8 },
      (_, index) =>
        `They sold ${'bit '.repeat(index + 1)}off.\n${index < count ? line : 'end'.repeat(index)}`,
    ),
  )

describe('a page that was read by the layout of another', () => {
  it.each([
    [4, true],
    [3, false],
    [2, false],
  ])('has one line in %i of 8 posts: refused %s', (count, isRefused) => {
    expect(findDoubt('page', withLine(count, 'Tykkää'))).toEqual({
      isRefused,
      kind: 'boundaries',
      seen: `the line "Tykkää" stands in ${count} of 8 posts`,
    })
  })

  it('is not one where one post of eight repeats another', () => {
    expect(findDoubt('page', withLine(1, 'Tykkää'))).toBeNull()
  })

  it('has times in its posts', () => {
    const times = ['2d', '3 days ago', '4h', 'Jun 5, 2026']
    expect(
      findDoubt('page', postsOf(times.map((time) => `words of ${time}\n${time}\nmore ${time}`))),
    ).toMatchObject({
      isRefused: false,
      seen: 'a time alone on a line stands in 4 of 4 posts',
    })
  })

  it('has counts for words, and says so where the caller insists', () => {
    const text = readFileSync(
      new URL('../../fixtures/layouts/discourse-5.txt', import.meta.url),
      'utf8',
    )
    const { summary } = parsePosts(text, { source: 'facebook-paste' })
    expect(summary.notes.join('\n')).toMatch(
      /stands in \d+ of 13 posts: some may be cut in the wrong place/,
    )
    expect(parsePosts(text).summary.notes.join('\n')).not.toContain('may be cut')
  })

  it('has sentences for names', () => {
    const posts = postsOf(['One, at last.', 'Two, then.', 'Three!', 'Four, too?']).map((post) => ({
      ...post,
      author: 'We met on Tuesday, and then we sold it all.',
    }))
    expect(findDoubt('page', posts)?.seen).toBe(
      'a sentence stands in place of the name in 4 of 4 posts',
    )
  })

  it('holds the bylines of other posts in one of its own, however few they are', () => {
    const inner = ['Ann', 'Bo', 'Cy', 'Di', 'Ed'].map(
      (name, index) => `${name} Nov 1${index} @ 4:4${index}pm\nI said so.`,
    )
    expect(findDoubt('page', postsOf([inner.join('\n'), 'Sold.']))).toMatchObject({
      isRefused: true,
      seen: 'one of 2 posts holds 5 lines with a time, as bylines have',
    })
    expect(findDoubt('page', postsOf([inner.slice(1).join('\n'), 'Sold.']))).toBeNull()
  })

  it.each(['headlines', 'playlist', 'repository'])('is a list: %s', (name) => {
    const text = readFileSync(new URL(`../../fixtures/doubt/${name}.txt`, import.meta.url), 'utf8')
    expect(() => parsePosts(text)).toThrow(/posts are names and labels, as in a list/)
  })

  it('holds a count above words, or a menu, in one post', () => {
    const said = ['They sold it.', 'Good.', 'Bad, and late.', 'Why?']
    const menu = [
      'Company',
      'Press',
      'Careers',
      'Terms',
      'Privacy',
      'Help',
      'Plug & Pray',
      'Support',
    ].join('\n')
    const seen = '1 post may be two'
    for (const [text, look] of [
      ['87\nThey sold it.', '"87 They sold it."'],
      [menu, '"Company Press Careers Terms Privacy Help"'],
    ] as const)
      expect(findDoubt('page', postsOf([...said, text]))).toMatchObject({
        isRefused: false,
        seen,
        look,
      })
    expect(
      findDoubt(
        'page',
        postsOf([...said, '87\n\n(that is how many I own)', menu.replace(/\n.*$/, '')]),
      ),
    ).toBeNull()
  })

  it('has nothing but the words of a button', () => {
    const posts = postsOf(
      Array.from({ length: 8 }, (_, index) => (index < 6 ? 'Add to basket' : `words ${index}`)),
    )
    expect(findDoubt('page', posts)).toMatchObject({
      isRefused: true,
      seen: 'the same words are all of 6 of 8 posts',
    })
  })
})
