import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { readUnknownPage } from '../../../src/read/copied/layout/infer-layout.js'
import { parsePosts } from '../../../src/read/parse-posts.js'

const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Ann Fell', 'Di Ings', 'Ed Jarl', 'Flo Kerr']
const GOODS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper', 'willow', 'bramble']
const words = (at: number): string => `They sold the ${GOODS[at]}, and nobody wept.`
const paragraphs = (at: number): string => `${words(at)}${at % 2 === 0 ? `\n\nAnd the ${GOODS[at]} was all they had.` : ''}`
const WORDS = NAMES.map((_, at) => words(at))
const rowsOf = ({ posts }: { readonly posts: readonly Post[] }): (readonly [string | null, string])[] =>
  posts.map(({ author, text }) => [author, text])
const SAID = NAMES.map((name, at) => [name, words(at)])
const PEOPLE = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Di Ings', 'Ann Fell']
const read = (page: string) => rowsOf(parsePosts(page))
const POSTS = PEOPLE.map((name, at) => [name, words(at)])

describe('a page in no known layout', () => {
  it('is not taken for a thread of mentions where times stand alone on lines of its posts', () => {
    const comments = PEOPLE.map(
      (name, at) => `${name}\nvor ${at + 1} Stunden\n${at === 2 ? '@Bo Garth: ' : ''}${words(at)}\nAntworten\n${at}`,
    )
    const page = `Reden Sie mit\n7 Kommentare\nNeueste zuerst\n${comments.join('\n')}\nMehr Kommentare anzeigen`
    expect(read(page)).toEqual(POSTS.map(([name, text], at) => [name, at === 2 ? `@Bo Garth: ${text}` : text]))
  })

  it('has its comments, not the paragraphs above them', () => {
    const comments = PEOPLE.map((name, at) => `${name[0]}\n${name}\n${at + 1} hours ago\n${words(at)}\nLike ${at + 2}\nReply\nShare`)
    const rules = 'We read what you write here before others do, so please be kind.'
    const gone = 'Flo Kerr\n6 hours ago\nThis comment was removed by a moderator.\nLike 0\nReply\nShare'
    const page = `Comments\n${rules}\n1.012 Kommentare\nNewest\n${[...comments, gone].join('\n')}\nLoad More\nPrivacy Policy`
    expect(read(page)).toEqual(POSTS)
    // All five open threads: the page counts 1,007 others, one of which is gone.
    expect(parsePosts(page).posts[0]?.meta.capture).toMatchObject({ reportedCount: 1007, capturedCount: 1, notFoundCount: 1 })
  })
})

describe('a page in a known layout', () => {
  it('has no quotation of a post above in the words of another, and says so', () => {
    const comment = (title: string, name: string, time: string, words: string): string =>
      `${title} (Score:2)\nby ${name} ( 12345 ) on Wednesday March 12, 2025 @${time} (#6522)\n${words}\n\nReply to This\nShare`
    const { posts, summary } = parsePosts(
      [
        comment('The lease', 'orbit_one', '01:06PM', 'The rent is fixed for twelve years. They sleep well.'),
        comment('Re:The lease', 'nutria', '01:19PM', 'the rent is fixed for twelve years\n\nIt follows prices.'),
        comment('Re:The lease', 'kate_k', '01:29PM', 'nutria:\nIt follows prices.\n\nSo be it.'),
        comment('Re:The lease', 'bob_b', '01:39PM', 'I would not.'),
      ].join('\n\n'),
    )
    expect(posts.map(({ text }) => text.split('\n').at(-1))).toContain('It follows prices.')
    expect(posts.filter(({ text }) => /rent is fixed|follows/i.test(text))).toHaveLength(2)
    expect(summary.ambiguities).toContainEqual({ lineNumber: 10, message: expect.stringContaining('a quotation') })
  })

  it('may separate the answered account from a name by two spaces', () => {
    const comments = ['Ann Fell', 'boz  Ann Fell', 'Ann Fell  boz', 'Di Ings'].map(
      (name, at) => `${name}\n${at + 2} days ago\n${words(at)}\n${at}\nReply\nShare ›`,
    )
    const { posts, summary } = parsePosts(`4 Comments\nJoin the discussion…\n${comments.join('\n\n')}`)
    expect(summary.source).toBe('disqus-paste')
    expect(posts.map(({ author }) => author)).toEqual(['Ann Fell', 'boz', 'Ann Fell', 'Di Ings'])
    expect(posts[2]?.parentId).toBe(posts[1]?.id)
  })

  it('recognises the answered account by the author of the opening post', () => {
    const post = (name: string, at: number): string => `${name}\nMay ${at + 2}\n${words(at)}\n${at + 3}\n\u200b`
    const page = [
      'The mill',
      post('fellann', 0),
      '1 Reply',
      post('bogarth\nRegular', 1),
      post('fellann\nbogarth', 2),
      'Related topics',
    ].join('\n\n')
    const { posts } = parsePosts(page)
    expect(posts.map(({ author }) => author)).toEqual(['fellann', 'bogarth', 'fellann'])
    expect(posts[2]?.parentId).toBe(posts[1]?.id)
  })
})

