import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { LAYOUTS } from '../../../src/read/copied/layout.js'
import { parseLayout } from '../../../src/read/parse-layout.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { SOURCE_LIST } from '../../../src/read/sources.js'
import { failure } from '../../support/caught.js'
import { cpuTimeOf } from '../../support/cpu-time.js'
import { IS_LONG, sampleCases } from '../../support/run-count.js'
import { expectRebuilt, fixture } from './read-page.js'

interface WantedPost {
  readonly author: string | null
  readonly handle?: string
  readonly text: string
  readonly parent: number | 'root' | null
}
interface Fixture {
  readonly layout: string
  readonly posts: readonly WantedPost[]
  readonly furniture: readonly string[]
}

const FOLDER = new URL('../../fixtures/layouts/', import.meta.url)
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
const FIXTURES = new Map(
  NAMES.map((name) => {
    const text = fixture(`layouts/${name}.txt`)
    const wanted = JSON.parse(fixture(`layouts/${name}.json`)) as Fixture
    return [name, { text, wanted, result: parsePosts(text) }]
  }),
)
const read = (name: string) => FIXTURES.get(name) as NonNullable<ReturnType<typeof FIXTURES.get>>
/** Where the name of a fixture is not that of its source. */
const SOURCE_OF: Readonly<Record<string, string>> = {
  hackernews: 'hn-paste',
  seekingalpha: 'seeking-alpha-paste',
  'plain-list': 'paste',
}
const sourceOf = (layout: string): string => SOURCE_OF[layout] ?? `${layout}-paste`

const fold = (text: string): string => text.replace(/\s+/g, ' ').trim()
const bare = (name: unknown): string =>
  String(name ?? '')
    .replace(/^@/, '')
    .toLowerCase()
/** What Slashdot prints where nobody signed. */
const NOBODY = 'Anonymous Coward'

const isAuthor = (post: Post | undefined, { author, handle }: WantedPost): boolean =>
  (author === NOBODY && post?.author === null) ||
  [post?.author, post?.meta['authorName']].some(
    (name) => bare(name) === bare(author) || (handle !== undefined && bare(name) === bare(handle)),
  )

/**
 * The posts of a paste without a title, which is the root of its comments, and without comments
 * that are gone or folded.
 */
function readPosts(name: string) {
  const { wanted, result } = read(name)
  const { posts, summary } = result
  // Words under a video open its comments, as a title does.
  const isTitled = /youtube|hackernews|tiktok/.test(wanted.layout)
  const hasTitle = isTitled && posts[0]?.meta.role === 'root'
  const shown = posts.filter(({ meta }) => meta.node === undefined || meta.node === 'bot')
  return {
    wanted,
    posts: hasTitle ? shown.slice(1) : shown,
    title: hasTitle ? posts[0] : undefined,
    summary,
  }
}

describe.each(NAMES)('%s', (name) => {
  const { wanted, posts, title, summary } = readPosts(name)

  it(`is told by its content, and holds ${wanted.posts.length} posts`, () => {
    expect(summary.source).toBe(sourceOf(wanted.layout))
    expect(posts.map((post) => fold(post.text).slice(0, 40))).toHaveLength(wanted.posts.length)
  })

  it('has no furniture in a post', () => {
    const furniture = new Set(wanted.furniture.map(fold))
    for (const [index, post] of posts.entries()) {
      const own = new Set(wanted.posts[index]?.text.split('\n').map(fold))
      const strange = post.text.split('\n').map(fold)
      expect(strange.filter((line) => furniture.has(line) && !own.has(line))).toEqual([])
    }
  })

  it('has no post that is cut off, unless the page says so', () => {
    const isMarked = /(?:…|\.{3})\s?(?:(?:see|read|show|view)\s)?more$|^show more$/im.test(
      read(name).text,
    )
    expect(isMarked || read(name).result.posts.every(({ meta }) => !meta.truncated)).toBe(true)
  })

  it('marks every parent that is not certain', () => {
    for (const [index, { parent }] of wanted.posts.entries()) {
      const { parentId = null, meta } = posts[index] ?? {}
      if (parentId === null || meta?.isParentInferred === true) continue
      const places = (meta?.possibleParents ?? [parentId]).map((each) =>
        each === title?.id ? 'root' : posts.findIndex(({ id }) => id === each),
      )
      expect([index, places]).toEqual([index, expect.arrayContaining([parent])])
    }
  })
})

