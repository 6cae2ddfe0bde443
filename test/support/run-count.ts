/**
 * How often a property or a simulation runs: a smoke size in `npm test`, 20,000 in
 * `npm run test:long`, any number by DEALSTANCE_RUNS.
 *
 * @param most an upper bound, for what takes long at each run
 */
export function runCount(most = Number.POSITIVE_INFINITY): number {
  return Math.min(most, Number(process.env['DEALSTANCE_RUNS'] ?? SMOKE_RUN_COUNT))
}

const SMOKE_RUN_COUNT = 15

/**
 * How many damaged inputs each reader is given: 100,000 in `npm run test:long`, elsewhere as many
 * as a property runs.
 */
export const fuzzCount = () => (runCount() === 20_000 ? 100_000 : runCount())

/** Milliseconds that a test of so many inputs may take. */
export const FUZZ_TIMEOUT = 10_800_000

/**
 * Whether the tests that take long run in full: kills of processes at many moments, simulations,
 * large inputs.
 */
export const IS_LONG = runCount() >= 1000

/**
 * Whether tests play kills and changed inputs, each in processes of its own: in
 * `npm run test:faults` and `npm run test:long`.
 */
export const PLAYS_FAULTS = IS_LONG || process.env['DEALSTANCE_FAULTS'] === 'on'

/** How many kills a test plays: by default, in `npm run test:long`, and with 20,000 runs. */
export function killCount(usual: number, long: number, all: number): number {
  if (runCount() >= 20_000) return all
  return IS_LONG ? long : usual
}

/** All cases in `npm run test:long`; in `npm test` so many, evenly spread. */
export function sampleCases<Case>(cases: readonly Case[], smokeCount: number): Case[] {
  if (IS_LONG || cases.length <= smokeCount) return [...cases]
  return Array.from(
    { length: smokeCount },
    (_, index) => cases[Math.floor(((index + 0.5) * cases.length) / smokeCount)] as Case,
  )
}
