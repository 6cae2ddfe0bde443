import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

/** Words that pages print elsewhere as links, notices and counts. */
const SAID = ['Read the comments', 'Elon and 3 others', 'Meta, Google and 3 others'] as const

const OTHERS = [
  'They gave up on search.',
  'It is a retreat.',
  'A clever swap, if you ask me.',
  'Nobody asked for it.',
  'They ran out of money.',
]
const NAMES = ['annbold', 'cydoe', 'difox', 'edgoe', 'flohay', 'gusirl'] as const

interface Page {
  readonly source: string
  readonly head: string
  readonly comment: (handle: string, words: string, at: number) => string
}
const PAGES: readonly Page[] = [
  {
    source: 'x-paste',
    head: 'Post\nConversation\nAnn Bold\n@annbold\nThe firm leaves search.\n10:42 AM · Jun 5, 2026\n41\n52\n630\n9.1K\nPost your reply',
    comment: (handle, words, at) => `${handle} Name\n@${handle}\n·\n${at + 1}h\nReplying to @annbold\n${words}\n2\n3${at}\n1.${at}K`,
  },
  {
    source: 'youtube-paste',
    head: 'The firm leaves search\nWatt Matters\n67.4K subscribers\nSubscribe\n88K views  3 weeks ago\n6 Comments\nSort by\nAdd a comment...',
    comment: (handle, words, at) => `@${handle}\n${at + 1} days ago\n${words}\n${at + 4}\nReply`,
  },
  {
    source: 'reddit-paste',
    head: 'r/search\n•\n5 hr. ago\nannbold\nThe firm leaves search\nIt is over.\nUpvote\n41\nDownvote\n6\nGo to comments\nShare\nSort by:\nBest',
    comment: (handle, words, at) =>
      `u/${handle} avatar\n${handle}\n•\n${at + 1}h ago\n${words}\nUpvote\n${at + 5}\nDownvote\nReply\nAward\nShare`,
  },
  {
    source: 'hn-paste',
    head: 'Hacker News\nnew | past | comments | ask | show | jobs | submit\nThe firm leaves search (example.com)\n41 points by annbold 5 hours ago | hide | past | favorite | 6 comments',
    comment: (handle, words, at) => `${handle} ${at + 1} hours ago | next [–]\n\n${words}\n\nreply\n`,
  },
]

describe.each(PAGES)('on $source', ({ source, head, comment }) => {
  it.each(SAID)('the words of a post stay: %j', (words) => {
    const posts = [OTHERS[0], OTHERS[1], words, ...OTHERS.slice(2)].map((said = '', at) => comment(NAMES[at] ?? '', said, at))
    const result = parsePosts([head, ...posts].join('\n'))
    expect(result.summary.source).toBe(source)
    expect(result.posts.map(({ text }) => text.replace(/\s*\n\s*/g, '\n'))).toContain(words)
    expect(result.posts[0]?.meta.capture?.notFoundCount ?? 0).toBe(0)
  })

  it('a slogan that ends two posts of one author stays', () => {
    const said = ['They left.\nFull retreat.', OTHERS[1], 'And they left again.\nFull retreat.', ...OTHERS.slice(2)]
    const posts = said.map((words = '', at) => comment(NAMES[at === 2 ? 0 : at] ?? '', words, at))
    const { posts: found, summary } = parsePosts([head, ...posts].join('\n'))
    expect(found.filter(({ text }) => text.endsWith('Full retreat.'))).toHaveLength(2)
    expect(summary.source).toBe(source)
    expect(summary.notes.join('\n')).not.toContain('may be cut')
  })
})

describe('a line that a page prints', () => {
  it('is in no post where two others have it at the same place', () => {
    const { head, comment } = PAGES[1] as Page
    const posts = OTHERS.map((words, at) => comment(NAMES[at] ?? '', at < 3 ? `${words}\nLearn more` : words, at))
    expect(
      parsePosts([head, ...posts].join('\n'))
        .posts.slice(1)
        .map(({ text }) => text),
    ).toEqual(OTHERS)
  })
})
