import { type ScaleLinear, scaleLinear } from 'd3-scale'
import type { PlotArea } from './chart.js'
import { element, textElement } from './marks.js'

/** Maps numbers to pixels. `range` may be descending, as for heights. */
export const linearScale = (domain: readonly [number, number], range: readonly [number, number]): ScaleLinear<number, number> =>
  scaleLinear([...domain], [...range])

/** The axis of shares below the plot, with grid lines at the ticks. @param label none for '' */
export function renderBottomAxis(scale: ScaleLinear<number, number>, label: string, area: PlotArea): string[] {
  const { left, right, top, bottom } = area
  return [
    ...scale.ticks(5).flatMap((tick) => {
      const x = scale(tick)
      return [
        element('line', { x1: x, x2: x, y1: top, y2: bottom, class: 'grid' }),
        textElement(`${Math.round(tick * 100)}%`, { x, y: bottom + 18, 'text-anchor': 'middle', class: 'soft' }),
      ]
    }),
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, class: 'axis' }),
    ...(label === '' ? [] : [textElement(label, { x: (left + right) / 2, y: bottom + 38, 'text-anchor': 'middle' })]),
  ]
}
