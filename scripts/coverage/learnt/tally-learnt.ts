import { sum } from '../../../src/base/statistics/estimate/mean.js'
import { ESTIMANDS, type Estimand } from '../draw-intervals.js'
import { SLACK } from '../tally.js'
import { type LearntCell, learntNameOf } from './cells.js'
import { drawLearnt, WAYS, type Way } from './draw-learnt.js'

/** Of one way and estimand, by label. */
export interface LearntTally {
  /** Draws in which the interval held the truth. */
  readonly held: readonly number[]
  /** Mean width. */
  readonly width: readonly number[]
}

/** Results of all draws in one cell. */
export interface LearntResult {
  readonly name: string
  readonly draws: number
  readonly tallies: Readonly<Record<Way, Readonly<Record<Estimand, LearntTally>>>>
  /** Draws in which the estimate stood on the learnt predictions. */
  readonly learntCount: number
}

export function tallyLearnt(cell: LearntCell, draws: number): LearntResult {
  const drawn = Array.from({ length: draws }, (_, draw) => drawLearnt(cell, draw))
  const tally = (way: Way, estimand: Estimand): LearntTally => {
    const labels = [...(drawn[0]?.truths[estimand] ?? []).keys()]
    const over = (label: number, numberOf: (low: number, high: number, truth: number) => number): number =>
      sum(
        drawn.map(({ intervals, truths }) => {
          const { low = 0, high = 0 } = intervals[way][estimand][label] ?? {}
          return numberOf(low, high, truths[estimand][label] ?? Number.NaN)
        }),
      )
    return {
      held: labels.map((label) => over(label, (low, high, truth) => Number(low <= truth + SLACK && high >= truth - SLACK))),
      width: labels.map((label) => over(label, (low, high) => high - low) / draws),
    }
  }
  return {
    name: learntNameOf(cell),
    draws,
    tallies: Object.fromEntries(
      WAYS.map((way) => [way, Object.fromEntries(ESTIMANDS.map((estimand) => [estimand, tally(way, estimand)]))]),
    ) as LearntResult['tallies'],
    learntCount: drawn.filter(({ isLearntUsed }) => isLearntUsed).length,
  }
}
