import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { stackRows, trainSoftmax } from '../../../base/statistics/train-softmax.js'
import type { PostFeatures } from '../../features/token.js'
import { RELATIONS, type RelationModel, sideIndexes } from './relation-model.js'
import { type ReplyPhrases, replyFeatures, sideFeatures } from './reply-features.js'

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

export interface RelationSettings {
  /** C of the L2 penalty; > 0. */
  readonly inverseRegularisation: number
  /** Features found in fewer replies are left out. */
  readonly minReplies: number
}

/** Chosen by cross-validation by deal over the replies of the train split. */
const RELATION_SETTINGS: RelationSettings = Object.freeze({ inverseRegularisation: 0.3, minReplies: 3 })

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
  settings: RelationSettings = RELATION_SETTINGS,
): RelationModel {
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
  const kept = [...replyCounts].filter(([, count]) => count >= settings.minReplies).map(([name]) => name)
  const columnOf = new Map(kept.map((name, column) => [name, column]))
  const rows = named.map((names) => {
    const known = names.filter(([name]) => columnOf.has(name))
    return { columns: known.map(([name]) => columnOf.get(name) as number), values: known.map(([, value]) => value) }
  })
  const labels = Int32Array.from(examples, ({ label, parentLabel }) => (label === parentLabel ? 0 : label === scheme.neutral ? 2 : 1))
  const rowWeights = Float64Array.from(examples, ({ own, label, weight }) => weight * (2 - (own[scheme.labels.indexOf(label)] as number)))
  const { weights, intercepts } = trainSoftmax(stackRows(rows, kept.length), labels, RELATIONS.length, {
    penaltyOf: () => 1 / settings.inverseRegularisation,
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
