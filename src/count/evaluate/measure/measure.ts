import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { confusionMatrix, f1Scores } from '../../../base/statistics/agreement/confusion-matrix.js'
import { expectedCalibrationError } from '../../../base/statistics/calibration/expected-calibration-error.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { quantileSorted } from '../../../base/statistics/interval/quantile.js'
import type { Interval } from '../../../base/statistics/interval/wilson-interval.js'
import { seededRandom } from '../../../base/statistics/random/seeded-random.js'

/** A classifier's answer for one gold post. */
export interface Prediction {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  /** Null without an answer. */
  readonly predictedLabel: string | null
  readonly lean: string | null
  /** In the order of the scheme's labels; null where the classifier gives none. */
  readonly probabilities: Float64Array | null
}

/** A figure with its 95 % interval. */
export interface Figure extends Interval {
  readonly value: number
}

/** Quality of a classifier on one set of posts. Every figure is in [0, 1]. */
export interface Measurement {
  readonly postCount: number
  readonly clusterCount: number
  /** Mean F1 over all labels. */
  readonly macroF1: Figure
  readonly accuracy: number
  /** F1 of each label, in the order of the scheme. */
  readonly f1: readonly number[]
  /** Posts that take a side. */
  readonly sidedCount: number
  /** Mean F1 over the sides, on the posts that take a side; null without such posts. */
  readonly leanMacroF1: Figure | null
  /** Expected calibration error, 15 bins; null where an answer has no probabilities. */
  readonly calibrationError: number | null
}

/** With 1,000 resamples the ends of a 95 % interval vary by about a fifth of the standard error. */
const RESAMPLE_COUNT = 1000

interface Tally {
  /** Confusion matrix of the labels in the layout of {@link macroF1}. */
  readonly labelCounts: Int32Array
  /** Confusion matrix of the sides, likewise. */
  readonly leanCounts: Int32Array
}

function tallyClusters(predictions: readonly Prediction[], scheme: StanceScheme): Tally[] {
  const { labels, sides } = scheme
  const tallies = new Map<string, Tally>()
  for (const { clusterId, goldLabel, predictedLabel, lean } of predictions) {
    let tally = tallies.get(clusterId)
    if (!tally) {
      tally = {
        labelCounts: new Int32Array(labels.length * (labels.length + 1)),
        leanCounts: new Int32Array(sides.length * (sides.length + 1)),
      }
      tallies.set(clusterId, tally)
    }
    const add = (counts: Int32Array, names: readonly string[], predicted: string | null): void => {
      const gold = names.indexOf(goldLabel)
      if (gold === -1) return
      const at = predicted === null ? -1 : names.indexOf(predicted)
      const cell = gold * (names.length + 1) + (at === -1 ? names.length : at)
      counts[cell] = (counts[cell] as number) + 1
    }
    add(tally.labelCounts, labels, predictedLabel)
    add(tally.leanCounts, sides, lean)
  }
  return [...tallies.values()]
}

/** 95 % percentile interval of a figure, macro-F1 unless said otherwise, from a bootstrap over whole clusters. */
function bootstrapInterval(
  tallies: readonly Tally[],
  pick: (tally: Tally) => Int32Array,
  labelCount: number,
  seed: number,
  figureOf: (counts: ArrayLike<number>, labelCount: number) => number = macroF1,
): Interval {
  const random = seededRandom(seed)
  const values = new Float64Array(RESAMPLE_COUNT)
  const sum = new Float64Array(labelCount * (labelCount + 1))
  for (let resample = 0; resample < RESAMPLE_COUNT; resample++) {
    sum.fill(0)
    for (let draw = 0; draw < tallies.length; draw++) {
      const counts = pick(tallies[Math.floor(random() * tallies.length)] as Tally)
      for (let cell = 0; cell < sum.length; cell++) sum[cell] = (sum[cell] as number) + (counts[cell] as number)
    }
    values[resample] = figureOf(sum, labelCount)
  }
  values.sort()
  return { low: quantileSorted(values, 0.025), high: quantileSorted(values, 0.975) }
}

/**
 * Measures predictions against gold labels: macro-F1 over all labels, F1 of each label, macro-F1 of the lean on posts that take a side,
 * calibration error. Intervals come from a bootstrap over clusters (threads, else deals) with 1,000 resamples.
 *
 * @param predictions at least one
 * @param seed        seed of the bootstrap, integer >= 0
 */
