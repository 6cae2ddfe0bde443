import { parentPort, workerData } from 'node:worker_threads'
import { type EncoderBatch, type OnnxRuntime, openOnnxSession } from '../../../judge/stance/encoder/onnx-session.js'
import { answerJobs } from '../file/start-worker.js'
import { readHashedFile } from './read-model-file.js'

/** The file of an ONNX model, which the worker reads and checks itself. */
export type EncoderWorkerData = Parameters<typeof readHashedFile>

// Runs one ONNX session until the worker is terminated. An order without a batch asks whether the model is open.
if (parentPort !== null) {
  const runtime = (await import('onnxruntime-node')) as unknown as OnnxRuntime
  const run = await openOnnxSession(runtime, readHashedFile(...(workerData as EncoderWorkerData)), 1)
  answerJobs(parentPort, async ({ batch }: { readonly batch: EncoderBatch | null }) => batch && (await run([batch]))[0])
}
