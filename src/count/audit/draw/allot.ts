/** Fewer drawn units than this give a stratum no variance of its own. */
export const MIN_SAMPLE_COUNT = 2

/**
 * Shares a sample out to parts in proportion to their sizes (largest remainders), at least two to each part that has two, never more
 * than it has. Where the least counts alone exceed the total, they are the result.
 *
 * @param total      units wanted, integer >= 0
 * @param partCounts units in each part, integers >= 1
 * @returns one count per part; their sum is `total`, unless the least counts or the parts themselves say otherwise
 * @example allot(10, [70, 25, 3]) // => [6, 2, 2]
 */
export function allot(total: number, partCounts: readonly number[]): number[] {
  const populationCount = partCounts.reduce((sum, count) => sum + count, 0)
  if (total >= populationCount) return [...partCounts]
  const least = partCounts.map((count) => Math.min(MIN_SAMPLE_COUNT, count))
  const isLeast = partCounts.map(() => false)
  for (;;) {
    const free = partCounts.map((count, index) => (isLeast[index] ? 0 : count))
    const freeCount = free.reduce((sum, count) => sum + count, 0)
    const toShare = Math.max(0, total - least.reduce((sum, count, index) => sum + (isLeast[index] ? count : 0), 0))
    const quotas = free.map((count) => (freeCount === 0 ? 0 : (toShare * count) / freeCount))
    const short = quotas.flatMap((quota, index) => (!isLeast[index] && quota < (least[index] ?? 0) ? [index] : []))
    if (short.length === 0) return roundToTotal(quotas, toShare).map((count, index) => (isLeast[index] ? (least[index] ?? 0) : count))
    for (const index of short) isLeast[index] = true
  }
}

/** Whole numbers next to the quotas that sum to the total: the largest remainders are rounded up, at a tie the first ones. */
function roundToTotal(quotas: readonly number[], total: number): number[] {
  const counts = quotas.map(Math.floor)
  const missing = quotas.every((quota) => quota === 0) ? 0 : total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}
