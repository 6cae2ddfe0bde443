import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { PhraseIndex } from '../../features/phrase-index.js'
import type { PostFeatures } from '../../features/token.js'
import { type FeatureValue, type ReplyPhrases, replyFeatures, sideFeatures } from './reply-features.js'

/**
 * How a reply relates to a parent that takes a side: it takes the same side, the other side, or neither. The order is part of the format.
 */
export const RELATIONS = Object.freeze(['agrees', 'disagrees', 'other'] as const)

/** How a reply relates to its parent. */
export type Relation = (typeof RELATIONS)[number]

/** Format name in `relation.json`. */
export const RELATION_FORMAT = 'dealstance/relation@1'

const INTERCEPT = 'intercept'

/** Predicts how a reply relates to its parent. Trained on the replies of the corpus: see `models/relation-en/card.md`. */
export interface RelationModel {
  readonly id: string
  /** Weights of each feature, by name, in the order of {@link RELATIONS}. */
  readonly weights: Pick<ReadonlyMap<string, readonly number[]>, 'get'>
  readonly phrases: ReplyPhrases
}

/** A relation model whose weights can be listed. */
export type RelationTable = RelationModel & { readonly weights: ReadonlyMap<string, readonly number[]> }

/** @param kinds normalised phrases and the relation each expresses */
export function createPhrases(kinds: Iterable<readonly [phrase: string, kind: Relation]>): ReplyPhrases {
  const kindOf = new Map(kinds)
  return { kindOf, byFirst: new PhraseIndex(kindOf.keys(), String) }
}

/** Indexes of the two sides and the neutral label; null for a scheme where disagreeing does not determine the label. */
export function sideIndexes({ labels, sides, neutral }: StanceScheme): readonly [first: number, second: number, neutral: number] | null {
  const [first, second] = sides
  if (sides.length !== 2 || neutral === null || first === undefined || second === undefined) return null
  return [labels.indexOf(first), labels.indexOf(second), labels.indexOf(neutral)]
}

/**
 * Predicts how a reply relates to its parent.
 *
 * @param sides see {@link sideIndexes}
 * @param own   probabilities of the labels from the reply's own words
 * @returns probabilities of {@link RELATIONS}, first for a parent that takes the first side, then for one that takes the second
 */
export function scoreRelations(
  { weights, phrases }: RelationModel,
  [first, second, neutral]: readonly [first: number, second: number, neutral: number],
  reply: PostFeatures,
  own: ArrayLike<number>,
): readonly [Float64Array, Float64Array] {
  const shared = addWeights(weights, [[INTERCEPT, 1], ...replyFeatures(reply, phrases)], new Float64Array(RELATIONS.length))
  const towards = (same: number, opposite: number): Float64Array =>
    softmax(addWeights(weights, sideFeatures(own, { same, opposite, neutral }), shared.slice()))
  return [towards(first, second), towards(second, first)]
}

function addWeights(weights: RelationModel['weights'], named: readonly FeatureValue[], sums: Float64Array): Float64Array {
  for (const [name, value] of named) {
    const own = weights.get(name) ?? []
    for (let relation = 0; relation < own.length; relation++)
      sums[relation] = (sums[relation] as number) + value * (own[relation] as number)
  }
  return sums
}

/** Prefix of lines that list a phrase. A phrase has no weight of its own. */
export const PHRASE = 'phrase that '
export const HEADING = ['feature', ...RELATIONS].join('\t')

const parseNumber = (text: string): number => (text === '' ? Number.NaN : Number(text))

/** Parses tab-separated lines: feature, then a weight for each of {@link RELATIONS}; phrases first. */
export function parseRelationTable(id: string, table: string): RelationTable {
  const lines = table.split('\n')
  const fail = (index: number): never => {
    const message = `model "${id}": expected a feature and the weights of ${RELATIONS.join(', ')} in line ${index + 1}, got "${(lines[index] ?? '').slice(0, 80)}". Restore the file (git checkout) or rebuild it: npm run train -- --model ${id}.`
    throw new PipelineError('MODEL_INVALID', message, { context: { id, line: index + 1 } })
  }
  if (lines[0] !== HEADING) fail(0)
  if (lines.at(-1) === '') lines.pop()
  const weights = new Map<string, readonly number[]>()
  const kinds: (readonly [string, Relation])[] = []
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const nameEnd = line.indexOf('\t')
    const second = line.indexOf('\t', nameEnd + 1)
    const third = line.indexOf('\t', second + 1)
    const name = line.slice(0, nameEnd)
    const values = [
      parseNumber(line.slice(nameEnd + 1, second)),
      parseNumber(line.slice(second + 1, third)),
      parseNumber(line.slice(third + 1)),
    ]
    if (nameEnd < 1 || second < 0 || third < 0 || !values.every(Number.isFinite)) fail(index)
    if (name.startsWith(PHRASE)) {
      const end = name.indexOf(' ', PHRASE.length)
      const kind = RELATIONS.find((relation) => relation === name.slice(PHRASE.length, end))
      if (kind === undefined) fail(index)
      else kinds.push([name.slice(end + 1), kind])
    } else weights.set(name, values)
  }
  if (!weights.has(INTERCEPT)) {
    const message = `model "${id}": expected a line "${INTERCEPT}", got none. Restore the file (git checkout).`
    throw new PipelineError('MODEL_INVALID', message, { context: { id } })
  }
  return { id, weights, phrases: createPhrases(kinds) }
}
