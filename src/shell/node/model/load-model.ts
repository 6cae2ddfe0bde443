import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, PipelineError, type TypedCommand } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { STANCE_SCHEME, type StanceLabel } from '../../../base/scheme/stance-scheme.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { EncoderHeader } from '../../../judge/stance/encoder/encoder-model.js'
import { mixEncoder } from '../../../judge/stance/encoder/mixed-classifier.js'
import {
  createHeadClassifier,
  decodeHead,
  HEAD_FORMAT,
  type HeadFile,
} from '../../../judge/stance/head-classifier.js'
import { LinearClassifier } from '../../../judge/stance/linear/linear-classifier.js'
import {
  decodeLinearModel,
  type LinearModelHeader,
} from '../../../judge/stance/linear/linear-model.js'
import { createSentimentClassifier } from '../../../judge/stance/sentiment-classifier.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { isFolder } from '../file/read-source.js'
import { loadEncoder, type RunOptions } from './load-encoder.js'
import { damagedModel, readHashedFile, readModelFile } from './read-model-file.js'
import { type DEFAULT_MODEL, type FAST_MODEL, SENTIMENT } from './shipped-models.js'

/** Options of {@link loadModel}. */
export interface LoadModelOptions extends RunOptions {
  /** Holds one folder per model. Default: the package's `models/`. */
  readonly modelsFolder?: string
  /**
   * `held-out` selects weights trained on the train split only, for figures on the corpus. Default
   * `shipped`.
   */
  readonly weights?: 'shipped' | 'held-out'
}

const MODELS = join(PACKAGE_ROOT, 'models')

/** A folder, since a path could lead elsewhere. */
const FOLDER_NAME = /^\w[\w.-]*$/

type Header = Readonly<Record<string, unknown>>
type Load = (header: Header, folder: string, options: LoadModelOptions) => StanceClassifier

/** Loaders of classifiers, by the format in `model.json`. */
const LOADERS: Readonly<Record<string, Load>> = {
  'dealstance/linear@1': readLinear,
  'dealstance/encoder@2': (header, folder, options) => {
    const encoderHeader = header as unknown as EncoderHeader
    // A larger encoder opens in another thread while the linear model is read.
    return mixEncoder(loadEncoder(encoderHeader, folder, options), encoderHeader, (id) =>
      loadFresh(id, options),
    )
  },
  [HEAD_FORMAT]: (header, _folder, options) => loadHead(header as unknown as HeadFile, options),
}

/**
 * Loads a model by its id, and checks the hash of its weights.
 *
 * @param id a folder of `models/`, the control `sentiment`, or the path of a custom model's folder
 * @throws {PipelineError} `MODEL_UNKNOWN` for an unknown id, `MODEL_MISSING` for missing files,
 *   `MODEL_INVALID` for damaged files
 */
export function loadModel(
  id: typeof DEFAULT_MODEL | typeof FAST_MODEL,
  options?: Omit<LoadModelOptions, 'modelsFolder'>,
): StanceClassifier<StanceLabel>
export function loadModel(id: string, options?: LoadModelOptions): StanceClassifier
export function loadModel(id: string, options: LoadModelOptions = {}): StanceClassifier {
  const key = kept && keyOf(id, options)
  const model = kept?.get(key ?? '') ?? loadFresh(id, options)
  if (key) kept?.set(key, model)
  return model
}

/**
 * Key of a kept model: its files and options. Null for files that loading will refuse. A shipped
 * model does not change.
 */
function keyOf(
  id: string,
  { modelsFolder, weights, encoderThreadCount }: LoadModelOptions,
): string | null {
  try {
    const hash = existsSync(join(MODELS, id)) ? null : hashModel(id, modelsFolder)
    return JSON.stringify([id, hash, modelsFolder, weights, encoderThreadCount])
  } catch {
    return null
  }
}

/** Models of a process that runs many commands. Null where each command loads its own. */
let kept: Map<string, StanceClassifier> | null = null

export const keepModels = (): void => {
  kept = new Map()
}

function loadFresh(
  id: string,
  { modelsFolder = MODELS, weights = 'shipped', ...runtime }: LoadModelOptions,
): StanceClassifier {
  if (id === SENTIMENT) return createSentimentClassifier(STANCE_SCHEME)
  const shipped = findFolder(id, modelsFolder)
  const ownHeader = readModelJson(join(shipped, 'model.json'), id)
  // An encoder has one kind of weights; evaluate leaves out the posts that taught it.
  const isSingle = weights === 'shipped' || ownHeader['kind'] === 'encoder'
  const folder = isSingle ? shipped : join(shipped, 'held-out')
  const header = isSingle ? ownHeader : readModelJson(join(folder, 'model.json'), id)
  const format = String(header['format'])
  const load = Object.hasOwn(LOADERS, format) ? LOADERS[format] : undefined
  const known = Object.keys(LOADERS).join(', ')
  if (!load) throw damagedModel(id, `expected a format of ${known} in model.json, got "${format}"`)
  return load(header, folder, { modelsFolder, weights, ...runtime })
}

