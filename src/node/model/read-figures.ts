import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ModelFigures, parseModelFigures } from '../../report/facts/model-figures.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-input.js'

/**
 * The figures kept beside a model's weights.
 *
 * @param model  id, as a breakdown names it
 * @param folder of a model of one's own, where its figures may lie
 * @returns null where none were kept, or the model is none of this package
 * @throws {PipelineError} `MODEL_INVALID` for a file that holds something else
 */
export async function readKeptFigures(model: string, folder: string | null = null): Promise<ModelFigures | null> {
  const own = folder === null ? null : join(folder, 'figures.json')
  if (own !== null && existsSync(own)) {
    const figures = parseModelFigures(await readInput(own), own)
    if (figures.model === model) return figures
  }
  if (!/^[a-z0-9-]+$/.test(model)) return null
  const path = join(PACKAGE_ROOT, 'models', model, 'figures.json')
  return existsSync(path) ? parseModelFigures(await readInput(path), path) : null
}
