import { sum } from '../../src/base/statistics/estimate/mean.js'
import { binomialTail } from '../../src/base/statistics/interval/incomplete-beta.js'
import { type Cell, nameOf, type Part } from './cells.js'
import { type Drawn, drawIntervals, METHODS, type Method, SAMPLES_PER_CROWD } from './draw-intervals.js'

/** How often the intervals of one method held the truth, and how wide they were. */
export interface MethodTally {
  /** Draws in which the interval held the truth. */
  readonly held: number
  /** Mean. */
  readonly width: number
}

/** Results of all draws in one cell. */
export interface CellResult {
  readonly name: string
  readonly draws: number
  readonly tallies: Readonly<Record<Method, MethodTally>>
}

const LEAST_COVERAGE = 0.93
const BOUND_LEVEL = 0.99
/** A share on the border to within rounding is held. */
const SLACK = 1e-12

/** @param draws rounded up to whole crowds */
export function tallyPart(part: Part, cells: readonly Cell[], draws: number): CellResult[] {
  const drawn = cells.map((): Drawn[] => [])
  for (let crowd = 0; crowd * SAMPLES_PER_CROWD < draws; crowd++) {
    for (const sample of drawIntervals(part, crowd, cells)) for (const [index, one] of sample.entries()) drawn[index]?.push(one)
  }
  return cells.map((cell, index) => tallyDraws(nameOf(cell), drawn[index] ?? []))
}

/** Whether a method holds: the upper 99 % bound (Clopper and Pearson) of its coverage is at least 93 %. */
export const holds = ({ held }: MethodTally, draws: number): boolean =>
  held === draws || binomialTail(held + 1, draws, LEAST_COVERAGE) <= BOUND_LEVEL

/** Our width over that of the same rule without the program; null where a census closes both. */
export const widthRatio = ({ tallies: { ours, alone } }: CellResult): number | null => (alone.width === 0 ? null : ours.width / alone.width)

export function tallyDraws(name: string, drawn: readonly Drawn[]): CellResult {
  const tally = (method: Method): MethodTally => {
    const widths = drawn.map(({ intervals }) => intervals[method].high - intervals[method].low)
    const isHeld = ({ truth, intervals }: Drawn): boolean =>
      intervals[method].low <= truth + SLACK && intervals[method].high >= truth - SLACK
    return { held: drawn.filter(isHeld).length, width: sum(widths) / drawn.length }
  }
  const tallies = Object.fromEntries(METHODS.map((method) => [method, tally(method)])) as CellResult['tallies']
  return { name, draws: drawn.length, tallies }
}
