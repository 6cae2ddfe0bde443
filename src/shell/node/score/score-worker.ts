import { parentPort, workerData } from 'node:worker_threads'
import { checkArguments, POST_INPUTS } from '../../../base/arguments/shapes.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type Batches, scorePosts } from '../../../pipeline/scoring.js'
import { answerJobs } from '../file/start-worker.js'
import { loadModel } from '../model/load-model.js'
import { type Answer, joinRows, type Order, type ScoredRows, type ScoringSettings, ThreadScorer } from './thread-scorer.js'

// Scores batches until the thread is terminated.
if (parentPort !== null) {
  const { modelId } = workerData as { readonly modelId: string }
  // A worker uses one core.
  const loading = Promise.resolve().then(() => loadModel(modelId, { encoderThreadCount: 1, onSlowRuntime: () => {} }))
  // An error is reported with the first batch.
  loading.catch(() => {})
  let settings: ScoringSettings | null = null
  let scorer: ThreadScorer | null = null
  const runs = new Map<number, Batches<ScoredPost>>()
  const carryOut = async (order: Order): Promise<Answer> => {
    if (order.kind === 'open') {
      settings = order.settings
      return null
    }
    if (order.kind === 'begin') {
      const { run, posts, options } = order
      checkArguments('scorePosts', { posts: POST_INPUTS }, [posts])
      runs.set(run, scorePosts(posts, { ...options, model: await loading })[Symbol.asyncIterator]())
      return null
    }
    if (order.kind === 'next') return (await runs.get(order.run)?.next()) ?? null
    if (order.kind === 'end') {
      runs.delete(order.run)
      return null
    }
    scorer ??= new ThreadScorer(settings as ScoringSettings, await loading)
    const parts: ScoredRows[] = []
    for await (const rows of scorer.score(JSON.parse(order.threads) as Thread[], order.originals)) parts.push(rows)
    return joinRows(parts)
  }
  answerJobs(parentPort, carryOut, (answer) => (answer !== null && 'bytes' in answer ? [answer.bytes.buffer] : []))
}
