import { describe, expect, it } from 'vitest'
import { parsePaste } from '../../../src/read/page/mentions/parse-paste.js'
import { inRows } from '../../support/in-rows.js'
import { expectRebuilt, fixture, placesOf, readPage } from './read-page.js'

/** One thread as people copy it: with bullets, numbers, quote signs, rules, names. Every dress is read as the plain one is. */
const THREAD = fixture('import/paste/model/ferries.txt').trimEnd()
const plain = readPage(THREAD)
const [top = '', ...replies] = THREAD.split('\n\n')
const lines = top.split('\n')
const head = lines.slice(0, 4).join('\n')
const roots = lines.slice(4)
const PEOPLE = ['marlo_w', 'tessquay', 'jonbrine', 'ada_lock', 'kipper9', 'old_salt', 'reedmoor', 'finch_io', 'dockhand']

const textsOf = (text: string): string[] => readPage(text).posts.map((post) => post.text)
const expected = plain.posts.map((post) => post.text)
const named = (between: string): string[] => replies.map((reply, index) => `@${PEOPLE[index]}${between}${reply}`)

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
    ['bullets before the opening posts too', [head, ...[...roots, ...replies].map((post) => `* ${post}`)].join('\n')],
    ['numbers', [head, ...[...roots, ...replies].map((post, index) => `${index + 1}) ${post}`)].join('\n')],
    ['numbers with blank lines', [head, ...[...roots, ...replies].map((post, index) => `${index + 1}. ${post}`)].join('\n\n')],
    ['quote signs', THREAD.replace(/^(?=.)/gm, '> ').replace(/^$/gm, '>')],
    ['rules', [top, ...replies].join('\n---\n')],
    ['rules between blank lines', [top, ...replies].join('\n\n* * *\n\n')],
    ['times below the replies', [top, ...replies.map((reply, index) => `${reply}\n${index + 1}h`)].join('\n\n')],
    ['counts below the replies', [top, ...replies.map((reply, index) => `${reply}\n${index + 1} hearts, answer`)].join('\n\n')],
    ['arrows', [top, ...replies.map((reply) => `→ ${reply}`)].join('\n\n')],
    ['numbers behind a sign', [top, ...replies.map((reply, index) => `#${index + 1} ${reply}`)].join('\n\n')],
    ['a word and a number', [top, ...replies.map((reply, index) => `Reply ${index + 1}: ${reply}`)].join('\n\n')],
    ['a sign alone between posts', [top, ...replies].join('\n.\n')],
    ['counts in a row below the opening posts', [top, '9:14 AM · May 18, 2026 · 41.2K Views\n7 88 1.2K 97', ...replies].join('\n\n')],
    ['a menu above the replies', [top, 'Relevant', ...replies].join('\n\n')],
    ['a label of Markdown', [head.replace(/\n(?=[^\n]*$)/, '\n\n### '), ...roots, ...replies].join('\n\n')],
    ['an address below', [top, ...replies, 'https://example.com/tidemark_jo/status/19'].join('\n\n')],
    ['a note below', [top, ...replies, '[copied on a ferry; some replies are missing]'].join('\n\n')],
    ['an advert between', [top, ...replies.slice(0, 3), 'Nimbus\n@nimbus\nPromoted\nPaid in two days.', ...replies.slice(3)].join('\n\n')],
    [
      '"Show translation" below some',
      [top, ...replies.map((reply, index) => (index % 3 === 0 ? `${reply}\nShow translation` : reply))].join('\n\n'),
    ],
  ])('%s', (_dress, text) => {
    expect(textsOf(text)).toEqual(expected)
    expect(readPage(text).posts.map(({ author, meta }) => [author, meta.missingParent])).toEqual(
      plain.posts.map(({ author, meta }) => [author, meta.missingParent]),
    )
  })

  it('words of whoever forwarded it are in no post', () => {
    const quoted = THREAD.split('\n').map((line) => `> ${line}`)
    const mail = ['From: Ada Lock <a@example.com>', 'Subject: Fwd: boats', '', ...quoted, '', 'Ada Lock', 'Night desk'].join('\n')
    for (const text of [mail, mail.replace(/\n>\n(?=> @)/, '\n\nNow the others,\nwho laughed:\n\n')])
      expect(textsOf(text)).toEqual(expected)
    expect(readPage(mail).summary.ambiguities[0]).toMatchObject({ lineNumber: 1, message: expect.stringContaining('forwarded') })
  })

  it('a list within one post is its own', () => {
    const list = '@ann four things:\n1. price\n2. slots\n3. crews\n4. winter'
    expect(textsOf(`They sold the boats.\n\n${list}\n\n@ann no\n\n@ann yes`)).toEqual(['They sold the boats.', list, '@ann no', '@ann yes'])
  })

  it('leaves the spans whole', () => {
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
      all.slice(2).map(({ text, parentId, meta }) => [text.replace(/^(?:@\S+ )+/, ''), parentId, meta.addressees])
    expect(posts.slice(2).map((post) => post.author)).toEqual(PEOPLE)
    expect(readPage(replies.map((reply, index) => `Bo (@${PEOPLE[index]}): ${reply}`).join('\n\n')).summary.source).toBe('paste')
    expect(rowsOf(posts)).toEqual(rowsOf(readPage([top, ...named(': ')].join('\n\n')).posts))
  })

  it.each<[string, (name: string) => string]>([
    ['"Name (@handle): "', (name) => `Some Body (@${name}): `],
    ['"Name (@handle, 2h): "', (name) => `Some Body (@${name}, 2h): `],
    ['"[@handle] "', (name) => `[@${name}] `],
    ['"@handle wrote:" above the words', (name) => `@${name} wrote:\n`],
    ['"@handle" above the words', (name) => `@${name}\n`],
    ['"handle: "', (name) => `${name}: `],
    ['"handle - "', (name) => `${name} - `],
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
    expect(readPage(text).posts.map(({ author, parentId, text }) => [author, parentId, text])).toEqual([
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
    const rows = inRows(readPage(text).posts.map(({ author, parentId, meta }) => [author, parentId, meta.isParentInferred ?? false]))
    expect(rows).toEqual(['ann | - | no', 'bo | p1 | no', 'ann | p2 | no', 'bo | p3 | yes', 'cy | p1 | no', 'di | p1 | no'])
  })

  it('in brackets behind the words, and in bold above them', () => {
    expectAuthors(replies.map((reply, index) => `${reply} (@${PEOPLE[index]})`))
    expectAuthors(replies.map((reply, index) => `**${PEOPLE[index]}**\n${reply}`))
  })

  it('under bylines below opening posts that have none', () => {
    expectAuthors(replies.map((reply, at) => `Some Body @${PEOPLE[at]} · ${at + 1}h\n${reply}`))
  })

  it('where they close quoted posts', () => {
    const text = ['“They sold it.” — @ann', 'The replies:', '“About time.” — @bo', '“No.” — @cy', '“They kept the slots.” — @di'].join(
      '\n\n',
    )
    const { posts, summary } = readPage(text)
    const rows = inRows(posts.map(({ author, text }) => [author, text]))
    expect(rows).toEqual(['ann | “They sold it.”', 'bo | “About time.”', 'cy | “No.”', 'di | “They kept the slots.”'])
    expect(summary.ambiguities).toContainEqual({ lineNumber: 3, message: expect.stringContaining('not read as posts') })
  })

  it('where they close numbered posts of several paragraphs, on lines of their own', () => {
    const said = ['They sold it.', '@ann About time.\n\nIt was old.', '@bo No.', '@ann They kept the slots.']
    const text = said.map((words, at) => `${at + 1}.\n${words}\n— @${['ann', 'bo', 'cy', 'di'][at]}`).join('\n\n')
    const { posts } = readPage(`Saved replies, the best ones.\n\n${text}`)
    expect(posts.map((post) => post.text)).toEqual(said)
    expect(posts.map(({ author }) => author)).toEqual(['ann', 'bo', 'cy', 'di'])
  })

  it('but not where most name one person', () => {
    const { posts } = readPage('They sold it.\n\n@ann: no\n\n@ann: yes\n\n@bo: hm\n\n@ann: so\n\n@ann: true')
    expect(posts.slice(1).every(({ author }) => author === null)).toBe(true)
  })
})

