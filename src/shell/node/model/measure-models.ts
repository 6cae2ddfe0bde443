import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { type Evaluation, evaluateAnswers, majorityAnswers, type Prediction } from '../../../count/evaluate/measure.js'
import { goldQuestions, parseGold, predict, type Question } from '../../../count/evaluate/predict.js'
import { tokeniserFor } from '../../../judge/features/tokenise.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { FIGURES_SCHEMA, type ModelFigures } from '../../../say/facts/model-figures.js'

export interface MeasureOptions extends Pick<Evaluation, 'weights'> {
  /** Takes the number of answers so far, over all models. */
  readonly onPredicted?: (doneCount: number, totalCount: number) => void
}

/** Figures of models on the same questions, with the predictions: a list per model, in question order. The last is the majority label. */
export type MeasuredModels = Awaited<ReturnType<typeof measureModels>>

/**
 * Lets every model predict the same questions, and measures the predictions beside the most frequent label for all.
 *
 * @param on name of the questions, for headings: a gold file, or a part of the corpus
 */
export async function measureModels(
  on: string,
  questions: readonly Question[],
  models: readonly StanceClassifier[],
  { onPredicted, weights }: MeasureOptions,
) {
  const predictions: Prediction[][] = []
  for (const [index, model] of models.entries()) {
    const onAnswered = (count: number): void => onPredicted?.(index * questions.length + count, models.length * questions.length)
    onAnswered(0)
    predictions.push(await predict(model, questions, { onAnswered }))
  }
  const scheme = models[0]?.scheme ?? STANCE_SCHEME
  predictions.push(majorityAnswers(predictions[0] ?? [], scheme))
  const names = [...models.map(({ id }) => id), 'majority']
  const figures = predictions.map((own, index) => evaluateAnswers(names[index] as string, own, scheme))
  const evaluation: Evaluation = { on, ...(weights && { weights }), models: figures }
  return { evaluation, questions, predictions }
}

/**
 * Measures models on a gold file with the weights that they have.
 *
 * @param name the file's name, for headings and errors
 * @param models the one asked about first: its language selects the tokeniser
 */
export async function evaluateGold(
  text: string,
  name: string,
  models: readonly StanceClassifier[],
  options: MeasureOptions & { readonly scheme: StanceScheme },
): Promise<MeasuredModels> {
  const questions = goldQuestions(parseGold(text, name, options.scheme), tokeniserFor(models[0]?.language))
  return await measureModels(name, questions, models, options)
}

/** The figures of the model asked about, in the form that its folder keeps. */
export function toFigures(evaluations: readonly Evaluation[]): ModelFigures {
  const sets = evaluations.flatMap(({ on, weights, models: [figures] }): ModelFigures['sets'] => {
    if (figures === undefined) return []
    const { measurement, answeredAccuracy: accuracy, worth } = figures
    const { postCount, macroF1, calibrationError } = measurement
    return [{ on, ...(weights && { weights }), postCount, macroF1, calibrationError, accuracy, ...(worth && { worth }) }]
  })
  return { schema: FIGURES_SCHEMA, model: evaluations[0]?.models[0]?.model ?? '', sets }
}
