import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import { countEach } from '../../../src/base/statistics/group-by.js'
import { stackRows, trainSoftmax } from '../../../src/base/statistics/train-softmax.js'
import { sha256Of } from '../../../src/base/text/sha256-text.js'
import { crossValidateLinear } from '../../../src/count/evaluate/labelled/labelled-post.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import {
  createPhrases,
  HEADING,
  PHRASE,
  RELATION_FORMAT,
  RELATIONS,
  type RelationTable,
  sideIndexes,
} from '../../../src/judge/stance/inherit/relation-model.js'
import { normalisePhrase, type ReplyPhrases, replyFeatures, sideFeatures } from '../../../src/judge/stance/inherit/reply-features.js'
import type { Corpus, CorpusPost } from '../../corpus/corpus.js'
import { extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { readCues, readText, readTrainingSettings, SPLITS_OF, type WeightsKind, weightsFolder } from './train-models.js'
import { isDisputed } from './training-set.js'

/** Number of folds, by deal, for the out-of-fold scores of the linear model. */
const FOLD_COUNT = 4
const DISPUTED_WEIGHT = 0.5

/**
 * Trains and writes the relation model, on corpus replies whose parents take a side. The scores of a reply's own words come from linear models
 * trained without its deal.
 *
 * @param modelsFolder contains `linear-en` with its settings and cues; receives `relation-en`
 */
export function trainRelationModel(corpus: Corpus, modelsFolder: string, id: string, scheme: StanceScheme, kind: WeightsKind): void {
  const linearFolder = join(modelsFolder, 'linear-en')
  const { linear } = readTrainingSettings(linearFolder)
  const posts = corpus.posts.filter(({ split }) => SPLITS_OF[kind].includes(split))
  const features = extractCorpusFeatures(posts)
  const examples = posts.map((post) => ({
    features: features.get(post.id) as PostFeatures,
    label: post.label,
    weight: 1,
    group: post.dealId,
  }))
  const scores = crossValidateLinear(examples, scheme, readCues(linearFolder, scheme), linear, FOLD_COUNT)
  const own = scores.map((each) => softmax(each, linear.temperature))
  const model = trainRelation(id, listReplies(posts, features, own, scheme), scheme, readPhrases(join(modelsFolder, id)))
  const table = renderRelationTable(model)
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

/**
 * Reads `phrases.tsv` of a relation model's folder: phrase, then relation (`agrees`, `disagrees`).
 *
 * @throws {PipelineError} `TRAIN_DATA_INVALID` with the 1-based number of the invalid line
 */
function readPhrases(modelFolder: string): ReplyPhrases {
  const path = join(modelFolder, 'phrases.tsv')
  const [, ...lines] = readText(path).trimEnd().split('\n')
  return createPhrases(
    lines.map((line, index) => {
      const [phrase = '', kind] = line.split('\t')
      const relation = RELATIONS.find((known) => known === kind)
      const words = normalisePhrase(extractTextFeatures(phrase))
      if (relation === undefined || words === '') {
        const message = `${path}, line ${index + 2}: expected a phrase and one of ${RELATIONS.join(', ')}, got "${line}".`
        throw new PipelineError('TRAIN_DATA_INVALID', message)
      }
      return [words, relation] as const
    }),
  )
}

function listReplies(
  posts: readonly CorpusPost[],
  features: ReadonlyMap<string, PostFeatures>,
  own: readonly Float64Array[],
  scheme: StanceScheme,
): RelationExample[] {
  const labelById = new Map(posts.map(({ id, label }) => [id, label]))
  return posts.flatMap((post, index) => {
    const reply = features.get(post.id) as PostFeatures
    const parentLabel = reply.parent === null ? undefined : labelById.get(reply.parent.postId)
    if (parentLabel === undefined || !scheme.sides.includes(parentLabel)) return []
    return [
      { features: reply, label: post.label, parentLabel, own: own[index] as Float64Array, weight: isDisputed(post) ? DISPUTED_WEIGHT : 1 },
    ]
  })
}

/** A labelled reply to a post that takes a side. */
export interface RelationExample {
  readonly features: PostFeatures
  readonly label: string
  /** One of the scheme's sides. */
  readonly parentLabel: string
  /** Label probabilities from the reply's own words, by a model that was not trained on this reply. */
  readonly own: ArrayLike<number>
  /** > 0, usually 1. */
  readonly weight: number
}

/** C of the L2 penalty. It and the next were chosen by cross-validation by deal over the replies of the train split. */
const INVERSE_REGULARISATION = 0.3
/** Features found in fewer replies are left out. */
const MIN_REPLIES = 3

/** Decimal places of the stored weights. They keep the table small, and no probability changes by more than 0.001. */
const DECIMALS = 3
/** A feature whose weights differ by less than this has little effect and is left out of the table. */
const MIN_WEIGHT_SPREAD = 0.02

/** Trains a relation model. The weight of an example grows from 1 to 2 as the reply's own words predict its label less. */
export function trainRelation(
  id: string,
  examples: readonly RelationExample[],
  scheme: StanceScheme,
  phrases: ReplyPhrases,
): RelationTable {
  const sides = sideIndexes(scheme)
  if (sides === null || examples.length === 0) {
    const message = `expected replies to posts that take one of two sides, got ${examples.length} of the scheme ${scheme.labels.join(', ')}.`
    throw new PipelineError('TRAIN_DATA_INVALID', message)
  }
  const [first, second, neutral] = sides
  const named = examples.map(({ features, parentLabel, own }) => {
    const same = scheme.labels.indexOf(parentLabel)
    const opposite = same === first ? second : first
    return [...replyFeatures(features, phrases), ...sideFeatures(own, { same, opposite, neutral })].filter(([, value]) => value !== 0)
  })
  const replyCounts = countEach(named.flatMap((names) => names.map(([name]) => name)))
  const kept = [...replyCounts].filter(([, count]) => count >= MIN_REPLIES).map(([name]) => name)
  const columnOf = new Map(kept.map((name, column) => [name, column]))
  const rows = named.map((names) => {
    const known = names.filter(([name]) => columnOf.has(name))
    return { columns: known.map(([name]) => columnOf.get(name) as number), values: known.map(([, value]) => value) }
  })
  const labels = Int32Array.from(examples, ({ label, parentLabel }) => (label === parentLabel ? 0 : label === scheme.neutral ? 2 : 1))
  const rowWeights = Float64Array.from(examples, ({ own, label, weight }) => weight * (2 - (own[scheme.labels.indexOf(label)] as number)))
  const { weights, intercepts } = trainSoftmax(stackRows(rows, kept.length), labels, RELATIONS.length, {
    penaltyOf: () => 1 / INVERSE_REGULARISATION,
    rowWeights,
  })
  const round = (value: number): number => Number(value.toFixed(DECIMALS))
  const table = new Map<string, readonly number[]>([['intercept', [...intercepts].map(round)]])
  kept.forEach((name, column) => {
    const own = [...weights.subarray(column * RELATIONS.length, (column + 1) * RELATIONS.length)].map(round)
    if (Math.max(...own) - Math.min(...own) >= MIN_WEIGHT_SPREAD) table.set(name, own)
  })
  return { id, weights: table, phrases }
}
