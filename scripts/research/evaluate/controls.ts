import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { groupBy } from '../../../src/base/statistics/group-by.js'
import { wilsonInterval } from '../../../src/base/statistics/interval/wilson-interval.js'
import {
  type Figure,
  type ModelEvaluation,
  measure,
  type Prediction,
} from '../../../src/count/evaluate/measure.js'
import { predict, type Question } from '../../../src/count/evaluate/predict.js'
import type { Deal } from '../../../src/judge/deals/deal.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { clusterInterval } from './check-evidence.js'
import { maskCompanies, swapCompanies } from './rename-companies.js'

interface LabelMove {
  readonly from: string
  readonly to: string
  readonly count: number
}

export interface Shift {
  readonly postCount: number
  readonly movedCount: number
  /** Share of moved posts among all posts, with a 95 % interval by bootstrap over clusters. */
  readonly movedShare: Figure
  /** In descending order of count. */
  readonly moves: readonly LabelMove[]
  readonly macroF1: Figure
}

/** Controls; each needs another scoring run. */
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

interface ControlOptions {
  /** Deals whose companies are renamed. */
  readonly deals: readonly Deal[]
  /** Seed of the new names and the intervals; integer >= 0. */
  readonly seed: number
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
  { deals, seed }: ControlOptions,
): Promise<Controls> {
  const shiftTo = async (changed: readonly Question[]): Promise<Shift> =>
    measureShift(predictions, await predict(classifier, changed), classifier.scheme, seed)
  return {
    swappedNames: await shiftTo(swapCompanies(questions, deals, seed)),
    maskedNames: await shiftTo(maskCompanies(questions, deals)),
  }
}

/** Compares predictions before and after a change of the questions, in the same order. */
export function measureShift(
  before: readonly Prediction[],
  after: readonly Prediction[],
  scheme: StanceScheme,
  seed: number,
): Shift {
  const rows = before.map(({ clusterId, predictedLabel }, index) => {
    return { clusterId, moved: Number(predictedLabel !== after[index]?.predictedLabel) }
  })
  const movedCount = rows.reduce((sum, { moved }) => sum + moved, 0)
  return {
    postCount: before.length,
    movedCount,
    movedShare: {
      value: movedCount / before.length,
      ...clusterInterval(rows, ({ moved }) => moved, seed),
    },
    moves: countMoves(before, after, scheme),
    macroF1: measure(after, scheme, seed).macroF1,
  }
}

function countMoves(
  before: readonly Prediction[],
  after: readonly Prediction[],
  { labels }: StanceScheme,
): LabelMove[] {
  return labels
    .flatMap((from) => labels.map((to) => ({ from, to })))
    .filter(({ from, to }) => from !== to)
    .map(({ from, to }) => ({
      from,
      to,
      count: before.filter(
        ({ predictedLabel }, index) =>
          predictedLabel === from && after[index]?.predictedLabel === to,
      ).length,
    }))
    .filter((move) => move.count > 0)
    .sort((a, b) => b.count - a.count)
}

/** Contrast groups with every post right. */
interface ContrastResult {
  readonly groupCount: number
  readonly rightCount: number
  /** Share of the groups with Wilson's 95 % interval. Each group is one independent trial. */
  readonly rightShare: Figure
}

/**
 * Computes contrast consistency: the share of groups with every post right. Posts of a group share
 * most words but differ in label, so that no rule about a single word gets all of them right.
 *
 * @param groupOf group of each post by its id; posts without a group and groups of one post are
 *   left out
 * @returns null without groups
 * @see Gardner et al. (2020), Evaluating Models' Local Decision Boundaries via Contrast Sets, EMNLP
 *   Findings
 */
export function contrastGroups(
  predictions: readonly {
    readonly id: string
    readonly goldLabel: string
    readonly predictedLabel: string | null
  }[],
  groupOf: ReadonlyMap<string, string>,
): ContrastResult | null {
  const groups = groupBy(
    predictions.filter(({ id }) => groupOf.has(id)),
    ({ id }) => groupOf.get(id),
  )
  const whole = [...groups.values()].filter(({ length }) => length > 1)
  if (whole.length === 0) return null
  const rightCount = whole.filter((group) =>
    group.every(({ goldLabel, predictedLabel }) => predictedLabel === goldLabel),
  ).length
  return {
    groupCount: whole.length,
    rightCount,
    rightShare: {
      value: rightCount / whole.length,
      ...wilsonInterval(rightCount / whole.length, whole.length),
    },
  }
}