it.each(NAMES.filter((name) => name.startsWith('youtube')))(
  '%s has the title of the video as root',
  (name) => {
    const { wanted, title, posts } = readPosts(name)
    expect(title).toMatchObject({ parentId: null })
    expect(wanted.furniture).toContain(title?.text)
    expect(posts.every(({ parentId }) => parentId !== null)).toBe(true)
  },
)

/** Per layout, in all its fixtures together. */
describe.each([...new Set(NAMES.map((name) => read(name).wanted.layout))])('%s', (layout) => {
  const pairs = NAMES.filter((name) => read(name).wanted.layout === layout)
    .map(readPosts)
    .flatMap(({ wanted, posts }) =>
      wanted.posts.map((post, index) => ({ post, found: posts[index] })),
    )

  it('has 95 % of the authors and texts', () => {
    expect(
      pairs.filter(({ post, found }) => isAuthor(found, post)).length / pairs.length,
    ).toBeGreaterThanOrEqual(0.95)
    expect(
      pairs.filter(({ post, found }) => fold(found?.text ?? '') === fold(post.text)).length /
        pairs.length,
    ).toBeGreaterThanOrEqual(0.95)
  })
})

describe('every layout', () => {
  const ids = [...new Set(LAYOUTS.map(({ id }) => id))]

  it('is a source with fixtures', () => {
    const covered = new Set(NAMES.map((name) => sourceOf(read(name).wanted.layout)))
    expect(ids.filter((id) => !covered.has(id))).toEqual([])
    expect(ids.filter((id) => !SOURCE_LIST.some((source) => source.id === id))).toEqual([])
  })

  it.each(ids)('%s takes any text apart without other words', (id) => {
    for (const name of sampleCases(NAMES, 6)) {
      const { text } = read(name)
      for (const changed of [
        text,
        text.replaceAll('\n', '\r\n'),
        text.slice(text.length / 3),
        '',
        '\n \n',
      ]) {
        expectRebuilt(changed, parseLayout(changed, id))
      }
    }
  })

  it.runIf(IS_LONG).each(ids)(
    '%s is read in linear time: 20,000 lines within 6 s of processor time',
    (id) => {
      const { text } = read(NAMES.find((name) => sourceOf(read(name).wanted.layout) === id) ?? '')
      const long = `${'a very long line of words '.repeat(20_000)}\n`
      const large = `${`${text}\n`.repeat(Math.ceil(20_000 / text.split('\n').length))}${long}`
      expect(cpuTimeOf(() => parseLayout(large, id))).toBeLessThan(6000)
    },
  )
})

it.each([
  '[05/06/2026, 14:03:11] Ann Bo: They gave up',
  '05.06.26, 14:03 - Ann Bo: They gave up',
  'Ann Bo, [05.06.2026 14:03]\nThey gave up',
  'Ann Bo — Today at 9:41 AM\nThey gave up',
])('a private chat is refused with the way on: %j', (message) => {
  expect(() => parsePosts(Array.from({ length: 4 }, () => message).join('\n\n'))).toThrow(
    failure('INGEST_LAYOUT_UNKNOWN', /a private chat .*a CSV with the columns author and text/),
  )
})

describe('accounts that are called like a word of the page', () => {
  it.each(['una', 'uma', 'share', 'reply', 'more'])('%s wrote a comment on Reddit', (name) => {
    const page = fixture('import/paste/reddit-new.txt').replaceAll('fennel9', name)
    const { posts } = parsePosts(page)
    expect(posts.map(({ author }) => author)).toContain(name)
    expect(posts).toHaveLength(parsePosts(fixture('import/paste/reddit-new.txt')).posts.length)
  })
})

