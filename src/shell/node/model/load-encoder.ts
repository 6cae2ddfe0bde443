import { availableParallelism } from 'node:os'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { openOnce } from '../../../base/text/lazily.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import { createEncoderClassifier } from '../../../judge/stance/encoder/encoder-classifier.js'
import { checkEncoderHeader, type EncoderFile, type EncoderHeader } from '../../../judge/stance/encoder/encoder-model.js'
import {
  type EncoderBatch,
  type EncoderOutput,
  type OnnxRuntime,
  openOnnxSession,
  type RunEncoder,
} from '../../../judge/stance/encoder/onnx-session.js'
import type { RelationModel } from '../../../judge/stance/inherit/relation-model.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { AskedWorker } from '../file/start-worker.js'
import type { EncoderWorkerData } from './encoder-worker.js'

/** Thread limit of onnxruntime-web. Each thread costs memory and startup time. */
const MAX_WEB_THREAD_COUNT = 4
/** Default thread limit of onnxruntime-node. Each thread costs about 100 MB. */
const MAX_NODE_THREAD_COUNT = 8
/** From this many posts on, a pool is worth its startup time of a third of a second. Before that, one session in this thread runs. */
const POOL_POST_COUNT = 128

const SLOW_RUNTIME =
  'expected onnxruntime-node, got none, so that the encoder runs as WebAssembly, about 50 times slower. Run: npm i onnxruntime-node --onnxruntime-node-install=skip'

/** What is said where encoders run without onnxruntime-node; null where it is there. */
export function slowRuntime(): string | null {
  try {
    import.meta.resolve('onnxruntime-node')
    return null
  } catch {
    return SLOW_RUNTIME
  }
}

async function importRuntime({
  runtime: wanted = 'auto',
  onSlowRuntime = process.emitWarning,
}: RunOptions): Promise<{ readonly kind: 'node' | 'web'; readonly onnx: OnnxRuntime }> {
  if (wanted !== 'web') {
    try {
      return { kind: 'node', onnx: (await import('onnxruntime-node')) as unknown as OnnxRuntime }
    } catch (cause) {
      // onnxruntime-node is optional: npm omits it when its install script cannot run.
      if (wanted === 'node') throw cause
      onSlowRuntime(SLOW_RUNTIME)
    }
  }
  const runtime = await import('#onnxruntime-web')
  runtime.env.wasm.numThreads = Math.min(availableParallelism(), MAX_WEB_THREAD_COUNT)
  return { kind: 'web', onnx: runtime }
}

/** Which runtime an encoder runs in, and with how many threads. */
export interface RunOptions {
  /** The onnxruntime of encoders. Default `auto`: onnxruntime-node, which is several times faster, else onnxruntime-web. */
  readonly runtime?: 'auto' | 'node' | 'web' | undefined
  /** Threads of an encoder for many posts. Default, or 0: one per core, at most eight (four with onnxruntime-web). */
  readonly encoderThreadCount?: number | undefined
  /** Told in words that an encoder runs without onnxruntime-node, about 50 times slower. Default: a warning of the process. */
  readonly onSlowRuntime?: ((message: string) => void) | undefined
}

async function openEncoder(id: string, readModel: () => Uint8Array, options: RunOptions): Promise<RunEncoder> {
  const { runtime: wanted = 'auto', encoderThreadCount: threadCount = 0 } = options
  const explainFailure = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work
    } catch (cause) {
      if (cause instanceof PipelineError) throw cause
      const message = `model "${id}": expected onnxruntime-node or onnxruntime-web to open it, got: ${cause instanceof Error ? cause.message : String(cause)}. Run npm ci, or take --model linear-en, which needs neither.`
      throw new PipelineError('MODEL_RUNTIME_UNAVAILABLE', message, { context: { id, runtime: wanted }, cause })
    }
  }
  const { kind, onnx } = await explainFailure(importRuntime(options))
  if (kind === 'web') return await explainFailure(openOnnxSession(onnx, readModel(), threadCount))
  const sessionCount = threadCount || Math.min(availableParallelism(), MAX_NODE_THREAD_COUNT)
  const openOne = async (): Promise<RunEncoder> => await openOnnxSession(onnx, readModel(), 1)
  const run = sessionCount === 1 ? await explainFailure(openOne()) : growOnDemand(openOne, () => openEncoderPool(readModel(), sessionCount))
  return async (batches) => await explainFailure(run(batches))
}

