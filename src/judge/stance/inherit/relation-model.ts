import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { PhraseIndex } from '../../features/phrase-index.js'
import type { PostFeatures } from '../../features/token.js'
import { driftFeatures, type FeatureValue, type MoveWords, type ReplyPhrases, replyFeatures } from './reply-features.js'

/** Relations of a reply to a parent with a side: the same side, the other side, or neither. The order is part of the format. */
export const RELATIONS = Object.freeze(['agrees', 'disagrees', 'other'] as const)

/** Relation of a reply to its parent. */
export type Relation = (typeof RELATIONS)[number]

/** Format name in `relation.json`. */
export const RELATION_FORMAT = 'dealstance/relation@1'

/** Keeps the logarithm of a probability finite. */
const MIN_PROBABILITY = 1e-4

/** Predicts the label of a reply, given its parent's. Trained on the replies of the corpus: see `models/relation-en/card.md`. */
export interface RelationModel {
  readonly id: string
  /** Weights of each feature, by name, in the order of {@link RELATIONS}. Drift features have weights for the first side, the second and none. */
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

/** Rows of the table that are not features of a reply. An absent name counts as 0. */
export const ROWS = Object.freeze({
  /** Logits of {@link RELATIONS} to a parent that takes a side. */
  sided: 'intercept',
  /** Logits of the first side, the second and none under a parent that takes none. */
  neutral: 'parent takes no side',
  /** Exponent of the probabilities by a reply's own words, and logarithms of their averages: first side, second side, none. */
  weight: 'own words weigh',
  average: 'own words on average',
})

/** Facts about a reply and its parent. Probabilities are in the order of the scheme's labels. */
export interface ReplyFacts {
  readonly reply: PostFeatures
  readonly target: MoveWords | null
  readonly own: ArrayLike<number>
  readonly parent: ArrayLike<number>
}

/** Probabilities of the labels, and of {@link RELATIONS} to a parent that takes a side. */
export interface ReplyScores {
  readonly probabilities: Float64Array
  readonly relation: Float64Array
}

/**
 * Scores a reply by three facts. `P(label) ~ (own(label) / average(label)) ^ weight * sum over the parent's labels of P(parent) * P(label |
 * parent)`, with an offset of the neutral label for drift from the move. `P(label | parent)` is the relation where the parent takes a side.
 *
 * @param sides see {@link sideIndexes}
 * @see Rabiner (1989), A tutorial on hidden Markov models: the forward step, down a branch of the thread
 */
export function scoreReply(
  { weights, phrases }: RelationModel,
  [first, second, neutral]: readonly [first: number, second: number, neutral: number],
  { reply, target, own, parent }: ReplyFacts,
): ReplyScores {
  const sumOf = (named: readonly FeatureValue[]): Float64Array => addWeights(weights, named)
  const relation = softmax(sumOf([[ROWS.sided, 1], ...replyFeatures(reply, phrases)]))
  const under = softmax(sumOf([[ROWS.neutral, 1]]))
  const [weight, average, drift] = [sumOf([[ROWS.weight, 1]]), sumOf([[ROWS.average, 1]]), sumOf(driftFeatures(reply, target))]
  const [agrees, disagrees, other] = relation as unknown as readonly [number, number, number]
  const of = (label: number): number => parent[label] as number
  const labels = [first, second, neutral]
  const expected = [
    of(first) * agrees + of(second) * disagrees + of(neutral) * (under[0] as number),
    of(second) * agrees + of(first) * disagrees + of(neutral) * (under[1] as number),
    (of(first) + of(second)) * other + of(neutral) * (under[2] as number),
  ]
  const scores = new Float64Array(labels.length)
  for (const [place, label] of labels.entries()) {
    const said = Math.log(Math.max(own[label] as number, MIN_PROBABILITY)) - (average[place] as number)
    scores[label] =
      (weight[place] as number) * said + Math.log(Math.max(expected[place] as number, MIN_PROBABILITY)) + (drift[place] as number)
  }
  return { probabilities: softmax(scores), relation }
}

function addWeights(weights: RelationModel['weights'], named: readonly FeatureValue[]): Float64Array {
  const sums = new Float64Array(RELATIONS.length)
  for (const [name, value] of named) {
    const own = weights.get(name) ?? []
    for (let place = 0; place < own.length; place++) sums[place] = (sums[place] as number) + value * (own[place] as number)
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
  if (!weights.has(ROWS.sided)) {
    const message = `model "${id}": expected a line "${ROWS.sided}", got none. Restore the file (git checkout).`
    throw new PipelineError('MODEL_INVALID', message, { context: { id } })
  }
  return { id, weights, phrases: createPhrases(kinds) }
}
