import { PipelineError } from '../../errors.js'
import type { PostFeatures } from '../../features/post-features.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { softmax } from '../../statistics/calibration/softmax.js'
import { bagEntryOf, type NamedValue, nameReply, type ReplyPhrases, readReplyStance, readReplyWords } from './reply-features.js'

/** What a reply is to a post that takes a side: takes the same, takes the other, takes none. Order is contract. */
export const RELATIONS = Object.freeze(['agrees', 'disagrees', 'other'] as const)

/** What a reply does with the post it answers. */
export type Relation = (typeof RELATIONS)[number]

/** What `relation.json` names beside the hash of the table. */
export const RELATION_FORMAT = 'dealstance/relation@1'

const INTERCEPT = 'intercept'

/** Says what a reply is to its parent. Trained on the replies of the corpus: see `models/relation-en/card.md`. */
export interface RelationModel {
  readonly id: string
  /** Weight of each feature for each of {@link RELATIONS}, by the feature's name. */
  readonly weights: ReadonlyMap<string, readonly number[]>
  readonly phrases: ReplyPhrases
}

/** @param kinds normalised phrases and the relation that each expresses */
export function createPhrases(kinds: Iterable<readonly [phrase: string, kind: Relation]>): ReplyPhrases {
  const kindOf = new Map(kinds)
  const longestFrom = new Map<string, number>()
  for (const phrase of kindOf.keys()) {
    const words = phrase.split(' ')
    const first = words[0] as string
    longestFrom.set(first, Math.max(longestFrom.get(first) ?? 0, words.length))
  }
  return { kindOf, longestFrom }
}

/** Where the two sides and the neutral label stand; null for a scheme in which disagreeing names no one label. */
export function sidesOf({ labels, sides, neutral }: StanceScheme): readonly [first: number, second: number, neutral: number] | null {
  const [first, second] = sides
  if (sides.length !== 2 || neutral === null || first === undefined || second === undefined) return null
  return [labels.indexOf(first), labels.indexOf(second), labels.indexOf(neutral)]
}

type Weights = readonly number[]

/** Reads replies with a relation model; remembers nothing. */
export class RelationReader {
  readonly #model: RelationModel
  readonly #sides: readonly [number, number, number]
  #bag: WeightsOfBag | null = null

  /** @param sides see {@link sidesOf} */
  constructor(model: RelationModel, sides: readonly [number, number, number]) {
    this.#model = model
    this.#sides = sides
  }

  /**
   * @param own probabilities of the labels by the reply's own words
   * @returns for a parent of the first side, and for one of the second: the probabilities of {@link RELATIONS}
   */
  read(reply: PostFeatures, own: ArrayLike<number>): readonly [Float64Array, Float64Array] {
    const [first, second, neutral] = this.#sides
    const words = this.#readWords(reply)
    const stance = readReplyStance(reply)
    const towards = (same: number, opposite: number): Float64Array =>
      softmax(this.#addNamed(nameReply(stance, own, { same, opposite, neutral }), words.slice()))
    return [towards(first, second), towards(second, first)]
  }

  #readWords(reply: PostFeatures): Float64Array {
    const sums = new Float64Array(RELATIONS.length)
    const { ends, bag, bagValue, phrases } = readReplyWords(reply, this.#model.phrases)
    const { weights } = this.#model
    addWeights(weights.get(INTERCEPT), 1, sums)
    for (const name of ends) addWeights(weights.get(name), 1, sums)
    this.#bag ??= layOutBag(weights)
    for (const [previous, word] of bag) addWeights(this.#bag.get(previous)?.get(word), bagValue, sums)
    for (const name of phrases) addWeights(weights.get(name), 1, sums)
    return sums
  }

  #addNamed(named: readonly NamedValue[], sums: Float64Array): Float64Array {
    for (const [name, value] of named) addWeights(this.#model.weights.get(name), value, sums)
    return sums
  }
}

/** Weights of the words of a bag, by the word before them, null for none: so no name has to be put together to be found. */
type WeightsOfBag = ReadonlyMap<string | null, ReadonlyMap<string, Weights>>

function layOutBag(weightsByName: ReadonlyMap<string, Weights>): WeightsOfBag {
  const bag = new Map<string | null, Map<string, Weights>>()
  for (const [name, weights] of weightsByName) {
    const entry = bagEntryOf(name)
    if (entry === null) continue
    const [previous, word] = entry
    const behind = bag.get(previous)
    if (behind === undefined) bag.set(previous, new Map([[word, weights]]))
    else behind.set(word, weights)
  }
  return bag
}

function addWeights(weights: Weights | undefined, value: number, sums: Float64Array): void {
  if (weights === undefined) return
  for (let relation = 0; relation < sums.length; relation++) {
    sums[relation] = (sums[relation] as number) + value * (weights[relation] as number)
  }
}

/** Lines of this start name a phrase; a phrase has no weight of its own. */
const PHRASE = 'phrase that '
/** First line of a table. */
const HEADING = ['feature', ...RELATIONS].join('\t')

/** A relation model as lines of text: feature, then a weight for each of {@link RELATIONS}, parted by tabs; phrases first. */
export function renderRelationTable({ weights, phrases }: RelationModel): string {
  const named = [...phrases.kindOf].map(([phrase, kind]) => [`${PHRASE}${kind} ${phrase}`, [0, 0, 0]] as const)
  const lines = [...named, ...weights].map(([name, values]) => [name, ...values].join('\t'))
  return `${HEADING}\n${lines.join('\n')}\n`
}

const readNumber = (text: string): number => (text === '' ? Number.NaN : Number(text))

/**
 * Reads `renderRelationTable`. Written for speed: it runs before the first label.
 *
 * @throws {PipelineError} `MODEL_INVALID` with the 1-based line that does not fit
 */
export function parseRelationTable(id: string, table: string): RelationModel {
  const lines = table.split('\n')
  const fail = (index: number): never => {
    throw new PipelineError(
      'MODEL_INVALID',
      `model "${id}": expected a feature and the weights of ${RELATIONS.join(', ')} in line ${index + 1}, got "${(lines[index] ?? '').slice(0, 80)}". Restore the file (git checkout) or rebuild it: npm run train -- --model ${id}.`,
      { context: { id, line: index + 1 } },
    )
  }
  if (lines[0] !== HEADING) fail(0)
  if (lines.at(-1) === '') lines.pop()
  const weights = new Map<string, readonly number[]>()
  const kinds: (readonly [string, Relation])[] = []
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as string
    const first = line.indexOf('\t')
    const second = line.indexOf('\t', first + 1)
    const third = line.indexOf('\t', second + 1)
    if (first <= 0 || second === -1 || third === -1) fail(index)
    const name = line.slice(0, first)
    const agrees = readNumber(line.slice(first + 1, second))
    const disagrees = readNumber(line.slice(second + 1, third))
    const other = readNumber(line.slice(third + 1))
    if (!Number.isFinite(agrees + disagrees + other)) fail(index)
    if (name.startsWith(PHRASE)) {
      const end = name.indexOf(' ', PHRASE.length)
      const kind = RELATIONS.find((relation) => relation === name.slice(PHRASE.length, end))
      if (kind === undefined) fail(index)
      else kinds.push([name.slice(end + 1), kind])
    } else weights.set(name, [agrees, disagrees, other])
  }
  if (!weights.has(INTERCEPT)) {
    throw new PipelineError('MODEL_INVALID', `model "${id}": expected a line "${INTERCEPT}", got none. Restore the file (git checkout).`, {
      context: { id },
    })
  }
  return { id, weights, phrases: createPhrases(kinds) }
}
