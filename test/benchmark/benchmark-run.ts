import type { BenchmarkRun, Result } from '../../scripts/benchmark/result.js'

/** A case with one value, or none. */
export const result = (id: string, median: number | null, changes: Partial<Result> = {}): Result => ({
  ...{
    id,
    name: `case ${id}`,
    unit: 'posts/s',
    target: null,
    ref: null,
    median,
    values: median === null ? [] : [median],
    missing: null,
    hasFailed: false,
  },
  ...changes,
})

/** A run of three rounds without transformers.js. */
export const RUN: BenchmarkRun = {
  ...{ machine: 'a machine', commit: 'abc123456', rounds: 3 },
  results: [
    result('classify-jsonl', 30_000, { values: [29_000, 30_000, 31_000], target: '>= 25,000' }),
    result('linear', 20_000),
    result('scikit-learn-same', 4000),
    result('encoder-node', 190),
    result('transformers', null, { missing: 'npm cannot install it (offline?)' }),
    result('start-linear', 300, { unit: 'ms' }),
  ],
  scale: [
    { postCount: 1000, threadCount: 1, seconds: [0.5, 0.7, 0.6], peakMegabytes: [110, 120, 115], missing: null },
    { postCount: 10_000_000, threadCount: 2, seconds: [400], peakMegabytes: [280], missing: null },
  ],
  accuracy: [{ name: 'word list', scores: { accuracy: 0.4781, macroF1: 0.4721 }, postCount: 640, missing: null }],
}
