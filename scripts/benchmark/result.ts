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
  /** Why there is no median; null where there is one. */
  readonly missing: string | null
  /** It should have been measured, and broke. */
  readonly hasFailed: boolean
}

/** Everything that one run of the benchmark measured. */
export interface BenchmarkRun {
  readonly machine: string
  /** Of the working tree, with `+` where it has changes; null outside a git checkout. */
  readonly commit: string | null
  readonly rounds: number
  readonly results: readonly Result[]
  readonly scale: readonly ScalePoint[]
  readonly accuracy: readonly Accuracy[]
}

/** How often labels are right on posts that neither model nor rule was made on. */
export interface Accuracy {
  readonly name: string
  /** Null where it broke. */
  readonly scores: { readonly accuracy: number; readonly macroF1: number } | null
  readonly postCount: number
  /** Why there are no scores; null where there are. */
  readonly missing: string | null
}

/** What `classify` took for so many posts. */
export interface ScalePoint {
  readonly postCount: number
  /** Threads that it was given. */
  readonly threadCount: number
  /** One a round; none where a round broke. */
  readonly seconds: readonly number[]
  readonly peakMegabytes: readonly number[]
  /** Why there are no values; null where there are. */
  readonly missing: string | null
}

/** What should have been measured and broke, in the order of the tables. */
export function failuresOf({ results, scale, accuracy }: BenchmarkRun): string[] {
  return [
    ...results.filter(({ hasFailed }) => hasFailed).map(({ name, missing }) => `${name}: ${missing}`),
    ...accuracy.filter(({ missing }) => missing !== null).map(({ name, missing }) => `accuracy of ${name}: ${missing}`),
    ...scale.filter(({ missing }) => missing !== null).map(({ postCount, missing }) => `${postCount} posts: ${missing}`),
  ]
}

/** The median of a case in the working tree; null where it was not measured. */
export function medianOf(results: readonly Result[], id: string): number | null {
  return results.find((result) => result.id === id && result.ref === null)?.median ?? null
}

export const medianSeconds = ({ seconds }: ScalePoint): number => median(seconds) ?? Number.NaN
export const highestPeak = ({ peakMegabytes }: ScalePoint): number => Math.max(...peakMegabytes)
