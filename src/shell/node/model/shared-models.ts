import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import type { LinearModel } from '../../../judge/stance/linear/linear-model.js'
import { buildSlots, type NgramSlots } from '../../../judge/stance/linear/ngram-block.js'

/** A linear model that several threads read where it lies. */
export interface SharedLinear {
  /** Content of `weights.bin`, whose hash was checked. */
  readonly weights: Uint8Array
  readonly slots: NgramSlots
}

const KEY = 'dealstance/linear-models'
/** Linear models of this thread, by the hash of their weights. */
const loaded = new Map<string, WeakRef<LinearModel>>()

const bytesOf = new WeakMap<LinearModel, Uint8Array>()

/** @param bytes content of `weights.bin` */
export function rememberModel(sha256: string, model: LinearModel, bytes: Uint8Array): void {
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
