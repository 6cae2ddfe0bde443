import { parentPort, workerData } from 'node:worker_threads'
import { type EncoderBatch, type OnnxRuntime, openOnnxSession } from '../../../judge/stance/encoder/onnx-session.js'

export interface EncoderWorkerData {
  /** The ONNX model, in shared memory. */
  readonly model: Uint8Array<SharedArrayBuffer>
}

// Runs one ONNX session until the worker is terminated. An error ends the worker.
const port = parentPort
if (port !== null) {
  const { model } = workerData as EncoderWorkerData
  const runtime = (await import('onnxruntime-node')) as unknown as OnnxRuntime
  // The runtime does not accept shared memory, so it gets a copy, which it does not keep.
  const run = await openOnnxSession(runtime, new Uint8Array(model), 1)
  port.on('message', async ({ job, order }: { readonly job: number; readonly order: { readonly batch: EncoderBatch | null } }) => {
    const [value] = order.batch === null ? [] : await run([order.batch])
    port.postMessage({ job, value })
  })
}
