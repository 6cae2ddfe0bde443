import { type ScaleLinear, scaleLinear } from 'd3-scale'

/** Maps numbers to pixels. `range` may be descending, as for heights. */
export const linearScale = (domain: readonly [number, number], range: readonly [number, number]): ScaleLinear<number, number> =>
  scaleLinear([...domain], [...range])
