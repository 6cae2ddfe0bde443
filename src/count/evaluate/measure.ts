import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import {
  type ConfusionMatrix,
  confusionMatrix,
  type F1Scores,
  f1Scores,
} from '../../base/statistics/agreement/confusion-matrix.js'
import { expectedCalibrationError } from '../../base/statistics/calibration/fit-temperature.js'
import { mean, quantileSorted } from '../../base/statistics/estimate/mean.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { seededRandom } from '../../base/statistics/random/seeded-random.js'

export interface Prediction {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  readonly predictedLabel: string | null
  readonly lean: string | null
  /** In the order of the scheme's labels; null where the classifier gives none. */
  readonly probabilities: Float64Array | null
}

/** A figure with its 95 % interval; both ends are null with fewer than eight clusters. */
export interface Figure {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** Quality of a classifier on one set of posts. Every figure is in [0, 1]. */
export interface Measurement {
  readonly postCount: number
  readonly clusterCount: number
  readonly macroF1: Figure
  readonly accuracy: number
  readonly f1: readonly number[]
  readonly sidedCount: number
  /** Mean F1 over the sides, on the posts that take a side; null without such posts. */
  readonly leanMacroF1: Figure | null
  /** Expected calibration error, 15 bins; null where an answer has no probabilities. */
  readonly calibrationError: number | null
}

/** With 1,000 resamples the ends of a 95 % interval vary by about a fifth of the standard error. */
const RESAMPLE_COUNT = 1000

/** Fewer clusters give no interval. Choice: a third of the resamples of seven omit a given one. */
export const MIN_CLUSTER_COUNT = 8

/** 95 % percentile interval of a figure from a bootstrap over whole clusters. */
function boundFigure(
  clusterCount: number,
  seed: number,
  figureOf: (timesDrawn: Uint32Array) => number,
): Pick<Figure, 'low' | 'high'> {
  if (clusterCount < MIN_CLUSTER_COUNT) return { low: null, high: null }
  const random = seededRandom(seed)
  const values = new Float64Array(RESAMPLE_COUNT)
  const times = new Uint32Array(clusterCount)
  for (let resample = 0; resample < RESAMPLE_COUNT; resample++) {
    times.fill(0)
    for (let draw = 0; draw < clusterCount; draw++) {
      const cluster = Math.floor(random() * clusterCount)
      times[cluster] = (times[cluster] as number) + 1
    }
    values[resample] = figureOf(times)
  }
  values.sort()
  return { low: quantileSorted(values, 0.025), high: quantileSorted(values, 0.975) }
}

/** F1 of the answers, with each cluster drawn so often; default all once. */
type ScoresOf = (timesDrawn?: Uint32Array) => F1Scores

/** Counts answers by cluster, gold label of these names and answer, the last for no answer. */
function tally(
  clusters: readonly (readonly Prediction[])[],
  names: readonly string[],
  answerOf: (one: Prediction) => string | null,
): ScoresOf {
  const width = names.length + 1
  const counts = clusters.map((predictions) => {
    const counted = predictions.filter(({ goldLabel }) => names.includes(goldLabel))
    const gold = counted.map(({ goldLabel }) => goldLabel)
    const cells = confusionMatrix(gold, counted.map(answerOf), names).flat()
    // A cluster of one post has one cell.
    return cells.flatMap((count, cell) => (count === 0 ? [] : [[cell, count] as const]))
  })
  return (timesDrawn) => {
    const sums = new Float64Array(names.length * width)
    for (const [index, cells] of counts.entries()) {
      const times = timesDrawn ? (timesDrawn[index] as number) : 1
      if (times > 0)
        for (const [cell, count] of cells) sums[cell] = (sums[cell] as number) + times * count
    }
    return f1Scores(names.map((_, gold) => [...sums.subarray(gold * width, (gold + 1) * width)]))
  }
}

const clustersOf = (predictions: readonly Prediction[]): Prediction[][] => [
  ...groupBy(predictions, ({ clusterId }) => clusterId).values(),
]

/**
 * Measures predictions against gold labels. Intervals come from a bootstrap over clusters (deals or
 * threads) with 1,000 resamples.
 */
export function measure(
  predictions: readonly Prediction[],
  scheme: StanceScheme,
  seed = 1,
): Measurement {
  const clusters = clustersOf(predictions)
  const ofLabels = tally(clusters, scheme.labels, ({ predictedLabel }) => predictedLabel)
  const ofSides = tally(clusters, scheme.sides, ({ lean }) => lean)
  const sidedCount = predictions.filter(({ goldLabel }) => scheme.sides.includes(goldLabel)).length
  const figureOf = (scores: ScoresOf): Figure => ({
    value: scores().macroF1,
    ...boundFigure(clusters.length, seed, (times) => scores(times).macroF1),
  })
  const answers = listAnswers(predictions, scheme)
  const { accuracy, f1 } = ofLabels()
  return {
    postCount: predictions.length,
    clusterCount: clusters.length,
    macroF1: figureOf(ofLabels),
    accuracy: accuracy ?? 0,
    f1,
    sidedCount,
    leanMacroF1: sidedCount === 0 ? null : figureOf(ofSides),
    calibrationError: expectedCalibrationError(
      answers.map(({ probability }) => probability),
      answers.map(({ isRight }) => isRight),
    ),
  }
}

function byFrequency(labels: readonly (string | null)[], names: readonly string[]): string[] {
  const counts = countEach(labels)
  return names.toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0))
}

