import { expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { X_API } from '../../../src/read/export/parse-x-api.js'
import { isCut } from '../../../src/read/export/x-post.js'
import { importFixture } from '../../contract/importer.js'

const ROOT = '1979249076425363701'
const id = (step: number): string => String(BigInt(ROOT) + BigInt(step))
const pages = X_API.parse(importFixture('x-api-pages.jsonl'))
const at = (step: number, posts: readonly Post[] = pages.posts): Post | undefined =>
  posts.find((post) => post.id === id(step))
const one = (post: object, page: object = {}): Post | undefined =>
  X_API.parse(
    JSON.stringify({
      data: [{ id: '1', author_id: '9', conversation_id: '1', text: 'x', ...post }],
      includes: {},
      ...page,
    }),
  ).posts[0]

it('gives the same thread for pages a line, an array of pages, and (but for errors) flattened posts', () => {
  expect(
    X_API.parse(importFixture('x-api-array.json')).posts.map(({ meta: _, ...post }) => post),
  ).toEqual(pages.posts.map(({ meta: _, ...post }) => post))
  const flat = X_API.parse(importFixture('x-api-flat.jsonl')).posts
  for (const step of [0, 2, 3, 4, 5]) {
    const { meta, ...post } = at(step, flat) ?? { meta: null }
    const { meta: expected, ...paged } = at(step) ?? { meta: null }
    expect(post).toEqual(paged)
    expect({ ...meta, capture: null }).toEqual({ ...expected, capture: null })
  }
})

it('takes data that is one post, an empty page, a lone post, and an array of posts', () => {
  expect(
    X_API.parse('{"data":{"id":"1","text":"x","author_id":"9"},"includes":{}}').posts,
  ).toHaveLength(1)
  expect(
    X_API.parse('{"meta":{"result_count":0}}\n{"data":{"id":"1","text":"x"},"includes":{}}').posts,
  ).toHaveLength(1)
  expect(X_API.parse('[{"id":"1","text":"x"},{"id":"2","text":"y"}]').posts).toHaveLength(2)
})

it('links by replied_to, not by in_reply_to_user_id', () => {
  expect(at(3)).toMatchObject({ parentId: id(2), threadId: ROOT })
  expect(one({ in_reply_to_user_id: '5' })?.parentId).toBeNull()
})

it('names authors by joining author_id to includes.users, on whatever page they stand', () => {
  expect(at(2)).toMatchObject({ author: 'tomasz_reed', meta: { authorId: '502' } })
  expect(one({})?.author).toBe('9')
  const later =
    '{"data":[{"id":"1","text":"x","author_id":"9"}]}\n{"data":[],"includes":{"users":[{"id":"9","username":"ann"}]}}'
  expect(X_API.parse(later).posts[0]?.author).toBe('ann')
})

it('reads the whole text of long posts from note_tweet', () => {
  expect(at(5)?.text).toMatch(/their trade\. Shrewd\.$/)
  expect(at(5)?.meta.truncated).toBeUndefined()
})

it('flags a text that looks cut where note_tweet is absent', () => {
  expect(at(4)?.meta.truncated).toBe(true)
  expect(pages.summary.notes).toContain(
    '1 post looks cut at 280 characters (no note_tweet in the capture); flagged as truncated',
  )
})

it.each([
  ['short and without a full stop', 'x'.repeat(269), false],
  ['270 characters that end in a link', `${'x'.repeat(251)} https://t.co/abc123`, true],
  ['270 characters in the middle of a sentence', 'x'.repeat(270), true],
  ['an ellipsis', `${'x'.repeat(270)}…`, true],
  ['a full stop', `${'x'.repeat(270)}.`, false],
  ['a closing quote', `${'x'.repeat(270)}.”`, false],
  ['an emoji', `${'x'.repeat(270)} 🤷‍♀️`, false],
  ['fewer characters than UTF-16 units', '😀'.repeat(140), false],
])('takes a text for cut or not: %s', (_, text, cut) => expect(isCut(text)).toBe(cut))

it('decodes entities once', () => {
  expect(at(3)?.text).toMatch(/patents & the customers\. That is not running away <3$/)
})

it('keeps retweets as nodes in the thread of what they repeat, neither roots nor replies', () => {
  expect(at(10)).toMatchObject({
    parentId: null,
    threadId: ROOT,
    meta: { node: 'retweet', repostOf: ROOT },
  })
  expect(one({ referenced_tweets: [{ type: 'retweeted', id: '77' }] })).toMatchObject({
    parentId: null,
    meta: { node: 'retweet' },
  })
  expect(one({ text: 'RT @ann: all of it' })?.meta.node).toBe('retweet')
  expect(one({ text: 'RT if you agree' })?.meta.node).toBeUndefined()
})

it('gathers the versions of an edited post under the latest id', () => {
  // The time in the id: its upper bits are milliseconds since 2010-11-04T01:42:54.657Z.
  expect(at(15)?.meta.editedAt).toBe(
    new Date(Number(BigInt(id(15)) >> 22n) + Date.UTC(2010, 10, 4, 1, 42, 54, 657)).toISOString(),
  )
  expect(at(16)?.parentId).toBe(id(15))
  const both = X_API.parse(
    '[{"id":"11","text":"old words","conversation_id":"11","edit_history_tweet_ids":["11"]},{"id":"12","text":"new","conversation_id":"11","edit_history_tweet_ids":["11","12"]}]',
  )
  expect(both.posts.map((post) => [post.id, post.text, post.threadId])).toEqual([
    ['12', 'new', '12'],
  ])
})

it('says when a search was not read to its end', () => {
  const page = { data: [{ id: '1', text: 'x', author_id: '9' }], meta: { next_token: 'abc' } }
  expect(X_API.parse(JSON.stringify(page)).summary.notes).toEqual([
    'the last page has a next_token: the search was not read to its end',
  ])
})

it('keeps ids above 2^53 that stand as numbers', () => {
  expect(X_API.parse('{"data":[{"id":1979249076425363763,"text":"x"}]}').posts[0]?.id).toBe(
    '1979249076425363763',
  )
})

it('refuses a post without an id, or skips that one post of its page', () => {
  const text = '{"data":[{"text":"x"},{"id":"2","text":"y"}],"includes":{}}'
  expect(() => X_API.parse(text)).toThrow(
    expect.objectContaining({ code: 'INGEST_RECORD_INVALID' }),
  )
  const { posts, summary } = X_API.parse(text, { onBadRecord: 'skip' })
  expect([posts.length, summary.skippedCount]).toEqual([1, 1])
})

it('loses no post of the input, whatever its order', () => {
  const lines = importFixture('x-api-pages.jsonl').trimEnd().split('\n')
  const ids = (text: string): string[] =>
    X_API.parse(text)
      .posts.map((post) => post.id)
      .sort()
  expect(ids(lines.reverse().join('\n'))).toEqual(pages.posts.map((post) => post.id).sort())
})
