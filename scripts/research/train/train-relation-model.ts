import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { sum } from '../../../src/base/statistics/estimate/mean.js'
import { countEach } from '../../../src/base/statistics/group-by.js'
import { type SparseRow, stackRows, trainSoftmax } from '../../../src/base/statistics/train-softmax.js'
import { sha256Of } from '../../../src/base/text/sha256-text.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import {
  createPhrases,
  HEADING,
  PHRASE,
  RELATION_FORMAT,
  RELATIONS,
  type Relation,
  type RelationTable,
  ROWS,
  scoreReply,
  sideIndexes,
} from '../../../src/judge/stance/inherit/relation-model.js'
import {
  DRIFT,
  driftFeatures,
  type FeatureValue,
  normalisePhrase,
  type ReplyPhrases,
  replyFeatures,
} from '../../../src/judge/stance/inherit/reply-features.js'
import { LinearClassifier } from '../../../src/judge/stance/linear/linear-classifier.js'
import type { LinearModelHeader } from '../../../src/judge/stance/linear/linear-model.js'
import type { StanceInput } from '../../../src/judge/stance/stance-classifier.js'
import { readLinear } from '../../../src/shell/node/model/load-model.js'
import type { Corpus, CorpusPost } from '../../corpus/corpus.js'
import { buildCorpusQuestions, extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { readTable, SPLITS_OF, type WeightsKind, weightsFolder } from './train-models.js'
import { isDisputed } from './training-set.js'

/** The files that teach: threads that drift as real ones do. */
const FILES = /^crowd-reply-/
const DISPUTED_WEIGHT = 0.5

/**
 * Shares of {@link RELATIONS} among 6,905 real replies to posts that take a side, and of the labels among 66 to replies that take none: see
 * the card. Written replies are weighted to them.
 */
const RELATION_SHARES = [0.53, 0.18, 0.29]
const SHARES_UNDER_NEUTRAL = [0.03, 0.03, 0.94]
/** Mean probabilities of `stack-en` on 1,148 real comments: retreat, shrewd pivot, neither. */
const AVERAGE_WORDS = [0.29, 0.2, 0.51]
/** Exponent of the own words; strength of what a reply names, and offset of the neutral label: chosen on real replies, see `experiments.md`. */
const OWN_WEIGHT = 0.5
const DRIFT_STRENGTH = 1.5
const DRIFT_OFFSET = 0.3

/** Trains and writes the model of replies. @param modelsFolder contains `linear-en` with its weights; receives `relation-en` */
export function trainRelationModel(corpus: Corpus, modelsFolder: string, id: string, scheme: StanceScheme, kind: WeightsKind): void {
  const posts = corpus.posts.filter(({ split, file }) => SPLITS_OF[kind].includes(split) && FILES.test(file))
  const linearFolder = weightsFolder(join(modelsFolder, 'linear-en'), kind)
  const header = JSON.parse(readFileSync(join(linearFolder, 'model.json'), 'utf8')) as LinearModelHeader
  const linear = new LinearClassifier(readLinear(header, linearFolder))
  const features = extractCorpusFeatures(posts)
  const inputs = buildCorpusQuestions(posts, features, corpus.deals)
  const relation = trainRelation(id, listReplies(posts, features, scheme), scheme, readPhrases(join(modelsFolder, id)))
  const table = renderRelationTable(trainDrift(relation, linear, inputs))
  const folder = weightsFolder(join(modelsFolder, id), kind)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'relation.tsv'), table)
  const tableSha256 = sha256Of(table)
  writeFileSync(join(folder, 'relation.json'), `${JSON.stringify({ format: RELATION_FORMAT, id, tableSha256 })}\n`)
}

/** Renders a model as `parseRelationTable` reads it. */
export function renderRelationTable({ weights, phrases }: RelationTable): string {
  const named = [...phrases.kindOf].map(([phrase, kind]) => [`${PHRASE}${kind} ${phrase}`, [0, 0, 0]] as const)
  const lines = [...named, ...weights].map(([name, values]) => [name, ...values].join('\t'))
  return `${HEADING}\n${lines.join('\n')}\n`
}

