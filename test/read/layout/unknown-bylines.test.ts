import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { readUnknownPage } from '../../../src/read/layout/infer-layout.js'
import { parsePosts } from '../../../src/read/parse-posts.js'

const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Ann Fell', 'Di Ings', 'Ed Jarl', 'Flo Kerr']
const GOODS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper', 'willow', 'bramble']
const words = (at: number): string => `They sold the ${GOODS[at]}, and nobody wept.`
const paragraphs = (at: number): string => `${words(at)}${at % 2 === 0 ? `\n\nAnd the ${GOODS[at]} was all they had.` : ''}`
const WORDS = NAMES.map((_, at) => words(at))
const authorsOf = ({ posts }: { readonly posts: readonly Post[] }): (string | null)[] => posts.map(({ author }) => author)
const textsOf = ({ posts }: { readonly posts: readonly Post[] }): string[] => posts.map(({ text }) => text)

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
    expect(authorsOf(parsePosts(plugin))).toEqual(NAMES)
    expect(textsOf(parsePosts(plugin))).toEqual(NAMES.map((_, at) => paragraphs(at)))
    expect(parsePosts(plugin).summary).toMatchObject({ source: 'page-paste' })
  })

  it('may have its names below the words', () => {
    const comments = NAMES.map((name, at) => `${at + 2}\n${paragraphs(at)}\n${name}\n · \n${at + 1} days ago\n · \nReply`)
    const page = `Makers\nPosts\nPost Comment\n${comments.join('\n')}\nLoad more comments`
    expect(authorsOf(parsePosts(page))).toEqual(NAMES)
    expect(textsOf(parsePosts(page))).toEqual(NAMES.map((_, at) => paragraphs(at)))
  })
})

describe('headers that neither a repeated name nor a blank line shows', () => {
  it('begin below the line that closes posts', () => {
    const page = NAMES.map(
      (name, at) =>
        `${name}\n${at % 3 === 0 ? 'Veterans' : 'Members'}\n\n${at + 41}\nLocation: the ${GOODS[at]}\nPosted March ${at + 3}\n${WORDS[at]}\n\nLink to this\nMore ways to share`,
    )
    expect(authorsOf(readUnknownPage(`Boats\nMore ways to share\n${page.join('\n')}`))).toEqual(NAMES)
    expect(textsOf(readUnknownPage(`Boats\nMore ways to share\n${page.join('\n')}`))).toEqual(WORDS)
  })

  it('begin at the name above a line that most of them have', () => {
    const page = NAMES.map((name, at) => `${name}\n${at === 4 ? 'Deutsch' : 'English'}\n${at + 12}\n·\n${at + 1} days ago\n${WORDS[at]}`)
    expect(authorsOf(readUnknownPage(page.join('\n')))).toEqual(NAMES)
    expect(textsOf(readUnknownPage(page.join('\n')))).toEqual(WORDS)
  })

  it('hold statuses, numbers and who is answered', () => {
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

describe('what stands in place of words', () => {
  const page = NAMES.map(
    (name, at) => `${name}\n${at + 1} days ago\n${at === 2 ? 'This comment was deleted.' : WORDS[at]}\nAnswer\nThank (${at})`,
  )

  it('is no post', () => {
    expect(textsOf(readUnknownPage(page.join('\n\n')))).toEqual(WORDS.filter((_, at) => at !== 2))
  })

  it('buttons and counts alone are no posts', () => {
    const menu = NAMES.map((name, at) => `${name}\n${at + 1} days ago\nShare\n${at}\nReport`)
    expect(readUnknownPage(menu.join('\n\n')).posts).toEqual([])
  })
})
