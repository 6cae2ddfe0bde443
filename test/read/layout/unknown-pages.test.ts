import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Di Ings', 'Ann Fell']
const GOODS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper']
const words = (at: number): string => `They sold the ${GOODS[at]}, and nobody wept.`
const read = (page: string): (readonly [string | null, string])[] => parsePosts(page).posts.map(({ author, text }) => [author, text])
const POSTS = NAMES.map((name, at) => [name, words(at)])

describe('a page in no known layout', () => {
  it('is not taken for a thread of mentions where times stand alone on lines of its posts', () => {
    const comments = NAMES.map(
      (name, at) => `${name}\nvor ${at + 1} Stunden\n${at === 2 ? '@Bo Garth: ' : ''}${words(at)}\nAntworten\n${at}`,
    )
    const page = `Reden Sie mit\n7 Kommentare\nNeueste zuerst\n${comments.join('\n')}\nMehr Kommentare anzeigen`
    expect(read(page)).toEqual(POSTS.map(([name, text], at) => [name, at === 2 ? `@Bo Garth: ${text}` : text]))
  })

  it('has its comments, not the paragraphs above them', () => {
    const comments = NAMES.map((name, at) => `${name[0]}\n${name}\n${at + 1} hours ago\n${words(at)}\nLike ${at + 2}\nReply\nShare`)
    const rules = 'We read what you write here before others do, so please be kind.'
    expect(read(`Comments\n${rules}\nAll Comments 12\nNewest\n${comments.join('\n')}\nLoad More\nPrivacy Policy`)).toEqual(POSTS)
  })

  it('has no buttons with counts for names, nor places for parts of them', () => {
    const comments = NAMES.map(
      (name, at) => `${name} | Hull, MA\n${words(at)}\nMay ${at + 2}, 2026 at 9:4${at} a.m.\nReply\nRecommend ${at + 7}`,
    )
    expect(read(`The Bell\nOur picks\nAll\n${comments.join('\n')}\nView more comments`)).toEqual(POSTS)
  })

  it('keeps names and labels of members out of the words', () => {
    const posts = NAMES.map(
      (name, at) => `Re: The mill\nby ${name} » Fri May ${at + 2}, 2026 7:02 pm\n\n${words(at)}\n${name}\n \nPosts: ${at + 20}\nTop`,
    )
    expect(read(`Board index\nThe mill\n\n${posts.join('\n\n')}\n\nReturn to Mills`)).toEqual(POSTS)
  })

  it('names who is answered between the name and the time', () => {
    const comments = NAMES.map(
      (name, at) => `${name}\n${at > 1 ? `${NAMES[at - 1]}\n` : ''}1${at} May 2026 8.1${at} GMT\n${words(at)}\n${at}7\nReport`,
    )
    const { posts } = parsePosts(`Comments (12)\nOrder by oldest\n${comments.join('\n')}`)
    expect(posts.map(({ author }) => author)).toEqual(NAMES)
    expect(posts.slice(2).map(({ parentId }) => parentId)).toEqual(posts.slice(1, -1).map(({ id }) => id))
  })
})

describe('a page in a known layout', () => {
  it('may set who is answered apart from a name by two spaces', () => {
    const comments = ['Ann Fell', 'boz  Ann Fell', 'Ann Fell  boz', 'Di Ings'].map(
      (name, at) => `${name}\n${at + 2} days ago\n${words(at)}\n${at}\nReply\nShare ›`,
    )
    const { posts, summary } = parsePosts(`4 Comments\nJoin the discussion…\n${comments.join('\n\n')}`)
    expect(summary.source).toBe('disqus-paste')
    expect(posts.map(({ author }) => author)).toEqual(['Ann Fell', 'boz', 'Ann Fell', 'Di Ings'])
    expect(posts[2]?.parentId).toBe(posts[1]?.id)
  })

  it('tells who is answered by the author of the opening post', () => {
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