/** Runs one session in this thread, and switches to a pool after {@link POOL_POST_COUNT} posts if one can be opened. */
function growOnDemand(openOne: () => Promise<RunEncoder>, openPool: () => Promise<RunEncoder>): RunEncoder {
  let one = openOnce(openOne)
  const runAlone: RunEncoder = async (batches) => await (await one())(batches)
  const startPool = async (): Promise<RunEncoder> => {
    try {
      const pool = await openPool()
      // Releases the single session.
      one = openOnce(openOne)
      return pool
    } catch {
      return runAlone
    }
  }
  let many: Promise<RunEncoder> | null = null
  let postCount = 0
  return async (batches) => {
    for (const { rowCount } of batches) postCount += rowCount
    if (postCount >= POOL_POST_COUNT && batches.length > 1) many ??= startPool()
    const run = many === null ? runAlone : await many
    return await run(batches)
  }
}

/**
 * Loads an encoder from the files of its folder. The runtime opens the model at the first post.
 *
 * @param header content of `model.json`; checked before any other file is read
 * @param readFile reads a file of the model folder by name
 * @throws {PipelineError} `MODEL_INVALID` for a damaged header, a file whose hash differs from `model.json`, or an invalid
 *   tokenizer; `MODEL_LABELS_MISMATCH`
 */
export function loadEncoder(
  header: EncoderHeader,
  readFile: (name: string) => Uint8Array,
  run: RunOptions = {},
  relation: RelationModel | null = null,
): StanceClassifier {
  const { id, files } = checkEncoderHeader(header)
  const readChecked = (name: EncoderFile): Uint8Array => {
    const bytes = readFile(name)
    const hash = sha256Of(bytes)
    const { sha256 } = files[name]
    if (hash === sha256) return bytes
    const message = `model "${id}": expected ${name} with SHA-256 ${sha256}, got ${hash} (${bytes.length} bytes). Restore the file (git checkout).`
    throw new PipelineError('MODEL_INVALID', message, { context: { id, name } })
  }
  // A runtime copies the bytes. They are kept until the next full garbage collection, which comes after the first post of most runs.
  const model = new WeakRef(readChecked('model.onnx'))
  const tokenizer = parseJson(new TextDecoder().decode(readChecked('tokenizer.json')), (cause) => {
    const message = `model "${id}": expected JSON in tokenizer.json, got something else. Restore the file (git checkout).`
    throw new PipelineError('MODEL_INVALID', message, { context: { id }, cause })
  }) as object
  return createEncoderClassifier({
    header,
    tokenizer,
    relation,
    open: () => openEncoder(id, () => model.deref() ?? readChecked('model.onnx'), run),
  })
}

/** Batches queued per worker, so that it never waits for the next one. */
const JOBS_PER_WORKER = 2

/**
 * Opens an ONNX model in several worker threads, each with one session on one core, and distributes batches over them. For a model this
 * small, two sessions double the throughput, while a second thread in one session adds little. An idle pool does not keep the process
 * alive. Resolves once the first worker is ready.
 */
export async function openEncoderPool(model: Uint8Array, threadCount: number): Promise<RunEncoder> {
  const shared = new Uint8Array(new SharedArrayBuffer(model.length))
  shared.set(model)
  const workers = Array.from({ length: threadCount }, () => new PoolWorker(shared))
  await Promise.any(workers.map(({ opened }) => opened)).catch(({ errors }: AggregateError) => {
    throw errors.at(-1)
  })
  return async (batches) => {
    const outputs = new Array<EncoderOutput>(batches.length)
    // The longest batches go first, so that workers finish at nearly the same time.
    const waiting = [...batches.entries()].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a)).values()
    const work = async (worker: PoolWorker): Promise<void> => {
      if (!(await worker.isReady())) return
      for (const [index, batch] of waiting) outputs[index] = await worker.ask<EncoderOutput>({ batch })
    }
    await Promise.all(workers.flatMap((worker) => Array.from({ length: JOBS_PER_WORKER }, () => work(worker))))
    if (outputs.includes(undefined as never)) throw new Error('all threads of the encoder have ended')
    return outputs
  }
}

const sizeOf = ({ rowCount, length }: EncoderBatch): number => rowCount * length

class PoolWorker extends AskedWorker<{ readonly batch: EncoderBatch | null }> {
  /** Settles when the model is open or has failed to open. */
  readonly opened: Promise<unknown>

  constructor(model: EncoderWorkerData['model']) {
    super('encoder-worker', import.meta.url, { workerData: { model } satisfies EncoderWorkerData })
    this.opened = this.ask({ batch: null })
  }

  async isReady(): Promise<boolean> {
    await this.opened.catch(() => {})
    return this.failure === null
  }
}
