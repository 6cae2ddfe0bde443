import { parentPort, workerData } from 'node:worker_threads'
import { type EncoderBatch, type OnnxRuntime, openOnnxSession } from '../../../judge/stance/encoder/onnx-session.js'
import { readHashedFile } from './read-model-file.js'

/** The file of an ONNX model, which the worker reads and checks itself. */
export type EncoderWorkerData = Parameters<typeof readHashedFile>

// Runs one ONNX session until the worker is terminated. An error ends the worker.
const port = parentPort
if (port !== null) {
  const run = await openOnnxSession(
    (await import('onnxruntime-node')) as unknown as OnnxRuntime,
    readHashedFile(...(workerData as EncoderWorkerData)),
    1,
  )
  port.on('message', async ({ job, order }: { readonly job: number; readonly order: { readonly batch: EncoderBatch | null } }) => {
    const [value] = order.batch === null ? [] : await run([order.batch])
    port.postMessage({ job, value })
  })
}
