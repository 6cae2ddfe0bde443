const POST_COUNTS = [200, 2000, 20_000]
const SHARES = [0.02, 0.05, 0.1, 0.3]
const CORRELATIONS = [0, 0.1, 0.3]
export const LABEL_COUNTS = [20, 30, 50, 100, 200] as const
/** `equal`: as many posts each; `zipf`: the author of rank r writes a post with a chance in proportion to r^-1.2. */
const AUTHORS = ['equal', 'zipf'] as const
/** Errors of the classifier: `independent` from post to post; `by-author`: some authors are misread often, and in one direction. */
export const ERRORS = ['independent', 'by-author'] as const

/** A made-up thread. */
export interface CrowdOptions {
  readonly postCount: number
  readonly share: number
  readonly correlation: number
  readonly authors: (typeof AUTHORS)[number]
}

/** Cells that are drawn together: one crowd of authors and posts serves all counts of labels and both kinds of errors. */
export interface Part extends CrowdOptions {
  /** Each part has its own, so its draws do not depend on which other parts are drawn. */
  readonly seed: number
}

/** A condition under which intervals are drawn again and again. */
export interface Cell extends Part {
  readonly labelCount: number
  readonly errors: (typeof ERRORS)[number]
}

/** Seeds up to this one served while the priors of the intervals were chosen: the grid is drawn from others. */
const TUNING_SEEDS = 1000

export const PARTS: readonly Part[] = POST_COUNTS.flatMap((postCount) =>
  SHARES.flatMap((share) =>
    CORRELATIONS.flatMap((correlation) => AUTHORS.map((authors): CrowdOptions => ({ postCount, share, correlation, authors }))),
  ),
).map((part, index) => ({ ...part, seed: TUNING_SEEDS + 1 + index }))

export const cellsOf = (part: Part): Cell[] =>
  ERRORS.flatMap((errors) => LABEL_COUNTS.map((labelCount): Cell => ({ ...part, labelCount, errors })))

/** Such as `N200 p0.02 icc0.3 zipf by-author n100`. */
export const nameOf = ({ postCount, share, correlation, authors, errors, labelCount }: Omit<Cell, 'seed'>): string =>
  `N${postCount} p${share} icc${correlation} ${authors} ${errors} n${labelCount}`