function findFolder(id: string, modelsFolder: string): string {
  const unknown = (message: Message): PipelineError =>
    new PipelineError('MODEL_UNKNOWN', message, { context: { id } })
  const folder = join(modelsFolder, id)
  if (FOLDER_NAME.test(id) && isFolder(folder)) return folder
  if (isFolder(id) && existsSync(join(id, 'model.json'))) return id
  const models = listModels(modelsFolder).join(', ')
  if (isFolder(id) || /[\\/]/.test(id)) {
    const got = isFolder(id) ? 'a folder without one' : 'none'
    throw unknown(
      (typed) =>
        `expected a folder with a model (model.json) at ${id}, got ${got}. ` +
        `Train one with ${typed('train --posts FILE --out FOLDER')}, or choose one of ${models}.`,
    )
  }
  throw unknown(
    `expected a model of ${models}, got "${id}". Choose one with --model, or give the folder of your own.`,
  )
}

/** Ids that {@link loadModel} knows, the control last. */
export function listModels(modelsFolder = MODELS): string[] {
  const names = isFolder(modelsFolder) ? readdirSync(modelsFolder).sort() : []
  return [...names.filter((name) => existsSync(join(modelsFolder, name, 'model.json'))), SENTIMENT]
}

function loadHead(file: HeadFile, options: LoadModelOptions): StanceClassifier {
  const head = decodeHead(file)
  if (head.baseModel === head.id)
    throw damagedModel(head.id, `expected a head on another model, got one on "${head.id}"`)
  const base = loadFresh(head.baseModel, options)
  const hash = hashModel(head.baseModel, options.modelsFolder)
  if (hash === file.baseSha256) return createHeadClassifier(head, base)
  const message = (typed: TypedCommand) =>
    `model "${head.id}": expected the ${head.baseModel} that it was trained on (${file.baseSha256.slice(0, 12)}…), got another one (${hash.slice(0, 12)}…). Train it again: ${typed(`train --posts FILE --on ${head.baseModel} --out FOLDER`)}.`
  throw new PipelineError('MODEL_INVALID', message, { context: { id: head.id } })
}

/** The latest linear model by its header: the index of its n-grams takes a tenth of a second. */
let latest: readonly [header: string, model: LinearClassifier] | null = null

function readLinear(header: Header, folder: string): LinearClassifier {
  const linear = header as unknown as LinearModelHeader
  const weights = readHashedFile(join(folder, 'weights.bin'), linear.id, linear.weightsSha256)
  const key = JSON.stringify(header)
  if (latest?.[0] !== key) latest = [key, new LinearClassifier(decodeLinearModel(linear, weights))]
  return latest[1]
}

function readModelJson(path: string, id: string): Header {
  const value = parseJson(readModelFile(path, id).toString('utf8'), (cause) => {
    throw damagedModel(id, `expected JSON in ${path}, got something else`, cause)
  })
  if (typeof value === 'object' && value !== null) return value as Header
  throw damagedModel(id, `expected a JSON object in ${path}, got ${JSON.stringify(value)}`)
}

/**
 * Hashes the headers of a model and of the one mixed in. A header holds the hashes of its weights,
 * which loading checks.
 */
export const hashModel = (id: string, modelsFolder = MODELS): string =>
  sha256Of(headersOf(id, modelsFolder))

function headersOf(id: string, modelsFolder: string): string {
  const path = [join(modelsFolder, id, 'model.json'), join(id, 'model.json')].find((each) =>
    existsSync(each),
  )
  // A control without a file is identified by its name.
  if (path === undefined) return `${sha256Of(id)}  ${id}\n`
  const bytes = readModelFile(path, id)
  const { id: ownId = id, mixture } = JSON.parse(bytes.toString('utf8')) as Partial<
    Pick<EncoderHeader, 'id' | 'mixture'>
  >
  // The id in the header, since the folder may be anywhere.
  return `${sha256Of(bytes)}  ${ownId}/model.json\n${mixture ? headersOf(mixture.model, modelsFolder) : ''}`
}
