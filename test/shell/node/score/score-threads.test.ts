import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { emptyLedger } from '../../../../src/base/thread/capture-ledger.js'
import type { Thread } from '../../../../src/base/thread/thread.js'
import { scoreThreads } from '../../../../src/shell/node/score/score-threads.js'
import type { BatchScorer } from '../../../../src/shell/node/score/thread-scorer.js'
import { post } from '../../../base/thread/post-example.js'

/** Threads of a thousand posts, so that each is a batch. */
const threadOf = (name: string): Thread => {
  const posts = Array.from({ length: 1000 }, (_, n) => ({
    ...post(
      `${n}`,
      n === 0 ? null : '0',
      `They rented out data centre number ${n} because nobody wanted their chatbot.`,
    ),
    threadId: name,
  }))
  return { id: name, posts, headers: [] }
}
const THREADS = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5'].map(threadOf)

/**
 * Later batches are scored sooner. Gives the ids of threads as bytes, and counts how many are in
 * progress.
 */
function slowScorer(width: number, faulty: readonly string[] = []) {
  const seen = {
    inProgress: 0,
    most: 0,
    originals: [] as (string | null | undefined)[],
    sizes: [] as number[],
  }
  const score: BatchScorer['score'] = (threads, originals) => {
    const [{ id, posts }] = threads as [Thread]
    seen.most = Math.max(seen.most, (seen.inProgress += 1))
    seen.originals.push(originals[7])
    seen.sizes.push(posts.length)
    const rows = wait(10 - Number(id.slice(1))).then(() => {
      seen.inProgress -= 1
      if (faulty.includes(id)) throw new Error(`fault of ${id}`)
      return { bytes: Uint8Array.from(Buffer.from(id)), postCount: posts.length }
    })
    rows.catch(() => {})
    return (async function* () {
      yield await rows
    })()
  }
  return { scorer: { width, score }, seen }
}

async function idsOf(
  threads: readonly Thread[],
  scorer: BatchScorer,
  found: string[] = [],
): Promise<string[]> {
  for await (const { bytes } of scoreThreads(threads, scorer))
    found.push(Buffer.from(bytes).toString())
  return found
}

it.each([1, 3])(
  'gives rows in the order of the threads, with at most %i batches in progress',
  async (width) => {
    const { scorer, seen } = slowScorer(width)
    expect(await idsOf(THREADS, scorer)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5'])
    expect(seen.most).toBeLessThanOrEqual(width)
  },
)

it('tells each batch which earlier posts it repeats', async () => {
  const { scorer, seen } = slowScorer(2)
  await idsOf(THREADS.slice(0, 3), scorer)
  expect(seen.originals).toEqual([null, 'b0/7', 'b0/7'])
})

it('gives the rows before the first fault, then the fault', async () => {
  const { scorer } = slowScorer(3, ['b2', 'b4'])
  const found: string[] = []
  await expect(idsOf(THREADS, scorer, found)).rejects.toThrow('fault of b2')
  expect(found).toEqual(['b0', 'b1'])
})

it.each([
  ['posts that name neither a thread nor a parent', {}, [1000, 1000, 500]],
  ['no thread with a missing parent', { missingParent: '9' }, [2500]],
  ['no thread with a role of its source', { sourceRole: 'reply' }, [2500]],
  ['no thread with the ledger of a capture', { capture: emptyLedger('x-paste') }, [2500]],
])('cuts into batches %s', async (_, facts, sizes) => {
  const texts = Array.from({ length: 2500 }, (__, n) => ({
    ...post(`${n}`, null, `Text ${n}.`),
    threadId: 't1',
  }))
  const posts = texts.map((each, n) =>
    n === 0 ? { ...each, meta: { ...each.meta, ...facts } } : each,
  )
  const { scorer, seen } = slowScorer(1)
  await idsOf([{ id: 't1', posts, headers: [] }], scorer)
  expect(seen.sizes).toEqual(sizes)
})
