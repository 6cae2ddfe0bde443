import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ModelFigures, parseModelFigures } from '../../../say/facts/model-figures.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-source.js'

const readFigures = async (path: string): Promise<ModelFigures | null> =>
  existsSync(path) ? parseModelFigures(await readInput(path), path) : null

/** Reads the figures stored with a model's weights; null without figures, or for an unknown model. */
export async function readKeptFigures(model: string, folder: string | null = null): Promise<ModelFigures | null> {
  const own = folder === null ? null : await readFigures(join(folder, 'figures.json'))
  if (own?.model === model) return own
  return /^[a-z0-9-]+$/.test(model) ? readFigures(join(PACKAGE_ROOT, 'models', model, 'figures.json')) : null
}

/** The figures stored with the model of a breakdown; null without any. */
export const keptFiguresOf = async ({ model }: { readonly model: string | null }): Promise<ModelFigures | null> =>
  model === null ? null : await readKeptFigures(model)

/** The figures for a disclosure. A model that learnt labels has those of its base model. */
export const disclosedFiguresOf = async ({ model }: { readonly model: string | null }): Promise<ModelFigures | null> =>
  keptFiguresOf({ model: model?.replace(/\+learnt\.[0-9a-f]+$/, '') ?? null })
