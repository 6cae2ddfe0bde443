import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { renderConvokit } from '../../../src/say/rows/render-convokit.js'
import { fromJsonl } from '../../jsonl.js'
import { runCount } from '../../run-count.js'

const RUNS = runCount()
const POST: Post = { id: 'a', threadId: 't', parentId: null, author: 'ana', createdAt: null, text: 'é', meta: { role: 'root' } }

const fileOf = (posts: readonly Post[], name: string): string =>
  [...(renderConvokit(posts).find((file) => file.name === name)?.pieces ?? [])].join('')
const utterancesOf = (posts: readonly Post[]) => fromJsonl(fileOf(posts, 'utterances.jsonl'))

describe('renderConvokit', () => {
  it('prefixes ids that stand in two threads by their thread, and puts unknown authors together', () => {
    const posts = ['t1', 't2'].flatMap((threadId) => [
      { ...POST, threadId },
      { ...POST, threadId, id: 'b', author: threadId === 't1' ? null : 'ben' },
    ])
    const written = utterancesOf(posts)
    expect(written.map(({ id, speaker }) => [id, speaker])).toEqual([
      ['t1/a', 'ana'],
      ['t1/b', '[unknown]'],
      ['t2/a', 'ana'],
      ['t2/b', 'ben'],
    ])
  })

  it('gives a reply to an absent post no parent, and a post without a time its place', () => {
    const posts: Post[] = [POST, { ...POST, id: 'b', parentId: 'gone', meta: { role: 'reply' } }]
    expect(utterancesOf(posts).map(({ timestamp, meta, ...rest }) => [rest['reply-to'], timestamp, meta])).toEqual([
      [null, 0, { dealstance: { timestamp: 'order' } }],
      [null, 1, { missingParent: 'gone', dealstance: { timestamp: 'order' } }],
    ])
    expect(fileOf(posts, 'utterances.jsonl')).toContain('\\u00e9')
  })

  it(`writes what ConvoKit loads: ids once, parents that are there, a number for each time (${RUNS} runs)`, () => {
    const id = fc.oneof(
      fc.string({ minLength: 1, maxLength: 3 }),
      fc.constantFrom(' ', '__proto__', 'constructor', 'a/b', '[unknown]', '\ud800'),
    )
    const drawn = fc.uniqueArray(
      fc.record({
        id,
        threadId: fc.constantFrom('t1', 't2', '__proto__'),
        author: fc.option(id),
        createdAt: fc.option(fc.date({ noInvalidDate: true, min: new Date(-1e13), max: new Date(1e13) }).map((date) => date.toISOString())),
        text: fc.string(),
        parentId: fc.option(id),
      }),
      { selector: ({ threadId, id: own }) => JSON.stringify([threadId, own]), minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(drawn, (records) => {
        const posts = records.map((record): Post => ({ ...record, meta: { role: record.parentId === null ? 'root' : 'reply' } }))
        const written = utterancesOf(posts)
        expect(written.map(({ text, conversation_id }) => [text, conversation_id])).toEqual(
          posts.map(({ text, threadId }) => [text, threadId]),
        )
        const threadOf = new Map(written.map((utterance) => [utterance.id, utterance.conversation_id]))
        expect(threadOf.size).toBe(posts.length)
        for (const { 'reply-to': parent, conversation_id: threadId, timestamp } of written) {
          if (parent !== null) expect(threadOf.get(parent)).toBe(threadId)
          expect(typeof timestamp).toBe('number')
        }
        expect(fileOf(posts, 'utterances.jsonl')).toMatch(/^[\n -~]*$/)
      }),
      { numRuns: RUNS },
    )
  })
})
