import { existsSync } from 'node:fs'
import type { Evaluation } from '../../evaluate/measure/evaluation.js'
import { FIGURES_SCHEMA, type FigureSet, type ModelFigures, parseModelFigures } from '../../report/facts/model-figures.js'
import { readInput } from '../file/read-input.js'

/**
 * Merges newly measured figures of a model into those of a file. New sets replace sets of the same name; the file is not changed.
 *
 * @param path file with earlier figures; may be missing
 * @throws {PipelineError} `MODEL_INVALID` for a file with other content
 */
export async function readMergedFigures(path: string, model: string, evaluations: readonly Evaluation[]): Promise<ModelFigures> {
  const measured = toFigures(model, evaluations).sets
  const before = existsSync(path) ? parseModelFigures(await readInput(path), path).sets : []
  const isNew = ({ on }: FigureSet): boolean => measured.every((set) => set.on !== on)
  return { schema: FIGURES_SCHEMA, model, sets: [...before.filter(isNew), ...measured] }
}

/** The figures of a model that a report shows. */
export function toFigures(model: string, evaluations: readonly Evaluation[]): ModelFigures {
  const sets = evaluations.flatMap((evaluation) =>
    evaluation.models.filter((figures) => figures.model === model).map((figures): FigureSet => toFigureSet(evaluation, figures)),
  )
  return { schema: FIGURES_SCHEMA, model, sets }
}

function toFigureSet({ on, weights }: Evaluation, { measurement, calibration, riskCoverage }: Evaluation['models'][number]): FigureSet {
  const { postCount, macroF1, calibrationError } = measurement
  return { on, weights, postCount, macroF1, calibrationError, calibration, riskCoverage }
}
