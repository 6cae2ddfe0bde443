import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { type Evaluation, evaluateAnswers, type ModelEvaluation, type Prediction } from '../../../count/evaluate/measure.js'
import { goldQuestions, parseGold, predict, type Question } from '../../../count/evaluate/predict.js'
import { tokeniserFor } from '../../../judge/features/tokenise.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { FIGURES_SCHEMA, type FigureSet, type ModelFigures } from '../../../say/facts/model-figures.js'
import { type LoadModelOptions, listModels, loadModel } from './load-model.js'

export interface MeasureOptions extends LoadModelOptions {
  /** Takes the number of answers so far, over all models. */
  readonly onPredicted?: (doneCount: number, totalCount: number) => void
}

/** Figures of models on the same questions, with the predictions: a list per model, in question order. */
export type MeasuredModels = Awaited<ReturnType<typeof measureModels>>

/**
 * Lets every model predict the same questions, and measures the predictions.
 *
 * @param on name of the questions, for headings: a gold file, or a part of the corpus
 */
export async function measureModels(
  on: string,
  questions: readonly Question[],
  models: readonly string[],
  { onPredicted, ...options }: MeasureOptions,
) {
  const predictions: Prediction[][] = []
  const classifiers: StanceClassifier[] = []
  const evaluated: ModelEvaluation[] = []
  for (const [index, model] of models.entries()) {
    const classifier = loadModel(model, options)
    const onAnswered = (count: number): void => onPredicted?.(index * questions.length + count, models.length * questions.length)
    onAnswered(0)
    const own = await predict(classifier, questions, { onAnswered })
    predictions.push(own)
    classifiers.push(classifier)
    evaluated.push(evaluateAnswers(model, own, classifier.scheme))
  }
  const evaluation: Evaluation = { on, weights: options.weights ?? 'shipped', models: evaluated }
  return { evaluation, questions, predictions, classifiers }
}

/**
 * Measures models on a gold file with the weights that they have.
 *
 * @param name the file's name, for headings and errors
 * @param models the requested model first: if it is a custom model, its language selects the tokeniser
 */
export async function evaluateGold(
  text: string,
  name: string,
  models: readonly string[],
  { scheme = STANCE_SCHEME, ...options }: MeasureOptions & { readonly scheme?: StanceScheme } = {},
): Promise<MeasuredModels> {
  const [asked = ''] = models
  const isOwn = !listModels(options.modelsFolder).includes(asked)
  const language = isOwn ? loadModel(asked, options).language : undefined
  const posts = parseGold(text, name, scheme)
  const measured = await measureModels(name, goldQuestions(posts, tokeniserFor(language)), models, { ...options, weights: 'shipped' })
  const { weights, models: evaluated } = measured.evaluation
  const evaluation = { on: name, ...(weights && !isOwn && { weights }), models: evaluated }
  return { ...measured, evaluation }
}

export function toFigures(model: string, evaluations: readonly Evaluation[]): ModelFigures {
  const sets = evaluations.flatMap(({ on, weights, models }) =>
    models
      .filter((figures) => figures.model === model)
      .map(({ measurement: { postCount, macroF1, calibrationError }, answeredAccuracy: accuracy, worth }): FigureSet => {
        return { on, ...(weights && { weights }), postCount, macroF1, calibrationError, accuracy, ...(worth && { worth }) }
      }),
  )
  return { schema: FIGURES_SCHEMA, model, sets }
}
