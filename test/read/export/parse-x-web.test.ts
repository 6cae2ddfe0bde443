import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { detectSource } from '../../../src/read/detect-source.js'
import { X_WEB } from '../../../src/read/export/parse-x-web.js'
import { importFixture } from '../../contract/importer.js'

const ROOT = '1979249076425363701'
const id = (step: number): string => String(BigInt(ROOT) + BigInt(step))
const web = X_WEB.parse(importFixture('x-web-zeeschuimer.ndjson'))
const at = (step: number): Post | undefined => web.posts.find((post) => post.id === id(step))

describe('X_WEB.parse', () => {
  it("gives the same for Zeeschuimer's records and 4CAT's form of them", () => {
    expect(X_WEB.parse(importFixture('x-web-4cat.ndjson')).posts).toEqual(web.posts)
  })

  it('takes rest_id: the number beside it has lost its last digits', () => {
    expect(importFixture('x-web-zeeschuimer.ndjson')).toMatch(/"id": 1979249076425363[67]00/)
    expect(web.posts.map((post) => post.id).filter((each) => each.endsWith('00'))).toEqual([])
    expect(at(2)?.id).toBe('1979249076425363703')
  })

  it.each([
    ['core', 0, 'mira_holt'],
    ['legacy', 3, 'quietledger'],
    ['the older adaptive shape', 4, 'oddharbour'],
    ['another post of the author, where the post names nobody', 6, 'oddharbour'],
  ])('reads the author from %s', (_, step, author) => expect(at(step)?.author).toBe(author))

  it('opens results wrapped again in tweet', () => {
    expect(at(2)).toMatchObject({ parentId: ROOT, text: '@mira_holt They could not build it, so they sold it. A retreat.' })
    expect(at(11)?.meta.quotes).toBe('1979000000000000009')
  })

  it('keeps the edges that 4CAT drops: in_reply_to_status_id_str', () => expect(at(3)).toMatchObject({ parentId: id(2), threadId: ROOT }))

  it('reads note_tweet, and flags a cut text without it', () => {
    expect(at(5)?.text).toMatch(/their trade\. Shrewd\.$/)
    expect([at(4)?.meta.truncated, at(5)?.meta.truncated]).toEqual([true, undefined])
  })

  it.each([
    ['deleted by its author', 8, 'deleted'],
    ['withheld', 12, 'blocked'],
    ['unavailable for no reason given', 13, 'not-found'],
    ['an advert', 7, 'advert'],
    ['a retweet', 10, 'retweet'],
  ])('keeps a post that is %s as a node', (_, step, node) => expect(at(step)?.meta.node).toBe(node))

  it('ties answers to a deleted post', () => expect(at(9)).toMatchObject({ parentId: id(8), threadId: ROOT }))

  it('reads times of the first API, counts and views', () => {
    expect(at(2)).toMatchObject({ createdAt: '2026-03-03T10:00:00.000Z', meta: { engagement: { replies: 2, likes: 2, views: 102 } } })
  })

  it('says when it was captured', () => {
    expect(web.summary.notes).toContain("captured in a browser from X's website, 2026-03-07 to 2026-03-07")
  })

  it('counts a post captured twice', () => {
    const text = importFixture('x-web-zeeschuimer.ndjson')
    const twice = X_WEB.parse(text + text)
    expect(twice.posts.map((post) => post.id)).toEqual(web.posts.map((post) => post.id))
    expect(twice.posts.reduce((total, { meta }) => total + (meta.capture?.duplicateCount ?? 0), 0)).toBe(web.posts.length)
  })

  it('is not chosen for what Zeeschuimer captured elsewhere', () => {
    expect(detectSource('{"item_id":"1","source_platform":"tiktok.com","data":{"id":"1","desc":"x"}}').source).toBe('jsonl')
  })
})
