import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PasteResult } from '../../../src/read/copied/layout/paste-spans.js'
import { readPaste } from '../../../src/read/copied/mentions/parse-paste.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { IS_LONG } from '../../support/run-count.js'
import { expectSound, sample } from './read-page.js'

const texts = (result: PasteResult): string[] => result.posts.map((post) => post.text)
const messagesAt = (result: PasteResult, lineNumber: number): string =>
  result.summary.ambiguities.flatMap((place) => (place.lineNumber === lineNumber ? place.message : [])).join('; ')

describe('a thread whose replies open with mentions (corpus/samples/xai-compute.txt)', () => {
  const text = sample('xai-compute.txt')
  const result = readPaste(text)

  it('finds 4 header pieces, 2 root posts on adjacent lines and 16 replies', () => {
    expect(result.headers).toHaveLength(4)
    expect(result.headers[3]).toBe('Most Activity')
    expect(result.summary).toMatchObject({ rootCount: 2, replyCount: 16, threadCount: 1, headerCount: 4, missingParentCount: 2 })
    expect(messagesAt(result, 6)).toContain('the header repeats this line alone (line 1)')
  })

  it('names the author of the roots from the replies, says so, and knows none for the replies', () => {
    expect(result.posts.map((post) => post.author)).toEqual(['tallowbridge', 'tallowbridge', ...Array(16).fill(null)])
    expect(result.summary.notes.join()).toContain('inferred: @tallowbridge, named by 13 of 14 addressed replies')
  })

  it('keeps posts of several lines whole', () => {
    expect(texts(result)).toContain(
      '@tallowbridge So your theory is that collecting billions from rivals is a loss?\nLandlords everywhere in tears tonight.',
    )
  })

  it('gives a parent outside the paste as a value and everyone else the nearest root', () => {
    const outside = result.posts.filter((post) => post.meta.missingParent !== undefined)
    expect(inRows(outside.map((post) => [post.parentId, post.meta.missingParent]))).toEqual(['- | @oriel_finch', '- | @kestrel_ops'])
    const inside = result.posts.filter((post) => post.meta.role === 'reply' && post.meta.missingParent === undefined)
    expect(new Set(inside.map((post) => post.parentId))).toEqual(new Set(['p2']))
    expect(messagesAt(result, 8)).toContain('with 2 posts above; taken as an answer to the nearest (line 6)')
  })

  it('is lossless', () => expectSound(text, result))

  it.each([
    ['CRLF', (paste: string) => paste.replaceAll('\n', '\r\n')],
    ['CR', (paste: string) => paste.replaceAll('\n', '\r')],
    ['a byte order mark', (paste: string) => `\ufeff${paste}`],
    ['blank lines of non-breaking spaces', (paste: string) => paste.replaceAll('\n\n', '\n\u00a0\n')],
    ['trailing blank lines', (paste: string) => `\n\n${paste}\n\n \n`],
  ])('reads the same posts with %s', (_name, change) => {
    const changed = change(text)
    const again = readPaste(changed)
    expectSound(changed, again)
    expect(again.posts).toEqual(result.posts)
    expect(again.headers).toEqual(result.headers)
  })
})

describe('a thread under bylines (corpus/samples/apple-siri.txt)', () => {
  const text = sample('apple-siri.txt')
  const result = readPaste(text)

  it('takes authors, names and times from the bylines', () => {
    expect(result.posts.map((post) => [post.meta.role, post.author])).toEqual([
      ['root', 'inesvaldoro'],
      ['reply', 'bokonjo'],
      ['reply', 'pilar_ux'],
      ['reply', 'inesvaldoro'],
      ['reply', 'dovhq'],
      ['reply', 'tomaszwren'],
      ['reply', 'michal_arad'],
      ['reply', 'quill_ledger'],
      ['reply', 'odile_codes'],
    ])
    expect(result.posts[1]?.meta).toMatchObject({ authorName: 'Bram Okonjo', timeText: '3h' })
    expect(result.posts[0]?.meta['timeText']).toBe('9:41 AM · Jan 13, 2026')
  })

  it('ties "Replying to" to the nearest post of that author', () => {
    expect(result.posts[3]).toMatchObject({ parentId: 'p3', meta: { addressees: ['pilar_ux'] } })
    expect(result.posts[5]).toMatchObject({ parentId: 'p2' })
    expect(result.posts[4]).toMatchObject({ parentId: 'p1' })
  })

  it('leaves counts and buttons out of the texts, keeps paragraphs', () => {
    expect(texts(result)[2]).toBe(
      "Or it's the cheapest good decision they've made in a decade. Let Google burn the capex, keep the customer.\n\nModels will be a commodity anyway.",
    )
    expect(texts(result).join('\n')).not.toMatch(/Show replies|Translate post|Replying to|^\d+$/m)
  })

  it('is lossless', () => expectSound(text, result))
})