export function measure(predictions: readonly Prediction[], scheme: StanceScheme, seed = 1): Measurement {
  const labelCount = scheme.labels.length
  const matrix = confusionMatrix(
    predictions.map(({ goldLabel }) => goldLabel),
    predictions.map(({ predictedLabel }) => predictedLabel),
    scheme.labels,
  )
  const scores = f1Scores(matrix)
  const tallies = tallyClusters(predictions, scheme)
  const leanCounts = tallies.reduce(
    (sum, { leanCounts: counts }) => sum.map((count, cell) => count + (counts[cell] as number)),
    new Float64Array(scheme.sides.length * (scheme.sides.length + 1)),
  )
  const sidedCount = leanCounts.reduce((sum, count) => sum + count, 0)
  const answers = rankAnswers(predictions, scheme)
  return {
    postCount: predictions.length,
    clusterCount: tallies.length,
    macroF1: { value: scores.macroF1, ...bootstrapInterval(tallies, (tally) => tally.labelCounts, labelCount, seed) },
    accuracy: scores.accuracy ?? 0,
    f1: scores.f1,
    sidedCount,
    leanMacroF1:
      sidedCount === 0
        ? null
        : {
            value: macroF1(leanCounts, scheme.sides.length),
            ...bootstrapInterval(tallies, (tally) => tally.leanCounts, scheme.sides.length, seed),
          },
    calibrationError: expectedCalibrationError(
      answers.map(({ probability }) => probability),
      answers.map(({ gold, predicted }) => gold === predicted),
    ),
  }
}

/**
 * Intervals of macro-F1 and accuracy by a bootstrap over clusters, and how many clusters there are; the intervals are null where there are
 * fewer than eight, which do not show how clusters differ.
 */
export function boundFigures(
  predictions: readonly Prediction[],
  scheme: StanceScheme,
): { readonly clusterCount: number; readonly macroF1: Interval | null; readonly accuracy: Interval | null } {
  const tallies = tallyClusters(predictions, scheme)
  const bound = (figureOf: typeof macroF1): Interval | null =>
    tallies.length < MIN_CLUSTER_COUNT
      ? null
      : bootstrapInterval(tallies, ({ labelCounts }) => labelCounts, scheme.labels.length, 1, figureOf)
  return { clusterCount: tallies.length, macroF1: bound(macroF1), accuracy: bound(accuracyOf) }
}

/** Fewer clusters than this give no interval. Choice: of seven, a bootstrap leaves out a given one in a third of its resamples. */
const MIN_CLUSTER_COUNT = 8

/** From a confusion matrix in the layout of {@link macroF1}. */
function accuracyOf(counts: ArrayLike<number>, labelCount: number): number {
  let [right, all] = [0, 0]
  for (let cell = 0; cell < labelCount * (labelCount + 1); cell++) {
    all += counts[cell] as number
    if (Math.floor(cell / (labelCount + 1)) === cell % (labelCount + 1)) right += counts[cell] as number
  }
  return right / all
}

/** Measures the baseline that always gives the most frequent gold label, and leans to the most frequent side. */
export function measureMajority(predictions: readonly Prediction[], scheme: StanceScheme): Measurement {
  const counts = countEach(predictions.map(({ goldLabel }) => goldLabel))
  const mostFrequent = (names: readonly string[]): string | null =>
    names.toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0))[0] ?? null
  const answer = { predictedLabel: mostFrequent(scheme.labels), lean: mostFrequent(scheme.sides), probabilities: null }
  return measure(
    predictions.map((prediction) => ({ ...prediction, ...answer })),
    scheme,
  )
}

/** An answer with its probability, which decides whether the answer is withheld. */
export interface RankedAnswer {
  /** Highest probability over the labels, in [0, 1]. */
  readonly probability: number
  /** Index of the true label among the scheme's labels. */
  readonly gold: number
  /** Index of the predicted label. */
  readonly predicted: number
  readonly clusterId: string
}

/**
 * Sorts answers by probability, highest first. Empty where some answer has no probability: figures of a subset would pass for all. Posts
 * without an answer do not count.
 */
export function rankAnswers(predictions: readonly Prediction[], { labels }: StanceScheme): RankedAnswer[] {
  if (predictions.some(({ predictedLabel, probabilities }) => predictedLabel !== null && probabilities === null)) return []
  return predictions
    .flatMap(({ probabilities, goldLabel, clusterId }) => {
      if (probabilities === null) return []
      const top = Math.max(...probabilities)
      return [{ probability: Math.min(1, top), gold: labels.indexOf(goldLabel), predicted: probabilities.indexOf(top), clusterId }]
    })
    .sort((a, b) => b.probability - a.probability)
}

/**
 * Computes macro-F1 from a flat confusion matrix. Counts may be fractions.
 *
 * @param counts `counts[gold * (labelCount + 1) + predicted]`; the last column counts posts without an answer
 * @returns in [0, 1]; a label with neither gold cases nor predictions counts 0
 */
export function macroF1(counts: ArrayLike<number>, labelCount: number): number {
  const width = labelCount + 1
  let total = 0
  for (let label = 0; label < labelCount; label++) {
    let gold = 0
    let predicted = 0
    for (let other = 0; other < width; other++) gold += counts[label * width + other] as number
    for (let other = 0; other < labelCount; other++) predicted += counts[other * width + label] as number
    if (gold + predicted > 0) total += (2 * (counts[label * width + label] as number)) / (gold + predicted)
  }
  return total / labelCount
}
