import { PostFeatures } from '../../features/token.js'
import { leanOf } from '../judge.js'
import { InputTable, type StanceClassifier, type StanceInput, type StanceScores } from '../stance-classifier.js'
import type { ChainLink } from '../stance-prediction.js'
import { RELATIONS, type Relation, type RelationModel, scoreRelations, sideIndexes } from './relation-model.js'

/** A classifier's result for a post in its thread. */
export interface ContextScores {
  /** From the post's own words. */
  readonly scores: StanceScores
  /** Include the parent's side when context is used; null when the classifier gives none. */
  readonly probabilities: Float64Array | null
  /** Whether the parent affected the probabilities, so that they differ from those of the scores alone. */
  readonly isInherited: boolean
  /**
   * The parent, its parent and so on, as far as the side was inherited through them. The side of the first link, kept where the relation is
   * `agrees` and reversed where it is `disagrees`, is the lean of this post; each further link explains the one before. Empty when the
   * post's own words outweighed its parent.
   */
  readonly chain: readonly ChainLink[]
}

/** The scores that decide the label: those of the post's own words, or the mixed probabilities when the parent affected them. */
export const decidingScores = ({ scores, probabilities, isInherited }: ContextScores): StanceScores =>
  isInherited && probabilities !== null ? probabilities : scores

/** The longest chain that is reported. Inheritance itself reaches back to the root. */
const MAX_CHAIN_LENGTH = 5
/** A parent whose probability of taking a side is below this passes nothing on. Of .02, .25 and .4, this value did not harm flat threads. */
const MIN_SIDE_PROBABILITY = 0.25

export interface ContextScorerOptions {
  /** Null scores every post by its own words. */
  readonly relation: RelationModel | null
  /** Whether a reply may inherit from its parent on a deal. Default: always. */
  readonly canInherit?: CanInherit
}

type CanInherit = (post: PostFeatures, parent: PostFeatures, dealId: string | null) => boolean

/**
 * Scores posts in their threads. A reply's probabilities are a mixture, weighted by the parent's probabilities: where the parent takes a
 * side, the relation between replies like this one and such posts (`RelationModel`); where the parent is neutral, the reply's own words.
 * Where it may answer several posts, it inherits only if all of them take the same side, and then from the nearest.
 * Ancestors are scored first, once each and without recursion, whether or not they are among the inputs.
 */
export class ContextScorer {
  readonly #classifier: StanceClassifier
  readonly #relation: RelationModel | null
  readonly #sides: readonly [number, number, number] | null
  readonly #canInherit: CanInherit
  readonly #known = new InputTable<ContextScores>()

  constructor(classifier: StanceClassifier, { relation, canInherit = () => true }: ContextScorerOptions) {
    this.#classifier = classifier
    this.#sides = sideIndexes(classifier.scheme)
    this.#relation = this.#sides && relation
    this.#canInherit = canInherit
  }

  /** @returns one result per input, in input order */
  async score(inputs: readonly StanceInput[]): Promise<ContextScores[]> {
    const pending = this.#relation === null ? [...inputs] : this.#withAncestors(inputs)
    const scores = await this.#classifier.score(pending)
    const results = pending.map((input, index) => this.#known.set(input, this.#inherit(input, scores[index] as StanceScores)))
    // Inputs may already be cached, or appear among the ancestors of other inputs.
    return this.#relation === null ? results : inputs.map((input) => this.#known.get(input) as ContextScores)
  }

  /** Inputs that are not cached yet with their ancestors, ancestors first. */
  #withAncestors(inputs: readonly StanceInput[]): StanceInput[] {
    const order: StanceInput[] = []
    const seen = new Map<PostFeatures, Set<string | null>>()
    const open: { readonly input: StanceInput; readonly isReady: boolean }[] = inputs.map((input) => ({ input, isReady: false })).reverse()
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { input, isReady } = next
      const deals: Set<string | null> = seen.get(input.features) ?? new Set()
      const dealId = input.target?.dealId ?? null
      if (isReady) order.push(input)
      else if (!deals.has(dealId) && this.#known.get(input) === undefined) {
        seen.set(input.features, deals.add(dealId))
        open.push({ input, isReady: true })
        for (const parent of this.#parentInputs(input)) open.push({ input: parent, isReady: false })
      }
    }
    return order
  }

