import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const comment = (handle: string, age: string, words: string, ...below: string[]): string =>
  [handle, `${age} ago`, words, '4', 'Reply', ...below].join('\n')

const page = (counted: string | null, ...comments: string[]): string =>
  [
    'Larkspur Rail leases its night trains to a rival',
    'Rail Desk',
    '120K subscribers',
    'Subscribe',
    '88K views  3 weeks ago',
    'What the lease means.',
    '...more',
    ...(counted === null ? [] : [counted]),
    'Sort by',
    'Add a comment...',
    ...comments,
  ].join('\n')

const COMMENTS = [
  comment('@annehill', '2 weeks', 'They gave the night trains up because nobody rode them on weekdays.', '31 replies'),
  comment('@borismar', '2 weeks', 'A rent cheque beats an empty sleeper, I would have signed it too.', '2 replies'),
  comment('@carlaq', '13 days', '@borismar only if the rent covers the tracks they still pay for'),
  comment('@borismar', '12 days', '@carlaq it does, read the filing again'),
  comment('@dietrichv', '2 weeks', 'Who gets the staff, does anybody know that yet?', '22 replies'),
  comment('@ellaporter', '10 days', 'Sad to see the old livery go, rode it as a child.'),
]

describe('closed lists of replies on a video page', () => {
  it.each([
    ['with a count of comments', '59 Comments'],
    ['without one', null],
  ])('count as replies that were not opened: %s', (_, counted) => {
    const { posts, summary } = parsePosts(page(counted, ...COMMENTS))
    expect(posts[0]?.meta.capture).toMatchObject({ notOpenedCount: 53 })
    expect(summary.notes.join('\n')).toMatch(/at least 53 replies behind links that were not opened/)
    expect(posts.filter(({ text }) => /\d+ replies/.test(text))).toEqual([])
  })

  it('are not counted where all their replies are shown', () => {
    const { posts } = parsePosts(page('4 Comments', ...COMMENTS.slice(1, 4), COMMENTS[5] as string))
    expect(posts[0]?.meta.capture?.notOpenedCount ?? 0).toBe(0)
  })
})
