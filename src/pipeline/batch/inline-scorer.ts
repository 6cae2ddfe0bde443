import { duplicateKeyOf } from '../../judge/find-duplicates.js'
import type { ScoredPosts, Scorer, ScoreThreads } from './scorer.js'
import type { ThreadBatch } from './thread-batch.js'

/** A scorer that works in the calling thread and gives the posts themselves, some at a time. */
export function createInlineScorer(scoreThreads: ScoreThreads): Scorer<ThreadBatch, ScoredPosts> {
  return Object.freeze({
    width: 1,
    start: ({ threads }: ThreadBatch) => ({
      keys: Promise.resolve().then(() => threads.flatMap(({ posts }) => posts.map(duplicateKeyOf))),
      score: async function* (originals: Parameters<ScoreThreads>[1]) {
        for await (const posts of scoreThreads(threads, originals)) yield { posts }
      },
      drop: () => {},
    }),
    close: async () => {},
  })
}
