import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ModelFigures, parseModelFigures } from '../../../say/facts/model-figures.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-source.js'

const readFigures = async (path: string): Promise<ModelFigures | null> =>
  existsSync(path) ? parseModelFigures(await readInput(path), path) : null

interface OfModel {
  /** Null for posts that name none or several. */
  readonly model: string | null
}

/**
 * Reads the figures stored with the model of a breakdown; null without any.
 *
 * @param folder of the user's own model
 */
export async function keptFiguresOf(
  { model }: OfModel,
  folder?: string,
): Promise<ModelFigures | null> {
  if (model === null) return null
  const folderFigures =
    folder === undefined ? null : await readFigures(join(folder, 'figures.json'))
  if (folderFigures?.model === model) return folderFigures
  return /^[a-z0-9-]+$/.test(model)
    ? readFigures(join(PACKAGE_ROOT, 'models', model, 'figures.json'))
    : null
}

/** The figures for a disclosure. A model that learnt labels has those of its base model. */
export const disclosedFiguresOf = ({ model }: OfModel): Promise<ModelFigures | null> =>
  keptFiguresOf({ model: model?.replace(/\+learnt\.[0-9a-f]+$/, '') ?? null })
