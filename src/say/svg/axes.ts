import { type ScaleLinear, scaleLinear } from 'd3-scale'
import type { PlotArea } from './chart.js'
import { element, textElement } from './marks.js'

/** An axis of shares. */
interface AxisOptions {
  /** Of d3-scale, or any other with ticks. */
  readonly scale: ((value: number) => number) & { ticks(count?: number): number[] }
  readonly label?: string
}

/** Formats a share: 0.25 as "25%". */
const percentTick = (share: number): string => `${Math.round(share * 100)}%`

/** Maps numbers to pixels. `range` may be descending, as for heights. */
export const linearScale = (domain: readonly [number, number], range: readonly [number, number]): ScaleLinear<number, number> =>
  scaleLinear([...domain], [...range])

/** About so many ticks. */
const TICK_COUNT = 5

/** The axis below the plot, with grid lines at the ticks. */
export function renderBottomAxis({ scale, label }: AxisOptions, area: PlotArea): string[] {
  const { left, right, top, bottom } = area
  return [
    ...scale.ticks(TICK_COUNT).flatMap((tick) => {
      const x = scale(tick)
      return [
        element('line', { x1: x, x2: x, y1: top, y2: bottom, class: 'grid' }),
        textElement(percentTick(tick), { x, y: bottom + 18, 'text-anchor': 'middle', class: 'soft' }),
      ]
    }),
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, class: 'axis' }),
    ...(label === undefined ? [] : [textElement(label, { x: (left + right) / 2, y: bottom + 38, 'text-anchor': 'middle' })]),
  ]
}
