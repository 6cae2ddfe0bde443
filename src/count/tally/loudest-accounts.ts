/** Most accounts that are named or left out together. */
const MAX_LOUDEST_COUNT = 5

/**
 * Number of accounts, at most five, with two posts or more each, and more than every further account.
 *
 * @param postCounts of all known accounts, most first
 */
export function countLoudest(postCounts: readonly number[]): number {
  for (let count = MAX_LOUDEST_COUNT; count > 0; count--) {
    const [last = 0, next = last] = postCounts.slice(count - 1, count + 1)
    if (last >= 2 && last > next) return count
  }
  return 0
}