describe('days without a year', () => {
  const pageOf = (capturedAt?: string) =>
    parsePosts(fixture('layouts/x-desktop.txt'), { capturedAt })

  it('stand in the year of the opening post, which shows it', () => {
    const { posts, summary } = pageOf()
    expect(posts[0]?.createdAt).toBe('2025-09-10T14:14:00.000Z')
    for (const { createdAt, meta } of posts)
      if (/^Sep/.test(String(meta['timeText']))) expect(createdAt).toMatch(/^2025-09-1\d/)
    expect(summary.notes.join()).toMatch(
      /\d\d days without a year dated by the year of the opening post/,
    )
  })

  it('are told from ages, which need the day of the copy', () => {
    const page = fixture('layouts/reddit-6.txt')
    expect(parsePosts(page).summary.notes.join()).toMatch(
      /\d posts? with an age for a time: give --captured DATE/,
    )
    expect(
      parsePosts(page, { capturedAt: '2025-09-20T12:00:00.000Z' }).summary.notes.join(),
    ).not.toContain('--captured')
  })

  it('are reckoned from the day of the copy, where it is told', () => {
    expect(pageOf('2025-09-20T12:00:00.000Z').summary.notes.join()).toContain(
      'reckoned from 2025-09-20T12:00:00.000Z',
    )
  })
})

describe('adverts between posts', () => {
  const notesOf = (name: string): string =>
    parsePosts(fixture(`layouts/${name}.txt`)).summary.notes.join('\n')

  it.each([
    ['x-desktop', /^1 advert left out of the posts: Fleetly @fleetlyhq$/m],
    ['x-desktop2', /^1 advert left out of the posts: Peppercorn Payroll @peppercornpay$/m],
    ['x-4', /^1 advert left out of the posts: \S+ @\S+$/m],
    ['x-mobile2', /^1 advert left out of the posts: Sundial Bank @sundialbank$/m],
  ])('are counted and named: %s', (name, said) => {
    expect(notesOf(name)).toMatch(said)
  })

  it.each(['linkedin-desktop', 'threads-desktop'])(
    'are not named where no account stands with their mark: %s',
    (name) => {
      expect(notesOf(name)).not.toContain('advert')
    },
  )
})

/** Posts of one line that stands once on a page. */
const oneLinePosts = (name: string): string[] => {
  const { text, result } = read(name)
  const texts = result.posts.map((post) => post.text)
  return texts.filter((each) => /^.{40,}$/.test(each) && text.split(each).length === 2)
}

it.each(NAMES.filter((name) => !name.startsWith('plain')))(
  '%s: posts of one line are words at any length',
  (name) => {
    for (const one of oneLinePosts(name).slice(-1)) {
      const long = 'and so it went on '.repeat(20) + one
      const { posts } = parsePosts(read(name).text.replace(one, long))
      expect(posts.some((post) => fold(post.text) === fold(long))).toBe(true)
    }
  },
)

describe('text under bylines that is not a thread', () => {
  it.each([
    ['posts apart by blank lines', 'Root.\n\n@ann yes\n\n@bob no\n\nthird'],
    [
      'prose with colons',
      'They sold: the yard.\nHe said: never.\n\nIt is over: they quit.\n\nAnd that: was it.',
    ],
    [
      'an agenda',
      'Registration — 9:00 AM\nCoffee and cake\nOpening — 10:00 AM\nThe mayor speaks\nLunch — 12:30 PM\nOn the pier',
    ],
    [
      'a wrapped post',
      'They sold the yard and kept the name, which is what\neverybody does who has no better idea of what to do\nwith a yard that nobody has wanted to rent from them\nsince the ferries went and the cranes were taken away\nto a museum that closed in the same year as the yard\nand nobody came to see it while it was open, or after',
    ],
  ])('stays with %s', (_name, text) => {
    expect(parsePosts(text).summary.source).toBe('paste')
  })
})

describe('words of a page in a language that no vocabulary holds', () => {
  const texts = ['they sold', 'a retreat', 'clever', 'who knows', 'not I']
  const textsOf = (page: string, id: string): string[] =>
    parseLayout(page, id).posts.map(({ text }) => text)

  it('are no words of a post below its counts', () => {
    const posts = texts.map(
      (text, index) => `Ann ${index}\n@ann${index}\n·\n3h\n${text}\n4\n${index}\n88`,
    )
    const notices = [
      '\nTämä julkaisu rikkoo sääntöjä',
      '',
      '\nLukijoiden lisäämä\nKauppa ei ole varma.',
      '',
      '\nKäyttöehdot\n© 2026',
    ]
    expect(
      textsOf(posts.map((post, index) => `${post}${notices[index]}`).join('\n\n'), 'x-paste'),
    ).toEqual(texts)
  })
})
