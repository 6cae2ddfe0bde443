import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { parseRelationTable, RELATION_FORMAT, type RelationModel } from '../../../judge/stance/context/relation-model.js'
import { LinearClassifier } from '../../../judge/stance/linear/linear-classifier.js'
import { decodeLinearModel, type LinearModel, type LinearModelHeader } from '../../../judge/stance/linear/linear-model.js'
import { buildSlots, type NgramSlots } from '../../../judge/stance/linear/ngram-block.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { sha256Of } from '../file/sha256.js'

interface HelperOptions {
  readonly modelsFolder?: string
  readonly weights?: 'shipped' | 'held-out'
}

/** No path, which could lead out of the models. */
export const FOLDER_NAME = /^\w[\w.-]*$/

/**
 * Finds the helper that a header names: `relation` for replies, `reasons` for posts without a side. Falls back to the package's own when
 * the models folder has none, for example after training a single model. Gives its id and the folder of the weights asked for; null when
 * the header names none.
 */
function findHelper(
  header: unknown,
  key: 'relation' | 'reasons',
  { modelsFolder = '', weights }: HelperOptions,
): { readonly id: string; readonly folder: string } | null {
  const id = (header as Readonly<Record<string, unknown>>)[key]
  if (typeof id !== 'string') return null
  if (!FOLDER_NAME.test(id)) {
    const own = String((header as { readonly id?: unknown }).id)
    throw damagedModel(own, `expected ${key} as the name of a folder, got ${JSON.stringify(id.slice(0, 80))}`)
  }
  const folder = existsSync(join(modelsFolder, id)) ? join(modelsFolder, id) : join(PACKAGE_ROOT, 'models', id)
  return { id, folder: weights === 'held-out' ? join(folder, 'held-out') : folder }
}

export function readRelation(header: unknown, options: HelperOptions): RelationModel | null {
  const helper = findHelper(header, 'relation', options)
  return helper && readRelationModel(helper.id, helper.folder)
}

export function readReasons(header: unknown, options: HelperOptions): StanceClassifier | null {
  const helper = findHelper(header, 'reasons', options)
  return helper && new LinearClassifier(readLinear(readModelJson(join(helper.folder, 'reasons.json'), helper.id), helper.folder))
}

/** @param folder holds `weights.bin` */
export function readLinear(header: unknown, folder: string): LinearModel {
  const { id, weightsSha256 } = header as LinearModelHeader
  const shared = sharedModel(String(weightsSha256))
  if (shared) return { ...decodeLinearModel(header as LinearModelHeader, shared.weights), slots: shared.slots }
  const bytes = readHashedFile(join(folder, 'weights.bin'), id, weightsSha256)
  const model = decodeLinearModel(header as LinearModelHeader, bytes)
  rememberModel(String(weightsSha256), model, bytes)
  return model
}

/** @param folder holds `relation.json` and `relation.tsv` */
function readRelationModel(id: string, folder: string): RelationModel {
  const { format, tableSha256 } = readModelJson(join(folder, 'relation.json'), id) as { format?: unknown; tableSha256?: unknown }
  if (format !== RELATION_FORMAT) throw damagedModel(id, `expected format "${RELATION_FORMAT}" in relation.json, got "${format}"`)
  return parseRelationTable(id, readHashedFile(join(folder, 'relation.tsv'), id, tableSha256).toString('utf8'))
}

export function damagedModel(id: string, what: string, cause?: unknown): PipelineError {
  const message = `model "${id}": ${what}. Restore the file (git checkout) or rebuild it: npm run train -- --model ${id}.`
  return new PipelineError('MODEL_INVALID', message, { context: { id }, cause })
}

export function readModelFile(path: string, id: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const message = `model "${id}": expected the file ${path}, found none. Restore it: git checkout -- models/${id}.`
    throw new PipelineError('MODEL_MISSING', message, { context: { id, path }, cause })
  }
}

