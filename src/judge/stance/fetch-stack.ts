import linearEn from '#linear-en'
import { PipelineError } from '../../base/errors.js'
import { ENCODER_FILES } from './encoder/encoder-model.js'
import { openEncoder } from './encoder/open-encoder.js'
import { unpackLinearModel } from './linear/linear-classifier.js'
import { createStackClassifier } from './stack-classifier.js'
import type { StanceClassifier } from './stance-classifier.js'

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

/** `#stack-en` in a browser. @param models the address of the folder of all models; default: the package's own */
export async function loadStack(models: string = new URL('../../../../models/', import.meta.url).href): Promise<StanceClassifier> {
  const folder = models.replace(/\/?$/, '/')
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href
  const fetchFile = (path: string): Promise<Uint8Array> => fetchBytes(new URL(`${folder}${path}`, page))
  const names = ['model.json', ...ENCODER_FILES]
  const [stackFile, ...files] = await Promise.all(['stack-en/model.json', ...names.map((name) => `encoder-en/${name}`)].map(fetchFile))
  const { id, members, temperatures } = JSON.parse(new TextDecoder().decode(stackFile)) as {
    readonly id: string
    readonly members: readonly { readonly id: string; readonly weight: number }[]
    readonly temperatures: readonly number[]
  }
  const encoderFiles = Object.fromEntries(names.map((name, index) => [name, files[index] as Uint8Array]))
  const encoder = await openEncoder(encoderFiles, () => import('#onnxruntime-web'))
  const own = [unpackLinearModel(linearEn), encoder]
  const stacked = members.map(({ id: member, weight }) => ({ weight, classifier: own.find((each) => each.id === member) }))
  return createStackClassifier(id, stacked as { weight: number; classifier: StanceClassifier }[], temperatures)
}
