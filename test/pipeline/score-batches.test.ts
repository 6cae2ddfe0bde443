import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../src/base/thread/post.js'
import type { Originals } from '../../src/judge/find-duplicates.js'
import { duplicateKeyOf } from '../../src/judge/find-duplicates.js'
import { type Scorer, scoreBatches } from '../../src/pipeline/score-batches.js'
import { post } from '../base/thread/post-example.js'

const TEXT = 'They rented out the whole data centre because nobody wanted their chatbot.'
const toPost = (id: string): Post => ({ ...post(id, null, TEXT), threadId: id })

interface Scored {
  readonly id: string
  readonly originals: Originals
}

/** Batches of one post each; the later ones are scored sooner. Counts how many are in progress. */
function slowScorer(width: number, faulty: readonly string[] = []) {
  const seen = { started: [] as string[], inProgress: 0, most: 0 }
  const scorer: Scorer<string, Scored> = {
    width,
    start: (id) => {
      seen.started.push(id)
      seen.most = Math.max(seen.most, (seen.inProgress += 1))
      return {
        keys: Promise.resolve([toPost(id)].map(duplicateKeyOf)),
        score: async (originals) => {
          await wait(10 - Number(id.slice(1)))
          seen.inProgress -= 1
          if (faulty.includes(id)) throw new Error(`fault of ${id}`)
          return { id, originals }
        },
      }
    },
    close: async () => {},
  }
  return { scorer, seen }
}

async function* batches(count: number): AsyncGenerator<string> {
  for (let index = 0; index < count; index++) yield `b${index}`
}

describe('scoreBatches', () => {
  it.each([1, 3])('gives results in the order of the batches, with at most %i in progress', async (width) => {
    const { scorer, seen } = slowScorer(width)
    const found: string[] = []
    for await (const { id } of scoreBatches(batches(6), scorer)) found.push(id)
    expect(found).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5'])
    expect(seen.most).toBeLessThanOrEqual(width)
  })

  it('tells each batch which earlier posts it repeats, also where a stopped run has scored them', async () => {
    const { scorer, seen } = slowScorer(2)
    const asked: string[] = []
    const keysOfDone = async (batch: string) => (asked.push(batch) < 3 ? [duplicateKeyOf(toPost(batch))] : null)
    const found: Scored[] = []
    for await (const { id, originals } of scoreBatches(batches(4), scorer, { keysOfDone })) found.push({ id, originals })
    expect(found).toEqual([
      { id: 'b2', originals: ['b0/b0'] },
      { id: 'b3', originals: ['b0/b0'] },
    ])
    expect(asked).toEqual(['b0', 'b1', 'b2'])
    expect(seen.started).toEqual(['b2', 'b3'])
  })

  it('throws the fault of the first faulty batch after all results before it', async () => {
    const { scorer } = slowScorer(3, ['b2', 'b3'])
    const found: string[] = []
    const take = async () => {
      for await (const { id } of scoreBatches(batches(6), scorer)) found.push(id)
    }
    await expect(take()).rejects.toThrow('fault of b2')
    expect(found).toEqual(['b0', 'b1'])
  })
})
