import { describe, expect, it } from 'vitest'
import { HACKER_NEWS } from '../../../src/read/export/parse-hacker-news.js'
import { sampleOf } from '../../../src/read/record/source-sample.js'
import { inRows } from '../../support/in-rows.js'

it('search hits one a line, without their story, keep its thread', () => {
  const { posts: alone } = HACKER_NEWS.parse(
    '{"objectID":"7","comment_text":"x","author":"a","story_id":3,"parent_id":5}',
  )
  expect(alone).toMatchObject([
    { id: '7', threadId: '3', parentId: null, meta: { missingParent: '5' } },
  ])
})

describe("items of Hacker News' own API", () => {
  it('are read, dead and deleted ones as nodes without text', () => {
    const text = [
      '{"id":1,"type":"story","by":"tarn","time":1780646400,"title":"T","descendants":3,"kids":[2]}',
      '{"id":2,"type":"comment","by":"linn","time":1780646500,"text":"Fine &amp; good","parent":1}',
      '{"id":3,"type":"comment","deleted":true,"time":1780646600,"parent":2}',
      '{"id":4,"type":"comment","dead":true,"by":"spam","text":"buy","time":1780646600,"parent":2}',
    ].join('\n')
    expect(HACKER_NEWS.recognise(sampleOf(text))).toContain('own API')
    const { posts } = HACKER_NEWS.parse(text)
    const rows = inRows(
      posts.map(({ text: shown, threadId, meta }) => [shown, threadId, meta.node]),
    )
    expect(rows).toEqual([
      'T | 1 | none',
      'Fine & good | 1 | none',
      ' | 1 | deleted',
      ' | 1 | deleted',
    ])
    expect(posts[0]?.meta.capture?.reportedCount).toBe(3)
  })
})

describe('odd records', () => {
  it('reads 10,000 answers one below the other', () => {
    const text = `${Array.from({ length: 10_000 }, (_, at) => `{"id":${at + 1},"children":[`).join('')}${']}'.repeat(10_000)}`
    const { posts } = HACKER_NEWS.parse(text)
    expect(posts).toHaveLength(10_000)
    expect(posts[9_999]).toMatchObject({ parentId: '9999', threadId: '1' })
  })

  it('refuses an item without an id, or counts it as skipped', () => {
    expect(() => HACKER_NEWS.parse('{"text":"x"}')).toThrow(/item of Hacker News with an id/)
    expect(HACKER_NEWS.parse('{"text":"x"}', { onBadRecord: 'skip' }).summary).toMatchObject({
      postCount: 0,
      skippedCount: 1,
    })
  })
})
