import fc from 'fast-check'
import { runCount } from './run-count.js'

type Arbitraries<Values extends unknown[]> = { [Place in keyof Values]: fc.Arbitrary<Values[Place]> }

/** Checks what holds for any values, as often as properties run here: `forAny(fc.nat(), (count) => expect(…))`. */
export function forAny<Values extends [unknown, ...unknown[]]>(
  ...given: [...arbitraries: Arbitraries<Values>, check: (...values: Values) => void]
): void {
  fc.assert(fc.property(...given), { numRuns: runCount() })
}

/** The same for a check that is awaited. */
export async function forAnyAwaited<Values extends [unknown, ...unknown[]]>(
  ...given: [...arbitraries: Arbitraries<Values>, check: (...values: Values) => Promise<void>]
): Promise<void> {
  await fc.assert(fc.asyncProperty(...given), { numRuns: runCount() })
}
