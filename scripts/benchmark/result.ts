import { median } from './rounds.js'

export interface Result {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly target: string | null
  /** The measured git ref; null for the working tree and for alternatives. */
  readonly ref: string | null
  readonly median: number | null
  readonly values: readonly number[]
  /** Reason of a missing median; null otherwise. */
  readonly missing: string | null
  readonly hasFailed: boolean
}

export interface BenchmarkRun {
  readonly machine: string
  /** Commit of the working tree, with `+` for uncommitted changes; null outside a git checkout. */
  readonly commit: string | null
  readonly rounds: number
  readonly results: readonly Result[]
  readonly scale: readonly ScalePoint[]
  readonly accuracy: readonly Accuracy[]
}

/** Accuracy of labels on posts that were not used to develop the model or rule. */
export interface Accuracy {
  readonly name: string
  /** Null for a failed measurement. */
  readonly scores: { readonly accuracy: number; readonly macroF1: number } | null
  readonly postCount: number
  /** Reason of missing scores; null otherwise. */
  readonly missing: string | null
}

export interface ScalePoint {
  readonly postCount: number
  /** Value of `--threads`. */
  readonly threadCount: number
  /** One value per round; empty if a round failed. */
  readonly seconds: readonly number[]
  readonly peakMegabytes: readonly number[]
  /** Reason of missing values; null otherwise. */
  readonly missing: string | null
}

/** Lists failed measurements, in the order of the tables. */
export function failuresOf({ results, scale, accuracy }: BenchmarkRun): string[] {
  return [
    ...results.filter(({ hasFailed }) => hasFailed).map(({ name, missing }) => `${name}: ${missing}`),
    ...accuracy.filter(({ missing }) => missing !== null).map(({ name, missing }) => `accuracy of ${name}: ${missing}`),
    ...scale.filter(({ missing }) => missing !== null).map(({ postCount, missing }) => `${postCount} posts: ${missing}`),
  ]
}

export const medianOf = (results: readonly Result[], id: string): number | null =>
  results.find((result) => result.id === id && result.ref === null)?.median ?? null

export const medianSeconds = ({ seconds }: ScalePoint): number => median(seconds) ?? Number.NaN
export const highestPeak = ({ peakMegabytes }: ScalePoint): number => Math.max(...peakMegabytes)
