/**
 * A source of random numbers in [0, 1). Every function that draws takes one as a parameter; none
 * uses a hidden source.
 */
export type Random = () => number

/**
 * Rounds discarded after seeding, so that similar seeds give unrelated streams. Origin: PractRand's
 * sfc32.
 */
const WARM_UP_ROUNDS = 12

/**
 * Small fast counting generator of 32 bits (sfc32), equal on every runtime. For resampling, not for
 * secrets. Expected period 2^127.
 *
 * @param seed integer in [0, 2^53)
 * @returns a generator of multiples of 2^-32 in [0, 1)
 * @throws {RangeError} for any other seed
 * @see Chris Doty-Humphrey, PractRand 0.94, `RNGs/sfc.cpp`, class sfc32, `seed(Uint64)`
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`expected a seed that is an integer in [0, 2^53), got ${seed}`)
  let a = 0
  let b = seed >>> 0
  let c = Math.floor(seed / 2 ** 32) >>> 0
  let counter = 1
  const next = (): number => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    return result >>> 0
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next()
  return () => next() / 2 ** 32
}

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
