import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePaste } from '../../../src/read/copied/plain/parse-mentions.js'
import { parseLayout } from '../../../src/read/parse-layout.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { errorOf } from '../../support/caught.js'
import { CODE_POINT } from '../../support/code-point.js'
import { cpuTimeOf } from '../../support/cpu-time.js'
import { forAny } from '../../support/for-any.js'
import { IS_LONG } from '../../support/run-count.js'
import { expectSound, fixture, sample } from './read-page.js'
import * as texts from './unknown-texts.js'

const KNOWN = Object.values(texts).flatMap((value) => (typeof value === 'string' ? value : []))
/** Of processor time. The first text also makes the patterns of all layouts. */
const LIMIT_MS = 2000

const line = fc.oneof(
  fc.constantFrom(
    '@ann',
    '@bo no',
    'Ann @ann · 2h',
    'Reply',
    'Share',
    '12',
    '2h',
    'Replying to @ann',
    'Discover more',
    '',
    '',
    ' ',
  ),
  fc.constantFrom(
    '<div class="x">',
    '</div>',
    'if (a) { b[0] = "c" }',
    '| a | b | c |',
    'a\tb\tc',
    '[14/09/2026, 09:02] Ann: no',
    '{"a": [1]}',
  ),
  fc.constantFrom(...KNOWN.flatMap((text) => text.split('\n').slice(0, 4))),
  fc.string({ unit: CODE_POINT, maxLength: 30 }),
)
const lines = fc.array(line, { maxLength: 60 }).map((parts) => parts.join('\n'))
/** Known texts cut and joined anywhere. */
const cuttings = fc
  .array(fc.tuple(fc.constantFrom(...KNOWN), fc.nat(3000), fc.nat(600)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) =>
    parts
      .map(([text, start, length]) =>
        text.slice(start % text.length, (start % text.length) + length),
      )
      .join('\n'),
  )

/** Reads a text in every way in which somebody may insist. */
function check(text: string): void {
  const ids = parsePaste(text).posts.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  if (text.trim() === '') return
  const insisted = parsePosts(text, { source: 'paste' })
  expect(insisted.posts.map(({ id }) => id)).toEqual(ids)
  expect(insisted.summary.postCount).toBe(ids.length)
  for (const onePostPer of ['line', 'paragraph'] as const) {
    const { posts } = parsePosts(text, { onePostPer })
    expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length)
    expect(
      posts
        .map((post) => post.text)
        .join('')
        .replace(/\s/g, ''),
    ).toBe(text.replace(/[\s\ufeff]/g, ''))
  }
  expect(errorOf(() => parsePosts(text))?.message ?? '').not.toContain('\n')
}

it('is read or refused in one line, in time, and no id is lost', () => {
  forAny(fc.oneof(lines, cuttings, fc.string({ unit: CODE_POINT })), (text) => {
    expect(cpuTimeOf(() => check(text))).toBeLessThan(LIMIT_MS)
  })
})

it('reads "reply to" and a long word in time', () => {
  const text = `${texts.LINES}\nreply to ${'ab'.repeat(32)}?`
  expect(cpuTimeOf(() => errorOf(() => parsePosts(text)))).toBeLessThan(LIMIT_MS)
})

it.runIf(IS_LONG).each(KNOWN.map((text) => [text.slice(0, 30), text] as const))(
  'takes time linear in its length: %s',
  (_, text) => {
    const long = `${text}\n\n`.repeat(Math.ceil(4_000_000 / text.length))
    const started = performance.now()
    errorOf(() => parsePosts(long))
    expect(performance.now() - started).toBeLessThan(60_000)
  },
)

