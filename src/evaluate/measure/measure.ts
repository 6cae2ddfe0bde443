import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { confusionMatrix } from '../../statistics/agreement/confusion-matrix.js'
import { f1Scores } from '../../statistics/agreement/f1-scores.js'
import { expectedCalibrationError } from '../../statistics/calibration/expected-calibration-error.js'
import type { Interval } from '../../statistics/interval/interval.js'
import { quantileSorted } from '../../statistics/interval/quantile.js'
import { seededRandom } from '../../statistics/random/seeded-random.js'
import { macroF1 } from './macro-f1.js'

/** What a classifier said of one gold post. */
export interface Prediction {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  /** Null when nothing was said. */
  readonly predictedLabel: string | null
  readonly lean: string | null
  /** In the order of the scheme's labels; null when the classifier gives none. */
  readonly probabilities: Float64Array | null
}

/** A figure with its 95 % interval. */
export interface Figure extends Interval {
  readonly value: number
}

/** How good a classifier is on one set of posts. Every figure is in [0, 1]. */
export interface Measurement {
  readonly postCount: number
  readonly clusterCount: number
  /** Mean of the F1 of all labels. */
  readonly macroF1: Figure
  readonly accuracy: number
  /** One per label, in the order of the scheme. */
  readonly f1: readonly number[]
  /** Posts that take a side. */
  readonly sidedCount: number
  /** Mean of the F1 of the sides, over the posts that take one; null without such posts. */
  readonly leanMacroF1: Figure | null
  /** Expected calibration error, 15 bins; null where an answer came without probabilities. */
  readonly calibrationError: number | null
}

/** 1,000 resamples place the ends of a 95 % interval to about a fifth of its standard error. */
const RESAMPLE_COUNT = 1000

interface Tally {
  /** `counts[gold * (labels + 1) + predicted]`; the last column is "nothing said". */
  readonly three: Int32Array
  readonly lean: Int32Array
}

function tallyClusters(predictions: readonly Prediction[], scheme: StanceScheme): Tally[] {
  const { labels, sides } = scheme
  const tallies = new Map<string, Tally>()
  for (const { clusterId, goldLabel, predictedLabel, lean } of predictions) {
    let tally = tallies.get(clusterId)
    if (!tally) {
      tally = { three: new Int32Array(labels.length * (labels.length + 1)), lean: new Int32Array(sides.length * (sides.length + 1)) }
      tallies.set(clusterId, tally)
    }
    const add = (counts: Int32Array, names: readonly string[], predicted: string | null): void => {
      const gold = names.indexOf(goldLabel)
      if (gold === -1) return
      const at = predicted === null ? -1 : names.indexOf(predicted)
      const cell = gold * (names.length + 1) + (at === -1 ? names.length : at)
      counts[cell] = (counts[cell] as number) + 1
    }
    add(tally.three, labels, predictedLabel)
    add(tally.lean, sides, lean)
  }
  return [...tallies.values()]
}

/** Draws whole clusters with replacement and returns the middle 95 % of a figure. */
function interval(tallies: readonly Tally[], pick: (tally: Tally) => Int32Array, labelCount: number, seed: number): Interval {
  const random = seededRandom(seed)
  const values = new Float64Array(RESAMPLE_COUNT)
  const sum = new Float64Array(labelCount * (labelCount + 1))
  for (let resample = 0; resample < RESAMPLE_COUNT; resample++) {
    sum.fill(0)
    for (let draw = 0; draw < tallies.length; draw++) {
      const counts = pick(tallies[Math.floor(random() * tallies.length)] as Tally)
      for (let cell = 0; cell < sum.length; cell++) sum[cell] = (sum[cell] as number) + (counts[cell] as number)
    }
    values[resample] = macroF1(sum, labelCount)
  }
  values.sort()
  return { low: quantileSorted(values, 0.025), high: quantileSorted(values, 0.975) }
}

/**
 * Measures predictions against gold labels: macro-F1 over all labels, F1 of each, macro-F1 of the lean on posts that
 * take a side, calibration error. Intervals by a bootstrap over clusters (threads, else deals), 1,000 resamples.
 *
 * @param predictions at least one
 * @param seed        of the bootstrap; integer >= 0
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
    (sum, { lean }) => sum.map((count, cell) => count + (lean[cell] as number)),
    new Float64Array(scheme.sides.length * (scheme.sides.length + 1)),
  )
  const sidedCount = leanCounts.reduce((sum, count) => sum + count, 0)
  const isCalibrated = predictions.every(({ predictedLabel, probabilities }) => predictedLabel === null || probabilities !== null)
  const withProbabilities = isCalibrated ? predictions.filter(({ probabilities }) => probabilities !== null) : []
  const tops = withProbabilities.map(({ probabilities, goldLabel }) => {
    const values = probabilities as Float64Array
    const top = Math.max(...values)
    return { top: Math.min(1, top), isHit: scheme.labels[values.indexOf(top)] === goldLabel }
  })
  return {
    postCount: predictions.length,
    clusterCount: tallies.length,
    macroF1: { value: scores.macroF1, ...interval(tallies, ({ three }) => three, labelCount, seed) },
    accuracy: scores.accuracy ?? 0,
    f1: scores.f1,
    sidedCount,
    leanMacroF1:
      sidedCount === 0
        ? null
        : { value: macroF1(leanCounts, scheme.sides.length), ...interval(tallies, ({ lean }) => lean, scheme.sides.length, seed) },
    calibrationError: expectedCalibrationError(
      tops.map(({ top }) => top),
      tops.map(({ isHit }) => isHit),
    ),
  }
}
