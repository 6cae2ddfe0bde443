import { sum } from '../../../src/base/statistics/estimate/mean.js'
import { SLACK } from '../tally.js'
import { type LearntCell, learntNameOf } from './cells.js'
import { drawLearnt, WAYS, type Way } from './draw-learnt.js'

/** Of one way, by label. */
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
  readonly tallies: Readonly<Record<Way, LearntTally>>
  /** Draws in which the estimate stood on the learnt predictions. */
  readonly learntCount: number
}

export function tallyLearnt(cell: LearntCell, draws: number): LearntResult {
  const drawn = Array.from({ length: draws }, (_, draw) => drawLearnt(cell, draw))
  const tally = (way: Way): LearntTally => {
    const labels = [...(drawn[0]?.truths ?? []).keys()]
    const over = (label: number, numberOf: (low: number, high: number, truth: number) => number): number =>
      sum(
        drawn.map(({ intervals, truths }) => {
          const { low = 0, high = 0 } = intervals[way][label] ?? {}
          return numberOf(low, high, truths[label] ?? Number.NaN)
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
    tallies: Object.fromEntries(WAYS.map((way) => [way, tally(way)])) as LearntResult['tallies'],
    learntCount: drawn.filter(({ isLearntUsed }) => isLearntUsed).length,
  }
}
