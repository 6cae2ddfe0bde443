/**
 * Rounds quotas to whole numbers that sum to the total. The largest remainders are rounded up, the
 * first ones at a tie.
 */
export function roundToTotal(quotas: readonly number[], total: number): number[] {
  const counts = quotas.map(Math.floor)
  const missing = quotas.every((quota) => quota === 0)
    ? 0
    : total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}
