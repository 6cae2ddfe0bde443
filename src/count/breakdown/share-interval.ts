/** Population that an interval refers to: the captured posts, or the wider crowd that their authors were drawn from. */
export type Estimand = 'captured' | 'population'

/** Interval of the share of one label, by one estimand and method. Shares in [0, 1], `low` <= `high`. */
export interface ShareInterval {
  readonly estimand: Estimand
  readonly method: string
  /** In (0, 1). */
  readonly confidenceLevel: number
  readonly label: string
  /** The audit's estimate, in [0, 1]; absent where the interval belongs to the classifier's own `shares`. */
  readonly share?: number
  readonly low: number
  readonly high: number
  /** Standard error of `share`; absent where `share` is. */
  readonly standardError?: number
  /** True for the interval to quote for this estimand and label; absent for all others, and without an audit. */
  readonly isHeadline?: true
}
