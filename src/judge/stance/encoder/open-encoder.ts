import { PipelineError } from '../../../base/errors.js'
import type { StanceClassifier } from '../stance-classifier.js'
import { createEncoderClassifier } from './encoder-classifier.js'
import { checkEncoderHeader, ENCODER_FILES, type EncoderHeader } from './encoder-model.js'
import { mixEncoder } from './mixed-classifier.js'
import { type OnnxRuntime, openOnnxSession } from './onnx-session.js'

/**
 * Opens an encoder from its files in memory, each checked against the hash in `model.json`.
 *
 * @param startRuntime starts onnxruntime-web; asked for at the first post
 * @param linear the linear model that its header may mix in
 */
export async function openEncoder(
  files: Readonly<Record<string, Uint8Array>>,
  startRuntime: () => Promise<OnnxRuntime>,
  linear: () => StanceClassifier,
): Promise<StanceClassifier> {
  const fileOf = (name: string): Uint8Array => {
    const bytes = Object.hasOwn(files, name) ? files[name] : undefined
    if (bytes) return bytes
    const wanted = ['model.json', ...ENCODER_FILES].join(', ')
    throw new PipelineError('MODEL_MISSING', `expected the files ${wanted} of models/stance-en, got no ${name}. Choose all three at once.`)
  }
  const jsonOf = (name: string): object => {
    try {
      return Object(JSON.parse(new TextDecoder().decode(fileOf(name)))) as object
    } catch (cause) {
      if (cause instanceof PipelineError) throw cause
      const message = `expected JSON in ${name}, got something else. Choose the file of models/stance-en.`
      throw new PipelineError('MODEL_INVALID', message, { cause })
    }
  }
  const header: EncoderHeader = checkEncoderHeader(jsonOf('model.json'))
  for (const name of ENCODER_FILES) {
    const [hash, { sha256 }] = [await sha256Hex(fileOf(name)), header.files[name]]
    if (hash === sha256) continue
    const message = `model "${header.id}": expected ${name} with SHA-256 ${sha256}, got ${hash}. Choose the three files of one folder.`
    throw new PipelineError('MODEL_INVALID', message)
  }
  const encoder = createEncoderClassifier({
    header,
    tokenizer: jsonOf('tokenizer.json'),
    // One thread: more need shared memory, which pages from a disk lack.
    open: async () => openOnnxSession(await startRuntime(), fileOf('model.onnx'), 1),
  })
  return mixEncoder(encoder, header, linear)
}

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