describe('any page of comments', () => {
  const known = ['hn', 'reddit-old', 'reddit-levels', 'reddit-new', 'youtube'].flatMap((name) =>
    fixture(`import/paste/${name}.txt`).split('\n'),
  )
  const own = fc.oneof(
    fc.constantFrom(...known),
    fc.string({ maxLength: 40 }),
    fc.constantFrom('', '\t', '[–]', '\u2028', 'level 99', '·', '__proto__', '[deleted]'),
  )
  const paste = fc
    .tuple(fc.array(own, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r'))
    .map(([list, end]) => list.join(end))

  it.each(['hn-paste', 'reddit-paste', 'youtube-paste'])(
    '%s: no words are in two posts, nobody answers themselves or a post below',
    (id) => {
      forAny(paste, (text) => {
        let result = parseLayout('', id)
        expect(
          cpuTimeOf(() => {
            result = parseLayout(text, id)
          }),
        ).toBeLessThan(1000)
        expectSound(text, result)
      })
    },
  )

  it.runIf(IS_LONG).each([
    [
      'Hacker News',
      'hn-paste',
      'ann 5 hours ago | root | parent | prev | next [–]\n\nwords\n\nreply\n',
    ],
    ['Reddit', 'reddit-paste', 'ann\n•\n5h ago\nwords\n\nUpvote\n1\nDownvote\nReply\n'],
    ['YouTube', 'youtube-paste', '@ann\n2 days ago\n@ann words\n\n1\n\nReply\n\n20000 replies\n'],
    ['Hacker News, odd lines', 'hn-paste', `ann 5 hours ago${' | on: a'.repeat(38)} !\n`],
    [
      'Reddit, odd lines',
      'reddit-paste',
      `[–]ann ${'1 points '.repeat(30)}5 hours ago !\n${'save '.repeat(50)}!\n`,
    ],
  ])('%s: 20,000 posts within 5 s of processor time', (_, id, unit) => {
    expect(cpuTimeOf(() => parseLayout(unit.repeat(20_000), id))).toBeLessThan(5000)
  })

  it('as a source, the headers are those of the thread', () => {
    const { posts, headers } = parsePosts(`Some page of the day\n${fixture('import/paste/hn.txt')}`)
    expect([...headers]).toEqual([[posts[0]?.threadId, ['Some page of the day']]])
  })
})

describe('a thread whose replies open with mentions', () => {
  const text = sample('xai-compute.txt')
  const result = parsePaste(text)

  it.each([
    ['CRLF', (paste: string) => paste.replaceAll('\n', '\r\n')],
    ['CR', (paste: string) => paste.replaceAll('\n', '\r')],
    ['a byte order mark', (paste: string) => `\ufeff${paste}`],
    [
      'blank lines of non-breaking spaces',
      (paste: string) => paste.replaceAll('\n\n', '\n\u00a0\n'),
    ],
    ['trailing blank lines', (paste: string) => `\n\n${paste}\n\n \n`],
  ])('reads the same posts with %s', (_name, change) => {
    const changed = change(text)
    const again = parsePaste(changed)
    expectSound(changed, again)
    expect(again.posts).toEqual(result.posts)
    expect(again.headers).toEqual(result.headers)
  })
})

const PAGE_WORDS =
  '@ann|@bob |Ann Bo|· 2h|·|2h|12|Post|Most Activity|Replies|Replying to|Replying to @ann|Show more|Quote|Discover more|10:14 AM · Jun 5, 2026|Ann @ann · 2h'.split(
    '|',
  )

describe('any thread of mentions', () => {
  const piece = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('\n', '\n\n', '\r\n', '\r', ' ', '\u00a0', '\ufeff', '\u200f'),
    },
    { weight: 4, arbitrary: fc.constantFrom(...PAGE_WORDS) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'They gave up and everyone can see it.',
        'They gave up and everyone can se it.',
        'no',
        '👩‍💻',
        'שלום',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: CODE_POINT, maxLength: 8 }) },
  )
  const paste = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

  it('has each post once, every reply tied to a post above or to none, and the same each time', () => {
    forAny(fc.oneof(paste, fc.string({ unit: CODE_POINT })), (text) => {
      const result = parsePaste(text)
      expectSound(text, result)
      expect(parsePaste(text)).toEqual(result)
    })
  })
})

it.each([
  { unit: '@a\n', missing: '@a' },
  { unit: 'a\n\n', missing: undefined },
  { unit: 'Ann @ann · 2h\nx\n\n', missing: undefined },
])('takes as many posts "$unit" as an afternoon brings', ({ unit, missing }) => {
  const count = IS_LONG ? 100_000 : 3000
  const text = unit.repeat(count)
  const result = parsePaste(text)
  expect(result.posts.length).toBe(count)
  expect(result.posts.at(-1)?.meta.missingParent).toBe(missing)
  expectSound(text, result)
})
