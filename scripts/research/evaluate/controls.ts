import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { type Figure, type ModelEvaluation, measure, type Prediction } from '../../../src/count/evaluate/measure/measure.js'
import { predict, type Question } from '../../../src/count/evaluate/measure/predict.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { clusterInterval } from './check-evidence.js'
import type { CompanyBook } from './company-book.js'
import type { ContrastResult } from './contrast.js'
import { maskCompanies, swapCompanies } from './rename-companies.js'

export interface LabelMove {
  readonly from: string
  readonly to: string
  readonly count: number
}

export interface Shift {
  readonly postCount: number
  /** Posts with a change in their text, in the text of their parent or root, or in their target. */
  readonly touchedCount: number
  /** Posts with a change in their own text. */
  readonly touchedTextCount: number
  /** Posts with a change in their own text whose label moved. */
  readonly movedTextCount: number
  readonly movedCount: number
  /** Share of moved posts among all posts, with a 95 % interval by bootstrap over clusters. */
  readonly movedShare: Figure
  /** In descending order of count. */
  readonly moves: readonly LabelMove[]
  readonly macroF1: Figure
}

/** Controls, each of which needs another scoring run. */
export interface Controls {
  readonly swappedNames: Shift
  readonly maskedNames: Shift
}

export interface ControlledFigures extends ModelEvaluation {
  /** Null where the posts have no contrast sets. */
  readonly contrast: ContrastResult | null
  /** Null for the models of comparison, since each control needs another scoring run. */
  readonly controls: Controls | null
}

export interface ControlOptions {
  readonly book: CompanyBook
  /** Seed of the new names and the intervals; integer >= 0. */
  readonly seed: number
  /** Whether the predictions used the context of replies. */
  readonly context: boolean
}

/**
 * Repeats the questions with swapped and with masked company names.
 *
 * @param predictions the classifier's predictions for `questions`, in their order
 */
export async function measureControls(
  classifier: StanceClassifier,
  questions: readonly Question[],
  predictions: readonly Prediction[],
  { book, seed, context }: ControlOptions,
): Promise<Controls> {
  const shiftTo = async (changed: readonly Question[]): Promise<Shift> =>
    measureShift(questions, changed, predictions, await predict(classifier, changed, { context }), classifier.scheme, seed)
  return {
    swappedNames: await shiftTo(swapCompanies(questions, book, seed)),
    maskedNames: await shiftTo(maskCompanies(questions, book)),
  }
}

/** Compares predictions before and after a change of the questions. All lists are in the same order. */
export function measureShift(
  questions: readonly Question[],
  changed: readonly Question[],
  before: readonly Prediction[],
  after: readonly Prediction[],
  scheme: StanceScheme,
  seed: number,
): Shift {
  const moved = before.map(({ predictedLabel }, index) => predictedLabel !== after[index]?.predictedLabel)
  const touchedText = questions.map(({ input }, index) => input.features.text !== changed[index]?.input.features.text)
  const touched = questions.map((question, index) => touchedText[index] === true || seenBeside(question) !== seenBeside(changed[index]))
  const count = (isCounted: (index: number) => boolean): number => questions.filter((_, index) => isCounted(index)).length
  const movedRows = before.map(({ clusterId }, index) => ({ clusterId, isMoved: moved[index] === true }))
  const movedCount = count((index) => moved[index] === true)
  return {
    postCount: questions.length,
    touchedCount: count((index) => touched[index] === true),
    touchedTextCount: count((index) => touchedText[index] === true),
    movedTextCount: count((index) => touchedText[index] === true && moved[index] === true),
    movedCount,
    movedShare: { value: movedCount / questions.length, ...clusterInterval(movedRows, ({ isMoved }) => Number(isMoved), seed) },
    moves: countMoves(before, after, scheme),
    macroF1: measure(after, scheme, seed).macroF1,
  }
}

/** Serialises what a question shows besides the post. */
function seenBeside(question: Question | undefined): string {
  const { features, target } = question?.input ?? {}
  return JSON.stringify([features?.parent?.text, features?.root?.text, target?.mover, target?.move])
}

function countMoves(before: readonly Prediction[], after: readonly Prediction[], { labels }: StanceScheme): LabelMove[] {
  return labels
    .flatMap((from) => labels.map((to) => ({ from, to })))
    .filter(({ from, to }) => from !== to)
    .map(({ from, to }) => ({
      from,
      to,
      count: before.filter(({ predictedLabel }, index) => predictedLabel === from && after[index]?.predictedLabel === to).length,
    }))
    .filter((move) => move.count > 0)
    .sort((a, b) => b.count - a.count)
}
