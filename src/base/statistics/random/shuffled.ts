import type { Random } from './seeded-random.js'

/**
 * Returns the values in random order (Fisher-Yates); every order is equally likely.
 *
 * @see Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm P
 */
export function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const result = [...values]
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1))
    const kept = result[last] as Value
    result[last] = result[chosen] as Value
    result[chosen] = kept
  }
  return result
}
