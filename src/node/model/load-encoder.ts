import { availableParallelism } from 'node:os'
import { PipelineError } from '../../errors.js'
import type { RelationModel } from '../../stance/context/relation-model.js'
import { createEncoderClassifier } from '../../stance/encoder/encoder-classifier.js'
import { checkEncoderHeader, type EncoderFile, type EncoderHeader } from '../../stance/encoder/encoder-model.js'
import { type OnnxRuntime, openOnnxSession, type RunEncoder } from '../../stance/encoder/onnx-session.js'
import { openOnce } from '../../stance/encoder/open-once.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import { sha256Of } from '../file/sha256.js'
import { openEncoderPool } from './encoder-pool.js'

/** `auto` takes onnxruntime-node where it is installed, since it is several times faster, else onnxruntime-web. */
export type EncoderRuntime = 'auto' | 'node' | 'web'

/** The most threads onnxruntime-web takes by itself; each costs memory and time to start. */
const MAX_WEB_THREAD_COUNT = 4
/** The most threads onnxruntime-node is given unless told otherwise; each costs some 100 MB. */
const MAX_NODE_THREAD_COUNT = 8
/** When so many posts were asked for, more threads are worth their start, a third of a second. Before, one session in this thread. */
const POOL_POST_COUNT = 128

interface Runtime {
  readonly kind: 'node' | 'web'
  readonly onnx: OnnxRuntime
}

const IMPORTS = {
  node: async (): Promise<Runtime> => ({ kind: 'node', onnx: (await import('onnxruntime-node')) as unknown as OnnxRuntime }),
  web: async (): Promise<Runtime> => {
    const runtime = await import('onnxruntime-web')
    runtime.env.wasm.numThreads = Math.min(availableParallelism(), MAX_WEB_THREAD_COUNT)
    return { kind: 'web', onnx: runtime as unknown as OnnxRuntime }
  },
}

async function importRuntime(wanted: EncoderRuntime): Promise<Runtime> {
  if (wanted !== 'auto') return await IMPORTS[wanted]()
  try {
    return await IMPORTS.node()
  } catch {
    // An optional dependency: npm leaves it out where its install step cannot run.
    return await IMPORTS.web()
  }
}

/** What an encoder runs on. */
export interface RunOptions {
  /** Default `auto`. */
  readonly runtime?: EncoderRuntime | undefined
  /** 1 and more; default, or 0: as many as there are cores, up to eight (four of onnxruntime-web). */
  readonly threadCount?: number | undefined
}

/** Opens the model at the first post, so that commands which never score pay nothing. */
async function openEncoder(id: string, model: Uint8Array, { runtime: wanted = 'auto', threadCount = 0 }: RunOptions): Promise<RunEncoder> {
  const saying = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work
    } catch (cause) {
      throw new PipelineError(
        'MODEL_RUNTIME_UNAVAILABLE',
        `model "${id}": expected onnxruntime-node or onnxruntime-web to open it, got: ${cause instanceof Error ? cause.message : String(cause)}. Run npm ci, or take --model linear-en, which needs neither.`,
        { context: { id, runtime: wanted }, cause },
      )
    }
  }
  const { kind, onnx } = await saying(importRuntime(wanted))
  if (kind === 'web') return await saying(openOnnxSession(onnx, model, threadCount))
  const width = threadCount || Math.min(availableParallelism(), MAX_NODE_THREAD_COUNT)
  const openOne = (): Promise<RunEncoder> => openOnnxSession(onnx, model, 1)
  const run = width === 1 ? await saying(openOne()) : openAsNeeded(openOne, () => openEncoderPool(model, width))
  return async (batches) => await saying(run(batches))
}

/** One session in this thread until many posts have been asked for; then, and from then on, a pool, where one can be opened. */
function openAsNeeded(openOne: () => Promise<RunEncoder>, openPool: () => Promise<RunEncoder>): RunEncoder {
  let one = openOnce(openOne)
  const runAlone: RunEncoder = async (batches) => await (await one())(batches)
  const startPool = async (): Promise<RunEncoder> => {
    try {
      const pool = await openPool()
      // Lets go of the one session.
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
 * Puts an encoder together from the files of its folder.
 *
 * @param header what stands in `model.json`; it is checked before a file is read
 * @param readFile reads a file of the model's folder by its name
 * @throws {PipelineError} `MODEL_INVALID` for a damaged header, for a file whose hash is not the one in `model.json`, or a
 *   tokenizer that is none; `MODEL_LABELS_MISMATCH`
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
    throw new PipelineError(
      'MODEL_INVALID',
      `model "${id}": expected ${name} with SHA-256 ${sha256}, got ${hash} (${bytes.length} bytes). Restore the file (git checkout).`,
      { context: { id, name } },
    )
  }
  const model = readChecked('model.onnx')
  const tokenizer = parseTokenizer(id, readChecked('tokenizer.json'))
  return createEncoderClassifier({ header, tokenizer, relation, open: () => openEncoder(id, model, run) })
}

function parseTokenizer(id: string, bytes: Uint8Array): object {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as object
  } catch (cause) {
    throw new PipelineError(
      'MODEL_INVALID',
      `model "${id}": expected JSON in tokenizer.json, got something else. Restore the file (git checkout).`,
      {
        context: { id },
        cause,
      },
    )
  }
}
