/** Up to what size a partial holds everything, so that its size has an end. Part of what a breakdown is a function of. */
export interface PartialLimits {
  /** Posts held one by one. Of more only sums are kept. */
  readonly posts: number
  /** Known authors, once for every deal and once for all posts. Of more a sample is kept. */
  readonly authors: number
  /** Different phrases, for every deal and all posts. Of more those of a sample of posts are kept. */
  readonly phrases: number
  /** Posts of known authors with what bursts are told by. Of more those of a sample of authors are kept. */
  readonly bursts: number
}

/** Choice: partials of at most about 20 MB; nearly every study of a deal stays below them, and is counted in full. */
export const PARTIAL_LIMITS: PartialLimits = Object.freeze({ posts: 50_000, authors: 200_000, phrases: 50_000, bursts: 100_000 })
