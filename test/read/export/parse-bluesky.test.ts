import { describe, expect, it } from 'vitest'
import { parseLedger, uncapturedCount } from '../../../src/base/thread/capture-ledger.js'
import type { Post } from '../../../src/base/thread/post.js'
import { BLUESKY } from '../../../src/read/export/parse-bluesky.js'
import type { IngestResult } from '../../../src/read/record/ingest-result.js'
import { importFixture } from '../../contract/importer.js'

const uri = (path: string): string => `at://did:plc:${path.replace('/', '/app.bsky.feed.post/')}`
const v1 = BLUESKY.parse(importFixture('bluesky-v1.json'))
const v2 = BLUESKY.parse(importFixture('bluesky-v2.json'))
const at = ({ posts }: IngestResult, path: string): Post | undefined => posts.find((post) => post.id === uri(path))

describe('BLUESKY', () => {
  it('takes uris for ids, and record.reply for parent and root', () => {
    expect(at(v1, 'quiet/b1')).toMatchObject({ parentId: uri('tomasz/a1'), threadId: uri('mira/r0'), author: 'quiet.example.org' })
    expect(v1.posts[0]).toMatchObject({ id: uri('mira/r0'), parentId: null })
  })

  it.each([
    ['not found', 'gone/b3', 'not-found'],
    ['blocked', 'shut/b4', 'blocked'],
  ])('keeps a post that is %s as a node where it stood', (_, path, node) => {
    for (const thread of [v1, v2])
      expect(at(thread, path)).toMatchObject({ parentId: uri('tomasz/a1'), text: '', author: null, meta: { node } })
  })

  it('keeps a missing post above the first, and its thread', () => {
    const lines = BLUESKY.parse(importFixture('bluesky-v1-lines.jsonl'))
    expect(at(lines, 'odd/c2')).toMatchObject({ parentId: uri('gone/c1'), threadId: uri('mira/r0') })
    expect(at(lines, 'gone/c1')).toMatchObject({ parentId: null, threadId: uri('mira/r0'), meta: { role: 'reply', node: 'not-found' } })
  })

  it('places the flat form of V2 by depth, ancestors at negative ones', () => {
    expect(v2.posts.map(({ id, parentId }) => [id, parentId]).slice(0, 2)).toEqual([
      [uri('mira/r0'), null],
      [uri('tomasz/a1'), uri('mira/r0')],
    ])
    expect(at(v2, 'shy/b5')).toMatchObject({ parentId: uri('tomasz/a1'), meta: { node: 'blocked' } })
    expect(at(v2, 'odd/b6')).toMatchObject({ parentId: uri('shy/b5'), meta: { hiddenByThreadgate: true } })
  })

  it('counts replies that were not fetched: below a leaf, or as V2 says', () => {
    expect(v1.posts[0]?.meta.capture).toMatchObject({ notOpenedCount: 3, capturedCount: 5 })
    expect(v2.posts[0]?.meta.capture).toMatchObject({ notOpenedCount: 3 })
    expect(v2.posts[0]?.meta.capture?.notes).toEqual([
      'further replies that the service ranks low or hides were not fetched (hasOtherReplies)',
    ])
    // The root counts five replies, one is there; the first leaf counts three; two nodes have no text.
    expect(uncapturedCount(parseLedger(v1.posts[0]?.meta.capture))).toBe(4 + 3 + 2)
  })

  it('says how deep the interface reads, and that a threadgate restricts replies', () => {
    expect(v1.posts[0]?.meta.capture?.depthLimit).toMatch(/6 levels of replies/)
    expect(v1.posts[0]?.meta.capture?.notes).toEqual(['the thread has a threadgate: replies are restricted'])
  })

  it('takes the time of indexing where the declared one lies behind it, or more than a day before it', () => {
    expect(at(v1, 'tomasz/a1')).toMatchObject({ createdAt: '2026-03-01T10:00:00.000Z' })
    expect(at(v1, 'quiet/b1')).toMatchObject({ createdAt: '2026-03-01T10:00:02.000Z', meta: { declaredAt: '2026-03-09T10:00:00.000Z' } })
    expect(at(v1, 'odd/b2')).toMatchObject({ createdAt: '2026-03-01T10:00:02.000Z', meta: { declaredAt: '2020-01-01T00:00:00.000Z' } })
  })

  it('names an author without a valid handle by the DID', () => expect(at(v1, 'odd/b2')?.author).toBe('did:plc:odd'))

  it('links quotes, alone or beside pictures, and marks bots', () => {
    expect(at(v1, 'odd/b2')?.meta.quotes).toBe(uri('odd/z9'))
    expect(at(BLUESKY.parse(importFixture('bluesky-v1-lines.jsonl')), 'odd/c2')?.meta).toMatchObject({
      quotes: uri('mira/r0'),
      node: 'bot',
    })
  })

  it('reads a thread whose first post was not found or is blocked', () => {
    const thread = (node: object): string => JSON.stringify({ thread: { uri: uri('gone/c1'), ...node } })
    expect(BLUESKY.parse(thread({ notFound: true })).posts).toMatchObject([{ id: uri('gone/c1'), meta: { node: 'not-found' } }])
    expect(BLUESKY.parse(thread({ blocked: true })).posts).toMatchObject([{ meta: { node: 'blocked' } }])
  })

  it('reads a chain of 10,000 replies, and as many posts above', () => {
    const postOf = (at: number): string => {
      const reply = { root: { uri: uri('a/0') }, parent: { uri: uri(`a/${at - 1}`) } }
      const record = { text: 'x', ...(at > 0 && { reply }) }
      return `{"post":${JSON.stringify({ uri: uri(`a/${at}`), author: { did: 'did:plc:a', handle: 'a.example' }, record })}`
    }
    const posts = Array.from({ length: 10_000 }, (_, at) => postOf(at))
    const down = `${posts.join(',"replies":[')}${'}]'.repeat(9999)}}`
    const up = `${posts.toReversed().join(',"parent":')}${'}'.repeat(10_000)}`
    for (const thread of [down, up]) {
      const { posts: found, summary } = BLUESKY.parse(`{"thread":${thread}}`)
      expect([found.length, summary.threadCount, summary.missingParentCount]).toEqual([10_000, 1, 0])
    }
  })
})