describe('bylines on one line', () => {
  const text =
    'Ann Bo @annbo · 5h\nThey gave up.\n\nCy @cy · 4h\n@annbo no they did not\n12\n\n@dee · Jun 5\nReplying to @cy and @annbo\nfunny\nTranslate post\nreally'
  const result = readPaste(text)

  it('reads "Name @handle · 2h"', () => {
    expect(result.posts.map((post) => [post.author, post.parentId, post.text])).toEqual([
      ['annbo', null, 'They gave up.'],
      ['cy', 'p1', '@annbo no they did not'],
      ['dee', 'p2', 'funny\nTranslate post\nreally'],
    ])
    expect(result.posts[2]?.meta.addressees).toEqual(['cy', 'annbo'])
    expectSound(text, result)
  })
})

it('name and handle lines without a time: reads them where they head most posts', () => {
  const result = readPaste('Ann Bo\n@annbo\nThey gave up.\n\nCy\n@cy\nNo.\nNot at all.\n')
  expect(result.posts.map((post) => [post.author, post.text])).toEqual([
    ['annbo', 'They gave up.'],
    ['cy', 'No.\nNot at all.'],
  ])
})

describe('handles alone on their lines', () => {
  it('are authors where they open most blocks', () => {
    const result = readPaste('@annbo\nThey gave up.\n\n@cy\nNo.\n\n@dee\n@cy right')
    const rows = inRows(result.posts.map((post) => [post.author, post.parentId, post.text]))
    expect(rows).toEqual(['annbo | - | They gave up.', 'cy | p1 | No.', 'dee | p2 | @cy right'])
    expect(messagesAt(result, 1)).toContain('3 posts stand under handles alone on their lines; taken as their authors')
  })

  it('are addressees where one reply breaks the line behind its mention', () => {
    const result = readPaste('Root.\n\n@ann yes\n\n@ann\nno way\n\n@ann maybe')
    expect(result.posts.map((post) => post.author)).toEqual(['ann', null, null, null])
    expect(result.posts[2]?.text).toBe('@ann\nno way')
  })
})

describe('the parent of a reply', () => {
  const marksOf = (text: string) =>
    readPaste(text).posts.map(({ parentId, meta }) => [parentId, meta.isParentInferred ?? false, meta.possibleParents ?? null])

  it('is a guess where no addressee names it, and known where one does', () => {
    const rows = inRows(
      marksOf('Root @ann · 2h\nIt is a retreat.\n\nBo @bo · 1h\nso true\n\nCy @cy · 1h\n@bo is it?\n\nDi @di · 1h\n@eve no'),
    )
    expect(rows).toEqual(['- | no | -', 'p1 | yes | -', 'p2 | no | -', '- | no | -'])
    expect(readPaste('It is a retreat.\n\n@ann no\n\n@bob yes\n\nhm').summary.notes.join()).toContain(
      '1 post answers an unknown post; the parent is a guess (meta.isParentInferred)',
    )
  })

  it('is one of several where the addressee has more posts above, and a guess from nine on', () => {
    const byline = (name: string, words: string): string => `${name} @${name} · 2h\n${words}\n\n`
    const thread = byline('ann', 'It is a retreat.') + byline('bo', '@ann why') + byline('ann', '@bo look')
    // An answer to the second would carry "@bo" along, but for bo's own.
    expect(marksOf(thread + byline('cy', '@ann hm')).at(-1)).toEqual(['p1', false, null])
    expect(marksOf(thread + byline('cy', '@ann @bo hm')).at(-1)).toEqual(['p3', false, null])
    expect(marksOf(thread + byline('bo', '@ann hm')).at(-1)).toEqual(['p3', true, ['p3', 'p1']])
    const answers = (count: number): string => byline('bo', 'Hm.') + byline('ann', '@bo so').repeat(count) + byline('bo', '@ann no')
    expect(marksOf(answers(8)).at(-1)?.[2]).toHaveLength(8)
    expect(marksOf(answers(9)).at(-1)).toEqual(['p10', true, null])
  })
})

it('comments without a handle: are replies to the first, which is listed', () => {
  const result = readPaste('What a deal.\n\nIt is not.\n\nIt is.')
  expect(result.posts.map((post) => post.parentId)).toEqual([null, 'p1', 'p1'])
  expect(messagesAt(result, 1)).toContain('the first is taken as the root post')
})

