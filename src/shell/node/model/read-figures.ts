import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Evaluation } from '../../../count/evaluate/measure/evaluation.js'
import { FIGURES_SCHEMA, type FigureSet, type ModelFigures, parseModelFigures } from '../../../say/facts/model-figures.js'
import { PACKAGE_ROOT } from '../file/package-root.js'
import { readInput } from '../file/read-input.js'

const readFigures = async (path: string): Promise<ModelFigures | null> =>
  existsSync(path) ? parseModelFigures(await readInput(path), path) : null

/** Reads the figures stored with a model's weights; null when there are none, or the model is unknown. */
export async function readKeptFigures(model: string, folder: string | null = null): Promise<ModelFigures | null> {
  const own = folder === null ? null : await readFigures(join(folder, 'figures.json'))
  if (own?.model === model) return own
  return /^[a-z0-9-]+$/.test(model) ? readFigures(join(PACKAGE_ROOT, 'models', model, 'figures.json')) : null
}

/** Merges newly measured figures of a model into those of a file. New sets replace sets of the same name; the file is not changed. */
export async function readMergedFigures(path: string, model: string, evaluations: readonly Evaluation[]): Promise<ModelFigures> {
  const { sets } = toFigures(model, evaluations)
  const before = (await readFigures(path))?.sets ?? []
  return { schema: FIGURES_SCHEMA, model, sets: [...before.filter(({ on }) => sets.every((set) => set.on !== on)), ...sets] }
}

export function toFigures(model: string, evaluations: readonly Evaluation[]): ModelFigures {
  const sets = evaluations.flatMap(({ on, weights, models }) =>
    models
      .filter((figures) => figures.model === model)
      .map(({ measurement: { postCount, macroF1, calibrationError }, calibration, riskCoverage }): FigureSet => {
        return { on, weights, postCount, macroF1, calibrationError, calibration, riskCoverage }
      }),
  )
  return { schema: FIGURES_SCHEMA, model, sets }
}
