import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { fixture, placesOf, readPage, sample } from './read-page.js'

/**
 * Threads of one form: a page's title, headline and summary, "Most Activity", two opening posts,
 * replies that open with mentions.
 */
const THREADS = [
  { name: 'xai-compute', text: sample('xai-compute.txt').trimEnd(), author: 'tallowbridge' },
  ...Object.entries({
    ferries: 'tidemark_jo',
    'seeds-lab': 'furrowline',
    kiosks: 'beanledger',
  }).map(([name, author]) => {
    return { name, text: fixture(`import/paste/model/${name}.txt`).trimEnd(), author }
  }),
]
/** The lines of the opening posts. */
const ROOT_LINES = [5, 6]

const FOOT =
  'Show more replies\nDiscover more\nSourced from across X\nPell Orrin\n@pellorrin\n·\nDec 5\nA heron stood on the goal line.\n8\n2.1K\nTerms of Service\nPrivacy Policy\n© 2026 X Corp.'

describe.each(THREADS)('a thread in the form of $name', ({ text, author }) => {
  const plain = parsePosts(text)
  const shape = (posts: typeof plain.posts) =>
    posts.map(({ parentId, author, text, meta }) => [parentId, author, text, meta.missingParent])

  it('gives both opening posts the author whom the replies name', () => {
    expect(
      plain.posts.filter(({ meta }) => meta.role === 'root').map((post) => post.author),
    ).toEqual([author, author])
    expect(plain.summary.headerCount).toBe(4)
    expect(
      plain.posts.filter(({ meta }) => meta.isParentInferred && meta.addressees !== undefined),
    ).toEqual([])
  })

  it.each([
    ['on one line', 'Pell Orrin @pellorrin · 2h'],
    ['on four lines', 'Pell Orrin\n@pellorrin\n·\n2h'],
  ])('does not give them the author of a byline below, %s', (_form, byline) => {
    const { posts, summary } = parsePosts(`${text}\n\n${byline}\nA heron stood on the goal line.\n`)
    expect(shape(posts.slice(0, -1))).toEqual(shape(plain.posts))
    expect(posts.at(-1)).toMatchObject({
      author: 'pellorrin',
      text: 'A heron stood on the goal line.',
      meta: { isParentInferred: true },
    })
    expect(placesOf({ summary })).toContain('@pellorrin is taken as the author of that post alone')
  })

  it('takes no header for the opening posts where those were not copied', () => {
    const lines = text.split('\n')
    const { posts, headers, summary } = parsePosts(
      lines.filter((_, index) => !ROOT_LINES.includes(index + 1)).join('\n'),
    )
    expect(headers.get('t1')).toEqual(plain.headers.get('t1'))
    expect(posts.map((post) => [post.author, post.text])).toEqual(
      plain.posts.slice(2).map((post) => [post.author, post.text]),
    )
    expect(posts.every(({ parentId }) => parentId === null)).toBe(true)
    expect(posts.filter(({ meta }) => meta.missingParent === `@${author}`).length).toBeGreaterThan(
      4,
    )
    expect(summary.ambiguities).toContainEqual({
      lineNumber: 4,
      message: expect.stringContaining('no post stands between this label and the first reply'),
    })
  })

  it('takes the foot of the page for no reply, and says where it begins', () => {
    const { posts, summary } = parsePosts(`${text}\n\n${FOOT}\n`)
    expect(shape(posts)).toEqual(shape(plain.posts))
    expect(summary.ambiguities).toContainEqual({
      lineNumber: text.split('\n').length + 3,
      message: expect.stringContaining('the thread is taken to end here'),
    })
  })
})

describe('a root post that is a guess', () => {
  it('makes guesses of the parents that rest on its author', () => {
    const { posts, summary } = parsePosts(
      'They gave up on paper.\n\n@ann no\n\n@ann yes\n\n@ann maybe',
    )
    expect(
      posts.map(({ author, meta }) => [
        author,
        meta['isAuthorInferred'] ?? false,
        meta.isParentInferred ?? false,
      ]),
    ).toEqual([['ann', true, false], ...Array(3).fill([null, false, true])])
    expect(summary.notes.join()).toContain('3 parents rest on it and are guesses too')
  })

  it('is a fact where the header names its author or repeats it', () => {
    const words = 'They gave up on paper for good this time.\n\n@ann no\n\n@ann yes'
    for (const header of [
      'Ann Bo (@ann) on the mill',
      'Ann on X: "They gave up on paper for good…"',
    ]) {
      const { posts } = readPage(`${header}\nMost Activity\n${words}`)
      expect(posts[1]).toMatchObject({
        parentId: 'p1',
        meta: { role: 'reply', addressees: ['ann'] },
      })
    }
  })

  it('is not by somebody whom it names', () => {
    const { posts } = parsePosts(
      'Copied from the thread of @ann on the mill.\n\n@ann no\n\n@ann yes\n\n@ann maybe',
    )
    expect(
      posts.map(({ author, parentId, meta }) => [author, parentId, meta.missingParent]),
    ).toEqual([[null, null, undefined], ...Array(3).fill([null, null, '@ann'])])
  })
})

describe('a byline in a thread of mentions', () => {
  it.each(['yesterday', 'now', '3 days ago', '2h'])('is none where a reply says "%s"', (words) => {
    const { posts } = parsePosts(
      `They sold the mill.\n\n@annbold no\n\n@annbold ${words}\n\n@annbold yes\n\n@annbold so`,
    )
    expect(posts.map(({ text, meta }) => [text, meta['timeText']])).toEqual(
      [
        'They sold the mill.',
        '@annbold no',
        `@annbold ${words}`,
        '@annbold yes',
        '@annbold so',
      ].map((text) => [text, undefined]),
    )
  })

  it('that names another account than the replies do is noted', () => {
    const { summary } = parsePosts(
      'Pell Orrin @pell · 2h\nThey sold the mill.\n\n@ann no\n\n@ann yes\n\n@ann so',
    )
    expect(placesOf({ summary })).toContain(
      'the byline above names @pell, but 3 of 3 addressed replies name @ann',
    )
  })
})
