import distance from '#natural/distance'

/**
 * Longest prefix of a string, in UTF-16 code units, that is compared: natural's matrix costs about
 * 1 µs per cell.
 */
const EDIT_LENGTH_LIMIT = 600

/** Removes the common prefix and suffix, which do not affect the edit distance. */
function withoutSharedEnds(left: string, right: string): [string, string] {
  const shorter = Math.min(left.length, right.length)
  let start = 0
  while (start < shorter && left[start] === right[start]) start += 1
  let end = 0
  while (end < shorter - start && left[left.length - 1 - end] === right[right.length - 1 - end])
    end += 1
  return [left.slice(start, left.length - end), right.slice(start, right.length - end)]
}

/**
 * Damerau-Levenshtein distance in UTF-16 code units: the fewest insertions, deletions,
 * substitutions and swaps of neighbours.
 *
 * @param limit larger distances are reported as `limit + 1`
 * @see natural, `lib/natural/distance/levenshtein_distance.js`
 * @example editDistance('anthropoc', 'anthropic', 1) // => 1
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new RangeError(`expected a limit of 0 or more edits, got ${limit}.`)
  if (left === right) return 0
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  const [from, to] = withoutSharedEnds(left, right)
  if (from.length === 0 || to.length === 0) return Math.min(from.length + to.length, limit + 1)
  return Math.min(distance.DamerauLevenshteinDistance(from, to, { restricted: true }), limit + 1)
}

/**
 * The known name that a name was meant to be: at most one letter in three differs, or it is its
 * beginning. Null without one.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 3))
  let nearest: string | null = null
  let least = limit + 1
  for (const candidate of known) {
    const distance = editDistance(name, candidate, limit)
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return (
    nearest ?? known.find((candidate) => name.length >= 3 && candidate.startsWith(name)) ?? null
  )
}

/**
 * Share of the character bigrams that two strings have in common (Dice coefficient, case ignored),
 * in `[0, 1]`. 0 for blank strings.
 *
 * @see natural, `lib/natural/distance/dice_coefficient.js`
 */
export function bigramOverlap(left: string, right: string): number {
  if (left.trim() === '' || right.trim() === '') return 0
  return distance.DiceCoefficient(left, right)
}

/**
 * Minimum bigram overlap before two texts are compared letter by letter. Choice: different English
 * posts of 200 letters share 0.4-0.6.
 */
const NEAR_BIGRAM_OVERLAP = 0.75

/**
 * Maximum edits per letter of a near-duplicate. Choice: a retyped title with a typo and a changed
 * dash has 0.03.
 */
const NEAR_EDIT_SHARE = 0.15

/**
 * Tells texts that are the same but for typos: at most 15 edits per hundred letters over the first
 * 600.
 */
export function isNearDuplicate(left: string, right: string): boolean {
  const from = left.slice(0, EDIT_LENGTH_LIMIT)
  const to = right.slice(0, EDIT_LENGTH_LIMIT)
  if (from.trim() === '' || to.trim() === '') return false
  const limit = Math.floor(Math.max(from.length, to.length) * NEAR_EDIT_SHARE)
  if (Math.abs(left.length - right.length) > Math.max(left.length, right.length) * NEAR_EDIT_SHARE)
    return false
  if (bigramOverlap(from, to) < NEAR_BIGRAM_OVERLAP) return false
  return editDistance(from, to, limit) <= limit
}