/** Reads `phrases.tsv` of a relation model's folder: phrase, then relation (`agrees`, `disagrees`). */
export const readPhrases = (modelFolder: string): ReplyPhrases =>
  createPhrases(
    readTable(join(modelFolder, 'phrases.tsv')).map(([phrase = '', kind]) => [
      normalisePhrase(extractTextFeatures(phrase)),
      kind as Relation,
    ]),
  )

function listReplies(posts: readonly CorpusPost[], features: ReadonlyMap<string, PostFeatures>, scheme: StanceScheme): RelationExample[] {
  const labelById = new Map(posts.map(({ id, label }) => [id, label]))
  return posts.flatMap((post) => {
    const reply = features.get(post.id) as PostFeatures
    const parentLabel = reply.parent === null ? undefined : labelById.get(reply.parent.postId)
    if (parentLabel === undefined || !scheme.sides.includes(parentLabel)) return []
    return [{ features: reply, label: post.label, parentLabel, weight: isDisputed(post) ? DISPUTED_WEIGHT : 1 }]
  })
}

/** A labelled reply to a post that takes a side. */
export interface RelationExample {
  readonly features: PostFeatures
  readonly label: string
  /** One of the scheme's sides. */
  readonly parentLabel: string
  /** > 0, usually 1. */
  readonly weight: number
}

/** C of the L2 penalty. */
const INVERSE_REGULARISATION = 0.1
/** Features found in fewer replies are left out. */
const MIN_REPLIES = 3

/** Decimal places of the stored weights. They keep the table small, and no probability changes by more than 0.001. */
const DECIMALS = 3
/** A feature whose weights differ by less than this has little effect and is left out of the table. */
const MIN_WEIGHT_SPREAD = 0.02

const roundAll = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Number(value.toFixed(DECIMALS)))

/** The columns of features by name, and rows of their values. @param minCount features found in fewer rows are left out */
function tabulate(named: readonly (readonly FeatureValue[])[], minCount: number): { names: string[]; rows: SparseRow[] } {
  const counts = countEach(named.flatMap((names) => names.map(([name]) => name)))
  const names = [...counts].filter(([, count]) => count >= minCount).map(([name]) => name)
  const columnOf = new Map(names.map((name, column) => [name, column]))
  const rows = named.map((each) => {
    const known = each.filter(([name]) => columnOf.has(name))
    return { columns: known.map(([name]) => columnOf.get(name) as number), values: known.map(([, value]) => value) }
  })
  return { names, rows }
}

/** Trains how replies relate to a parent that takes a side. The examples are weighted to the shares among real replies. */
export function trainRelation(
  id: string,
  examples: readonly RelationExample[],
  scheme: StanceScheme,
  phrases: ReplyPhrases,
): RelationTable {
  if (sideIndexes(scheme) === null || examples.length === 0) {
    const message = `expected replies to posts that take one of two sides, got ${examples.length} of the scheme ${scheme.labels.join(', ')}.`
    throw new PipelineError('TRAIN_DATA_INVALID', message)
  }
  const { names, rows } = tabulate(
    examples.map(({ features }) => replyFeatures(features, phrases)),
    MIN_REPLIES,
  )
  const labels = Int32Array.from(examples, ({ label, parentLabel }) => (label === parentLabel ? 0 : label === scheme.neutral ? 2 : 1))
  const totals = RELATIONS.map((_, place) => sum(examples.map(({ weight }, row) => (labels[row] === place ? weight : 0))))
  const rowWeights = Float64Array.from(examples, ({ weight }, row) => {
    const place = labels[row] as number
    return (weight * sum(totals) * (RELATION_SHARES[place] as number)) / (totals[place] as number)
  })
  const { weights, intercepts } = trainSoftmax(stackRows(rows, names.length), labels, RELATIONS.length, {
    penaltyOf: () => 1 / INVERSE_REGULARISATION,
    rowWeights,
  })
  const table = new Map<string, readonly number[]>([
    [ROWS.sided, roundAll(intercepts)],
    [ROWS.neutral, roundAll(SHARES_UNDER_NEUTRAL.map(Math.log))],
    [ROWS.weight, RELATIONS.map(() => OWN_WEIGHT)],
    [ROWS.average, roundAll(AVERAGE_WORDS.map(Math.log))],
  ])
  names.forEach((name, column) => {
    const own = roundAll(weights.subarray(column * RELATIONS.length, (column + 1) * RELATIONS.length))
    if (Math.max(...own) - Math.min(...own) >= MIN_WEIGHT_SPREAD) table.set(name, own)
  })
  return { id, weights: table, phrases }
}

