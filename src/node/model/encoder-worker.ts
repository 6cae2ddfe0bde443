import { parentPort, workerData } from 'node:worker_threads'
import { type EncoderBatch, type OnnxRuntime, openOnnxSession } from '../../stance/encoder/onnx-session.js'

/** What a thread of the pool is started with. */
export interface EncoderWorkerData {
  /** The ONNX model, in memory that all threads share. */
  readonly model: Uint8Array<SharedArrayBuffer>
}

/** A batch for a thread. */
export interface EncoderOrder {
  readonly job: number
  readonly batch: EncoderBatch
}

/** What a thread tells: that its model is open, or the logits of a batch. */
export type EncoderAnswer = { readonly kind: 'open' } | { readonly kind: 'logits'; readonly job: number; readonly logits: Float32Array }

/** A thread that runs one ONNX session, until it is ended from outside. A fault ends it. */
const port = parentPort
if (port !== null) {
  const { model } = workerData as EncoderWorkerData
  const runtime = (await import('onnxruntime-node')) as unknown as OnnxRuntime
  // A copy, since the runtime takes no shared memory; it keeps none of it.
  const run = await openOnnxSession(runtime, new Uint8Array(model), 1)
  port.on('message', async ({ job, batch }: EncoderOrder) => {
    const [logits = new Float32Array()] = await run([batch])
    port.postMessage({ kind: 'logits', job, logits } satisfies EncoderAnswer)
  })
  port.postMessage({ kind: 'open' } satisfies EncoderAnswer)
}
