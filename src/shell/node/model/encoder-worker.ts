import { parentPort, workerData } from 'node:worker_threads'
import { type EncoderBatch, type EncoderOutput, type OnnxRuntime, openOnnxSession } from '../../../judge/stance/encoder/onnx-session.js'

export interface EncoderWorkerData {
  /** The ONNX model, in shared memory. */
  readonly model: Uint8Array<SharedArrayBuffer>
}

export interface EncoderRequest {
  readonly job: number
  readonly batch: EncoderBatch
}

/** A message of a worker: its model is open, or the output for a batch. */
export type EncoderReply = { readonly kind: 'open' } | { readonly kind: 'output'; readonly job: number; readonly output: EncoderOutput }

// Runs one ONNX session until the worker is terminated. An error ends the worker.
const port = parentPort
if (port !== null) {
  const { model } = workerData as EncoderWorkerData
  const runtime = (await import('onnxruntime-node')) as unknown as OnnxRuntime
  // The runtime does not accept shared memory, so it gets a copy, which it does not keep.
  const run = await openOnnxSession(runtime, new Uint8Array(model), 1)
  port.on('message', async ({ job, batch }: EncoderRequest) => {
    const [output] = await run([batch])
    port.postMessage({ kind: 'output', job, output: output as EncoderOutput } satisfies EncoderReply)
  })
  port.postMessage({ kind: 'open' } satisfies EncoderReply)
}
