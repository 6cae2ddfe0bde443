import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REDDIT, readRedditRecord } from '../../../src/read/export/parse-reddit.js'
import { sampleOf } from '../../../src/read/record/source-sample.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/import/reddit/${name}`, import.meta.url), 'utf8')

describe('dump lines, comments and submissions mixed and out of order', () => {
  const text = fixture('dump.jsonl')
  const { posts, summary } = REDDIT.parse(text)
  const of = (id: string) => posts.find((post) => post.id === id)

  it('is recognised by its fields', () => expect(REDDIT.recognise(sampleOf(text))).toContain('Reddit'))

  it('ties comments to their submission by full names', () => {
    expect(posts).toHaveLength(10)
    expect(new Set(posts.map(({ threadId }) => threadId))).toEqual(new Set(['t3_s1']))
    expect(of('t1_c2')).toMatchObject({ parentId: 't1_c1', author: 'moss_lantern', createdAt: '2026-06-05T09:00:00.000Z' })
    expect(of('t1_c1')?.parentId).toBe('t3_s1')
    expect(summary.rootCount).toBe(1)
  })

  it('reads a submission as its title and text, with the escaped signs of Markdown', () => {
    expect(of('t3_s1')?.text).toBe('Harrow rents its idle reactors to Pell & Sons\n\nCosts were > revenue.')
    expect(of('t3_s1')?.createdAt).toBe('2026-06-05T06:13:20.000Z')
  })

  it.each(['t1_c3', 't1_c4'])('keeps %s, a sentinel, as a node without text', (id) => {
    expect(of(id)).toMatchObject({ text: '', meta: { node: 'deleted' } })
  })

  it.each([
    ['t1_c5', 'was_deleted_later'],
    ['t1_c6', 'removal_type "deleted"'],
  ])('drops text and author of %s, which its author deleted (%s)', (id) => {
    expect(of(id)).toMatchObject({ text: '', author: null, meta: { node: 'deleted', removal: 'deleted' } })
    expect(JSON.stringify(posts)).not.toMatch(/took_it_back|regret|also_gone|Restored by the archive/)
  })

  it('keeps what a moderator removed and the archive holds', () => {
    expect(of('t1_c7')).toMatchObject({
      text: 'Removed by a moderator, restored by the archive.',
      author: 'modded_away',
      parentId: 't1_c5',
    })
    expect(of('t1_c7')?.meta.node).toBeUndefined()
  })

  it('reads edits, scores, bots and who wrote the submission', () => {
    expect(of('t1_c2')?.meta).toMatchObject({ editedAt: '2026-06-05T10:00:00.000Z', engagement: { likes: 0 }, community: 'tidewater' })
    expect(of('t1_c7')?.meta['isEdited']).toBe(true)
    expect(of('t1_c8')?.meta.node).toBe('bot')
    expect(of('t1_c9')?.meta['isThreadAuthor']).toBe(true)
  })

  it('flags the parent that is not in the dump', () => {
    expect(of('t1_c9')).toMatchObject({ parentId: null, meta: { missingParent: 't1_zz', role: 'reply' } })
  })

  it('counts all of it in the ledger, num_comments as reported', () => {
    expect(posts[0]?.meta.capture).toMatchObject({
      source: 'reddit',
      reportedCount: 9,
      capturedCount: 9,
      deletedCount: 4,
      botCount: 1,
      missingParentCount: 1,
      notOpenedCount: 0,
    })
    expect(summary.notes.join()).toContain('2 texts that their authors deleted')
  })

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
      const result = REDDIT.parse(records.map((record) => JSON.stringify(record)).join('\n'), { onBadRecord: 'skip' })
      const duplicateCount = result.posts.reduce((total, { meta }) => total + (meta.capture?.duplicateCount ?? 0), 0)
      expect(result.posts.length + duplicateCount + result.summary.skippedCount).toBe(records.length)
    })
  })

  it('gives the same posts whatever the order of the lines', () => {
    const reversed = REDDIT.parse(text.trimEnd().split('\n').reverse().join('\n')).posts
    const bare = (list: typeof posts) =>
      list.map((post) => ({ ...post, meta: { ...post.meta, capture: undefined } })).sort((left, right) => (left.id < right.id ? -1 : 1))
    expect(bare(reversed)).toEqual(bare(posts))
  })
})

describe("Reddit's own listing, an array of two", () => {
  const text = fixture('listing.json')
  const { posts } = REDDIT.parse(text)

  it('is recognised', () => expect(REDDIT.recognise(sampleOf(text))).toContain('kind'))

  it('reads comments in the order of the page', () => {
    const rows = inRows(posts.map(({ id, parentId }) => [id, parentId]))
    expect(rows).toEqual(['t3_s7 | -', 't1_d1 | t3_s7', 't1_d2 | t1_d1', 't1_d9 | t3_s7'])
    expect(posts[0]?.meta).toMatchObject({ link: 'https://pell.example/news', quotes: 't3_s1' })
    expect(posts[3]?.meta.engagement).toBeUndefined()
  })

  it('counts "more" stubs as not opened, one without a count as one, and says how deep Reddit goes', () => {
    expect(posts[0]?.meta.capture).toMatchObject({ reportedCount: 20, capturedCount: 3, notOpenedCount: 4 + 9 + 1 })
    expect(posts[0]?.meta.capture?.depthLimit).toContain('continue this thread')
  })
})

describe('the tree API', () => {
  it('reads the things under "data"', () => {
    const comment = { id: 'd1', author: 'ann', body: 'Yes', link_id: 't3_s', parent_id: 't3_s', created_utc: 1780641000, replies: '' }
    const text = JSON.stringify({ data: [{ kind: 't1', data: comment }] })
    expect(REDDIT.recognise(sampleOf(text))).not.toBeNull()
    const { posts } = REDDIT.parse(text)
    expect(posts).toMatchObject([{ id: 't1_d1', threadId: 't3_s', parentId: null, meta: { missingParent: 't3_s' } }])
  })
})

describe('odd records', () => {
  it.each([
    ['a parent as a number, as Pushshift wrote it', { id: 'b', body: 'x', link_id: 't3_s', parent_id: 45_000_000 }, 't1_qsi80'],
    ['no parent', { id: 'b', body: 'x', link_id: 't3_s', parent_id: null }, 't3_s'],
    ['a link in the permalink alone', { id: 'b', body: 'x', permalink: '/r/a/comments/s9/title/b/' }, 't3_s9'],
  ])('%s', (_, record, parentId) => expect(readRedditRecord(record)?.parentId).toBe(parentId))

  it('a title of a submission whose text its author deleted stays, the node is typed', () => {
    expect(readRedditRecord({ id: 's', title: 'A question', selftext: '[deleted]', author: '[deleted]' })).toMatchObject({
      text: 'A question',
      author: null,
      meta: { node: 'deleted', removal: 'deleted' },
    })
  })

  it('refuses what is neither, or counts it as skipped', () => {
    expect(() => REDDIT.parse('{"id":"a","subreddit":"x"}')).toThrow(/expected a submission/)
    expect(REDDIT.parse('{"id":"a","subreddit":"x"}\nnope\n{"id":"b","body":"y"}', { onBadRecord: 'skip' }).summary).toMatchObject({
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
