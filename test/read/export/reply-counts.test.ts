import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { joinInputs } from '../../../src/read/link/join-inputs.js'
import { parsePosts } from '../../../src/read/parse-posts.js'

const lines = (...records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n')

const ytDlp = (id: string, parent: string) => ({
  id,
  parent,
  text: `Words of ${id}`,
  author: '@a',
  author_id: 'UCa',
  timestamp: 1780470000,
})
const dump = (count: number, comments: readonly object[]) => ({
  id: 'v',
  title: 'T',
  comment_count: count,
  comments,
})
const video = (count: number) => ({
  kind: 'youtube#video',
  id: 'v',
  snippet: { title: 'T' },
  statistics: { commentCount: `${count}` },
})
const comment = (id: string, parentId?: string) => ({
  kind: 'youtube#comment',
  id,
  snippet: {
    videoId: 'v',
    textDisplay: `Words of ${id}`,
    authorDisplayName: '@a',
    publishedAt: '2026-06-03T01:00:00Z',
    parentId,
  },
})
const tikTok = (cid: string, reply_id: string, total: number, reply_to_reply_id = '0') => ({
  data: {
    cid,
    text: `Words of ${cid}`,
    aweme_id: 'v',
    create_time: 1780490500,
    reply_comment_total: total,
    reply_id,
    reply_to_reply_id,
  },
})
const reddit = (id: string, parent_id: string) => ({
  id,
  body: `Words of ${id}`,
  link_id: 't3_s',
  parent_id,
  subreddit: 'x',
  author: 'a',
})
const item = (id: number, type: string, children: readonly object[], rest: object = {}) => ({
  id,
  type,
  author: 'a',
  created_at_i: 1780490500 + id,
  children,
  points: 1,
  ...rest,
})
const ANSWERS = [item(2, 'comment', [item(3, 'comment', [])])]
const status = (id: string, in_reply_to_id: string | null, replies_count: number) => ({
  id,
  in_reply_to_id,
  replies_count,
  content: `<p>Words of ${id}</p>`,
  created_at: '2026-06-03T01:00:00Z',
  account: { id: '1', acct: 'a' },
})
const uriOf = (id: string) => ({ uri: `at://did:plc:a/app.bsky.feed.post/${id}` })
const skeet = (
  id: string,
  parent: string | null,
  replyCount: number,
  replies: readonly object[] = [],
): object => ({
  post: {
    ...uriOf(id),
    author: { handle: 'a.bsky.social', did: 'did:plc:a' },
    replyCount,
    indexedAt: '2026-06-03T01:00:00Z',
    record: {
      text: `Words of ${id}`,
      createdAt: '2026-06-03T01:00:00Z',
      ...(parent !== null && { reply: { parent: uriOf(parent), root: uriOf('r') } }),
    },
  },
  replies,
})
const tweet = (id: string, parent: string | null, reply_count: number) => ({
  id,
  text: `Words of ${id}`,
  author_id: '7',
  conversation_id: '1',
  public_metrics: { reply_count },
  ...(parent !== null && { referenced_tweets: [{ type: 'replied_to', id: parent }] }),
})

/** A root, a reply, and a reply to it, as each source counts them: captured of reported. */
it.each([
  ['yt-dlp', [dump(3, [ytDlp('a', 'root'), ytDlp('a.b', 'a'), ytDlp('a.c', 'a')])], [3, 3]],
  [
    'the Data API',
    [{ items: [video(5), comment('a'), comment('a.b', 'a'), comment('c')] }],
    [3, 5],
  ],
  ['Hacker News', [item(1, 'story', ANSWERS, { title: 'T', num_comments: 2 })], [2, 2]],
  [
    'Bluesky',
    [{ thread: skeet('r', null, 2, [skeet('a', 'r', 1, [skeet('b', 'a', 0)])]) }],
    [2, 3],
  ],
  [
    'TikTok',
    [tikTok('a', '0', 2), tikTok('b', 'a', 0), tikTok('c', 'a', 0, 'b'), tikTok('d', '0', 1)],
    [2, 3],
  ],
  [
    'Reddit',
    [
      {
        id: 's',
        title: 'T',
        selftext: '',
        num_comments: 4,
        subreddit: 'x',
        permalink: '/r/x/comments/s/',
      },
      reddit('a', 't3_s'),
      reddit('b', 't1_a'),
    ],
    [2, 4],
  ],
  ['X', [tweet('1', null, 1), tweet('2', '1', 1), tweet('3', '2', 2)], [2, 4]],
  ['Mastodon', [status('1', null, 1), status('2', '1', 1), status('3', '2', 1)], [2, 3]],
] as const)('%s counts its replies', (_source, records, [captured, reported]) => {
  const { posts } = parsePosts(lines(...records))
  expect(posts[0]?.meta.capture).toMatchObject({ capturedCount: captured, reportedCount: reported })
})

it('a dump of YouTube of 40 comments with two answers each is whole', () => {
  const comments = Array.from({ length: 40 }, (_, at) => [
    ytDlp(`c${at}`, 'root'),
    ...['a', 'b'].map((id) => ytDlp(`c${at}.${id}`, `c${at}`)),
  ])
  const { posts } = parsePosts(JSON.stringify(dump(120, comments.flat())))
  expect(posts[0]?.meta.capture).toMatchObject({ capturedCount: 120, reportedCount: 120 })
})

it('a video and its comments from two files count once', () => {
  const comments = lines(comment('a'), comment('a.b', 'a'), comment('c'))
  const results = [lines(video(3)), comments].map((text) => parsePosts(text))
  const { threads } = joinInputs(results, {
    names: ['v', 'c'],
    threadIds: ['t1', 't2'],
    onBadRecord: 'throw',
  })
  expect(threads.map(({ posts }) => posts[0]?.meta.capture)).toMatchObject([
    { capturedCount: 3, reportedCount: 3 },
  ])
})

it('a notice in place of a reply is one of the replies that the page says exist', () => {
  const page = readFileSync('corpus/samples/quire.txt', 'utf8')
  const withNotice = page.replace('\nDorian Pell\n', '\nThis post is unavailable.\n$&')
  expect([page, withNotice].map((text) => parsePosts(text).posts[0]?.meta.capture)).toMatchObject([
    { capturedCount: 40, reportedCount: 46, notFoundCount: 0 },
    { capturedCount: 41, reportedCount: 46, notFoundCount: 1 },
  ])
})
