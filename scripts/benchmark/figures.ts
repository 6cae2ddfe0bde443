import { type BenchmarkRun, highestPeak, medianOf } from './result.js'

export interface Figure {
  readonly what: string
  /** The realistic target; `dream` is the ambitious one. */
  readonly reach: string
  readonly dream: string
  /** The measured value; null where a part of it was not measured. */
  readonly measured: number | null
  readonly unit: string
  /** Null without a measured value. */
  readonly verdict: 'dream' | 'reached' | 'missed' | null
}

interface Wanted {
  readonly what: string
  readonly reach: number
  readonly dream: number
  readonly unit: string
  readonly isLowBetter: boolean
  measure(run: BenchmarkRun): number | null
}

const ratio = (one: number | null, other: number | null): number | null => (one === null || other === null ? null : one / other)

const between =
  (id: string, other: string) =>
  ({ results }: BenchmarkRun): number | null =>
    ratio(medianOf(results, id), medianOf(results, other))

const TEN_MILLION = 10_000_000

const WANTED: readonly Wanted[] = [
  {
    what: 'linear model, one core, JSONL in to JSONL out',
    ...{ reach: 25_000, dream: 90_000, unit: 'posts/s', isLowBetter: false },
    measure: ({ results }) => medianOf(results, 'classify-jsonl'),
  },
  {
    what: 'two threads over one',
    ...{ reach: 1.8, dream: 1.95, unit: 'x', isLowBetter: false },
    measure: ({ results }) => medianOf(results, 'two-threads'),
  },
  {
    what: 'linear model over scikit-learn predict, TF-IDF of the same n-grams and logistic regression',
    ...{ reach: 2, dream: 5, unit: 'x', isLowBetter: false },
    measure: between('linear', 'scikit-learn-same'),
  },
  {
    what: 'encoder over @huggingface/transformers, same weights, two threads each',
    ...{ reach: 2, dream: 4, unit: 'x', isLowBetter: false },
    measure: between('encoder-node', 'transformers'),
  },
  {
    what: 'memory at 10M posts',
    ...{ reach: 500, dream: 300, unit: 'MB', isLowBetter: true },
    measure: ({ scale }) => {
      const point = scale.find(({ postCount }) => postCount === TEN_MILLION)
      return point?.missing === null ? highestPeak(point) : null
    },
  },
  {
    what: 'start-up to first label, linear',
    ...{ reach: 250, dream: 120, unit: 'ms', isLowBetter: true },
    measure: ({ results }) => medianOf(results, 'start-linear'),
  },
  {
    what: 'Spark job on two workers over two plain filters at once, 1M posts',
    ...{ reach: 2, dream: 1.3, unit: 'x', isLowBetter: true },
    measure: ({ results }) => medianOf(results, 'spark'),
  },
]

export function compareFigures(run: BenchmarkRun): Figure[] {
  return WANTED.map(({ what, reach, dream, unit, isLowBetter, measure }) => {
    const measured = measure(run)
    const holds = (wanted: number): boolean => measured !== null && (isLowBetter ? measured <= wanted : measured >= wanted)
    const verdict = measured === null ? null : holds(dream) ? 'dream' : holds(reach) ? 'reached' : 'missed'
    const shown = (wanted: number): string => `${isLowBetter ? '<=' : '>='} ${wanted.toLocaleString('en-US')} ${unit}`
    return { what, reach: shown(reach), dream: shown(dream), measured, unit, verdict }
  })
}
