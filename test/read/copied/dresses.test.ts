import { describe, expect, it } from 'vitest'
import { parsePaste } from '../../../src/read/copied/plain/parse-mentions.js'
import { inRows } from '../../support/in-rows.js'
import { expectRebuilt, fixture, placesOf, readPage } from './read-page.js'

/**
 * One thread as people copy it: with bullets, numbers, quote signs, rules, names. Every dress is
 * read as the plain one is.
 */
const THREAD = fixture('import/paste/model/ferries.txt').trimEnd()
const plain = readPage(THREAD)
const [top = '', ...replies] = THREAD.split('\n\n')
const lines = top.split('\n')
const head = lines.slice(0, 4).join('\n')
const roots = lines.slice(4)
const PEOPLE = [
  'marlo_w',
  'tessquay',
  'jonbrine',
  'ada_lock',
  'kipper9',
  'old_salt',
  'reedmoor',
  'finch_io',
  'dockhand',
]

const textsOf = (text: string): string[] => readPage(text).posts.map((post) => post.text)
const expected = plain.posts.map((post) => post.text)
const named = (between: string): string[] =>
  replies.map((reply, index) => `@${PEOPLE[index]}${between}${reply}`)

/** Reads the thread with its replies in a dress that names who wrote them. */
function expectAuthors(dressed: readonly string[]) {
  const result = readPage([top, ...dressed].join('\n\n'))
  expect(result.posts.map((post) => post.text)).toEqual(expected)
  expect(result.posts.slice(2).map((post) => post.author)).toEqual(PEOPLE)
  return result
}

describe('a prefix, a rule or a last line that recurs is taken off', () => {
  it.each([
    ['bullets without blank lines', [top, ...replies.map((reply) => `• ${reply}`)].join('\n')],
    ['dashes with blank lines', [top, ...replies.map((reply) => `- ${reply}`)].join('\n\n')],
    [
      'bullets before the opening posts too',
      [head, ...[...roots, ...replies].map((post) => `* ${post}`)].join('\n'),
    ],
    [
      'numbers',
      [head, ...[...roots, ...replies].map((post, index) => `${index + 1}) ${post}`)].join('\n'),
    ],
    [
      'numbers with blank lines',
      [head, ...[...roots, ...replies].map((post, index) => `${index + 1}. ${post}`)].join('\n\n'),
    ],
    ['quote signs', THREAD.replace(/^(?=.)/gm, '> ').replace(/^$/gm, '>')],
    ['rules', [top, ...replies].join('\n---\n')],
    ['rules between blank lines', [top, ...replies].join('\n\n* * *\n\n')],
    [
      'times below the replies',
      [top, ...replies.map((reply, index) => `${reply}\n${index + 1}h`)].join('\n\n'),
    ],
    [
      'counts below the replies',
      [top, ...replies.map((reply, index) => `${reply}\n${index + 1} hearts, answer`)].join('\n\n'),
    ],
    ['arrows', [top, ...replies.map((reply) => `→ ${reply}`)].join('\n\n')],
    [
      'numbers behind a sign',
      [top, ...replies.map((reply, index) => `#${index + 1} ${reply}`)].join('\n\n'),
    ],
    [
      'a word and a number',
      [top, ...replies.map((reply, index) => `Reply ${index + 1}: ${reply}`)].join('\n\n'),
    ],
    ['a sign alone between posts', [top, ...replies].join('\n.\n')],
    [
      'counts in a row below the opening posts',
      [top, '9:14 AM · May 18, 2026 · 41.2K Views\n7 88 1.2K 97', ...replies].join('\n\n'),
    ],
    ['a menu above the replies', [top, 'Relevant', ...replies].join('\n\n')],
    [
      'a label of Markdown',
      [head.replace(/\n(?=[^\n]*$)/, '\n\n### '), ...roots, ...replies].join('\n\n'),
    ],
    [
      '"Show translation" below some',
      [
        top,
        ...replies.map((reply, index) => (index % 3 === 0 ? `${reply}\nShow translation` : reply)),
      ].join('\n\n'),
    ],
  ])('%s', (_dress, text) => {
    expect(textsOf(text)).toEqual(expected)
    expect(readPage(text).posts.map(({ author, meta }) => [author, meta.missingParent])).toEqual(
      plain.posts.map(({ author, meta }) => [author, meta.missingParent]),
    )
  })

  it('words of whoever forwarded it are in no post', () => {
    const quoted = THREAD.split('\n').map((line) => `> ${line}`)
    const mail = [
      'From: Ada Lock <a@example.com>',
      'Subject: Fwd: boats',
      '',
      ...quoted,
      '',
      'Ada Lock',
      'Night desk',
    ].join('\n')
    for (const text of [
      mail,
      mail.replace(/\n>\n(?=> @)/, '\n\nNow the others,\nwho laughed:\n\n'),
    ])
      expect(textsOf(text)).toEqual(expected)
    expect(readPage(mail).summary.notes.join('; ')).toContain('forwarded')
  })

  it('a list within one post is its own', () => {
    const list = '@ann four things:\n1. price\n2. slots\n3. crews\n4. winter'
    expect(textsOf(`They sold the boats.\n\n${list}\n\n@ann no\n\n@ann yes`)).toEqual([
      'They sold the boats.',
      list,
      '@ann no',
      '@ann yes',
    ])
  })

  it('leaves the words whole', () => {
    const text = [top, ...replies.map((reply) => `• ${reply}\n2h`)].join('\n---\n')
    expectRebuilt(text, parsePaste(text))
  })
})