/** Rounds of beliefs about the parents, each with the drift that the round before has learnt. */
const DRIFT_ROUNDS = 2

/**
 * Adds the drift of replies to replies to a model: an offset of the neutral label, beside the other weights.
 *
 * @param classifier has not seen the posts
 * @param questions  complete threads
 */
export function trainDrift(model: RelationTable, classifier: LinearClassifier, questions: readonly Question[]): RelationTable {
  const { scheme } = classifier
  const sides = sideIndexes(scheme) as readonly [number, number, number]
  const [, , neutral] = sides
  const inputs = questions.map(({ input }) => input)
  const own = classifier.score(inputs).map((scores) => classifier.probabilitiesOf(scores))
  const placeOf = new Map(inputs.map(({ features }, place) => [features, place]))
  const isDeep = ({ depth }: PostFeatures): boolean => depth > 1
  const replies = [...questions.keys()]
    .filter((place) => isDeep((inputs[place] as StanceInput).features))
    .sort((one, other) => (inputs[one] as StanceInput).features.depth - (inputs[other] as StanceInput).features.depth)
  const { names, rows } = tabulate(
    replies.map((place) => driftFeatures((inputs[place] as StanceInput).features, inputs[place]?.target ?? null)),
    1,
  )
  const labels = Int32Array.from(replies, (place) => (questions[place]?.goldLabel === scheme.neutral ? 1 : 0))
  let drifting = model
  let learnt: readonly FeatureValue[] = []
  for (let round = 0; round < DRIFT_ROUNDS; round++) {
    const believed = own.slice()
    const prior = new Float64Array(replies.length * 2)
    for (const [row, place] of replies.entries()) {
      const { features: reply, target } = inputs[place] as StanceInput
      const parent = believed[placeOf.get(reply.parent as PostFeatures) as number] as Float64Array
      const facts = { reply, target, own: own[place] as Float64Array, parent }
      const none = scoreReply(model, sides, facts).probabilities[neutral] as number
      prior.set([Math.log(1 - none), Math.log(none)], row * 2)
      believed[place] = scoreReply(drifting, sides, facts).probabilities
    }
    const { weights } = trainSoftmax(stackRows(rows, names.length), labels, 2, {
      penaltyOf: () => 1,
      interceptPenalty: 1e6,
      prior,
      rowWeights: new Float64Array(replies.length).fill(1),
    })
    learnt = names.map((name, column) => [name, (weights[column * 2 + 1] as number) - (weights[column * 2] as number)])
    drifting = withOffsets(model, learnt)
  }
  // The general offset has learnt what this classifier says of written posts; of real ones the default model says something else.
  const real = learnt.map(([name, offset]): FeatureValue => [name, name === DRIFT ? DRIFT_OFFSET : offset * DRIFT_STRENGTH])
  return withOffsets(model, real)
}

/** Adds features that speak for the neutral label alone. */
const withOffsets = (model: RelationTable, offsets: readonly FeatureValue[]): RelationTable => ({
  ...model,
  weights: new Map([...model.weights, ...offsets.map(([name, offset]) => [name, roundAll([0, 0, offset])] as const)]),
})
