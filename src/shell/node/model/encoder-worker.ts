import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { type EncoderBatch, type OnnxRuntime, openOnnxSession } from '../../../judge/stance/encoder/onnx-session.js'
import { sha256Of } from '../file/sha256.js'

/** The file of an ONNX model, which the worker reads and checks itself. */
export interface EncoderWorkerData {
  readonly path: string
  readonly sha256: string
}

// Runs one ONNX session until the worker is terminated. An error ends the worker.
const port = parentPort
if (port !== null) {
  const { path, sha256 } = workerData as EncoderWorkerData
  const model = readFileSync(path)
  if (sha256Of(model) !== sha256) throw new Error(`expected ${path} with SHA-256 ${sha256}, got another file`)
  const run = await openOnnxSession((await import('onnxruntime-node')) as unknown as OnnxRuntime, model, 1)
  port.on('message', async ({ job, order }: { readonly job: number; readonly order: { readonly batch: EncoderBatch | null } }) => {
    const [value] = order.batch === null ? [] : await run([order.batch])
    port.postMessage({ job, value })
  })
}
