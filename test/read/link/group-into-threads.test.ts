import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { type FoundPost, groupIntoThreads } from '../../../src/read/link/group-into-threads.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'

function found(
  id: string,
  parentId: string | null = null,
  fields: Partial<FoundPost> = {},
): FoundPost {
  return Object.freeze({
    id,
    threadId: null,
    parentId,
    author: 'ann',
    createdAt: null,
    text: `text of ${id}`,
    meta: {},
    ...fields,
  })
}

const assemble = (posts: readonly FoundPost[], options = {}) =>
  groupIntoThreads(posts, { source: 'x-api', ...options })
const edges = (posts: ReturnType<typeof assemble>['posts']) =>
  posts.map(({ id, parentId, threadId }) => [id, parentId, threadId])

it('links whatever the order, and takes the id of the root reached for the thread', () => {
  const { posts, summary } = assemble([found('c', 'b'), found('b', 'a'), found('a')])
  expect(inRows(edges(posts))).toEqual(['c | b | a', 'b | a | a', 'a | - | a'])
  expect(summary).toMatchObject({
    postCount: 3,
    rootCount: 1,
    threadCount: 1,
    missingParentCount: 0,
  })
})

it('keeps threads together, in the order given', () => {
  const { posts } = assemble([found('a'), found('x'), found('b', 'a'), found('y', 'x')])
  expect(posts.map(({ id }) => id)).toEqual(['a', 'b', 'x', 'y'])
})

it('gives orphans of one missing post one thread', () => {
  const { posts } = assemble([found('b', 'gone'), found('c', 'gone')])
  const rows = inRows(
    posts.map(({ threadId, parentId, meta }) => [
      threadId,
      parentId,
      meta.missingParent,
      meta.role,
    ]),
  )
  expect(rows).toEqual(Array(2).fill('gone | - | gone | reply'))
})

it('puts a post that names no thread into that of its answers', () => {
  const { posts } = assemble([found('a', 'gone'), found('b', 'a', { threadId: 't' })])
  expect(inRows(posts.map(({ threadId, parentId }) => [threadId, parentId]))).toEqual([
    't | -',
    't | a',
  ])
})

it('takes a parent in another thread for a missing one', () => {
  const { posts } = assemble([
    found('a', null, { threadId: 's' }),
    found('b', 'a', { threadId: 't' }),
  ])
  expect(posts[1]).toMatchObject({
    parentId: null,
    threadId: 't',
    meta: { role: 'reply', missingParent: 'a' },
  })
})

it('cuts cycles at the earliest post, and says so', () => {
  const { posts, summary } = assemble([
    found('d', 'c'),
    found('b', 'c'),
    found('c', 'b'),
    found('self', 'self'),
  ])
  expect(inRows(edges(posts))).toEqual(['d | c | b', 'b | - | b', 'c | b | b', 'self | - | self'])
  expect(summary.notes).toEqual([
    '2 cycles of parents cut at the earliest post (first: "b"), which counts as a root',
  ])
})

it('keeps the later edit of a post, else the longer text, and counts the other', () => {
  const { posts } = assemble([
    found('a', null, { text: 'short', meta: { editedAt: '2026-01-02T00:00:00.000Z' } }),
    found('a', null, { text: 'a longer text from before' }),
    found('b', 'a', { text: 'cut…' }),
    found('b', null, { text: 'cut no more' }),
  ])
  expect(inRows(posts.map(({ text, parentId }) => [text, parentId]))).toEqual([
    'short | -',
    'cut no more | a',
  ])
  expect(posts[0]?.meta.capture?.duplicateCount).toBe(2)
})

it('prefers a text to a placeholder, and a deletion to a text', () => {
  const { posts } = assemble([
    found('a', null, { text: '', meta: { node: 'not-found', inferred: true } }),
    found('a'),
    found('b', 'a'),
    found('b', null, { text: '', author: null, meta: { node: 'deleted' } }),
  ])
  // A node that was only inferred is no second record of the post.
  expect(posts[0]?.meta.capture?.duplicateCount).toBe(1)
  expect(inRows(posts.map(({ text, meta, author }) => [text, meta.node, author]))).toEqual([
    'text of a | none | ann',
    ' | deleted | -',
  ])
})

