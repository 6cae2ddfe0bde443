/** A share as a whole percentage: "55 %", "<1 %" and ">99 %" where rounding would claim none or all. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %'
  if (share < 1 && share >= 0.995) return '>99 %'
  return `${Math.round(share * 100)} %`
}

/** Bounds of a share, rounded outwards so that the printed interval holds the computed one: "38 to 72 %". */
export function formatShareRange({ low, high }: { readonly low: number; readonly high: number }): string {
  // One part in 10^9 keeps a bound that is whole on paper from moving to the next point.
  return `${Math.floor(low * 100 + 1e-9)} to ${Math.ceil(high * 100 - 1e-9)} %`
}

/** A sentiment with its sign and a true minus: "+0.21", "−0.40", "0.00". */
export function formatSentiment(sentiment: number): string {
  const digits = Math.abs(sentiment).toFixed(2)
  return Number(digits) === 0 ? digits : `${sentiment < 0 ? '−' : '+'}${digits}`
}

/** "2026-03-14 18:05 UTC" for a moment in UTC; anything else as it is. */
export function formatTime(createdAt: string): string {
  return createdAt.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/, '$1 $2 UTC')
}

/**
 * A share as a bar of `width` columns: solid up to the interval's low end, dark from there to the share, light from the
 * share to its high end, dots beyond. Without an interval solid up to the share.
 */
export function drawBar(share: number, interval: { readonly low: number; readonly high: number } | undefined, width: number): string {
  const columns = (value: number): number => Math.round(value * width)
  const shareEnd = columns(share)
  const lowEnd = interval ? Math.min(columns(interval.low), shareEnd) : shareEnd
  const highEnd = interval ? Math.max(columns(interval.high), shareEnd) : shareEnd
  return '█'.repeat(lowEnd) + '▓'.repeat(shareEnd - lowEnd) + '░'.repeat(highEnd - shareEnd) + '·'.repeat(width - highEnd)
}
