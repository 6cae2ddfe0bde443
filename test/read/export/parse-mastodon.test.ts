import { expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { MASTODON } from '../../../src/read/export/parse-mastodon.js'
import type { IngestResult } from '../../../src/read/record/ingest-result.js'
import { importFixture } from '../../contract/importer.js'

const id = (step: number): string => String(114000000000000000n + BigInt(step))
const whole = MASTODON.parse(importFixture('mastodon-status-context.json'))
const at = (step: number, { posts }: IngestResult = whole): Post | undefined =>
  posts.find((post) => post.id === id(step))

const status = (step: number, fields: object = {}): object => ({
  id: id(step),
  content: '<p>x</p>',
  in_reply_to_id: step === 0 ? null : id(0),
  account: { id: '1', acct: 'ann' },
  ...fields,
})

it('reads { status, context }, an array of both, and both as lines alike', () => {
  const { status, context } = JSON.parse(importFixture('mastodon-status-context.json')) as {
    status: object
    context: object
  }
  const sorted = ({ posts }: IngestResult): unknown[] =>
    posts
      .map(({ meta: { capture: _, ...meta }, ...post }) => ({ ...post, meta }))
      .sort((left, right) => (left.id < right.id ? -1 : 1))
  expect(sorted(MASTODON.parse(importFixture('mastodon-array.json')))).toEqual(sorted(whole))
  expect(sorted(MASTODON.parse(`${JSON.stringify(context)}\n${JSON.stringify(status)}`))).toEqual(
    sorted(whole),
  )
  expect(at(1)).toMatchObject({ parentId: id(0), threadId: id(0), author: 'tomasz@other.example' })
})

it('says when nothing tells the id of that status', () => {
  const { posts, summary } = MASTODON.parse(
    JSON.stringify({ ancestors: [status(0)], descendants: [] }),
  )
  expect(posts).toHaveLength(1)
  expect(summary.notes).toEqual([
    'the status that the context belongs to is not in it, and its id is unknown',
  ])
})

it('keeps what only some may read as a node without text or author', () => {
  expect(at(5)).toMatchObject({
    text: '',
    author: null,
    parentId: id(1),
    meta: { node: 'blocked', visibility: 'private' },
  })
  expect(JSON.stringify(whole.posts)).not.toContain('Between us')
  expect(at(6)?.parentId).toBe(id(5))
  for (const visibility of ['direct', 'limited']) {
    expect(MASTODON.parse(JSON.stringify(status(0, { visibility }))).posts[0]).toMatchObject({
      text: '',
      author: null,
    })
  }
  expect(MASTODON.parse(JSON.stringify(status(0, { visibility: 'unlisted' }))).posts[0]?.text).toBe(
    'x',
  )
})

it('states the limits of the interface, and when they were reached', () => {
  expect(whole.posts[0]?.meta.capture?.depthLimit).toMatch(
    /without a token: 40 posts above, 60 below, 20 levels/,
  )
  const descendants = Array.from({ length: 60 }, (_, index) => status(index + 1))
  const full = MASTODON.parse(
    JSON.stringify({ status: status(0), context: { ancestors: [], descendants } }),
  )
  expect(full.posts[0]?.meta.capture?.notes).toEqual([
    '60 posts below: the limit without a token was reached',
  ])
})

it('keeps one thread where the ancestors were cut', () => {
  const context = {
    ancestors: [status(2, { in_reply_to_id: id(1) })],
    descendants: [status(4, { in_reply_to_id: id(3) })],
  }
  const { posts } = MASTODON.parse(
    JSON.stringify({ status: status(3, { in_reply_to_id: id(2) }), context }),
  )
  expect(posts.map(({ threadId }) => threadId)).toEqual([id(1), id(1), id(1)])
  expect(posts[0]?.meta.missingParent).toBe(id(1))
})

it('keeps ids above 2^53 that stand as numbers', () => {
  expect(
    MASTODON.parse('{"id":114000000000000001,"content":"x","account":{"acct":"ann"}}').posts[0]?.id,
  ).toBe('114000000000000001')
})
