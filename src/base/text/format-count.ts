/** A number with its thousands separated: "2,153". */
export const formatNumber = (value: number): string =>
  String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** "31 of 1,204". */
export const formatPart = (part: number, whole: number): string =>
  `${formatNumber(part)} of ${formatNumber(whole)}`

/**
 * Formats a count with its noun: "1 post", "2,153 posts"; with a given plural "1 reply", "2
 * replies".
 */
export const formatCount = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`

/** Names some of a list and counts the rest: "a, b and 3 more". */
export const nameSome = (names: readonly string[], most = 5): string =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`

/** Keeps wholes and halves on paper from the next number. */
const SLACK = 1e-11

/**
 * Up to a hundred posts, outputs print counts in place of percentages: one post is a point or more.
 */
export const MIN_PERCENT_COUNT = 101

/**
 * Fewer posts are too few to compare with others. Choice: at 30 the widest 95% interval is ±18
 * points.
 */
export const MIN_SHARE_COUNT = 30

/** In points, halves up. */
export const toPercent = (share: number) => Math.round((share + SLACK) * 100)

/**
 * "55%", of a share in [0, 1]. "<1%" and ">99%" replace roundings that would claim none or all.
 */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.005) return '<1%'
  if (share < 1 && share >= 0.995) return '>99%'
  return `${toPercent(share)}%`
}

/**
 * Rounds the bounds of a share, or of a difference of shares, outwards to whole numbers of a unit.
 *
 * @param unit makes a share of 1: 100 percent points, or the number of posts
 */
export function roundOutwards(
  { low, high }: { readonly low: number; readonly high: number },
  unit = 100,
) {
  return {
    low: Math.max(-unit, Math.floor((low + SLACK) * unit)),
    high: Math.min(unit, Math.ceil((high - SLACK) * unit)),
  }
}

export function formatPercentRange(bounds: {
  readonly low: number
  readonly high: number
}): string {
  const { low, high } = roundOutwards(bounds)
  return `${low}% to ${high}%`
}

/** The confidence level of every interval. */
export const LEVEL = '95%'
