import type { PostFeatures } from '../features/post-features.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import type { RelationModel } from './context/relation-model.js'

/** The move that a post is judged on. */
export interface StanceTarget {
  readonly dealId: string
  readonly mover: string
  readonly move: string
}

/** One question to a classifier: which side does this post take on this move? */
export interface StanceInput {
  readonly features: PostFeatures
  /** Null when the post is tied to no deal and its thread names none. */
  readonly target: StanceTarget | null
}

/** Unbounded scores, one per label in the order of the scheme. Only their order and differences mean something. */
export type StanceScores = Float64Array

/** A stretch of the post that moved the decision. Offsets are UTF-16, half-open, into `Post.text`. */
export interface Evidence {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The label that this stretch speaks for. */
  readonly toward: string
  /** How much of the score difference between `toward` and its rival it explains; > 0. */
  readonly weight: number
}

/** A label and the one it was preferred to, as places in the scheme's labels. */
export interface Decision {
  readonly winner: number
  readonly rival: number
}

/** `quick`: what is known without scoring again. `full`: a dozen more scorings a post where that is needed. */
export type ExplainEffort = 'quick' | 'full'

/** The best label and the second, the earlier one on a tie. */
export function decide(scores: ArrayLike<number>): Decision {
  const order = Array.from(scores, (_, label) => label).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
  return { winner: order[0] as number, rival: order[1] as number }
}

/**
 * What every classifier offers: linear, encoder, controls. Pure: an answer depends on the input alone,
 * never on what was scored before or beside it. `test/contract/stance-classifier.ts` holds the rules.
 */
export interface StanceClassifier {
  readonly id: string
  readonly scheme: StanceScheme
  /** Of the posts that it reads, BCP 47; absent for English. Says how posts are split into words, and which are foreign. */
  readonly language?: string
  /** Whether `StanceInput.target` can change an answer. When false, a post on several deals is scored once. */
  readonly readsTarget: boolean
  /** What replies are to the posts they answer, for a reader of whole threads; absent where posts are read alone. */
  readonly relation?: RelationModel | null
  /** @returns one finite score per label for each input, in the order of the inputs */
  score(inputs: readonly StanceInput[]): readonly StanceScores[] | Promise<readonly StanceScores[]>
  /** Scores into calibrated probabilities that sum to 1; null when this classifier can give none. */
  probabilitiesOf(scores: StanceScores): Float64Array | null
  /**
   * The stretches that decided, strongest first; absent when the classifier cannot tell.
   *
   * @param decision what to explain; default: the classifier's own best label against its second
   * @param effort   default `full`
   */
  explain?(input: StanceInput, decision?: Decision, effort?: ExplainEffort): readonly Evidence[] | Promise<readonly Evidence[]>
  /**
   * How far each token of the post moved the log-odds of `winner` over `rival`; what {@link explain} names the strongest of.
   * Null where the effort does not reach. Sums to no total: words work together.
   */
  weighTokens?(input: StanceInput, decision: Decision, effort: ExplainEffort): Promise<Float64Array | null> | Float64Array | null
  /**
   * Why nothing could be said of an input that was scored, in words; null where its scores are an answer. Absent for classifiers that
   * always answer.
   */
  silenceOf?(input: StanceInput): string | null
  /** What the reader must know of this answer, such as that the post was cut to the model's length. */
  flagsOf?(input: StanceInput): readonly string[]
}
