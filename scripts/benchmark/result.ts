import { median } from './rounds.js'

/** What a case gave in one build. */
export interface Result {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly target: string | null
  /** The git ref that was built; null for the working tree, and for what is no part of this project. */
  readonly ref: string | null
  readonly median: number | null
  /** In the order they were measured. */
  readonly values: readonly number[]
  /** Why there is no value; null where there is one. */
  readonly missing: string | null
}

/** Everything that one run of the benchmark measured. */
export interface BenchmarkRun {
  readonly machine: string
  /** Of the working tree, with `+` where it has changes; null outside a git checkout. */
  readonly commit: string | null
  readonly rounds: number
  readonly results: readonly Result[]
  readonly scale: readonly ScalePoint[]
  readonly accuracy: readonly { readonly name: string; readonly accuracy: number; readonly macroF1: number; readonly postCount: number }[]
}

/** What `classify` took for so many posts. */
export interface ScalePoint {
  readonly postCount: number
  readonly seconds: readonly number[]
  readonly peakMegabytes: readonly number[]
}

/** The median of a case in the working tree; null where it was not measured. */
export function medianOf(results: readonly Result[], id: string): number | null {
  return results.find((result) => result.id === id && result.ref === null)?.median ?? null
}

export const medianSeconds = ({ seconds }: ScalePoint): number => median(seconds) ?? Number.NaN
export const highestPeak = ({ peakMegabytes }: ScalePoint): number => Math.max(...peakMegabytes)
