import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRedditRecord, REDDIT } from '../../../src/read/export/parse-reddit.js'
import { sampleOf } from '../../../src/read/record/source-sample.js'
import { importFixture } from '../../contract/importer.js'
import { forAny } from '../../support/for-any.js'

describe('dump lines, comments and submissions mixed and out of order', () => {
  const text = importFixture('reddit/dump.jsonl')
  const { posts } = REDDIT.parse(text)

  it('accounts for every line, whatever stands in its fields', () => {
    const lines = text.trimEnd().split('\n')
    const value = fc.oneof(
      fc.constantFrom<unknown>(null, [], {}, '', 0, -1, 1e300, true, '__proto__', '[deleted]'),
      fc.string(),
      fc.double(),
    )
    const change = fc.record({ at: fc.nat(lines.length - 1), key: fc.nat(20), value })
    forAny(fc.array(change, { maxLength: 8 }), fc.shuffledSubarray(lines), (changes, kept) => {
      const records = kept.map((line) => JSON.parse(line) as Record<string, unknown>)
      for (const { at, key, value: put } of changes) {
        const record = records[at]
        const name = record === undefined ? undefined : Object.keys(record)[key]
        if (record !== undefined && name !== undefined) record[name] = put
      }
      const result = REDDIT.parse(records.map((record) => JSON.stringify(record)).join('\n'), {
        onBadRecord: 'skip',
      })
      const duplicateCount = result.posts.reduce(
        (total, { meta }) => total + (meta.capture?.duplicateCount ?? 0),
        0,
      )
      expect(result.posts.length + duplicateCount + result.summary.skippedCount).toBe(
        records.length,
      )
    })
  })

  it('gives the same posts whatever the order of the lines', () => {
    const reversed = REDDIT.parse(text.trimEnd().split('\n').reverse().join('\n')).posts
    const bare = (list: typeof posts) =>
      list
        .map((post) => ({ ...post, meta: { ...post.meta, capture: undefined } }))
        .sort((left, right) => (left.id < right.id ? -1 : 1))
    expect(bare(reversed)).toEqual(bare(posts))
  })
})

it('the tree API reads the things under "data"', () => {
  const comment = {
    id: 'd1',
    author: 'ann',
    body: 'Yes',
    link_id: 't3_s',
    parent_id: 't3_s',
    created_utc: 1780641000,
    replies: '',
  }
  const text = JSON.stringify({ data: [{ kind: 't1', data: comment }] })
  expect(REDDIT.recognise(sampleOf(text))).not.toBeNull()
  const { posts } = REDDIT.parse(text)
  expect(posts).toMatchObject([
    { id: 't1_d1', threadId: 't3_s', parentId: null, meta: { missingParent: 't3_s' } },
  ])
})

describe('odd records', () => {
  it.each([
    [
      'a parent as a number, as Pushshift wrote it',
      { id: 'b', body: 'x', link_id: 't3_s', parent_id: 45_000_000 },
      't1_qsi80',
    ],
    ['no parent', { id: 'b', body: 'x', link_id: 't3_s', parent_id: null }, 't3_s'],
    [
      'a link in the permalink alone',
      { id: 'b', body: 'x', permalink: '/r/a/comments/s9/title/b/' },
      't3_s9',
    ],
  ])('%s', (_, record, parentId) => expect(parseRedditRecord(record)?.parentId).toBe(parentId))

  it('a title of a submission whose text its author deleted stays, the node is typed', () => {
    expect(
      parseRedditRecord({
        id: 's',
        title: 'A question',
        selftext: '[deleted]',
        author: '[deleted]',
      }),
    ).toMatchObject({
      text: 'A question',
      author: null,
      meta: { node: 'deleted', removal: 'deleted' },
    })
  })

  it('refuses what is neither, or counts it as skipped', () => {
    expect(() => REDDIT.parse('{"id":"a","subreddit":"x"}')).toThrow(/expected a submission/)
    expect(
      REDDIT.parse('{"id":"a","subreddit":"x"}\nnope\n{"id":"b","body":"y"}', {
        onBadRecord: 'skip',
      }).summary,
    ).toMatchObject({
      postCount: 1,
      skippedCount: 2,
    })
  })

  it('reads a chain of 10,000 replies', () => {
    const open = (depth: number): string =>
      `{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"c${depth}","body":"x","link_id":"t3_s","parent_id":"${depth === 1 ? 't3_s' : `t1_c${depth - 1}`}","replies":`
    const text = `[${Array.from({ length: 10_000 }, (_, at) => open(at + 1)).join('')}""${'}}]}}'.repeat(10_000)}]`
    expect(REDDIT.parse(text).posts).toHaveLength(10_000)
  })
})
