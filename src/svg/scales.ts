import { scaleLinear } from 'd3-scale'
import type { TickScale } from './axes.js'

export interface ScaleOptions {
  /** Extend the domain to round numbers. Default false. */
  readonly isNice?: boolean
}

/** Maps numbers to pixels. `range` may be descending, as for heights. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  { isNice = false }: ScaleOptions = {},
): TickScale<number> {
  const scale = scaleLinear([...domain], [...range])
  return isNice ? scale.nice() : scale
}