it('counts posts whose notices stand there once, as captured and as replies that exist', () => {
  const posts = [found('a', null, { meta: { engagement: { replies: 5 } } }), found('b', 'a')]
  const countsAfter = (goneCount: number) => {
    const { posts: made } = assemble(posts, { facts: new Map([['a', { goneCount }]]) })
    const { reportedCount, capturedCount, notFoundCount } =
      made[0]?.meta.capture ?? emptyLedger('x')
    return { reportedCount, capturedCount, notFoundCount }
  }
  expect(countsAfter(0)).toEqual({ reportedCount: 5, capturedCount: 1, notFoundCount: 0 })
  expect(countsAfter(2)).toEqual({ reportedCount: 5, capturedCount: 3, notFoundCount: 2 })
  expect(countsAfter(7)).toEqual({ reportedCount: 8, capturedCount: 8, notFoundCount: 7 })
})

it('keeps a ledger on the first post of each thread alone', () => {
  const { posts } = assemble(
    [
      found('a', null, { meta: { engagement: { replies: 5 } } }),
      found('b', 'a', { meta: { truncated: true, language: 'de', engagement: { replies: 0 } } }),
      found('c', 'a', { meta: { node: 'deleted' } }),
      found('d', 'c', { meta: { node: 'bot', language: 'en-GB' } }),
      found('e', null, {
        threadId: 'a',
        meta: { node: 'advert', language: 'qme', engagement: { replies: 99 } },
      }),
    ],
    { facts: new Map([['a', { depthLimit: 'depth 6', notOpenedCount: 2, notes: ['n'] }]]) },
  )
  expect(posts[0]?.meta.capture).toEqual({
    ...emptyLedger('x-api'),
    // Three captured, and three of the root's five replies are not there.
    reportedCount: 6,
    capturedCount: 3,
    notOpenedCount: 2,
    deletedCount: 1,
    botCount: 1,
    advertCount: 1,
    truncatedCount: 1,
    otherLanguageCount: 1,
    depthLimit: 'depth 6',
    notes: ['n'],
  })
  expect(posts.slice(1).every(({ meta }) => meta.capture === undefined)).toBe(true)
})

it('reads handles at the start of the text', () => {
  expect(assemble([found('a', null, { text: '@bob @cy no' })]).posts[0]?.meta.addressees).toEqual([
    'bob',
    'cy',
  ])
})

it.each(['__proto__', 'constructor', 'toString'])('takes %s for an id like any other', (id) => {
  const { posts } = assemble([found('b', id), found(id)])
  expect(inRows(edges(posts))).toEqual([`b | ${id} | ${id}`, `${id} | - | ${id}`])
})

it('takes a chain of 30,000 replies, last first, and 30,000 replies to one post', () => {
  const chain = Array.from({ length: 30_000 }, (_, index) =>
    found(`p${index}`, index === 0 ? null : `p${index - 1}`),
  ).reverse()
  expect(new Set(assemble(chain).posts.map(({ threadId }) => threadId))).toEqual(new Set(['p0']))
  const star = Array.from({ length: 30_000 }, (_, index) =>
    found(`p${index}`, index === 0 ? null : 'p0'),
  )
  expect(assemble(star).posts[0]?.meta.capture?.capturedCount).toBe(29_999)
})

it('loses no post, ties every parent within its thread and leaves no cycle, in any order', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '__proto__')
  const post = fc.record({
    id,
    parentId: fc.option(id),
    threadId: fc.option(fc.constantFrom('t', 'u', 'a'), { freq: 4 }),
    text: fc.string(),
  })
  forAny(fc.array(post), (given) => {
    const { posts } = assemble(given.map(({ id, ...fields }) => found(id, null, fields)))
    const byId = new Map(posts.map((each) => [each.id, each]))
    expect(byId.size).toBe(posts.length)
    const duplicates = posts.reduce(
      (total, { meta }) => total + (meta.capture?.duplicateCount ?? 0),
      0,
    )
    expect(posts.length + duplicates).toBe(given.length)
    for (const each of posts) {
      if (each.parentId !== null) expect(byId.get(each.parentId)?.threadId).toBe(each.threadId)
      let steps = 0
      for (let at = byId.get(each.parentId ?? ''); at; at = byId.get(at.parentId ?? ''))
        expect((steps += 1)).toBeLessThanOrEqual(posts.length)
    }
    const changes = posts.filter(
      (each, index) => each.threadId !== posts[index - 1]?.threadId,
    ).length
    expect(changes).toBe(new Set(posts.map(({ threadId }) => threadId)).size)
  })
})