export function readModelJson(path: string, id: string): object {
  const value = parseJson(readModelFile(path, id).toString('utf8'), (cause) => {
    throw damagedModel(id, `expected JSON in ${path}, got something else`, cause)
  })
  if (typeof value === 'object' && value !== null) return value
  throw damagedModel(id, `expected a JSON object in ${path}, got ${JSON.stringify(value)}`)
}

/** Reads a file of a model folder and checks it against the hash in the header. @throws {PipelineError} `MODEL_MISSING`, `MODEL_INVALID` */
function readHashedFile(path: string, id: string, sha256: unknown): Buffer {
  const bytes = readModelFile(path, id)
  const hash = sha256Of(bytes)
  if (hash !== sha256) throw damagedModel(id, `expected ${basename(path)} with SHA-256 ${sha256}, got ${hash}`)
  return bytes
}

/**
 * Hashes everything that a model scores with. The hash covers the headers (`model.json`, `relation.json`, `reasons.json`) of the model, of
 * its members and of their relation and reason models. Headers contain the hashes of the weights, and loading checks these, so the hash
 * changes with every byte of the weights. Gives 64 hexadecimal digits.
 */
export function hashModel(id: string, modelsFolder = join(PACKAGE_ROOT, 'models')): string {
  return sha256Of(listHeaders(id, modelsFolder).join(''))
}

function listHeaders(id: string, modelsFolder: string): string[] {
  const path = [join(modelsFolder, id, 'model.json'), join(id, 'model.json')].find((each) => existsSync(each))
  // A control without a file is identified by its name.
  if (path === undefined) return [`${sha256Of(id)}  ${id}\n`]
  const bytes = readModelFile(path, id)
  const header = JSON.parse(bytes.toString('utf8')) as {
    readonly id?: string
    readonly members?: readonly { readonly id: string }[]
  }
  return [
    // The id in the header, since the folder may be anywhere.
    `${sha256Of(bytes)}  ${header.id ?? id}/model.json\n`,
    ...(header.members ?? []).flatMap((member) => listHeaders(member.id, modelsFolder)),
    ...(['relation', 'reasons'] as const).flatMap((key) => {
      const helper = findHelper(header, key, { modelsFolder })
      return helper === null
        ? []
        : [`${sha256Of(readModelFile(join(helper.folder, `${key}.json`), helper.id))}  ${helper.id}/${key}.json\n`]
    }),
  ]
}

/** A linear model that several threads read where it lies. */
interface SharedLinear {
  /** Content of `weights.bin`, whose hash was checked. */
  readonly weights: Uint8Array
  readonly slots: NgramSlots
}

const KEY = 'dealstance/linear-models'
/** Linear models of this thread, by the hash of their weights. */
const loaded = new Map<string, WeakRef<LinearModel>>()

const bytesOf = new WeakMap<LinearModel, Uint8Array>()

/** @param bytes content of `weights.bin` */
function rememberModel(sha256: string, model: LinearModel, bytes: Uint8Array): void {
  loaded.set(sha256, new WeakRef(model))
  bytesOf.set(model, bytes)
}

/** Shares the linear models that are loaded with the threads that are started from now on: 20 MB and some milliseconds for each. */
export function shareModels(): void {
  const models = [...loaded].flatMap(([sha256, reference]) => {
    const model = reference.deref()
    return model === undefined ? [] : [[sha256, share(model)] as const]
  })
  setEnvironmentData(KEY, new Map(models))
}

function share(model: LinearModel): SharedLinear {
  const bytes = bytesOf.get(model) as Uint8Array
  const weights = new Uint8Array(new SharedArrayBuffer(bytes.length))
  weights.set(bytes)
  return { weights, slots: buildSlots(model.vocabulary, SharedArrayBuffer) }
}

/** What the thread that started this one has shared of a model; undefined for nothing. */
export const sharedModel = (sha256: string): SharedLinear | undefined =>
  (getEnvironmentData(KEY) as unknown as ReadonlyMap<string, SharedLinear> | undefined)?.get(sha256)