describe('handles that open most posts with one sign, spread over many people, are authors', () => {
  it.each([': ', '\t', ' — ', ' | '])('%j', (between) => {
    const { posts, summary } = expectAuthors(named(between))
    expect([posts[0]?.meta.role, posts[1]?.author]).toEqual(['root', 'tidemark_jo'])
    expect(placesOf({ summary })).toContain('taken as their authors, not as addressees')
  })

  it('as "[3] @handle -> @other: ", which says whom the post answers', () => {
    const arrows = replies.map((reply, index) => {
      const [, handles = '', words = ''] = /^((?:@\S+ )*)([\s\S]*)$/.exec(reply) ?? []
      return `[${index + 1}] @${PEOPLE[index]}${handles === '' ? '' : `${index % 2 === 0 ? ' ->' : ', replying to'} ${handles.trim()}`}: ${words}`
    })
    const { posts } = readPage([top, ...arrows].join('\n\n'))
    const rowsOf = (all: typeof posts) =>
      all
        .slice(2)
        .map(({ text, parentId, meta }) => [
          text.replace(/^(?:@\S+ )+/, ''),
          parentId,
          meta.addressees,
        ])
    expect(posts.slice(2).map((post) => post.author)).toEqual(PEOPLE)
    expect(
      readPage(replies.map((reply, index) => `Bo (@${PEOPLE[index]}): ${reply}`).join('\n\n'))
        .summary.source,
    ).toBe('paste')
    expect(rowsOf(posts)).toEqual(rowsOf(readPage([top, ...named(': ')].join('\n\n')).posts))
  })

  it.each<[string, (name: string) => string]>([
    ['"Name (@handle): "', (name) => `Some Body (@${name}): `],
    ['"Name (@handle, 2h): "', (name) => `Some Body (@${name}, 2h): `],
    ['"[@handle] "', (name) => `[@${name}] `],
    ['"@handle wrote:" above the words', (name) => `@${name} wrote:\n`],
    ['"@handle" above the words', (name) => `@${name}\n`],
    ['a name above "@handle" above a blank line', (name) => `Ms ${name}\n@${name}\n\n`],
    ['"Name · @handle" above the words', (name) => `Some Body · @${name}\n`],
    ['"• @handle (badge)" above the words', (name) => `• @${name} (host)\n`],
    [
      '"Name (@handle) posted at 7:02 AM on Mon, Jan 12, 2026:"',
      (name) => `Some Body (@${name}) posted at 7:02 AM on Mon, Jan 12, 2026:\n`,
    ],
  ])('as %s', (_form, labelOf) => {
    expectAuthors(replies.map((reply, index) => `${labelOf(PEOPLE[index] ?? '')}${reply}`))
  })

  it('in Markdown, with a list within a post', () => {
    const text =
      '# Ferries\n\n## Root\n\n**@ann**: They sold the boats.\n\n## Replies\n\n- **@bo**: two points:\n  - price\n  - winter\n  - **@ann**: second one yes\n- **@cy**: good\n- **@di**: bad\n  - **@bo**: why'
    expect(
      readPage(text).posts.map(({ author, parentId, text }) => [author, parentId, text]),
    ).toEqual([
      ['ann', null, 'They sold the boats.'],
      ['bo', 'p1', 'two points:\n  - price\n  - winter'],
      ['ann', 'p2', 'second one yes'],
      ['cy', 'p1', 'good'],
      ['di', 'p1', 'bad'],
      ['bo', 'p5', 'why'],
    ])
  })

  it('as words with a colon behind nested numbers, which stay in the words', () => {
    const text =
      'Boats\n\n1. ann: They sold the boats.\n   1. bo: so what\n      1. ann: so everything\n      2. bo: not the slots\n   2. cy: good for them\n   3. di: bad for us'
    const rows = inRows(
      readPage(text).posts.map(({ author, parentId, meta }) => [
        author,
        parentId,
        meta.isParentInferred ?? false,
      ]),
    )
    expect(rows).toEqual([
      'ann | - | no',
      'bo | p1 | no',
      'ann | p2 | no',
      'bo | p3 | yes',
      'cy | p1 | no',
      'di | p1 | no',
    ])
  })

  it('under bylines below opening posts that have none', () => {
    expectAuthors(replies.map((reply, at) => `Some Body @${PEOPLE[at]} · ${at + 1}h\n${reply}`))
  })

  it('but not where most name one person', () => {
    const { posts } = readPage(
      'They sold it.\n\n@ann: no\n\n@ann: yes\n\n@bo: hm\n\n@ann: so\n\n@ann: true',
    )
    expect(posts.slice(1).every(({ author }) => author === null)).toBe(true)
  })
})

