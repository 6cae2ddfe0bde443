import { describe, expect, it } from 'vitest'
import { parseUnknownPage } from '../../../src/read/copied/tags/parse-unknown-page.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { expectSound, fixture, readPage } from './read-page.js'
import { PAGE_WORDS } from './unknown-texts.js'

const read = (name: string): string => fixture(`layouts/${name}.txt`)
const WORDS = PAGE_WORDS.slice(0, 9)

describe('a page in no known layout', () => {
  it('says that its layout is not known', () => {
    const { posts, summary } = parsePosts(read('page-8'))
    expect(summary).toMatchObject({ source: 'page-paste' })
    expect(summary.notes).toContain('layout: not known; lines that recur set the posts apart')
    expect(posts[0]?.meta.capture?.notes).toEqual([
      expect.stringMatching(/^the layout of this page is not known/),
    ])
  })

  it('tells a parent only where the page does', () => {
    expect(readPage(read('page-8')).posts.map(({ parentId }) => parentId)).toEqual([
      null,
      null,
      null,
      null,
      'p4',
      null,
      null,
    ])
  })

  it('keeps words of buttons within a post', () => {
    expect(parsePosts(read('page-8')).posts[5]?.text).toMatch(/^Applaud\nis what/)
  })

  it('is taken apart without loss', () => {
    for (const text of [read('page-8'), read('page-8b').replaceAll('\n', '\r\n'), '', '\n \n'])
      expectSound(text, parseUnknownPage(text))
  })
})

describe('recurring lines that set no posts apart', () => {
  const texts: Readonly<Record<string, string>> = {
    'a list of articles': WORDS.map(
      (word, at) =>
        `Trade\n${word} firm quits\nNora Pell\n${at + 1} hours ago\n${at + 3} min read\nThe maker of ${word} lamps said that it would leave the trade.`,
    ).join('\n\n'),
    'orders of a shop': WORDS.map(
      (word, at) =>
        `Order ${at}883\nPlaced ${at + 1} May 2026\n${word} lamp, brass\n£${at}9.00\nTrack parcel\nBuy again`,
    ).join('\n\n'),
    'a log of changes': WORDS.map(
      (word, at) =>
        `Version 1.${at}.0\nNovember ${at + 1}, 2026\nNew\n- ${word} view\nFixed\n- the ${word} crash`,
    ).join('\n\n'),
    'an account at a bank': WORDS.map(
      (word, at) =>
        `${at + 10} November 2026\nCARD PAYMENT\n${word} Stores Ltd\n-£${at}.50\nBalance £${100 - at}.00`,
    ).join('\n'),
  }

  it.each(Object.keys(texts))('%s is refused', (name) => {
    expect(() => parsePosts(texts[name] ?? '')).toThrow(/expected a thread in a known layout/)
  })
})

it('the answered account may stand below a byline of any layout', () => {
  const said = (name: string, to: string | null, text: string): string =>
    `${name}\n3 hours ago\n${to === null ? '' : `Reply to ${to} - view message\n`}${text}\nReply\n12\n4\nShare`
  const page = [
    'Comments',
    said('Ann Bo', null, 'They sold the mill.'),
    said('Cy Dell', 'Ann Bo', 'And the weir.'),
    said('Eve F', 'Cy Dell', 'Good.'),
    said('Gus', null, 'Bad.'),
  ]
  const { posts } = parsePosts(page.join('\n\n'))
  expect(posts.map(({ text }) => text)).toEqual([
    'They sold the mill.',
    'And the weir.',
    'Good.',
    'Bad.',
  ])
  expect(posts.map(({ parentId }) => posts.findIndex(({ id }) => id === parentId))).toEqual([
    -1, 0, 1, -1,
  ])
})

/** Pages of sites that the reader has no record of, in languages that it has no words of. */
const PAGES = [
  {
    site: 'a caption above the name, and a badge with a glued time',
    page: [
      'Profile photo for Delphine Aukes\nDelphine Aukes\n·\nFollow\nFormer buyer (2009–2021)Jun 3\nBecause frozen needs its own lorries.\n412 views\nView 9 upvotes\n9',
      'Profile photo for Tomasz Rehn\nTomasz Rehn\n·\nFollow\nAnalyst at Rehn Research5mo\nThey had no choice. The bank had given them until June.\n1.2K views\nView 31 upvotes\n31',
      'Profile photo for Gwil Parry\nGwil Parry\n·\nFollow\nLives in CardiffUpdated 3y\nWe read it in the paper.\n88 views\nView 2 upvotes\n2',
    ],
    posts: [
      ['Delphine Aukes', 'Because frozen needs its own lorries.'],
      ['Tomasz Rehn', 'They had no choice. The bank had given them until June.'],
      ['Gwil Parry', 'We read it in the paper.'],
    ],
  },
] as const

describe('a page of a site that nobody told the reader of', () => {
  it.each(PAGES)('is read by its shape: $site', ({ page, posts: wanted }) => {
    const { posts } = parseUnknownPage(page.join('\n'))
    expect(posts.map(({ author, text }) => [author, text])).toEqual(wanted)
  })
})
