import { availableParallelism } from 'node:os'
import { checkArguments, listOf, POST_INPUTS, SCORE_OPTIONS } from '../../../base/arguments/shapes.js'
import { PipelineError } from '../../../base/errors.js'
import type { StanceLabel } from '../../../base/scheme/stance-scheme.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type Batches, type PostInput, type ScoreOptions, type ScoringRun, startRun } from '../../../pipeline/scoring.js'
import { AskedWorker } from '../file/start-worker.js'
import type { ShippedModel } from '../model/shipped-models.js'
import type { Answer, Order } from './thread-scorer.js'

/** Model and number of threads. */
export interface ScorerPoolOptions<Model extends string = string> {
  /** Id of a shipped model, or the folder of your own. Default `linear-en`. */
  readonly model?: Model
  /** Whole number of at least 1. Default: one fewer than the cores. Each thread holds its own model. */
  readonly threads?: number
}

/** Threads that score while the caller's own does other work. */
export interface ScorerPool<Label extends string = StanceLabel> {
  /** Like `scorePosts` of `dealstance/scoring`. One thread works on a call; calls go to the thread with fewest. */
  scorePosts(posts: Iterable<string | PostInput>, options?: Omit<ScoreOptions<Label>, 'model'>): ScoringRun<ScoredPost<Label>>
  /** Ends the threads. Calls that are not done, and later ones, reject with `POOL_CLOSED`. */
  close(): Promise<void>
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` unless threads is a whole number of at least 1; an unknown model rejects the first call */
export function createScorerPool(options?: ScorerPoolOptions<ShippedModel>): ScorerPool
export function createScorerPool(options: ScorerPoolOptions): ScorerPool<string>
export function createScorerPool({ model = 'linear-en', threads }: ScorerPoolOptions = {}): ScorerPool<string> {
  const threadCount = threads ?? Math.max(1, availableParallelism() - 1)
  if (!Number.isSafeInteger(threadCount) || threadCount < 1) {
    const message = `createScorerPool: expected threads as a whole number of at least 1, got ${String(threads)}. Leave it out for all but one.`
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const members = Array.from({ length: threadCount }, () => ({
    worker: new AskedWorker<Order>('score-worker', import.meta.url, { workerData: { modelId: model } }),
    runCount: 0,
  }))
  let runNumber = 0
  async function* score(given: Iterable<string | PostInput>, options: Omit<ScoreOptions<string>, 'model'>): Batches<ScoredPost> {
    const posts = listOf(given)
    // The scoring thread checks the posts, which would block the caller's thread for 40 ms.
    checkArguments('scorePosts', { options: SCORE_OPTIONS }, [options])
    const { signal, onProgress, ...settings } = options
    signal?.throwIfAborted()
    const member = members.reduce((one, other) => (other.runCount < one.runCount ? other : one))
    const { worker } = member
    const run = runNumber++
    member.runCount += 1
    try {
      const order: Order = { kind: 'begin', run, posts: posts as readonly (string | PostInput)[], options: settings }
      await worker.ask(order).catch((error: Error) => {
        if (error.name === 'DataCloneError') checkArguments('scorePosts', { posts: POST_INPUTS }, [posts])
        throw error
      })
      let doneCount = 0
      for (;;) {
        const next = (await worker.ask({ kind: 'next', run })) as Exclude<Answer, null> & Awaited<ReturnType<Batches<ScoredPost>['next']>>
        signal?.throwIfAborted()
        if (next.done === true) return next.value
        yield next.value
        doneCount += next.value.length
        onProgress?.(doneCount, (posts as readonly unknown[]).length)
      }
    } finally {
      member.runCount -= 1
      void worker.ask({ kind: 'end', run })
    }
  }
  return {
    scorePosts: (posts, options = {}) => startRun(() => score(posts, options)),
    close: async () => void (await Promise.all(members.map(({ worker }) => worker.close()))),
  }
}