/** What editors, mail programs and systems change in the copy of a page. */
const COPIES: Readonly<Record<string, (text: string) => string>> = {
  'with spaces at which no line breaks': (text) => text.replaceAll(' ', '\u00a0'),
  'with a mark of direction before each line': (text) => text.replace(/^(?=.)/gm, '\u200e'),
  'with letters and accents apart': (text) => text.normalize('NFD'),
  'with line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'with a blank line below each line': (text) => text.replaceAll('\n', '\n\n'),
}
const PAGES = ['bbc-11', 'bluesky-4', 'reddit-6b', 'slashdot-signed-out', 'youtube-mobile2', 'x-4']

describe.each(Object.entries(COPIES))('a page %s is read as it is without', (_dress, change) => {
  it.each(PAGES)('%s', (name) => {
    const text = fixture(`layouts/${name}.txt`)
    const rowsOf = (page: string) =>
      readPage(page).posts.map((post) => [
        post.author?.normalize('NFC'),
        post.text.normalize('NFC').replace(/\s+/g, ' '),
      ])
    expect(rowsOf(change(text))).toEqual(rowsOf(text))
  })
})

describe('other dresses', () => {
  it('a full-width @ names an account', () => {
    expect(readPage(THREAD.replaceAll('@', '＠')).posts.map(({ parentId }) => parentId)).toEqual(
      plain.posts.map(({ parentId }) => parentId),
    )
  })

  it('a series "1/", "2/" is one account\'s, each an answer to the one above', () => {
    const { posts } = readPage(
      'Jo Tidemark\n@tidemark_jo\n1/ They sold the boats.\n2/ The slots stay.\n3/ The crews do not.\nNobody said so.\n4/ Five winters.',
    )
    expect(posts.map(({ author, parentId, text }) => [author, parentId, text])).toEqual([
      ['tidemark_jo', null, '1/ They sold the boats.'],
      ['tidemark_jo', 'p1', '2/ The slots stay.'],
      ['tidemark_jo', 'p2', '3/ The crews do not.\nNobody said so.'],
      ['tidemark_jo', 'p3', '4/ Five winters.'],
    ])
  })

  it.each([
    [
      'paragraphs below a bullet',
      '- @a_a: one\n\ntwo\n\n- @b_b: so\n\n- [gone]\n\n- @c_c: no\n\n- @d_d: @a_a yes',
    ],
  ])('%s', (_dress, text) => {
    const { posts } = readPage(text)
    expect(posts.map(({ author }) => author)).toEqual(['a_a', 'b_b', 'c_c', 'd_d'])
    expect(posts.map((post) => post.text)).toEqual(['one\n\ntwo', 'so', 'no', '@a_a yes'])
  })

  it('a reading that contradicts itself carries a caution', () => {
    const text = [
      'They sold it.',
      ...PEOPLE.map((name, index) => `@${name} ${replies[index]?.replace(/^(?:@\w+ )+/, '')}`),
    ].join('\n\n')
    const { summary, posts } = readPage(text)
    expect(summary.notes.join()).toContain(
      '9 of 10 posts open with handles of 9 accounts without a post here',
    )
    expect(posts[0]?.meta.capture?.notes?.join()).toContain('9 accounts')
  })
})