describe('the head of a page', () => {
  it.each([
    [
      'a title cut off by an ellipsis',
      'Ann on X: "They are selling the one thing that made them…" / X\n\nThey are selling the one thing that made them worth a look.\n\n@ann yes',
    ],
    [
      'a title with a typo',
      'They are seling the one thing that made them worth a look.\n\nThey are selling the one thing that made them worth a look.\n\n@ann yes',
    ],
  ])('takes %s as a header and lists it', (_name, text) => {
    const result = readPaste(text)
    expect(result.headers).toHaveLength(1)
    expect(result.posts.map((post) => post.meta.role)).toEqual(['root', 'reply'])
    expect(result.summary.ambiguities.length).toBeGreaterThan(0)
    expectSound(text, result)
  })

  it('takes adjacent lines that nothing tells apart as one post and lists it', () => {
    const result = readPaste('They gave up.\nAnd they know it.\n\n@ann yes')
    expect(texts(result)).toEqual(['They gave up.\nAnd they know it.', '@ann yes'])
    expect(messagesAt(result, 1)).toContain('taken as one post with line breaks')
  })

  it('has no root when the first post is addressed to someone', () => {
    const result = readPaste('@ann yes\n\n@ann no')
    expect(result.posts.map((post) => [post.meta.role, post.parentId, post.meta.missingParent])).toEqual([
      ['reply', null, '@ann'],
      ['reply', null, '@ann'],
    ])
    expect(messagesAt(result, 1)).toContain('no root post')
  })
})

describe('a place with two readings is listed', () => {
  it.each([
    { text: 'Root.\n\n@ann a\n\nno mention here\n\n@ann b', lineNumber: 5, words: 'stands without a mention' },
    { text: 'Root.\n\n@ann a\n@bob is wrong\n\n@ann b', lineNumber: 4, words: 'taken as part of the post above' },
    { text: 'Root.\n@ann a\n@ann b\n@ann c', lineNumber: 3, words: 'taken as a post of its own' },
    { text: 'Root.\n\n@ann how many?\n330,000\n\n@ann b', lineNumber: 4, words: 'taken as part of the post' },
    { text: 'Root.\n\n@ann a\n\n42\n\n@ann b', lineNumber: 5, words: 'taken as page furniture' },
    { text: 'Root one.\n\nRoot two.\n\n@ann a\n\n@ann b', lineNumber: 3, words: 'taken as a further root post' },
    {
      text: 'A B @ab · 2h\nroot\nC D @cd · 3h\nreply\nDiscover more\nE F @ef · 1h\nother',
      lineNumber: 5,
      words: 'the thread is taken to end here',
    },
  ])('line $lineNumber: $words', ({ text, lineNumber, words }) => {
    const result = readPaste(text)
    expect(messagesAt(result, lineNumber)).toContain(words)
    expectSound(text, result)
  })
})

it('page furniture in a thread of mentions: is kept out of the posts', () => {
  const text =
    'Root.\n\nReplying to @ann\nfirst\n12\n3\n4.5K Views\n\n@ann second\nShow more\n\n10:14 AM · Jun 5, 2026 · 12.3K Views\n\nShow replies\n\n@ann third · 2h ago it was true'
  const result = readPaste(text)
  expect(texts(result)).toEqual(['Root.', 'first', '@ann second', '@ann third · 2h ago it was true'])
  expect(result.posts[1]?.meta.addressees).toEqual(['ann'])
  expectSound(text, result)
})

const PAGE_WORDS =
  '@ann|@bob |Ann Bo|· 2h|·|2h|12|Post|Most Activity|Replies|Replying to|Replying to @ann|Show more|Quote|Discover more|10:14 AM · Jun 5, 2026|Ann @ann · 2h'.split(
    '|',
  )

describe('any text', () => {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('\n', '\n\n', '\r\n', '\r', ' ', '\u00a0', '\ufeff', '\u200f') },
    { weight: 4, arbitrary: fc.constantFrom(...PAGE_WORDS) },
    {
      weight: 3,
      arbitrary: fc.constantFrom('They gave up and everyone can see it.', 'They gave up and everyone can se it.', 'no', '👩‍💻', 'שלום'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  )
  const paste = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

  it('is split without loss, every reply tied to a post above or to none, and the same each time', () => {
    forAny(fc.oneof(paste, fc.string({ unit: 'binary' })), (text) => {
      const result = readPaste(text)
      expectSound(text, result)
      expect(readPaste(text)).toEqual(result)
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
  const { posts, spans } = readPaste(text)
  expect(posts.length).toBe(count)
  expect(posts.at(-1)?.meta.missingParent).toBe(missing)
  expect(spans.map(({ start, end }) => text.slice(start, end)).join('') === text).toBe(true)
})
