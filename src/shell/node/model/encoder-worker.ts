import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import {
  type EncoderBatch,
  type OnnxRuntime,
  openOnnxSession,
} from '../../../judge/stance/encoder/onnx-session.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { answerJobs } from '../file/start-worker.js'

/** The path of an ONNX model, its id, and the SHA-256 of its file. The caller checks the hash. */
export type EncoderWorkerData = readonly [path: string, id: string, sha256: string]

/**
 * Path of the optimised graph that the build writes for a model of the package. The weights stay in
 * the model's file.
 */
export const graphPath = (sha256: string): string =>
  join(PACKAGE_ROOT, 'dist', 'models', `${sha256}.onnx`)

// Runs one ONNX session until the worker is terminated. An order without a batch asks whether the
// model is open.
if (parentPort !== null) {
  // An import would first read each file of the package for the names that it exports.
  const runtime = createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime
  const [path, , sha256] = workerData as EncoderWorkerData
  const extra = { session: { model_external_initializers_file_folder_path: dirname(path) } }
  const openGraph = async () =>
    openOnnxSession(runtime, readFileSync(graphPath(sha256)), 1, {
      graphOptimizationLevel: 'disabled',
      extra,
    })
  const run = await openGraph().catch(() => openOnnxSession(runtime, readFileSync(path), 1))
  answerJobs(
    parentPort,
    async ({ batch }: { readonly batch: EncoderBatch | null }) => batch && (await run([batch]))[0],
  )
}
