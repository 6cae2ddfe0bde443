import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PipelineError } from '../../../base/errors.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { loadModel } from './load-model.js'
import { DEFAULT_MODEL } from './shipped-models.js'

/** True: the package's models lie beside it on the disk, so that the default one is loaded. */
export const IS_AT_HAND = true

/**
 * `#stance-en` where there is a disk.
 *
 * @param models the folder of all models; default: the package's own
 */
export async function loadStance(models?: string): Promise<StanceClassifier> {
  if (models === undefined) return loadModel(DEFAULT_MODEL)
  const modelsFolder = models.startsWith('file:') ? fileURLToPath(models) : models
  if (existsSync(join(modelsFolder, DEFAULT_MODEL)))
    return loadModel(DEFAULT_MODEL, { modelsFolder })
  const expected = `the folder of the models, with ${DEFAULT_MODEL}/ inside, at ${modelsFolder}`
  const message = `loadEncoder: expected ${expected}, got none. Leave the argument out for the package's own.`
  throw new PipelineError('MODEL_MISSING', message, { context: { path: modelsFolder } })
}
