import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { PipelineError } from '../errors.js'
import { createEncoderClassifier } from '../stance/encoder/encoder-classifier.js'
import type { EncoderHeader } from '../stance/encoder/encoder-model.js'
import { type OnnxRuntime, openOnnxSession, type RunEncoder } from '../stance/encoder/onnx-session.js'
import type { StanceClassifier } from '../stance/stance-classifier.js'

/** `auto` takes onnxruntime-node where it is installed, since it is several times faster, else onnxruntime-web. */
export type EncoderRuntime = 'auto' | 'node' | 'web'

const IMPORTS = {
  node: async (): Promise<OnnxRuntime> => (await import('onnxruntime-node')) as unknown as OnnxRuntime,
  web: async (): Promise<OnnxRuntime> => {
    const runtime = await import('onnxruntime-web')
    runtime.env.wasm.numThreads = availableParallelism()
    return runtime as unknown as OnnxRuntime
  },
}

async function importRuntime(wanted: EncoderRuntime): Promise<OnnxRuntime> {
  if (wanted !== 'auto') return await IMPORTS[wanted]()
  try {
    return await IMPORTS.node()
  } catch {
    // An optional dependency: npm leaves it out where its install step cannot run.
    return await IMPORTS.web()
  }
}

/** Opens the model at the first post, so that commands which never score pay nothing. */
async function openEncoder(id: string, model: Uint8Array, wanted: EncoderRuntime): Promise<RunEncoder> {
  try {
    return await openOnnxSession(await importRuntime(wanted), model)
  } catch (cause) {
    throw new PipelineError(
      'MODEL_RUNTIME_UNAVAILABLE',
      `model "${id}": expected onnxruntime-node or onnxruntime-web to open it, got: ${cause instanceof Error ? cause.message : String(cause)}. Run npm ci, or take --model linear-en, which needs neither.`,
      { cause },
    )
  }
}

/**
 * Puts an encoder together from the files of its folder.
 *
 * @param readFile reads a file of the model's folder by its name
 * @throws {PipelineError} `MODEL_INVALID` for a file whose hash is not the one in `model.json`, or a tokenizer that is no JSON
 */
export function loadEncoder(
  header: EncoderHeader,
  readFile: (name: string) => Uint8Array,
  runtime: EncoderRuntime = 'auto',
): StanceClassifier {
  const readChecked = (name: string): Uint8Array => {
    const bytes = readFile(name)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const expected = header.files[name]?.sha256
    if (hash !== expected) {
      throw new PipelineError(
        'MODEL_INVALID',
        `model "${header.id}": expected ${name} with SHA-256 ${expected}, got ${hash} (${bytes.length} bytes). Restore the file (git checkout).`,
      )
    }
    return bytes
  }
  const model = readChecked('model.onnx')
  const tokenizer = JSON.parse(new TextDecoder().decode(readChecked('tokenizer.json'))) as object
  return createEncoderClassifier({ header, tokenizer, open: () => openEncoder(header.id, model, runtime) })
}
