import { parentPort, workerData } from 'node:worker_threads'
import type { ReadParcel } from '../bulk/read-parcel.js'
import { ParcelScorer, type ScoringSettings } from './score-plan.js'
import { type Answer, type Order, packFault } from './worker-messages.js'

/** A thread that scores parcels, until it is ended from outside. */
const port = parentPort
if (port !== null) {
  let scorer: ParcelScorer | null = null
  const reads = new Map<number, ReadParcel>()
  const carryOut = async (order: Order): Promise<Answer | null> => {
    scorer ??= new ParcelScorer(workerData as ScoringSettings)
    const { kind, job } = order
    if (kind === 'read') {
      const { read, probes } = scorer.read(order.parcel)
      reads.set(job, read)
      return { kind: 'read', job, probes }
    }
    const read = reads.get(job)
    reads.delete(job)
    if (kind === 'drop' || read === undefined) return null
    return { kind: 'scored', job, scored: await scorer.score(read, order.originals) }
  }
  // One order after the other: scoring awaits, and what it awaits must not let another order in between.
  let turn: Promise<void> = Promise.resolve()
  port.on('message', (order: Order) => {
    turn = turn.then(async () => {
      try {
        const answer = await carryOut(order)
        if (answer !== null) port.postMessage(answer, buffersOf(answer))
      } catch (error) {
        port.postMessage({ kind: 'failed', job: order.job, fault: packFault(error) } satisfies Answer)
      }
    })
  })
}

/** What is handed over, not copied. */
function buffersOf(answer: Answer): ArrayBuffer[] {
  if (answer.kind === 'failed') return []
  if (answer.kind === 'scored') return [answer.scored.bytes.buffer as ArrayBuffer]
  const { sketches, isSketched, bytes, ends } = answer.probes
  return [sketches, isSketched, bytes, ends].map(({ buffer }) => buffer as ArrayBuffer)
}
