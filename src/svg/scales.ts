import { scaleLinear } from 'd3-scale'
import type { TickScale } from './axes.js'

export interface ScaleOptions {
  /** Widen the domain to round numbers. Default false. */
  readonly isNice?: boolean
}

/** Numbers to pixels. `range` may run backwards, as heights do. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  { isNice = false }: ScaleOptions = {},
): TickScale<number> {
  const scale = scaleLinear([...domain], [...range])
  return isNice ? scale.nice() : scale
}
