import { parentPort, workerData } from 'node:worker_threads'
import type { BatchPlan } from '../batch/batch-plan.js'
import { loadModel } from '../model/load-model.js'

import {
  type Answer,
  type JobOrder,
  type Order,
  PlanScorer,
  packFault,
  planReader,
  type ReadPlan,
  type ScoredRows,
  type ScoreWorkerData,
  type ScoringSettings,
} from './score-plan.js'

// Scores batches until the thread is terminated.
const port = parentPort
if (port !== null) {
  const { modelId } = workerData as ScoreWorkerData
  // A worker has one core.
  const loading = Promise.resolve().then(() => loadModel(modelId, { encoderThreadCount: 1 }))
  // A fault is told with the first order.
  loading.catch(() => {})
  let settings: ScoringSettings | null = null
  let scorer: PlanScorer<BatchPlan> | null = null
  const reads = new Map<number, ReadPlan>()
  const carryOut = async (order: JobOrder): Promise<Answer> => {
    scorer ??= new PlanScorer(settings as ScoringSettings, await loading, planReader(settings as ScoringSettings))
    const { kind, job } = order
    if (kind === 'read') {
      const read = scorer.read(order.batch)
      const keys = await read.job.keys
      reads.set(job, read)
      return { kind: 'read', job, keys }
    }
    const read = reads.get(job) as ReadPlan
    reads.delete(job)
    const scored: ScoredRows[] = []
    for await (const rows of scorer.score(read, order.originals)) scored.push(rows)
    return { kind: 'scored', job, scored }
  }
  // Orders run one after another, because scoring awaits and would otherwise let the next order in.
  let turn: Promise<void> = Promise.resolve()
  port.on('message', (order: Order) => {
    if (order.kind === 'open') {
      settings = order.settings
      return
    }
    turn = turn.then(async () => {
      try {
        const answer = await carryOut(order)
        port.postMessage(answer, buffersOf(answer))
      } catch (error) {
        port.postMessage({ kind: 'failed', job: order.job, fault: packFault(error) } satisfies Answer)
      }
    })
  })
}

/** Buffers that are transferred instead of copied. */
function buffersOf(answer: Answer): ArrayBuffer[] {
  return answer.kind === 'scored' ? answer.scored.map(({ bytes }) => bytes.buffer) : []
}
