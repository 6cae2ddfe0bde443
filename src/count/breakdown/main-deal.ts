import type { Breakdown, DealBreakdown } from './breakdown.js'

/** The largest deal. Undefined where more posts are on no deal than on any. */
export const mainDealOf = ({
  deals: [largest],
  unlinkedPostCount,
}: Breakdown): DealBreakdown | undefined =>
  largest !== undefined && largest.postCount >= unlinkedPostCount ? largest : undefined
