import { describe, expect, it } from 'vitest'
import type { Layout } from '../../../src/read/copied/kinds/layout.js'
import { LAYOUTS } from '../../../src/read/copied/kinds/layout-record.js'
import { readLayout } from '../../../src/read/copied/layout/parse-layout.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { inRows } from '../../support/in-rows.js'

/** Posts as they were read: the author, the words, the place of the parent. */
const read = (text: string) => {
  const { posts, summary } = parsePosts(text)
  const placeOf = (id: string | null): number | null => (id === null ? null : posts.findIndex((post) => post.id === id))
  return {
    posts: inRows(posts.map(({ author, text: words, parentId }) => [author, words, placeOf(parentId)])),
    authors: posts.map(({ author }) => author),
    texts: posts.map((post) => post.text),
    metas: posts.map(({ meta }) => meta),
    source: summary.source,
  }
}

describe('a page of X', () => {
  const post = (handle: string, words: string, ...below: readonly string[]): string =>
    [`${handle} Name`, `@${handle}`, '·', '3 h', words, ...below, '1', '2', '30', '1,2 mil'].join('\n')
  const comments = [
    post('cydoe', '@annbold so what'),
    post('difox', '@annbold it is the end'),
    post('edgoe', '@annbold no, a clever swap', 'Citar', 'Old Wire', '@oldwire', '·', '5 jun.', 'They sell it for nine million.'),
    post('flohay', '@difox they had no choice'),
    post('gusirl', '@annbold nobody asked for it'),
  ]
  const wanted = [
    'annbold | The firm leaves search. | -',
    'cydoe | @annbold so what | 0',
    'difox | @annbold it is the end | 0',
    'edgoe | @annbold no, a clever swap | 0',
    'flohay | @difox they had no choice | 2',
    'gusirl | @annbold nobody asked for it | 0',
  ]

  it.each([
    ['Conversation', '10:42 AM · Jun 5, 2026', '9.1K'],
    ['Conversación', '10:42 a. m. · 5 jun. 2026', '9,1 mil'],
  ])('keeps its layout, root and quotation without a sign in English: %s', (heading, time, views) => {
    const page = ['Post', heading, 'Ann Bold', '@annbold', 'The firm leaves search.', time, '41', '52', '630', views, ...comments]
    const { posts, metas, source } = read(page.join('\n'))
    expect(source).toBe('x-paste')
    expect(posts).toEqual(wanted)
    expect(metas[3]?.quotedText).toBe('@oldwire: They sell it for nine million.')
  })
})

it('LinkedIn prints names twice and words for a picture between two labels: neither is in an author or a post', () => {
  const comment = (name: string, at: number): string =>
    [`${name}${name}`, '• 3rd+', 'Miller', `${at}d`, `Words of number ${at}.`, 'Like', 'Reply'].join('\n')
  const label = 'Activate to view larger image,'
  const opening = ['Ann HarrowAnn Harrow', '• 2nd', 'Head of Mills at FlaxHead of Mills at Flax', '3d', 'They sold the mill.']
  const picture = [label, 'graphical user interface, text', label, 'And the weir with it.', 'Like', 'Comment']
  const { posts, source } = read([...opening, ...picture, ...['Bo Marsh', 'Cy Holm', 'Di Ings'].map(comment)].join('\n'))
  expect(source).toBe('linkedin-paste')
  expect(posts).toEqual([
    'Ann Harrow | They sold the mill.\nAnd the weir with it. | -',
    'Bo Marsh | Words of number 0. | 0',
    'Cy Holm | Words of number 1. | 0',
    'Di Ings | Words of number 2. | 0',
  ])
})

it.each([
  ['its date', ['Thread starter Ann Bo', 'Start date Sep 2, 2025']],
  ['a tag', ['Start date Sep 2, 2025', 'Tags', 'food']],
  ['nothing', []],
])('XenForo has %s above the opening post, which is no author', (_, head) => {
  const by = (name: string, at: number): string =>
    `${name}\nVerified Member\nJoined\nMar 2, 2019\nMessages\n${at}12\nSep ${at + 2}, 2025\n#${at + 1}\nWords of number ${at}.\nReply`
  const names = ['Ann Bo', 'Cy Dell', 'Di Fox', 'Eve F']
  const page = ['The mill is sold', ...head, ...names.map(by), 'Community platform by XenForo'].join('\n')
  expect(read(page)).toMatchObject({ source: 'xenforo-paste', authors: names })
})

