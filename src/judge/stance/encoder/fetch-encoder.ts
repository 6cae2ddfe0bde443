import linearEn from '#linear-en'
import { PipelineError } from '../../../base/errors.js'
import { unpackLinearModel } from '../linear/linear-classifier.js'
import type { StanceClassifier } from '../stance-classifier.js'
import { createEncoderClassifier } from './encoder-classifier.js'
import { checkEncoderHeader, ENCODER_FILES } from './encoder-model.js'
import { mixEncoder } from './mixed-classifier.js'
import { openOnnxSession } from './onnx-session.js'

async function fetchBytes(address: URL): Promise<Uint8Array> {
  const fault = (got: string, cause?: unknown): PipelineError =>
    new PipelineError(
      'MODEL_MISSING',
      `expected a file of the model at ${address.href}, got ${got}. Give the address of the package's folder models/, as in loadEncoder("https://example.org/models/").`,
      { context: { url: address.href }, cause },
    )
  const answer = await fetch(address).catch((cause: unknown) => {
    throw fault(cause instanceof Error ? cause.message : String(cause), cause)
  })
  if (!answer.ok) throw fault(`status ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** False: nobody is sent 35 MB unasked. */
export const IS_AT_HAND = false

/**
 * `#stance-en` in a browser.
 *
 * @param models the address of the folder of all models; default: the package's own
 */
export async function loadStance(
  models: string = new URL('../../../../../models/', import.meta.url).href,
): Promise<StanceClassifier> {
  const folder = `${models.replace(/\/?$/, '/')}stance-en/`
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href
  const filesOf = (name: string): Promise<Uint8Array> =>
    fetchBytes(new URL(`${folder}${name}`, page))
  const [json, ...files] = await Promise.all(['model.json', ...ENCODER_FILES].map(filesOf))
  const header = checkEncoderHeader(jsonIn(json as Uint8Array))
  for (const [index, name] of ENCODER_FILES.entries()) {
    const hash = await sha256Hex(files[index] as Uint8Array)
    const { sha256 } = header.files[name]
    if (hash === sha256) continue
    const message = `model "${header.id}": expected ${name} with SHA-256 ${sha256}, got ${hash}. Serve the files of one folder.`
    throw new PipelineError('MODEL_INVALID', message)
  }
  const [onnx, tokenizer] = files as [Uint8Array, Uint8Array]
  // One thread: more need shared memory, which pages from a disk lack.
  const open = async () => openOnnxSession(await import('#onnxruntime-web'), onnx, 1)
  const encoder = createEncoderClassifier({ header, tokenizer: jsonIn(tokenizer), open })
  return mixEncoder(encoder, header, () => unpackLinearModel(linearEn))
}

function jsonIn(bytes: Uint8Array): object {
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes))) as object
  } catch (cause) {
    throw new PipelineError(
      'MODEL_INVALID',
      'expected JSON of models/stance-en, got something else. Serve its files as they are.',
      {
        cause,
      },
    )
  }
}

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