describe('a page whose times stand below the words, beside the button that answers', () => {
  /** Captions below the names, and all that closes a post on one line. */
  const plugin = [
    'The Mill Is Sold. Nobody Can Say What It Was For.',
    'Facebook',
    'Twitter',
    'Sort by',
    'Top',
    'Add a comment...\n',
    ...NAMES.map(
      (name, at) =>
        `${at === 3 ? 'Show 2 more in this branch\n\n' : ''}${name}\nWorks at the ${GOODS[at]}\n${paragraphs(at)}\nLike · Reply${at === 2 ? '' : ` · ${at + 3}`} · 2w\n`,
    ),
    'About Us',
    'Careers',
  ].join('\n')

  it('has its names above the words', () => {
    expect(read(plugin)).toEqual(NAMES.map((name, at) => [name, paragraphs(at)]))
    expect(parsePosts(plugin).summary).toMatchObject({ source: 'page-paste' })
  })
})

describe('headers that neither a repeated name nor a blank line shows', () => {
  it('begin below the line that closes posts', () => {
    const page = NAMES.map(
      (name, at) =>
        `${name}\n${at % 3 === 0 ? 'Veterans' : 'Members'}\n\n${at + 41}\nLocation: the ${GOODS[at]}\nPosted March ${at + 3}\n${WORDS[at]}\n\nLink to this\nMore ways to share`,
    )
    expect(rowsOf(readUnknownPage(`Boats\nMore ways to share\n${page.join('\n')}`))).toEqual(SAID)
  })

  it('hold statuses, numbers and the answered account', () => {
    const page = NAMES.map((name, at) => {
      const said = at === 0 ? 'wrote on' : `replied to ${NAMES[at - 1]} on`
      return `${name} Offline\n${name} Offline\n${name}\n${said} ${at + 3} Jan 2025, 09:1${at} last edited by\n#${at + 1}\n\n${WORDS[at]}\n\n1 Answer Last one\n${at}`
    })
    const { posts } = readUnknownPage(`Oldest first\n${page.join('\n')}`)
    expect(posts.slice(1).map(({ author }) => author)).toEqual(NAMES.slice(1))
    expect(posts.map(({ text }) => text)).toEqual(WORDS)
    expect(posts.slice(1, 3).map(({ parentId }) => parentId)).toEqual([posts[0]?.id, posts[1]?.id])
  })
})

describe('a line in place of words', () => {
  const page = NAMES.map(
    (name, at) => `${name}\n${at + 1} days ago\n${at === 2 ? 'This comment was deleted.' : WORDS[at]}\nAnswer\nThank (${at})`,
  )

  it('is no post', () => {
    expect(rowsOf(readUnknownPage(page.join('\n\n')))).toEqual(SAID.filter((_, at) => at !== 2))
  })

  it('buttons and counts alone are no posts', () => {
    const menu = NAMES.map((name, at) => `${name}\n${at + 1} days ago\nShare\n${at}\nReport`)
    expect(readUnknownPage(menu.join('\n\n')).posts).toEqual([])
  })
})

describe('posts of forums', () => {
  const TEXTS = ['They sold the mill.\n\nAnd the weir.', 'Good.', 'It was everything to everybody.', 'Who says so?', 'I do.']
  const SPEAKERS = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Ann Fell', 'Bo Garth']
  const pageOf = (heads: readonly string[]): string =>
    TEXTS.map((words, at) => `Post by ${SPEAKERS[at]} » ${at + 3} May 2026\n${heads[at] ?? ''}${words}\nTop of the page`).join('\n')

  it.each([
    'Ann Fell wrote:\nAnd the weir.\n',
    'Ann Fell wrote: ↑ 3 May 2026\nYes.\n',
    'On 3 May 2026 at 5:12 PM, Ann Fell said:\nThey sold the mill.\n\nAnd the weir.\n\n',
    'Originally posted by Ann Fell:\nAnd the weir.\n',
  ])('words of another post are left out, and who wrote them is answered: %j', (head) => {
    const { posts } = readUnknownPage(pageOf(['', '', head]))
    expect(posts.map(({ text }) => text)).toEqual(TEXTS)
    expect(posts[2]?.parentId).toBe(posts[0]?.id)
  })

  it('words that stand nowhere above are kept', () => {
    const { posts } = readUnknownPage(pageOf(['', '', 'Ann Fell wrote:\nI shall buy it back.\n']))
    expect(posts[2]?.text).toBe(`Ann Fell wrote:\nI shall buy it back.\n${TEXTS[2]}`)
  })
})
