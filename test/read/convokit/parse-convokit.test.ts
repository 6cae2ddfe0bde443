import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type ConvokitFiles, parseConvokit, parseConvokitFiles, recogniseConvokit } from '../../../src/read/convokit/parse-convokit.js'
import type { IngestResult } from '../../../src/read/record/ingest-result.js'
import { sampleOf } from '../../../src/read/record/source-sample.js'
import { readConvokit } from '../../../src/shell/node/read-convokit.js'

const folder = (name: string): string => fileURLToPath(new URL(`../../fixtures/import/convokit/${name}`, import.meta.url))
const read = async (name: string): Promise<IngestResult> => parseConvokitFiles((await readConvokit(folder(name))) as ConvokitFiles)

describe('a corpus folder of the current format', () => {
  it('is recognised by its utterances', () => {
    expect(recogniseConvokit(sampleOf(readFileSync(`${folder('present')}/utterances.jsonl`, 'utf8')))).toContain('ConvoKit')
  })

  it('becomes posts with a flagged orphan, where ConvoKit refuses to load', async () => {
    const { posts, summary } = await read('present')
    expect(posts.map(({ id, threadId, parentId, author, createdAt }) => [id, threadId, parentId, author, createdAt])).toEqual([
      ['u1', 'u1', null, 'ada', '2026-06-05T08:00:00.250Z'],
      ['u2', 'u1', 'u1', 'bo', '2026-06-05T09:00:00.000Z'],
      ['u3', 'u1', 'u2', null, null],
      ['u4', 'u1', null, 'cy', '2026-06-05T10:00:00.000Z'],
      ['v1', 'v1', null, 'ada', null],
    ])
    expect(posts[3]?.meta).toMatchObject({ missingParent: 'u99', role: 'reply' })
    expect(summary.missingParentCount).toBe(1)
    expect(posts[0]?.meta.capture).toMatchObject({ source: 'convokit', capturedCount: 3, deletedCount: 1, missingParentCount: 1 })
  })

  it('keeps the meta of speakers and conversations on their first posts', async () => {
    const { posts } = await read('present')
    expect(posts.map(({ meta }) => [meta['speakerMeta'], meta['conversationMeta']])).toEqual([
      [{ karma: 12 }, { topic: 'reactors' }],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
  })

  it('never opens pickles, counts their fields and keeps reserved names as sourceName', async () => {
    const { posts, summary } = await read('present')
    expect(summary.notes.join()).toMatch(/1 meta fields are kept in pickles.*1 utterances name vectors/)
    expect(posts[1]?.meta).toMatchObject({ addressees: ['ada'], sourceTruncated: 'no' })
    expect(posts[1]?.meta['tokens']).toBeUndefined()
    expect(posts[0]?.meta).toMatchObject({ role: 'root', sourceRole: 'user', score: 4 })
    expect(posts[4]?.meta['timeText']).toBe('12')
  })
})

describe('a corpus folder of the legacy format', () => {
  it('is parsed: user, root, users.json without "meta", a list of utterances', async () => {
    const { posts } = await read('legacy')
    expect(posts).toMatchObject([
      { id: '1', threadId: '1', author: 'ada', meta: { speakerMeta: { karma: 12 } } },
      { id: '2', threadId: '1', parentId: '1', author: 'bo' },
    ])
  })
})

describe('spellings', () => {
  it.each([
    ['reply_to', '{"id":"b","conversation_id":"a","text":"x","speaker":"s","reply_to":"a"}'],
    ['reply-to', '{"id":"b","conversation_id":"a","text":"x","speaker":"s","reply-to":"a"}'],
    ['user and root', '{"id":"b","root":"a","text":"x","user":"s","reply_to":"a"}'],
    ['a speaker as an object', '{"id":"b","conversation_id":"a","text":"x","speaker":{"id":"s"},"reply-to":"a"}'],
  ])('%s', (_, line) => {
    const { posts } = parseConvokit(`{"id":"a","conversation_id":"a","text":"r","speaker":"r","reply-to":null}\n${line}`)
    expect(posts[1]).toMatchObject({ id: 'b', threadId: 'a', parentId: 'a', author: 's' })
  })

  it('a conversation without an id is named after its root', () => {
    const { posts } = parseConvokit(
      '{"id":"b","text":"x","speaker":"s","reply-to":"a"}\n{"id":"a","text":"r","speaker":"r","reply-to":null}',
    )
    expect(posts.map(({ threadId }) => threadId)).toEqual(['a', 'a'])
  })
})

it('a speaker [unknown] is an unknown author', () => {
  const { posts } = parseConvokit('{"id":"a","conversation_id":"a","text":"r","speaker":"[unknown]","reply-to":null}')
  expect(posts[0]?.author).toBeNull()
})

describe('bad corpora', () => {
  it.each([
    ['no text', '{"id":"a","speaker":"s","conversation_id":"a","reply-to":null}', /text/],
    ['no id', '{"text":"a","speaker":"s","conversation_id":"a","reply-to":null}', /expected an id/],
    ['no JSON', 'oops', /JSON/],
    ['a poisonous key', '{"id":"a","text":"a","meta":{"__proto__":{"x":1}}}', /__proto__/],
  ])('%s', (_, line, message) => {
    expect(() => parseConvokit(line)).toThrow(message)
    expect(parseConvokit(line, { onBadRecord: 'skip' }).summary).toMatchObject({ postCount: 0, skippedCount: 1 })
  })

  it('names speakers.json when it is not JSON', () => {
    expect(() => parseConvokitFiles({ utterances: '{"id":"a","text":"a"}', speakers: '{', conversations: null })).toThrow(/speakers\.json/)
  })
})