/** Answers that are always the most frequent gold label, and lean to the most frequent side. */
export function majorityAnswers(
  predictions: readonly Prediction[],
  scheme: StanceScheme,
): Prediction[] {
  const gold = predictions.map(({ goldLabel }) => goldLabel)
  const [predictedLabel = null] = byFrequency(gold, scheme.labels)
  const [lean = null] = byFrequency(gold, scheme.sides)
  const answer = { predictedLabel, lean, probabilities: null }
  return predictions.map((prediction) => ({ ...prediction, ...answer }))
}

/**
 * Answers with the highest of their probabilities, without posts that have no answer. Empty if an
 * answer has none: figures of a subset would pass for all.
 */
export function listAnswers(
  predictions: readonly Prediction[],
  { labels }: StanceScheme,
): { probability: number; isRight: boolean }[] {
  const answers: { probability: number; isRight: boolean }[] = []
  for (const { predictedLabel, probabilities, goldLabel } of predictions) {
    if (probabilities === null && predictedLabel !== null) return []
    if (probabilities === null) continue
    const top = largestOf(probabilities)
    const isRight = labels.indexOf(goldLabel) === probabilities.indexOf(top)
    answers.push({ probability: Math.min(1, top), isRight })
  }
  return answers
}

/** Worth of a model's labels beside one label for all posts, and for the question who leads. */
export interface Worth {
  /** The label that is right most often where all posts get it, and how often. */
  readonly always: { readonly label: string; readonly accuracy: number }
  readonly flippedCount: number
  /**
   * Clusters where one side leads; among them, those where the labels give the lead to another
   * side, or to none. Null where each post is a cluster of its own.
   */
  readonly leads: {
    readonly clusterCount: number
    readonly wrongCount: number
    readonly openCount: number
  } | null
}

function leaderOf(labels: readonly (string | null)[], sides: readonly string[]): string | null {
  const counts = countEach(labels)
  const [first = '', second = ''] = byFrequency(labels, sides)
  return (counts.get(first) ?? 0) > (counts.get(second) ?? 0) ? first : null
}

export function measureWorth(
  predictions: readonly Prediction[],
  { labels, sides }: StanceScheme,
): Worth {
  const all = predictions.map(({ goldLabel }) => goldLabel)
  const [label = ''] = byFrequency(all, labels)
  const isSide = (answer: string | null): boolean => answer !== null && sides.includes(answer)
  const flipped = predictions.filter(
    ({ goldLabel, predictedLabel }) =>
      isSide(goldLabel) && isSide(predictedLabel) && predictedLabel !== goldLabel,
  )
  const clusters = clustersOf(predictions)
  const leads = clusters.flatMap((cluster) => {
    const leaderBy = (labelOf: (one: Prediction) => string | null) =>
      leaderOf(cluster.map(labelOf), sides)
    const leader = leaderBy(({ goldLabel }) => goldLabel)
    const named = leaderBy(({ predictedLabel }) => predictedLabel)
    return leader === null ? [] : [{ isOpen: named === null, isWrong: named !== leader }]
  })
  const openCount = leads.filter(({ isOpen }) => isOpen).length
  const wrongCount = leads.filter(({ isWrong }) => isWrong).length - openCount
  const isByPost = clusters.length === predictions.length
  return {
    always: { label, accuracy: all.filter((each) => each === label).length / all.length },
    flippedCount: flipped.length,
    leads: isByPost ? null : { clusterCount: leads.length, wrongCount, openCount },
  }
}

export interface ModelEvaluation {
  readonly model: string
  readonly measurement: Measurement
  readonly worth?: Worth
  /** Rows are labels by hand, columns are answers, in the order of the scheme. */
  readonly confusion?: ConfusionMatrix
  /** Share of right labels among the posts that got one; null without probabilities. */
  readonly answeredAccuracy: number | null
}

export interface Evaluation {
  readonly on: string
  /** Weights that answered: trained without the posts, or shipped. Absent for an own model. */
  readonly weights?: 'held-out' | 'shipped'
  readonly models: readonly ModelEvaluation[]
}

export function evaluateAnswers(
  model: string,
  predictions: readonly Prediction[],
  scheme: StanceScheme,
): ModelEvaluation {
  const answers = listAnswers(predictions, scheme)
  return {
    model,
    measurement: measure(predictions, scheme),
    worth: measureWorth(predictions, scheme),
    confusion: confusionMatrix(
      predictions.map(({ goldLabel }) => goldLabel),
      predictions.map(({ predictedLabel }) => predictedLabel),
      scheme.labels,
    ),
    answeredAccuracy: mean(answers.map(({ isRight }) => Number(isRight))),
  }
}
