import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { judgeBylines } from '../../../src/read/trust/find-doubts.js'

const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Dora Ings', 'Ed Jarl']
const GOODS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper']
const WORDS = GOODS.map((good) => `They sold the ${good}, and nobody wept.`)
const notesOf = (text: string): string => (parsePosts(text).posts[0]?.meta.capture?.notes ?? []).join('\n')

describe('a page that shows no line of its site', () => {
  const page = NAMES.map((name, at) => `${name}\n${at + 2} hours ago\n${WORDS[at]}\nReply\n${at + 3}\nShare`).join('\n')

  it.each(['The mill is sold', 'Sort by\nNewest', 'What do you think?'])('is not named after one, with the heading %j', (heading) => {
    const { posts, summary } = parsePosts(`${heading}\n${page}`)
    expect(summary.source).toBe('page-paste')
    expect(posts.map(({ text }) => text)).toEqual(WORDS)
  })

  it('is one of YouTube where handles stand below "Sort by"', () => {
    const handles = page.replace(/^(\w+) (\w+)$/gm, '@$1$2')
    expect(parsePosts(`5 Comments\nSort by\n${handles}`)).toMatchObject({ summary: { source: 'youtube-paste' }, posts: { length: 5 } })
    expect(parsePosts(`The mill is sold\n${handles}`).posts.map(({ author }) => author)).toEqual(NAMES.map((name) => name.replace(' ', '')))
  })

  it('carries a caution where only the layout of a site reads it', () => {
    const few = (badge: string): string =>
      NAMES.slice(0, 3)
        .map((name, at) => `${name}\n${badge}${WORDS[at]}\n${at + 2}h\nLike\nReply\n${at + 1}`)
        .join('\n')
    expect(notesOf(few(''))).toContain('no line that its site alone prints')
    expect(notesOf(few('Top fan\n'))).toBe('')
  })
})

describe('many more lines with a time than posts', () => {
  const times = (count: number): string => Array.from({ length: count }, (_, at) => `words\n1${at} May 2026`).join('\n')
  const one = parsePosts('Ann: they sold the mill.\nBo: Good.').posts.slice(0, 1)

  it.each([
    [4, null],
    [5, { isRefused: false, kind: 'boundaries', seen: '5 lines have a time, as bylines have, above 1 post' }],
  ])('are doubtful: %i', (count, doubt) => {
    expect(judgeBylines(times(count), one)).toEqual(doubt)
  })

  it('are doubtful where the times hold no number', () => {
    expect(judgeBylines('words\njust now\n'.repeat(5), one)?.seen).toBe('5 lines have a time, as bylines have, above 1 post')
  })

  it('are not where each post has one or two', () => {
    expect(judgeBylines(times(5), [one, one, one].flat())).toBeNull()
  })
})
