import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { openOnce } from '../../../base/text/lazily.js'
import { knownFile } from '../../../judge/stance/bundled-file.js'
import {
  createEncoderClassifier,
  type EncoderParts,
} from '../../../judge/stance/encoder/encoder-classifier.js'
import {
  checkEncoderHeader,
  type EncoderFile,
  type EncoderHeader,
} from '../../../judge/stance/encoder/encoder-model.js'
import {
  type EncoderBatch,
  type EncoderOutput,
  type OnnxRuntime,
  openOnnxSession,
  type RunEncoder,
} from '../../../judge/stance/encoder/onnx-session.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { hashFile } from '../file/read-source.js'
import { AskedWorker } from '../file/start-worker.js'
import type { EncoderWorkerData } from './encoder-worker.js'
import { readHashedFile } from './read-model-file.js'

/** Thread limit of onnxruntime-web. Each thread costs memory and startup time. */
const MAX_WEB_THREAD_COUNT = 4
/** Default thread limit of onnxruntime-node. Each thread costs about 100 MB. */
const MAX_NODE_THREAD_COUNT = 8
/** From this many posts on, more workers are worth their startup time of a third of a second. */
const POOL_POST_COUNT = 128

const SLOW_RUNTIME =
  'expected onnxruntime-node, got none, so that the encoder runs as WebAssembly, about 50 times slower. Run: ONNXRUNTIME_NODE_INSTALL=skip npm i onnxruntime-node'

/** The warning for encoders without onnxruntime-node; null where it is installed. */
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

/** The runtime of an encoder, and the number of its threads. */
export interface RunOptions {
  /**
   * The onnxruntime of encoders. Default `auto`: onnxruntime-node, which is several times faster,
   * else onnxruntime-web.
   */
  readonly runtime?: 'auto' | 'node' | 'web' | undefined
  /**
   * Threads of an encoder; 1 uses the caller's own. Default, or 0: one per core, at most eight
   * (four with onnxruntime-web).
   */
  readonly encoderThreadCount?: number | undefined
  /**
   * True if a few posts follow at once: the model then opens in another thread meanwhile. Default
   * false.
   */
  readonly opensAtOnce?: boolean | undefined
  /**
   * Takes the warning that an encoder runs without onnxruntime-node, 50 times slower. Default: a
   * warning of the process.
   */
  readonly onSlowRuntime?: ((message: string) => void) | undefined
}

/** @param pool null if this thread does the work */
function openEncoder(
  pool: EncoderPool | null,
  file: EncoderWorkerData,
  options: RunOptions,
): RunEncoder {
  const [path, id, sha256] = file
  const { runtime: wanted = 'auto', encoderThreadCount: threadCount = 0 } = options
  const explainFailure = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work
    } catch (cause) {
      if (cause instanceof PipelineError) throw cause
      const message = `model "${id}": expected onnxruntime-node or onnxruntime-web to open it, got: ${cause instanceof Error ? cause.message : String(cause)}. Install dealstance again with its optional packages, or take --model linear-en, which needs neither.`
      throw new PipelineError('MODEL_RUNTIME_UNAVAILABLE', message, {
        context: { id, runtime: wanted },
        cause,
      })
    }
  }
  const check = openOnce(
    async () => void ((await hashFile(path)) === sha256 || readHashedFile(...file)),
  )
  const openHere = openOnce(async () => {
    const { kind, onnx } = await importRuntime(options)
    return await openOnnxSession(onnx, readHashedFile(...file), kind === 'web' ? threadCount : 1)
  })
  return async (batches) => {
    // The batches are queued before the threads are open; the hash is checked while they work.
    const answers = pool?.run(batches)
    answers?.catch(() => {})
    if (answers !== undefined && (await pool?.isReady))
      return (await explainFailure(Promise.all([answers, check()])))[0]
    return await explainFailure(openHere().then((run) => run(batches)))
  }
}

/**
 * The parts of an encoder from the files of its folder. The model itself is opened, and its hash
 * checked, at the first post.
 */
export function encoderParts(
  header: EncoderHeader,
  folder: string,
  run: RunOptions = {},
): EncoderParts {
  const { id, files } = checkEncoderHeader(header)
  const fileOf = (name: EncoderFile) => [join(folder, name), id, files[name].sha256] as const
  const file = fileOf('model.onnx')
  const { encoderThreadCount = 0, runtime, opensAtOnce } = run
  const threadCount = encoderThreadCount || Math.min(availableParallelism(), MAX_NODE_THREAD_COUNT)
  // A worker thread of Deno keeps its process alive, even if idle.
  const startPool = () =>
    runtime === 'web' || threadCount === 1 || 'Deno' in globalThis
      ? null
      : openEncoderPool(file, threadCount)
  const started = opensAtOnce ? startPool() : null
  const words = readHashedFile(...fileOf('tokenizer.json'))
  // The hash of the tokenizer was checked.
  const tokenizer = (knownFile(files['tokenizer.json'].sha256) ??
    JSON.parse(words.toString())) as object
  return { header, tokenizer, open: async () => openEncoder(started ?? startPool(), file, run) }
}

export const loadEncoder = (
  ...encoderArguments: Parameters<typeof encoderParts>
): StanceClassifier => createEncoderClassifier(encoderParts(...encoderArguments))

type EncoderPool = ReturnType<typeof openEncoderPool>
/** Batches queued per worker, so that it never waits for the next one. */
const JOBS_PER_WORKER = 2

/**
 * Opens an ONNX model in a worker thread, and after {@link POOL_POST_COUNT} posts in several. Each
 * has one session on one core; batches are distributed over them. With a model this small, two
 * sessions double the throughput; a second thread in a session adds little.
 */
export function openEncoderPool(file: EncoderWorkerData, threadCount: number) {
  const workers: [PoolWorker, ...PoolWorker[]] = [new PoolWorker(file)]
  let postCount = 0
  const run: RunEncoder = async (batches) => {
    for (const { rowCount } of batches) postCount += rowCount
    if (postCount >= POOL_POST_COUNT && batches.length > 1)
      while (workers.length < threadCount) workers.push(new PoolWorker(file))
    const outputs = new Array<Promise<EncoderOutput>>(batches.length)
    // The longest batches go first, so that workers finish at nearly the same time.
    const waiting = [...batches.entries()].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a)).values()
    const work = async (worker: PoolWorker): Promise<void> => {
      if ((workers.length > 1 && !(await worker.isReady)) || worker.failure !== null)
        throw worker.failure ?? new Error('all threads of the encoder have ended')
      for (const [index, batch] of waiting)
        await (outputs[index] = worker.ask<EncoderOutput>({ batch }))
    }
    // The first worker to find the queue empty ends the wait for workers still opening.
    const jobCount =
      workers.length > 1 ? JOBS_PER_WORKER : Math.max(JOBS_PER_WORKER, batches.length)
    const works = workers.flatMap((worker) => Array.from({ length: jobCount }, () => work(worker)))
    await Promise.any(works).catch(({ errors }: AggregateError) => {
      throw errors.at(-1)
    })
    return await Promise.all(outputs)
  }
  return { isReady: workers[0].isReady, run }
}

const sizeOf = ({ rowCount, length }: EncoderBatch): number => rowCount * length

class PoolWorker extends AskedWorker<{ readonly batch: EncoderBatch | null }> {
  /** True if the model could be opened, once that is known. */
  readonly isReady: Promise<boolean>

  constructor(file: EncoderWorkerData) {
    super('encoder-worker', import.meta.url, { workerData: file })
    this.isReady = this.ask({ batch: null }).then(
      () => true,
      () => false,
    )
  }
}
