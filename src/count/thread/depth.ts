import { sum } from '../../base/statistics/estimate/mean.js'
import { MIN_SHARE_COUNT } from '../../base/text/format-count.js'

/** Depths of posts below the opening post, which has 0. A depth is unknown where a parent on the way up is a guess, or missing. */
export const DEPTHS = ['0', '1', '2', '3-4', '5+', 'unknown'] as const
export type Depth = (typeof DEPTHS)[number]

/** Place in `DEPTHS` of each level. */
const PLACES = [0, 1, 2, 3, 3, 4]
export const depthAt = (level: number): Depth => DEPTHS[PLACES[level] ?? 5] as Depth

/** Posts with a label, and those of them that take no side. */
export interface NeutralCount {
  readonly labelledCount: number
  readonly neutralCount: number
  readonly neutralShare: number | null
}

/** The posts of one depth, by the model's labels. */
export interface DepthCount extends NeutralCount {
  readonly depth: Depth
  readonly postCount: number
}

export const neutralCountOf = (neutralCount: number, labelledCount: number): NeutralCount => ({
  ...{ labelledCount, neutralCount },
  neutralShare: labelledCount < MIN_SHARE_COUNT ? null : neutralCount / labelledCount,
})

/** Posts that answer replies, as far as it is known. */
export const countDeep = (depths: readonly DepthCount[]): number =>
  sum(depths.filter(({ depth }) => ['2', '3-4', '5+'].includes(depth)).map(({ postCount }) => postCount))
