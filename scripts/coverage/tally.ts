import { quantile } from '../../src/base/statistics/interval/quantile.js'
import { betaQuantile } from './beta-quantile.js'
import { type Cell, nameOf, type Part } from './cells.js'
import { type Drawn, drawIntervals, METHODS, type Method } from './draw-intervals.js'
import { REFERENCES } from './references.js'

/** How often the intervals of one method held the truth, and how wide they were. */
export interface MethodTally {
  /** Draws in which the interval held the truth. */
  readonly held: number
  readonly width: number
}

/** Results of all draws in one cell. */
export interface CellResult {
  readonly name: string
  readonly draws: number
  readonly tallies: Readonly<Record<Method, MethodTally>>
}

const LEAST_COVERAGE = 0.93
export const MOST_WIDTH = 1.25
const BOUND_LEVEL = 0.99
/** A share on the border to within rounding is held. */
export const SLACK = 1e-12

export function tallyPart(part: Part, cells: readonly Cell[], draws: number): CellResult[] {
  const drawn = cells.map((): Drawn[] => [])
  for (let draw = 0; draw < draws; draw++) {
    for (const [index, one] of drawIntervals(part, draw, cells).entries()) drawn[index]?.push(one)
  }
  return cells.map((cell, index) => tallyCell(cell, drawn[index] ?? []))
}

/** Whether a method holds: the upper 99 % bound (Clopper and Pearson) of its coverage is at least 93 %. */
export const holds = ({ held }: MethodTally, draws: number): boolean =>
  held === draws || betaQuantile(BOUND_LEVEL, held + 1, draws - held) >= LEAST_COVERAGE

/** Our width over that of the narrowest reference that holds; null where none holds, or a census closes all. */
export function widthRatio({ tallies, draws }: CellResult): number | null {
  const widths = REFERENCES.flatMap((name) => (holds(tallies[name], draws) ? [tallies[name].width] : []))
  const narrowest = Math.min(...widths)
  return widths.length === 0 || narrowest === 0 ? null : tallies.ours.width / narrowest
}

function tallyCell(cell: Cell, drawn: readonly Drawn[]): CellResult {
  const tally = (method: Method): MethodTally => {
    const widths = drawn.map(({ intervals }) => intervals[method].high - intervals[method].low)
    const isHeld = ({ truth, intervals }: Drawn): boolean =>
      intervals[method].low <= truth + SLACK && intervals[method].high >= truth - SLACK
    return { held: drawn.filter(isHeld).length, width: quantile(widths, 0.5) }
  }
  const tallies = Object.fromEntries(METHODS.map((method) => [method, tally(method)])) as CellResult['tallies']
  return { name: nameOf(cell), draws: drawn.length, tallies }
}
