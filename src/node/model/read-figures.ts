import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ModelFigures, parseModelFigures } from '../../report/facts/model-figures.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-input.js'

/**
 * Reads the figures stored with a model's weights.
 *
 * @param model  model id, as in a breakdown
 * @param folder folder of a custom model, which may hold its figures
 * @returns null when there are none, or the model is unknown
 * @throws {PipelineError} `MODEL_INVALID` for a file with other content
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
