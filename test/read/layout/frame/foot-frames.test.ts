import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../../src/read/parse-posts.js'

const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Ann Fell', 'Di Ings', 'Ed Jarl']
const GOODS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper', 'willow']
const words = (at: number): string =>
  `They sold the ${GOODS[at]}, and nobody wept.${at % 2 === 0 ? `\n\nAnd the ${GOODS[at]} was all they had.` : ''}`
const authorsOf = (page: string): (string | null)[] => parsePosts(page).posts.map(({ author }) => author)
const textsOf = (page: string): string[] => parsePosts(page).posts.map(({ text }) => text)
const WORDS = NAMES.map((_, at) => words(at))

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
        `${at === 3 ? 'Show 2 more in this branch\n\n' : ''}${name}\nWorks at the ${GOODS[at]}\n${words(at)}\nLike · Reply${at === 2 ? '' : ` · ${at + 3}`} · 2w\n`,
    ),
    'About Us',
    'Careers',
  ].join('\n')

  it('has its names above the words', () => {
    expect(authorsOf(plugin)).toEqual(NAMES)
    expect(textsOf(plugin)).toEqual(WORDS)
    expect(parsePosts(plugin).summary).toMatchObject({ source: 'page-paste' })
  })

  it('may have its names below the words', () => {
    const comments = NAMES.map((name, at) => `${at + 2}\n${words(at)}\n${name}\n · \n${at + 1} days ago\n · \nReply`)
    const page = `Makers\nPosts\nPost Comment\n${comments.join('\n')}\nLoad more comments`
    expect(authorsOf(page)).toEqual(NAMES)
    expect(textsOf(page)).toEqual(WORDS)
  })
})
