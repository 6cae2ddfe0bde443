import { describe, expect, it } from 'vitest'
import { addressAccount, placeOf, withAddress } from '../../../src/count/thread/thread-address.js'
import { LAYOUTS } from '../../../src/read/copied/layout.js'
import { isAt } from '../../../src/read/html/choose-site.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { belowOpening } from '../../../src/shell/desk/below-opening.js'

const read = (text: string, url: string) => belowOpening(parsePosts(text, { url }), url)
const URL_OF_DANA = 'https://x.com/danaholt/status/1859301234567890123'
const WORDS = [
  'They never had the cells to begin with',
  'The plant was empty for a year',
  'So the factory goes to the supplier',
  'A fair price for an old hall',
  'Who pays the staff until spring',
]
const reply = (words: string, index: number): string =>
  `Ann Bo${index}\n@annbo${index}\n·\nNov 18\n${words}\n0\n0\n1${index}\n1.${index}K\n`
const OPENING = 'Dana Holt\n@danaholt\n·\nNov 18\nVolta sells its plant.\n5\n1\n40\n9.1K\n'
const REPLIES = WORDS.map(reply).join('\n')

describe('the address of a thread', () => {
  it.each([
    ['https://x.com/dana/status/1', 'dana'],
    ['https://twitter.com/dana/status/1?s=20', 'dana'],
    ['https://x.com/i/status/1', null],
    ['https://bsky.app/profile/dana.example/post/3k', 'dana.example'],
    ['https://social.example/@dana@other.example/112', 'dana'],
    ['https://www.threads.net/@dana/post/C1', 'dana'],
    ['https://www.youtube.com/watch?v=a', null],
    ['https://example.com/dana/profile', null],
    ['https://forum.example/post/12', null],
    ['no address', null],
  ])('names the account of its post: %s', (url, account) => {
    expect(addressAccount(url)).toBe(account)
  })

  it('by another account than the first post: the copy has no opening post', () => {
    const { posts, summary } = read(REPLIES, URL_OF_DANA)
    expect(summary).toMatchObject({ rootCount: 0, replyCount: WORDS.length })
    expect(posts.map(({ meta }) => meta.role)).toEqual(WORDS.map(() => 'reply'))
    expect(posts.map(({ parentId }) => parentId)).toEqual(WORDS.map(() => null))
    expect(posts[0]?.meta.capture).toMatchObject({ reportedCount: null, notes: [] })
    expect(placeOf([], 1, withAddress(posts, URL_OF_DANA))).toMatchObject({
      platform: 'X',
      opener: '@danaholt',
      url: URL_OF_DANA,
    })
  })

  it('by another account than the first of posts in no known layout: the same', () => {
    const plain = WORDS.map((words, at) => `Ann Bo${at}\n@annbo${at}\n·\n2h\n${words}\n`).join('\n')
    const { posts } = read(plain, URL_OF_DANA)
    expect(posts.filter(({ meta }) => meta.role === 'root')).toEqual([])
    expect(posts).toHaveLength(WORDS.length)
  })

  it('by the account of the first post: that one opens the thread', () => {
    const { posts } = read(`${OPENING}\n${REPLIES}`, URL_OF_DANA.replace('danah', 'DanaH'))
    expect(posts[0]).toMatchObject({ author: 'danaholt', meta: { role: 'root' } })
    const [opening, ...others] = withAddress(posts, URL_OF_DANA)
    expect(opening?.meta.url).toBe(URL_OF_DANA)
    expect(others.some(({ meta }) => 'url' in meta)).toBe(false)
  })

  it('is refused where it is of another site than the page shows', () => {
    const { posts } = parsePosts(`X\nConversation\n${OPENING}\n${REPLIES}`)
    expect(() => withAddress(posts, 'https://www.reddit.com/r/a/comments/b/')).toThrow(
      'expected an address of X, where these posts are from, got one of Reddit. ',
    )
    expect(withAddress(posts, 'https://forum.example/t/1')).toHaveLength(posts.length)
    // The site of these is a guess.
    const guessed = parsePosts(`${OPENING}\n${REPLIES}`).posts
    expect(withAddress(guessed, 'https://www.reddit.com/r/a/')).toHaveLength(guessed.length)
  })

  it('tells the site of a page without a line of its own', () => {
    const notesOf = (url?: string) =>
      parsePosts(`${OPENING}\n${REPLIES}`, { url }).posts[0]?.meta.capture?.notes
    expect(notesOf()).toEqual(['the site is taken from the form of the page'])
    expect(notesOf('https://forum.example/t/1')).toEqual(notesOf())
    expect(notesOf(URL_OF_DANA)).toEqual([])
    expect(notesOf('https://mobile.twitter.com/danaholt/status/1')).toEqual([])
    expect(notesOf('https://x.com.example/danaholt/status/1')).toEqual(notesOf())
  })

  it.each([
    ['news.ycombinator.com', 'hn-paste'],
    ['www.theguardian.com', 'guardian-paste'],
    ['bsky.app', 'bluesky-paste'],
    ['old.reddit.com', 'reddit-paste'],
    ['m.facebook.com', 'facebook-paste'],
    ['youtu.be', 'youtube-paste'],
    ['www.threads.com', 'threads-paste'],
    ['notreddit.com', undefined],
  ])('names its site by the host: %s', (host, id) => {
    expect(LAYOUTS.find(isAt(host))?.id).toBe(id)
  })

  it('confirms the author whom replies name', () => {
    const addressed = WORDS.map((words) => `@danaholt ${words}`).join('\n\n')
    const text = `Volta sells its plant, and that is that.\n\n${addressed}`
    const { posts } = parsePosts(text)
    const openingOf = (url: string) => withAddress(posts, url)[0]
    expect(posts[0]).toMatchObject({ author: 'danaholt', meta: { isAuthorInferred: true } })
    expect(openingOf(URL_OF_DANA)?.author).toBe('danaholt')
    expect(openingOf(URL_OF_DANA)?.meta).not.toHaveProperty('isAuthorInferred')
    const other = openingOf('https://x.com/someoneelse/status/1')
    expect(other?.meta).toHaveProperty('isAuthorInferred', true)
  })
})

it('a first post that counts no reply does not count those below it', () => {
  const [first] = parsePosts(REPLIES).posts
  expect(first?.meta.capture?.reportedCount).toBeNull()
})