describe('other dresses', () => {
  it('names above the replies are their authors', () => {
    const text = [
      `${head}\nJo Tidemark\n${roots.join('\n')}`,
      ...replies.map((reply, index) => `${PEOPLE[index]?.replace('_', ' ')}\n${reply}`),
    ].join('\n\n')
    const { posts } = readPage(text)
    expect(posts.map((post) => post.text)).toEqual(expected)
    expect(posts.slice(2).map((post) => post.author)).toEqual(PEOPLE.map((name) => name.replace('_', ' ')))
    expect(posts.filter(({ parentId }) => parentId !== null)).toHaveLength(plain.posts.filter(({ parentId }) => parentId !== null).length)
  })

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

  it('a header in the midst opens a thread', () => {
    const other = fixture('import/paste/model/kiosks.txt')
    const { posts, headers } = readPage(`${THREAD}\n\n${other}`)
    const roots = posts.filter(({ meta }) => meta.role === 'root')
    expect(roots.map(({ author }) => author)).toEqual(['tidemark_jo', 'tidemark_jo', 'beanledger', 'beanledger'])
    expect(new Set(roots.map(({ threadId }) => threadId))).toEqual(new Set([plain.posts[0]?.threadId, readPage(other).posts[0]?.threadId]))
    expect([...headers.values()].map(({ length }) => length)).toEqual([4, 4])
  })

  it('a line with the sign of the first line opens a thread, and what stands below the buttons of the last post is the foot', () => {
    const threadOf = (label: string): string[] => [
      `>>> ${label}`,
      ...PEOPLE.slice(0, 4).map(
        (name, at) => `Some Body · @${name}\n${at === 0 ? `The ${label}.` : `@${PEOPLE[0]} no ${at}`}\n${at} likes`,
      ),
    ]
    const { posts } = readPage([...threadOf('boats'), ...threadOf('slots'), 'Imprint of the page'].join('\n\n'))
    expect(new Set(posts.map(({ threadId }) => threadId)).size).toBe(2)
    expect(posts.map(({ text }) => text)).toEqual(
      ['boats', 'slots'].flatMap((label) => [`The ${label}.`, ...[1, 2, 3].map((at) => `@${PEOPLE[0]} no ${at}`)]),
    )
  })

  it('the first post may open with its author and a colon; brackets hold notes of whoever copied it', () => {
    const text =
      'copied on Monday, more by @ann below\n\n@ann: They sold it.\n\n@ann no\n\n[a long fight left out]\n\n@ann yes\n\n[this one had many likes]\n@ann so'
    const { posts } = readPage(text)
    const rows = inRows(posts.map(({ author, parentId, text }) => [author, parentId, text]))
    expect(rows).toEqual(['ann | - | They sold it.', '- | p1 | @ann no', '- | p1 | @ann yes', '- | p1 | @ann so'])
  })

  it('words below a colon, and the site of a link, which may be words', () => {
    expect(
      textsOf(
        'They sold it.\n\n@ann read this\nquaynews.org\nFerry sale passes\n\n@ann no\nFrom quaynews.org\n\n@ann PS:\n\nthe slots stay\n\n@ann so',
      ),
    ).toEqual(['They sold it.', '@ann read this\nquaynews.org\nFerry sale passes', '@ann no', '@ann PS:\n\nthe slots stay', '@ann so'])
  })

  it.each([
    ['quote signs under names', '@a_a:\n> one\n>\n> two\n\n@b_b:\n> so\n\n@c_c:\n> >> one\n> no\n\n(gone)\n\n@d_d:\n> @a_a yes'],
    ['names at the end', 'Quay sold\n\none\n\ntwo – Ann, @a_a\n\nso – Bo B, @b_b\n\nno – Cy, @c_c\n\n[gone]\n\n@a_a yes – Di, @d_d'],
    ['paragraphs below a bullet', '- @a_a: one\n\ntwo\n\n- @b_b: so\n\n- [gone]\n\n- @c_c: no\n\n- @d_d: @a_a yes'],
  ])('%s', (dress, text) => {
    const { posts } = readPage(text)
    expect(posts.map(({ author }) => author)).toEqual(['a_a', 'b_b', 'c_c', 'd_d'])
    expect(posts.map((post) => post.text)).toEqual([dress === 'names at the end' ? 'two' : 'one\n\ntwo', 'so', 'no', '@a_a yes'])
  })

  it('a reading that contradicts itself carries a caution', () => {
    const text = ['They sold it.', ...PEOPLE.map((name, index) => `@${name} ${replies[index]?.replace(/^(?:@\w+ )+/, '')}`)].join('\n\n')
    const { summary, posts } = readPage(text)
    expect(summary.notes.join()).toContain('9 of 10 posts open with handles of 9 accounts without a post here')
    expect(posts[0]?.meta.capture?.notes?.join()).toContain('9 accounts')
  })
})
