import { parentPort, workerData } from 'node:worker_threads'
import { checkArguments, POST_INPUTS } from '../../../base/arguments/shapes.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type Batches, scorePosts } from '../../../pipeline/scoring.js'
import { answerJobs } from '../file/start-worker.js'
import { loadModel } from '../model/load-model.js'
import { type Answer, type Order, PlanScorer, type ReadPlan, type ScoringSettings } from './score-plan.js'

// Scores batches until the thread is terminated.
if (parentPort !== null) {
  const { modelId } = workerData as { readonly modelId: string }
  // A worker uses one core.
  const loading = Promise.resolve().then(() => loadModel(modelId, { encoderThreadCount: 1, onSlowRuntime: () => {} }))
  // An error is reported with the first batch.
  loading.catch(() => {})
  let settings: ScoringSettings | null = null
  let scorer: PlanScorer | null = null
  const reads = new Map<number, ReadPlan>()
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
    scorer ??= new PlanScorer(settings as ScoringSettings, await loading)
    if (order.kind === 'read') {
      const read = scorer.read(order.batch)
      reads.set(order.batchNumber, read)
      return read.keys
    }
    const read = reads.get(order.batchNumber) as ReadPlan
    reads.delete(order.batchNumber)
    return await scorer.score(read, order.originals)
  }
  answerJobs(parentPort, carryOut, (answer) => (answer !== null && 'bytes' in answer ? [answer.bytes.buffer] : []))
}
