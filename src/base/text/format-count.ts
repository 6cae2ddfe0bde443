/** A number with its thousands separated: "2,153". */
export const formatNumber = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** Formats a count with its noun: "1 post", "2,153 posts"; with a given plural "1 reply", "2 replies". */
export const formatCount = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`

/** Added before a bound is rounded outwards: floating-point error must not move a bound that is whole on paper to the next point. */
const SLACK = 1e-9

/**
 * Fewest posts of which shares are printed in percent, drawn, or quoted in percent. With fewer, every output prints counts. Choice: at 30 one
 * post is 3 points, and the widest 95% interval is ±18 points.
 */
export const MIN_PERCENT_COUNT = 30

/** A share in [0, 1] as a whole percentage: "55%". "<1%" and ">99%" replace roundings that would claim none or all. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.005) return '<1%'
  if (share < 1 && share >= 0.995) return '>99%'
  return `${Math.round(share * 100)}%`
}

/** The bounds of a share as whole points in [0, 100], rounded outwards so that they hold the exact ones. */
export function roundOutwards({ low, high }: { readonly low: number; readonly high: number }): { low: number; high: number } {
  return { low: Math.max(0, Math.floor(low * 100 + SLACK)), high: Math.min(100, Math.ceil(high * 100 - SLACK)) }
}

/** Bounds of a share, rounded outwards: "38% to 72%". */
export function formatPercentRange(bounds: { readonly low: number; readonly high: number }): string {
  const { low, high } = roundOutwards(bounds)
  return `${low}% to ${high}%`
}

/** A confidence level: "95%", "99.9%". */
export const formatLevel = (confidenceLevel: number): string => `${Number((confidenceLevel * 100).toFixed(2))}%`