it('Coral prints the answered account below "In reply to": a name, and no word of the post', () => {
  const said = (name: string, to: string | null, words: string): string =>
    `${name}\n3 hours ago\n${to === null ? '' : `In reply to\n${to}\n`}${words}\nRespect\n12\nReply\nShare\nReport`
  const page = [said('Ann Bo', null, 'They sold the mill.'), said('Cy Dell', 'Ann Bo', 'And the weir.'), said('Eve F', 'Cy Dell', 'Good.')]
  expect(read(['Comments', ...page, said('Gus', null, 'Bad.'), said('Hal Igs', 'Eve F', 'Why?')].join('\n\n')).posts).toEqual([
    'Ann Bo | They sold the mill. | -',
    'Cy Dell | And the weir. | 0',
    'Eve F | Good. | 1',
    'Gus | Bad. | -',
    'Hal Igs | Why? | 2',
  ])
})

describe('an export of WordPress', () => {
  const item = (fields: string): string =>
    `<item><title>Mill</title>${fields}<content:encoded>They sold it.</content:encoded><wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_author>bo</wp:comment_author><wp:comment_content>Good.</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment></item>`
  const exportOf = (fields: string): string =>
    `<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.0/"><channel>${item(fields)}</channel></rss>`

  it.each(['<wp:post_id>3</wp:post_id>', '<guid>https://mill.example/?p=3</guid>', '<link>https://mill.example/3</link>'])(
    'is recognised by its namespace, and an item by its number or address: %s',
    (fields) => {
      expect(read(exportOf(fields))).toMatchObject({ source: 'wordpress', posts: ['- | They sold it. | -', 'bo | Good. | 0'] })
    },
  )
})

describe('the site of a link', () => {
  const post = (handle: string, words: string, at: number): string =>
    [`${handle} Name`, `@${handle}`, '·', `${at + 1}h`, 'Replying to @annbold', words, `${at + 2}`, `${at + 3}`, `3${at}`, '1.2K'].join(
      '\n',
    )
  const page = (words: string): string =>
    ['annbold', 'cydoe', 'difox', 'edgoe'].map((handle, at) => post(handle, at === 2 ? words : `Words of number ${at}.`, at)).join('\n')

  it('that ends a post is left out as a card where the post holds its address', () => {
    expect(read(page('Read it: https://mill.example/sale\nmill.example\nThe sale of the mill')).texts[2]).toBe(
      'Read it: https://mill.example/sale',
    )
  })

  it('stays with the words below it where the post holds no such address', () => {
    const words = 'They moved everything to\nmill.example\nand nobody noticed.'
    expect(read(page(words)).texts[2]).toBe(words)
    const pasted = `They left.\n\n@ann so what\n\n@ann they moved it all to\nmill.example\nand nobody noticed\n\n@bo no`
    expect(parsePosts(pasted).posts[2]?.text).toBe('@ann they moved it all to\nmill.example\nand nobody noticed')
  })
})

