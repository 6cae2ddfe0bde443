/** Bounds of a number, `low` <= `high`. */
export interface Interval {
  readonly low: number
  readonly high: number
}
