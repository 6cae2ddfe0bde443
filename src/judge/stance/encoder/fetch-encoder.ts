import linearEn from '#linear-en'
import { PipelineError } from '../../../base/errors.js'
import { unpackLinearModel } from '../linear/linear-classifier.js'
import type { StanceClassifier } from '../stance-classifier.js'
import { ENCODER_FILES } from './encoder-model.js'
import { openEncoder } from './open-encoder.js'

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

/** `#stance-en` in a browser. @param models the address of the folder of all models; default: the package's own */
export async function loadStance(models: string = new URL('../../../../../models/', import.meta.url).href): Promise<StanceClassifier> {
  const folder = `${models.replace(/\/?$/, '/')}stance-en/`
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href
  const names = ['model.json', ...ENCODER_FILES]
  const files = await Promise.all(names.map((name) => fetchBytes(new URL(`${folder}${name}`, page))))
  const byName = Object.fromEntries(names.map((name, index) => [name, files[index] as Uint8Array]))
  return await openEncoder(
    byName,
    () => import('#onnxruntime-web'),
    () => unpackLinearModel(linearEn),
  )
}
