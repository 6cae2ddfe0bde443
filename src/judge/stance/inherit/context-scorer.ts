import type { PostFeatures } from '../../features/token.js'
import { leanOf } from '../judge.js'
import { InputTable, type StanceClassifier, type StanceInput, type StanceScores } from '../stance-classifier.js'
import type { ChainLink } from '../stance-prediction.js'
import { RELATIONS, type Relation, type RelationModel, scoreReply, sideIndexes } from './relation-model.js'

/** A classifier's result for a post in its thread. */
export interface ContextScores {
  readonly scores: StanceScores
  /** Probabilities, with the parent's side when context is used; null when the classifier gives none. */
  readonly probabilities: Float64Array | null
  /** True if the parent affected the probabilities, so that they differ from those of the scores alone. */
  readonly isInherited: boolean
  /**
   * The parent, its parent and so on, as far as the side was inherited through them. The side of the first link is the lean of this post:
   * kept by `agrees`, reversed by `disagrees`. Each further link explains the one before. Empty when the post's own words outweighed its
   * parent, and where the lean is not sure.
   */
  readonly chain: readonly ChainLink[]
}

interface KnownScores extends ContextScores {
  /** Probabilities that replies inherit: `probabilities`, uncalibrated where the post is scored alone. */
  readonly passedOn: Float64Array | null
}

/** The scores that decide the label: those of the post's own words, or mixed probabilities that the parent affected. */
export const decidingScores = ({ scores, probabilities, isInherited }: ContextScores): StanceScores =>
  isInherited && probabilities !== null ? probabilities : scores

/** The longest chain that is reported. Inheritance itself reaches back to the root. */
const MAX_CHAIN_LENGTH = 5
/** A less likely side is reported without a chain. Chains of likelier sides were right on most real replies. */
const MIN_CHAIN_PROBABILITY = 0.6
/** A first post that is less likely to take a side passes nothing on: a reply to a headline judges the move. */
const MIN_SIDE_PROBABILITY = 0.25

export interface ContextScorerOptions {
  /** Null scores every post by its own words. */
  readonly relation: RelationModel | null
  /** Gives true if a reply may inherit from its parent on a deal. Default: always. */
  readonly canInherit?: CanInherit
}

type CanInherit = (post: PostFeatures, parent: PostFeatures, dealId: string | null) => boolean

/**
 * Scores posts in their threads: see `scoreReply`. Under a first post without a side, a reply's own words count alone. Nothing is inherited
 * through a parent that is a guess, or one of several. Ancestors are scored first, once each and without recursion, whether or not they are
 * among the inputs.
 */
export class ContextScorer {
  readonly #classifier: StanceClassifier
  readonly #relation: RelationModel | null
  readonly #sides: readonly [number, number, number] | null
  readonly #canInherit: CanInherit
  readonly #known = new InputTable<KnownScores>()

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
    return this.#relation === null ? results : inputs.map((input) => this.#known.get(input) as KnownScores)
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
        const parent = this.#parentOf(input)
        if (parent !== null) open.push({ input: parent, isReady: false })
      }
    }
    return order
  }

  /** The parent of an input; null where it is not known or can pass nothing on. */
  #parentOf({ features, target }: StanceInput): StanceInput | null {
    const { parent } = features
    return parent !== null && this.#canInherit(features, parent, target?.dealId ?? null) ? { features: parent, target } : null
  }

  #inherit(input: StanceInput, scores: StanceScores): KnownScores {
    const calibrated = this.#classifier.probabilitiesOf(scores)
    const own = (this.#relation && this.#classifier.mixableOf?.(scores)) ?? calibrated
    const isAlone = this.#relation === null || this.#classifier.labelledByOf?.(input) === 'llm'
    const parent = isAlone ? null : this.#parentOf(input)
    const above = parent && this.#known.get(parent)
    const alone = { scores, probabilities: calibrated, passedOn: own, isInherited: false, chain: [] }
    if (own === null || parent === null || !above?.passedOn || !this.#relation || !this.#sides) return alone
    const [first, second, neutral] = this.#sides
    const isRoot = parent.features.parent === null && parent.features.depth === 0
    const sideProbability = (above.passedOn[first] as number) + (above.passedOn[second] as number)
    if (isRoot && sideProbability < MIN_SIDE_PROBABILITY) return alone
    // The part of a first post that takes no side leaves the reply's own words as they are.
    const told = isRoot ? above.passedOn.map((each, label) => (label === neutral ? 0 : each / sideProbability)) : above.passedOn
    const { target, features: reply } = input
    const { probabilities: through, relation } = scoreReply(this.#relation, this.#sides, { reply, target, own, parent: told })
    const probabilities = isRoot
      ? through.map((each, label) => sideProbability * each + (1 - sideProbability) * (own[label] as number))
      : through
    return {
      scores,
      probabilities,
      passedOn: probabilities,
      isInherited: true,
      chain: this.#chainOf(parent, probabilities, above, relation),
    }
  }

  #chainOf(parent: StanceInput, mixed: Float64Array, parentScores: KnownScores, relation: Float64Array): ChainLink[] {
    const [first, second, neutral] = this.#sides as readonly [number, number, number]
    const { labels } = this.#classifier.scheme
    if (Math.max(mixed[first] as number, mixed[second] as number) < MIN_CHAIN_PROBABILITY) return []
    const of = (label: number): number => parentScores.passedOn?.[label] as number
    if (Math.max(of(first), of(second)) <= of(neutral)) return []
    const [side, opposite] = of(first) >= of(second) ? [first, second] : [second, first]
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
