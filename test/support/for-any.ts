import fc from 'fast-check'
import { runCount } from './run-count.js'

type Arbitraries<Values extends unknown[]> = {
  [Place in keyof Values]: fc.Arbitrary<Values[Place]>
}
type Given<Values extends [unknown, ...unknown[]], Checked> = [
  ...arbitraries: Arbitraries<Values>,
  check: (...values: Values) => Checked,
]

/**
 * Checks what holds for any values, as often as properties run here:
 * `forAny(fc.nat(), (count) => expect(…))`.
 */
export function forAny<Values extends [unknown, ...unknown[]]>(
  ...given: Given<Values, void>
): void {
  forSome(runCount(), ...given)
}

/** The same so many times. */
export function forSome<Values extends [unknown, ...unknown[]]>(
  numRuns: number,
  ...given: Given<Values, void>
): void {
  fc.assert(fc.property(...given), { numRuns })
}

/** The same for a check that is awaited. */
export async function forSomeAwaited<Values extends [unknown, ...unknown[]]>(
  numRuns: number,
  ...given: Given<Values, Promise<void>>
): Promise<void> {
  await fc.assert(fc.asyncProperty(...given), { numRuns })
}