describe('a byline that lacks an optional part', () => {
  /** Lines of a byline, those in brackets optional, and of what stands below the words. */
  const FORMS: Readonly<Record<Layout['id'], readonly [readonly string[], readonly string[]]>> = {
    'x-paste': [
      ['NAME Name', '[Verified account]', '@NAME', '[·]', '3h'],
      ['4', '5', '30', '1.2K'],
    ],
    'bluesky-paste': [
      ['NAME Name', '@NAME.bsky.social', '[·]', '3h'],
      ['4', '5', '30'],
    ],
    'youtube-paste': [
      ['@NAME', '2 days ago', '[(edited)]'],
      ['4', 'Reply'],
    ],
    'linkedin-paste': [
      ['NAME Bo', '[• 2nd]', '[Head of Mills]', '3d'],
      ['Like', 'Reply'],
    ],
    'threads-paste': [
      ['NAME', '[Author]', '3d'],
      ['Like', '4', 'Reply', '5', 'Repost', 'Share'],
    ],
  }
  const NAMES = ['annbold', 'cydoe', 'difox', 'edgoe', 'flohay', 'gusirl']
  const bare = (part: string): string => part.replace(/^\[|\]$/g, '')

  it.each(Object.keys(FORMS) as Layout['id'][])('reads the same posts: %s', (id) => {
    const [byline = [], foot = []] = FORMS[id] ?? []
    const pageWithout = (left: string | null): string =>
      NAMES.map((name, at) =>
        [
          ...byline.flatMap((part) => (part === left && at === 3 ? [] : bare(part).replace('NAME', name))),
          `They sold the mill, says number ${at} of all these people.`,
          ...foot,
        ].join('\n'),
      ).join('\n')
    const postsOf = (text: string) => readLayout(text, id).posts.map(({ text: words, author }) => [words, author])
    const whole = postsOf(pageWithout(null))
    expect(LAYOUTS.some((layout) => layout.id === id)).toBe(true)
    expect(whole.map(([words]) => words)).toEqual(NAMES.map((_, at) => `They sold the mill, says number ${at} of all these people.`))
    for (const part of byline.filter((each) => each.startsWith('['))) expect([part, postsOf(pageWithout(part))]).toEqual([part, whole])
  })
})

it.each(['1 reply', 'View 1 reply', '1 Antwort', '1 réponse', 'Ver 1 respuesta', '1 resposta', '1 件の返信'])(
  'YouTube counts the replies below a comment, and likes in one comment alone: %s',
  (count) => {
    const by = (name: string, words: string, ...below: readonly string[]): string => [`@${name}`, '2 days ago', words, ...below].join('\n')
    const head = 'The mill is sold\nWatt Matters\n67.4K subscribers\nSubscribe\n88K views  3 weeks ago\n4 Comments\nSort by'
    const list = [by('annbo', 'Good.', '4', 'Reply', count), by('bo', '@annbo no', 'Reply'), by('annbo', '@bo yes', 'Reply')]
    const two = [list[0]?.replace('1', '2'), list[1], list[2], by('cy', 'Bad.', 'Reply')]
    expect(read([head, ...two].join('\n')).posts).toEqual([
      'Watt Matters | The mill is sold | -',
      'annbo | Good. | 0',
      'bo | @annbo no | 1',
      'annbo | @bo yes | 2',
      'cy | Bad. | 0',
    ])
  },
)

it.each(['2 T.', '2 Std.'])('Facebook has “%s” below a comment', (time) => {
  const comment = (name: string, at: number): string => [name, `Words of number ${at}.`, time, 'Like', 'Reply', `${at + 3}`].join('\n')
  const head = ['Ann Harrow', '2d', 'Shared with Public', 'They sold the mill.', 'All reactions:', '41', '3 comments', 'Most relevant']
  const { authors, texts, source } = read([...head, ...['Bo Marsh', 'Cy Holm', 'Di Ings'].map(comment)].join('\n'))
  expect(source).toBe('facebook-paste')
  expect(authors.slice(1)).toEqual(['Bo Marsh', 'Cy Holm', 'Di Ings'])
  expect(texts.slice(1)).toEqual(['Words of number 0.', 'Words of number 1.', 'Words of number 2.'])
})

it.each([
  ['linkedin-paste', (name: string, words: string) => `View ${name}’s graphic link\n${name}\n   • 3rd+\nMiller\n6d\n${words}\nLike\nReply`],
  ['substack-paste', (name: string, words: string) => `${name}\nSep 9\n\n${words}\n\nLike (4)\nReply\nShare`],
  ['wordpress-paste', (name: string, words: string) => `${name} says:\nAugust 11, 2025 at 7:52 am\n\n${words}\n\nReply`],
  ['phpbb-paste', (name: string, words: string) => `Post by ${name} » Sat Oct 10, 2026 9:40 am\n\n${words}\nTop`],
] as const)('%s: a clock alone on the last line is words', (id, form) => {
  const said = ['They sold it.', 'They left at\n10:42', 'So what.', 'Bad.']
  const page = said.map((words, at) => form(['Ann Bo', 'Cy Dell', 'Di Fox', 'Eve Fay'][at] ?? '', words)).join('\n')
  expect(readLayout(page, id).posts.map(({ text }) => text)).toEqual(said)
})
