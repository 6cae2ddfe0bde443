import type { PostFeatures } from '../../features/post-features.js'
import { leanOf } from '../judge.js'
import type { StanceClassifier, StanceInput, StanceScores } from '../stance-classifier.js'
import { RELATIONS, type Relation, type RelationModel, RelationReader, sidesOf } from './relation-model.js'

/** How a post came to its side through the post that it answers. */
export interface ChainLink {
  /** The post answered. */
  readonly postId: string
  /** What the reply is to it; never `other`, through which no side comes. */
  readonly relation: Relation
  /** How sure the relation is, given that side; in [0, 1]. */
  readonly probability: number
  /** The side that the post answered takes. */
  readonly side: string
}

/** What a classifier says of a post in its thread. */
export interface Reading {
  /** By the post's own words. */
  readonly scores: StanceScores
  /** With the post answered taken into account where context is read; null when the classifier gives none. */
  readonly probabilities: Float64Array | null
  /** The post answered had a say: the probabilities are not those of the scores alone. */
  readonly isInherited: boolean
  /**
   * The post answered, the post that one answers, and so on, as far as the side came through them: agreeing with the first, or
   * disagreeing, gives the lean of this post, and so on down. Empty where it came from the words of the post, against what it answers.
   */
  readonly chain: readonly ChainLink[]
}

/** What decides the label: the scores by the post's own words, unless the post answered had a say. */
export function decidingScores({ scores, probabilities, isInherited }: Reading): StanceScores {
  return isInherited && probabilities !== null ? probabilities : scores
}

/** The longest chain that is told; the reading itself goes to the root, however far. */
const MAX_CHAIN = 5
/** A parent that takes a side with less probability than this hands nothing on: among .02, .25 and .4, this one left flat posts unharmed. */
const LEAST_SIDE = 0.25

type ReadingsByDeal = Map<string | null, Reading>

export interface ContextReaderOptions {
  /** Null reads every post by its own words. */
  readonly relation: RelationModel | null
  /** Whether the post answered is judged on the same deal, so that its side can be taken over. Default: always. */
  readonly mayInherit?: (post: PostFeatures, dealId: string | null) => boolean
}

/**
 * Reads posts in their threads. The side of a reply is a mixture: as far as the post answered takes a side, what replies
 * like this one are to such posts (`RelationModel`); as far as it takes none, the reply's own words. Posts answered are
 * read first, whether they were asked for or not, without recursion and each once.
 */
export class ContextReader {
  readonly #classifier: StanceClassifier
  readonly #relations: RelationReader | null
  readonly #sides: readonly [number, number, number] | null
  readonly #mayInherit: (post: PostFeatures, dealId: string | null) => boolean
  readonly #known = new WeakMap<PostFeatures, ReadingsByDeal>()

  constructor(classifier: StanceClassifier, { relation, mayInherit = () => true }: ContextReaderOptions) {
    this.#classifier = classifier
    this.#sides = sidesOf(classifier.scheme)
    this.#relations = relation && this.#sides ? new RelationReader(relation, this.#sides) : null
    this.#mayInherit = mayInherit
  }

  /** @returns one reading per input, in their order */
  async read(inputs: readonly StanceInput[]): Promise<Reading[]> {
    const wanted = this.#relations === null ? [...inputs] : this.#withAnswered(inputs)
    const scores = await this.#classifier.score(wanted)
    const readings = wanted.map((input, index) => this.#readOne(input, scores[index] as StanceScores))
    // The inputs themselves may stand anywhere among the posts answered, or have been read before.
    return this.#relations === null ? readings : inputs.map((input) => this.#recall(input) as Reading)
  }

  /** The inputs that were not read before, and the posts that they answer, those first. */
  #withAnswered(inputs: readonly StanceInput[]): StanceInput[] {
    const order: StanceInput[] = []
    const met = new Map<PostFeatures, Set<string | null>>()
    for (const input of inputs) {
      const branch: StanceInput[] = []
      for (let next: StanceInput | null = input; next !== null; next = this.#answered(next)) {
        const deals: Set<string | null> = met.get(next.features) ?? new Set()
        const dealId = next.target?.dealId ?? null
        if (deals.has(dealId) || this.#recall(next) !== undefined) break
        met.set(next.features, deals.add(dealId))
        branch.push(next)
      }
      order.push(...branch.reverse())
    }
    return order
  }

  #answered({ features, target }: StanceInput): StanceInput | null {
    const { parent } = features
    return parent !== null && this.#mayInherit(features, target?.dealId ?? null) ? { features: parent, target } : null
  }

  #recall({ features, target }: StanceInput): Reading | undefined {
    return this.#known.get(features)?.get(target?.dealId ?? null)
  }

  #readOne(input: StanceInput, scores: StanceScores): Reading {
    const reading = this.#inherit(input, scores)
    const readings: ReadingsByDeal = this.#known.get(input.features) ?? new Map()
    this.#known.set(input.features, readings.set(input.target?.dealId ?? null, reading))
    return reading
  }

  #inherit(input: StanceInput, scores: StanceScores): Reading {
    const own = this.#classifier.probabilitiesOf(scores)
    const parent = this.#relations === null ? null : this.#answered(input)
    const above = parent === null ? undefined : this.#recall(parent)
    if (own === null || !above?.probabilities || !this.#relations || !this.#sides)
      return { scores, probabilities: own, isInherited: false, chain: [] }
    const [first, second, neutral] = this.#sides
    const sided = (above.probabilities[first] as number) + (above.probabilities[second] as number)
    if (sided < LEAST_SIDE) return { scores, probabilities: own, isInherited: false, chain: [] }
    const relations = this.#relations.read(input.features, own)
    const probabilities = own.map((probability) => probability * (above.probabilities?.[neutral] as number))
    for (const [same, opposite, relation] of [
      [first, second, relations[0]],
      [second, first, relations[1]],
    ] as const) {
      const weight = above.probabilities[same] as number
      const add = (label: number, share: number): void => {
        probabilities[label] = (probabilities[label] as number) + weight * share
      }
      add(same, relation[0] as number)
      add(opposite, relation[1] as number)
      add(neutral, relation[2] as number)
    }
    return { scores, probabilities, isInherited: true, chain: this.#chainOf(input, probabilities, above, relations) }
  }

  #chainOf({ features }: StanceInput, mixed: Float64Array, above: Reading, relations: readonly [Float64Array, Float64Array]): ChainLink[] {
    const [first, second, neutral] = this.#sides as readonly [number, number, number]
    const { labels } = this.#classifier.scheme
    const of = (label: number): number => above.probabilities?.[label] as number
    if (Math.max(of(first), of(second)) <= of(neutral)) return []
    const [side, opposite, relation] = of(first) >= of(second) ? [first, second, relations[0]] : [second, first, relations[1]]
    const best = relation.indexOf(Math.max(...relation))
    const kind = RELATIONS[best] as Relation
    if (kind === 'other') return []
    // The words of the reply, or what it would be to the other side, may outweigh what it is to this one.
    if (leanOf(mixed, this.#classifier.scheme) !== labels[kind === 'agrees' ? side : opposite]) return []
    const link: ChainLink = {
      postId: features.parent?.postId as string,
      relation: kind,
      probability: relation[best] as number,
      side: labels[side] as string,
    }
    return [link, ...above.chain].slice(0, MAX_CHAIN)
  }
}
