import { parentPort, workerData } from 'node:worker_threads'
import { loadModel } from '../model/load-model.js'
import {
  type Answer,
  type JobOrder,
  type Order,
  PlanScorer,
  packFault,
  type ReadPlan,
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
  let scorer: PlanScorer | null = null
  const reads = new Map<number, ReadPlan>()
  const carryOut = async (order: JobOrder): Promise<Answer> => {
    scorer ??= new PlanScorer(settings as ScoringSettings, await loading)
    const { kind, job } = order
    if (kind === 'read') {
      const read = scorer.read(order.batch)
      reads.set(job, read)
      return { kind: 'read', job, keys: read.keys }
    }
    const read = reads.get(job) as ReadPlan
    reads.delete(job)
    return { kind: 'scored', job, scored: await scorer.score(read, order.originals) }
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
  return answer.kind === 'scored' ? [answer.scored.bytes.buffer as ArrayBuffer] : []
}
