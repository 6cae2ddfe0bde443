import { parentPort, workerData } from 'node:worker_threads'
import type { BatchPlan } from '../batch/batch-plan.js'
import { answerJobs } from '../file/start-worker.js'
import { loadModel } from '../model/load-model.js'
import {
  type JobAnswer,
  type JobOrder,
  PlanScorer,
  planReader,
  type ReadPlan,
  type ScoredRows,
  type ScoringSettings,
} from './score-plan.js'

// Scores batches until the thread is terminated.
if (parentPort !== null) {
  const { modelId } = workerData as { readonly modelId: string }
  // A worker has one core.
  const loading = Promise.resolve().then(() => loadModel(modelId, { encoderThreadCount: 1 }))
  // A fault is told with the first order.
  loading.catch(() => {})
  let settings: ScoringSettings | null = null
  let scorer: PlanScorer<BatchPlan> | null = null
  const reads = new Map<number, ReadPlan>()
  const carryOut = async (order: JobOrder): Promise<JobAnswer> => {
    if (order.kind === 'open') {
      settings = order.settings
      return null
    }
    scorer ??= new PlanScorer(settings as ScoringSettings, await loading, planReader(settings as ScoringSettings))
    if (order.kind === 'read') {
      const read = scorer.read(order.batch)
      const keys = await read.job.keys
      reads.set(order.batchNumber, read)
      return keys
    }
    const read = reads.get(order.batchNumber) as ReadPlan
    reads.delete(order.batchNumber)
    const scored: ScoredRows[] = []
    for await (const rows of scorer.score(read, order.originals)) scored.push(rows)
    return scored
  }
  const buffersOf = (answer: JobAnswer): ArrayBuffer[] =>
    (answer ?? []).flatMap((each) => (typeof each === 'object' && 'bytes' in each ? [each.bytes.buffer] : []))
  answerJobs(parentPort, carryOut, buffersOf)
}
