import { STANCE_SCHEME, type StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { confusionMatrix, f1Scores } from '../../../src/base/statistics/agreement/confusion-matrix.js'
import { sum } from '../../../src/base/statistics/estimate/mean.js'
import { groupBy } from '../../../src/base/statistics/group-by.js'
import { quantileSorted } from '../../../src/base/statistics/interval/replicate-bootstrap.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { MIN_CLUSTER_COUNT, type Prediction } from '../../../src/count/evaluate/measure.js'
import { withoutContext } from '../../../src/judge/features/extract-features.js'
import { ContextScorer, type ContextScores, decidingScores } from '../../../src/judge/stance/inherit/context-scorer.js'
import { judgeWithProbabilities } from '../../../src/judge/stance/judge.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { renderRows } from '../../../src/say/evaluate/render-evaluation.js'
import type { ReplySet } from './real-replies.js'

/** Value of the `schema` of stored figures. */
export const REPLY_FIGURES_SCHEMA = 'dealstance/reply-figures@1'

/** Figures of one group of replies, read alone (`off`) and in their threads (`on`). */
export interface ReplyRow {
  readonly group: string
  readonly postCount: number
  readonly off: WayFigures
  readonly on: WayFigures
  /** Shares of posts that take no side: in truth, read alone, read in their threads. */
  readonly neutral: { readonly gold: number; readonly off: number; readonly on: number }
}

/** Replies that took their side through what they answer: how many, and how many of them are right with it and without. */
export interface ChainFigures {
  readonly count: number
  readonly rightOn: number
  readonly rightOff: number
}

export interface ReplyFigures {
  readonly on: string
  readonly postCount: number
  readonly threadCount: number
  readonly rows: readonly ReplyRow[]
  /** On minus off, over all replies of the set; 95 % by a bootstrap over threads. */
  readonly difference: Readonly<Record<FigureName, Difference>>
  readonly chains: ChainFigures
}

/** Figures that are kept beside the weights, to decide what the default is. */
export interface KeptReplyFigures {
  readonly schema: typeof REPLY_FIGURES_SCHEMA
  readonly model: string
  /** Hash of the model with its helpers: other weights need other figures. */
  readonly modelSha256: string
  readonly sets: readonly Omit<ReplyFigures, 'rows'>[]
}

const GROUPS: readonly (readonly [group: string, holds: (depth: number) => boolean])[] = [
  ['all', () => true],
  ['to the root', (depth) => depth === 1],
  ['to replies', (depth) => depth > 1],
  ['depth 2', (depth) => depth === 2],
  ['depth 3-4', (depth) => depth === 3 || depth === 4],
  ['depth 5 and more', (depth) => depth > 4],
]

/** Measures replies read alone and in their threads, by depth. */
export async function measureReplies(classifier: StanceClassifier, { on: name, questions }: ReplySet): Promise<ReplyFigures> {
  const { scheme } = classifier
  const inputs = questions.map(({ input }) => input)
  const alone = await new ContextScorer(classifier, { relation: null }).score(
    inputs.map((input) => ({ ...input, features: withoutContext(input.features) })),
  )
  const inThread = await new ContextScorer(classifier, { relation: classifier.relation ?? null }).score(inputs)
  const predict = (scores: readonly ContextScores[]): Prediction[] =>
    questions.map(({ id, clusterId, goldLabel }, index) => {
      const own = scores[index] as ContextScores
      const { label, lean } = judgeWithProbabilities(scheme, decidingScores(own), own.probabilities, { minProbability: 0, twoWay: false })
      return { id, clusterId, goldLabel, predictedLabel: label, lean, probabilities: own.probabilities }
    })
  const [off, on] = [predict(alone), predict(inThread)]
  const isRight = (predictions: readonly Prediction[], index: number): boolean =>
    predictions[index]?.predictedLabel === predictions[index]?.goldLabel
  const chained = [...questions.keys()].filter(
    (index) => (inThread[index]?.chain.length ?? 0) > 0 && on[index]?.predictedLabel !== scheme.neutral,
  )
  return {
    on: name,
    postCount: questions.length,
    threadCount: new Set(questions.map(({ clusterId }) => clusterId)).size,
    rows: GROUPS.flatMap(([group, holds]): ReplyRow[] => {
      const places = [...questions.keys()].filter((index) => holds(questions[index]?.input.features.depth ?? 0))
      const among = (predictions: readonly Prediction[]): Prediction[] => places.map((index) => predictions[index] as Prediction)
      return places.length === 0 ? [] : [rowOf(group, among(off), among(on), scheme)]
    }),
    difference: compareWays(off, on, scheme),
    chains: {
      count: chained.length,
      rightOn: chained.filter((index) => isRight(on, index)).length,
      rightOff: chained.filter((index) => isRight(off, index)).length,
    },
  }
}

function rowOf(group: string, off: readonly Prediction[], on: readonly Prediction[], scheme: StanceScheme): ReplyRow {
  const shareOf = (predictions: readonly Prediction[], labelOf: (one: Prediction) => string | null): number =>
    predictions.filter((each) => labelOf(each) === scheme.neutral).length / predictions.length
  return {
    group,
    postCount: off.length,
    off: measureWay(off, scheme),
    on: measureWay(on, scheme),
    neutral: {
      gold: shareOf(off, ({ goldLabel }) => goldLabel),
      off: shareOf(off, ({ predictedLabel }) => predictedLabel),
      on: shareOf(on, ({ predictedLabel }) => predictedLabel),
    },
  }
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`

/** Renders the figures of a set as a table, with on minus off below. */
export function renderReplyFigures(model: string, { on, postCount, threadCount, rows, difference, chains }: ReplyFigures): string {
  const pair = (of: (figures: WayFigures) => number, row: ReplyRow): string => `${of(row.off).toFixed(3)} / ${of(row.on).toFixed(3)}`
  const cells = rows.map((row) => [
    row.group,
    String(row.postCount),
    pair(({ macroF1 }) => macroF1, row),
    pair(({ lean }) => lean, row),
    pair(({ accuracy }) => accuracy, row),
    row.neutral.gold.toFixed(3),
    `${row.neutral.off.toFixed(3)} / ${row.neutral.on.toFixed(3)}`,
  ])
  const { neutral } = STANCE_SCHEME
  const head = ['replies', 'posts', 'macro-F1', 'lean', 'accuracy', `always ${neutral}`, `said ${neutral}`]
  const differences = (Object.entries(difference) as [FigureName, Difference][]).map(
    ([name, { value, low, high }]) => `${name} ${signed(value)} [${signed(low)}, ${signed(high)}]`,
  )
  const share = (count: number): string => `${count} of ${chains.count}`
  return [
    `${on}, ${model} (${postCount} replies in ${threadCount} threads; context off / on)`,
    ...renderRows(head, cells),
    `on minus off (95% by bootstrap over threads): ${differences.join(', ')}`,
    ...(threadCount < MIN_CLUSTER_COUNT ? [`${threadCount} threads are few: these intervals are too narrow`] : []),
    `sides taken through what is answered: right ${share(chains.rightOn)} with context, ${share(chains.rightOff)} without`,
    '',
  ].join('\n')
}

/** Renders figures to keep, a set a line; numbers have four decimals. */
export function renderKeptFigures(model: string, modelSha256: string, figures: readonly ReplyFigures[]): string {
  const sets = figures.map(({ rows: _, ...kept }) => kept)
  const kept: KeptReplyFigures = { schema: REPLY_FIGURES_SCHEMA, model, modelSha256, sets }
  const rounded = JSON.stringify(kept, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value))
  return `${rounded.replace(/(?<=[[,])(?=\{"on")/g, '\n')}\n`
}

/**
 * True if replies are read in their threads by default: on every set each of the three figures is better with
 * context, its whole interval above 0.
 */
export const isContextBetter = ({ sets }: KeptReplyFigures): boolean =>
  sets.length > 0 && sets.every(({ difference }) => Object.values(difference).every(({ low }) => low > 0))

/** The figures of a way to read posts; each in [0, 1]. `lean` counts posts that take a side alone. */
export interface WayFigures {
  readonly macroF1: number
  readonly lean: number
  readonly accuracy: number
}

export type FigureName = keyof WayFigures

/** The second way minus the first, with the 95 % interval of a paired bootstrap over clusters. */
export interface Difference {
  readonly value: number
  readonly low: number
  readonly high: number
}

const FIGURE_NAMES: readonly FigureName[] = ['macroF1', 'lean', 'accuracy']
const RESAMPLE_COUNT = 2000

type Cells = readonly number[]
type Counts = { readonly ofLabels: Cells; readonly ofSides: Cells }

/** Counts of a cluster, in cells, so that a resample of clusters is a sum. */
function countsOf(predictions: readonly Prediction[], { labels, sides }: StanceScheme): Counts {
  const cells = (names: readonly string[], answerOf: (one: Prediction) => string | null): Cells => {
    const counted = predictions.filter(({ goldLabel }) => names.includes(goldLabel))
    const gold = counted.map(({ goldLabel }) => goldLabel)
    return confusionMatrix(gold, counted.map(answerOf), names).flat()
  }
  return { ofLabels: cells(labels, ({ predictedLabel }) => predictedLabel), ofSides: cells(sides, ({ lean }) => lean) }
}

function figuresOf(clusters: readonly Counts[], times: ArrayLike<number>): WayFigures {
  const scoresOf = (cellsOf: (counts: Counts) => Cells): ReturnType<typeof f1Scores> => {
    const cells = cellsOf(clusters[0] as Counts).map((_, cell) =>
      sum(clusters.map((counts, index) => (times[index] as number) * (cellsOf(counts)[cell] as number))),
    )
    const width = Math.round((1 + Math.sqrt(1 + 4 * cells.length)) / 2)
    return f1Scores(Array.from({ length: width - 1 }, (_, row) => cells.slice(row * width, (row + 1) * width)))
  }
  const ofLabels = scoresOf(({ ofLabels: cells }) => cells)
  return { macroF1: ofLabels.macroF1, accuracy: ofLabels.accuracy ?? 0, lean: scoresOf(({ ofSides }) => ofSides).macroF1 }
}

/** Measures one way to read posts; at least one post. */
export const measureWay = (predictions: readonly Prediction[], scheme: StanceScheme): WayFigures =>
  figuresOf([countsOf(predictions, scheme)], [1])

/**
 * Compares two ways to read the same posts.
 *
 * @param first  predictions of at least one post
 * @param second predictions of the same posts, in the same order
 * @param seed   of the bootstrap, integer >= 0
 */
export function compareWays(
  first: readonly Prediction[],
  second: readonly Prediction[],
  scheme: StanceScheme,
  seed = 1,
): Readonly<Record<FigureName, Difference>> {
  const clustersOf = (predictions: readonly Prediction[]): Counts[] =>
    [...groupBy(predictions, ({ clusterId }) => clusterId).values()].map((each) => countsOf(each, scheme))
  const [before, after] = [clustersOf(first), clustersOf(second)]
  const random = seededRandom(seed)
  const differenceIn = (times: ArrayLike<number>): number[] => {
    const [one, other] = [figuresOf(before, times), figuresOf(after, times)]
    return FIGURE_NAMES.map((name) => other[name] - one[name])
  }
  const observed = differenceIn(before.map(() => 1))
  const resamples = Array.from({ length: RESAMPLE_COUNT }, () => {
    const times = new Uint32Array(before.length)
    for (let draw = 0; draw < times.length; draw++) {
      const cluster = Math.floor(random() * times.length)
      times[cluster] = (times[cluster] as number) + 1
    }
    return differenceIn(times)
  })
  const differenceOf = (place: number): Difference => {
    const sorted = Float64Array.from(resamples, (values) => values[place] as number).sort()
    return { value: observed[place] as number, low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975) }
  }
  return { macroF1: differenceOf(0), lean: differenceOf(1), accuracy: differenceOf(2) }
}
