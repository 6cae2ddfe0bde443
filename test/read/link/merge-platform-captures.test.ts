import { expect, it } from 'vitest'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { mergeCaptures } from '../../../src/read/link/merge-platform-captures.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { importFixture } from '../../contract/importer.js'
import { inRows } from '../../support/in-rows.js'

const read = (text: string) => parsePosts(text)
const bare = ({ posts }: ReturnType<typeof read>) =>
  posts
    .map(({ meta: { capture: _, ...meta }, ...post }) => ({ ...post, meta }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))

it('makes one thread of a Mastodon status and its context in two files, in either order', () => {
  const whole = read(importFixture('mastodon-status-context.json'))
  const files = ['mastodon-context.json', 'mastodon-status.json'].map((name) =>
    read(importFixture(name)),
  )
  for (const results of [files, [...files].reverse()]) {
    const [first, second] = mergeCaptures(results)
    expect(bare(first ?? expect.fail())).toEqual(bare(whole))
    expect(second?.posts).toEqual([])
    expect(first?.posts[0]?.meta.capture).toEqual(whole.posts[0]?.meta.capture)
  }
})

it('finds the thread of a reply far down whose parents stand in another file', () => {
  const status = (id: number, parent: number | null) =>
    JSON.stringify({
      id: String(id),
      content: 'x',
      in_reply_to_id: parent === null ? null : String(parent),
      account: { acct: 'ann' },
    })
  const [first] = mergeCaptures([
    read(status(3, 2)),
    read([status(1, null), status(2, 1)].join('\n')),
  ])
  expect(inRows(first?.posts.map(({ threadId, parentId }) => [threadId, parentId]))).toEqual([
    '1 | 2',
    '1 | -',
    '1 | 1',
  ])
  expect(first?.posts.filter(({ meta }) => meta.capture !== undefined)).toHaveLength(1)
})

it('joins pages of X in several files, and the website with the API, and counts what stands twice', () => {
  const [one, two] = importFixture('x-api-pages.jsonl').trimEnd().split('\n')
  const whole = read(importFixture('x-api-pages.jsonl'))
  const [pages] = mergeCaptures([read(one ?? ''), read(two ?? '')])
  expect(bare(pages ?? expect.fail())).toEqual(bare(whole))
  expect(pages?.posts[0]?.meta.capture).toEqual(whole.posts[0]?.meta.capture)
  const [both] = mergeCaptures([whole, read(importFixture('x-web-zeeschuimer.ndjson'))])
  expect(both?.posts[0]?.meta.capture?.source).toBe('x-api + x-web')
  expect(new Set(both?.posts.map(({ id }) => id)).size).toBe(both?.posts.length)
})

it('keeps what two captures of a page say of gone replies and adverts, once', () => {
  const counts = { notFoundCount: 3, advertCount: 1 }
  const [opening, ...replies] = read('They gave up retail.\n\n@ann no\n\n@ann yes').posts
  const capture = { ...emptyLedger('paste'), ...counts, capturedCount: 5 }
  const posts = [opening, ...replies].flatMap((post, at) =>
    post ? { ...post, meta: { ...post.meta, ...(at === 0 && { capture }) } } : [],
  )
  const result = { ...read('x'), posts }
  expect(mergeCaptures([result, result])[0]?.posts[0]?.meta.capture).toMatchObject({
    ...counts,
    capturedCount: 5,
    duplicateCount: 3,
  })
})

it('joins saved pages of a site with and without "www.", and of no other site', () => {
  const page = (host: string, ...ids: readonly string[]) => {
    const result = read(
      ids.map((id) => JSON.stringify({ id, threadId: 't', text: `post ${id}` })).join('\n'),
    )
    const posts = result.posts.map((post) => ({
      ...post,
      meta: { ...post.meta, platform: 'forum', url: `https://${host}/t#${post.id}` },
    }))
    return { ...result, posts, summary: { ...result.summary, source: 'html' } }
  }
  const countOf = (one: string, other: string): (number | undefined)[] =>
    mergeCaptures([page(one, '1', '2'), page(other, '2', '3')]).map(
      (result) => result?.posts.length,
    )
  expect(countOf('www.forum.example', 'forum.example')).toEqual([3, 0])
  expect(countOf('a.forum.example', 'b.forum.example')).toEqual([2, 2])
})

it('leaves results of other sources as they are', () => {
  const results = [
    read('{"id":"1","text":"x"}'),
    read('{"id":"1","text":"y"}'),
    read(importFixture('bluesky-v1.json')),
  ]
  expect(mergeCaptures(results)).toEqual(results)
})