  /** The parent, or all the posts that may be it, nearest first. None where one of them can pass nothing on. */
  #parentInputs({ features, target }: StanceInput): readonly StanceInput[] {
    const { parent, possibleParents } = features
    const parents = parent === null ? possibleParents : [parent]
    const inputs = parents.flatMap((each) =>
      each !== null && this.#canInherit(features, each, target?.dealId ?? null) ? { features: each, target } : [],
    )
    return inputs.length === parents.length ? inputs : []
  }

  #inherit(input: StanceInput, scores: StanceScores): ContextScores {
    const own = this.#classifier.probabilitiesOf(scores)
    const isAlone = this.#relation === null || this.#classifier.labelledByOf?.(input) === 'llm'
    const parent = isAlone ? undefined : this.#settledParent(input)
    const parentScores = parent && this.#known.get(parent)
    if (own === null || parent === undefined || !parentScores?.probabilities || !this.#relation || !this.#sides)
      return { scores, probabilities: own, isInherited: false, chain: [] }
    const [first, second, neutral] = this.#sides
    const sideProbability = (parentScores.probabilities[first] as number) + (parentScores.probabilities[second] as number)
    if (sideProbability < MIN_SIDE_PROBABILITY) return { scores, probabilities: own, isInherited: false, chain: [] }
    const { features } = input
    const reply = features.parent === null ? new PostFeatures({ ...features, parent: parent.features }) : features
    const relations = scoreRelations(this.#relation, this.#sides, reply, own)
    const probabilities = own.map((probability) => probability * (parentScores.probabilities?.[neutral] as number))
    for (const [same, opposite, relation] of [
      [first, second, relations[0]],
      [second, first, relations[1]],
    ] as const) {
      const weight = parentScores.probabilities[same] as number
      const add = (label: number, share: number): void => {
        probabilities[label] = (probabilities[label] as number) + weight * share
      }
      add(same, relation[0] as number)
      add(opposite, relation[1] as number)
      add(neutral, relation[2] as number)
    }
    return { scores, probabilities, isInherited: true, chain: this.#chainOf(parent, probabilities, parentScores, relations) }
  }

  /** The parent; the nearest of several that may be it where all of them take the same side. */
  #settledParent(input: StanceInput): StanceInput | undefined {
    const [nearest, ...others] = this.#parentInputs(input)
    if (others.length === 0) return nearest
    const side = nearest && this.#sideOf(nearest)
    return side !== null && others.every((other) => this.#sideOf(other) === side) ? nearest : undefined
  }

  /** Index of the side that an input takes; null for none, and where its probabilities are not known. */
  #sideOf(input: StanceInput): number | null {
    const probabilities = this.#known.get(input)?.probabilities
    const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1
    return best === -1 || best === this.#sides?.[2] ? null : best
  }

  #chainOf(
    parent: StanceInput,
    mixed: Float64Array,
    parentScores: ContextScores,
    relations: readonly [Float64Array, Float64Array],
  ): ChainLink[] {
    const [first, second, neutral] = this.#sides as readonly [number, number, number]
    const { labels } = this.#classifier.scheme
    const of = (label: number): number => parentScores.probabilities?.[label] as number
    if (Math.max(of(first), of(second)) <= of(neutral)) return []
    const [side, opposite, relation] = of(first) >= of(second) ? [first, second, relations[0]] : [second, first, relations[1]]
    const best = relation.indexOf(Math.max(...relation))
    const kind = RELATIONS[best] as Relation
    if (kind === 'other') return []
    // The reply's own words, or its relation to the other side, can outweigh its relation to this side.
    if (leanOf(mixed, this.#classifier.scheme) !== labels[kind === 'agrees' ? side : opposite]) return []
    const link: ChainLink = {
      postId: parent.features.postId,
      relation: kind,
      probability: relation[best] as number,
      side: labels[side] as string,
    }
    return [link, ...parentScores.chain].slice(0, MAX_CHAIN_LENGTH)
  }
}
