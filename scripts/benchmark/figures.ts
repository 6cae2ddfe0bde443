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

/** Smaller values are better where `dream` is below `reach`. */
interface Wanted extends Pick<Figure, 'what' | 'unit'> {
  readonly reach: number
  readonly dream: number
  measure(run: BenchmarkRun): number | null
}

const medianFor = (id: string) => (run: BenchmarkRun) => medianOf(run.results, id)

const ratio = (id: string, other: string) => (run: BenchmarkRun) => {
  const [one, two] = [medianOf(run.results, id), medianOf(run.results, other)]
  return one === null || two === null ? null : one / two
}

const TEN_MILLION = 10_000_000

function peakAtTenMillion({ scale }: BenchmarkRun): number | null {
  const point = scale.find(({ postCount }) => postCount === TEN_MILLION)
  return point?.missing === null ? highestPeak(point) : null
}

const OVER_SCIKIT = 'linear model over scikit-learn predict, TF-IDF of the same n-grams and logistic regression'
const OVER_TRANSFORMERS = 'encoder over @huggingface/transformers, same weights, two threads each'
const SPARK = 'Spark job on two workers over two plain filters at once, 1M posts'
const LINEAR = 'linear model, one core, JSONL in to JSONL out'

const WANTED: readonly Wanted[] = [
  { what: LINEAR, reach: 25_000, dream: 90_000, unit: 'posts/s', measure: medianFor('classify-jsonl') },
  { what: 'two threads over one', reach: 1.8, dream: 1.95, unit: 'x', measure: medianFor('two-threads') },
  { what: OVER_SCIKIT, reach: 2, dream: 5, unit: 'x', measure: ratio('linear', 'scikit-learn-same') },
  { what: OVER_TRANSFORMERS, reach: 2, dream: 4, unit: 'x', measure: ratio('encoder-node', 'transformers') },
  { what: 'memory at 10M posts', reach: 500, dream: 300, unit: 'MB', measure: peakAtTenMillion },
  { what: 'start-up to first label, linear', reach: 250, dream: 120, unit: 'ms', measure: medianFor('start-linear') },
  { what: SPARK, reach: 2, dream: 1.3, unit: 'x', measure: medianFor('spark') },
]

export function compareFigures(run: BenchmarkRun): Figure[] {
  return WANTED.map(({ what, reach, dream, unit, measure }) => {
    const isLowBetter = dream < reach
    const measured = measure(run)
    const holds = (wanted: number): boolean => measured !== null && (isLowBetter ? measured <= wanted : measured >= wanted)
    const verdict = measured === null ? null : holds(dream) ? 'dream' : holds(reach) ? 'reached' : 'missed'
    const shown = (wanted: number): string => `${isLowBetter ? '<=' : '>='} ${wanted.toLocaleString('en-US')} ${unit}`
    return { what, reach: shown(reach), dream: shown(dream), measured, unit, verdict }
  })
}
