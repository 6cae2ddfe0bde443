/** A condition under which intervals are drawn again and again. */
export interface Cell {
  readonly postCount: number
  readonly share: number
  readonly correlation: number
  readonly labelCount: number
  readonly authors: (typeof AUTHORS)[number]
  readonly errors: (typeof ERRORS)[number]
}

export const POST_COUNTS = [200, 2000, 20_000] as const
export const SHARES = [0.02, 0.05, 0.1, 0.3] as const
export const CORRELATIONS = [0, 0.1, 0.3] as const
export const LABEL_COUNTS = [20, 30, 50, 100, 200] as const
/** `equal`: as many posts each; `zipf`: the author of rank r writes a post with a chance in proportion to r^-1.2. */
export const AUTHORS = ['equal', 'zipf'] as const
/** Errors of the classifier: `independent` from post to post; `by-author`: some authors are misread often, and in one direction. */
export const ERRORS = ['independent', 'by-author'] as const

/** Cells that are drawn together: one crowd of authors and posts serves all counts of labels and both kinds of errors. */
export interface Part {
  readonly postCount: number
  readonly share: number
  readonly correlation: number
  readonly authors: Cell['authors']
}

export const PARTS: readonly Part[] = POST_COUNTS.flatMap((postCount) =>
  SHARES.flatMap((share) =>
    CORRELATIONS.flatMap((correlation) => AUTHORS.map((authors): Part => ({ postCount, share, correlation, authors }))),
  ),
)

export const cellsOf = (part: Part): Cell[] =>
  ERRORS.flatMap((errors) => LABEL_COUNTS.map((labelCount): Cell => ({ ...part, labelCount, errors })))

/** Such as `N200 p0.02 icc0.3 zipf by-author n100`; what `--cells` looks for words in. */
export const nameOf = ({ postCount, share, correlation, authors, errors, labelCount }: Cell): string =>
  `N${postCount} p${share} icc${correlation} ${authors} ${errors} n${labelCount}`

/** Seeds up to this one served while the priors of the intervals were chosen: the grid is drawn from others. */
const TUNING_SEEDS = 1000

/** Each part has its own, so its draws do not depend on which other parts are drawn. */
export const seedOf = (part: Part): number => TUNING_SEEDS + 1 + PARTS.findIndex((other) => sameName(other, part))

const sameName = (one: Part, other: Part): boolean =>
  one.postCount === other.postCount && one.share === other.share && one.correlation === other.correlation && one.authors === other.authors
