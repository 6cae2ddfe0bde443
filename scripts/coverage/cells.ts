const POST_COUNTS = [200, 2000]
const SHARES = [0.02, 0.05, 0.15, 0.3, 0.5]
export const LABEL_COUNTS = [30, 50, 100, 200] as const
/**
 * `even`: as many posts each, authors alike, errors of the classifier independent; `clustered`: the
 * author of rank r writes a post with a chance in proportion to r^-1.2, posts of one author
 * correlate, some authors are misread often, and in one direction.
 */
const CROWDS = ['even', 'clustered'] as const
/**
 * Part of the variance of a label that a classifier explains: the least that may help, and what
 * good ones may.
 */
export const EXPLAINED = [0.3, 0.6, 0.85] as const

/** A made-up thread. */
export interface CrowdOptions {
  readonly postCount: number
  readonly share: number
  readonly crowd: (typeof CROWDS)[number]
}

/**
 * Cells that are drawn together: one crowd of authors and posts serves all counts of labels and
 * both classifiers.
 */
export interface Part extends CrowdOptions {
  /** Each part has its own, so its draws do not depend on which other parts are drawn. */
  readonly seed: number
}

/** A condition under which intervals are drawn again and again. */
export interface Cell extends Part {
  readonly labelCount: number
  readonly explained: (typeof EXPLAINED)[number]
}

/**
 * Seeds up to this one served while the priors of the intervals were chosen: the grid is drawn from
 * others.
 */
const TUNING_SEEDS = 2000

export const PARTS: readonly Part[] = POST_COUNTS.flatMap((postCount) =>
  SHARES.flatMap((share) => CROWDS.map((crowd): CrowdOptions => ({ postCount, share, crowd }))),
).map((part, index) => ({ ...part, seed: TUNING_SEEDS + 1 + index }))

export const cellsOf = (part: Part): Cell[] =>
  EXPLAINED.flatMap((explained) =>
    LABEL_COUNTS.map((labelCount): Cell => ({ ...part, labelCount, explained })),
  )

/** Such as `N200 p0.02 clustered R2 0.15 n100`. */
export const nameOf = ({
  postCount,
  share,
  crowd,
  explained,
  labelCount,
}: Omit<Cell, 'seed'>): string => `N${postCount} p${share} ${crowd} R2 ${explained} n${labelCount}`
