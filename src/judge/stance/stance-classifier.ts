import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Post } from '../../base/thread/post.js'
import type { PostFeatures } from '../features/token.js'

/** Advice on a damaged model. */
export const RESTORE_MODEL = 'Install dealstance again, or train the model again if it is yours.'

/** The move on which a post takes a stance. */
interface StanceTarget {
  readonly dealId: string
  readonly mover: string
  readonly move: string
}

/** One question to a classifier: which side does this post take on this move? */
export interface StanceInput {
  readonly features: PostFeatures
  readonly target: StanceTarget | null
}

/**
 * Unbounded scores, one per label in scheme order. Only their order and differences have a meaning.
 */
export type StanceScores = Float64Array

/**
 * A stretch of text that affected the decision. Offsets are UTF-16 code units into `Post.text`,
 * half-open.
 */
export interface Evidence<Label extends string = string> {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The label that this stretch favours. */
  readonly toward: Label
  /**
   * The part of the score difference between `toward` and its rival that the stretch accounts for;
   * > 0.
   */
  readonly weight: number
}

/** The winning label and the label it is compared with, as indexes into the scheme's labels. */
export interface Decision {
  readonly winner: number
  readonly rival: number
}

/** `quick` uses results of scoring alone. `full` may score each post about a dozen more times. */
export type ExplainEffort = 'quick' | 'full'

export function decide(scores: ArrayLike<number>): Decision {
  let [winner, rival] = (scores[1] as number) > (scores[0] as number) ? [1, 0] : [0, 1]
  for (let label = 2; label < scores.length; label++) {
    if ((scores[label] as number) > (scores[winner] as number)) [winner, rival] = [label, winner]
    else if ((scores[label] as number) > (scores[rival] as number)) rival = label
  }
  return { winner, rival }
}

/**
 * Interface of every classifier: linear models, encoders, language models and baselines. Pure: an
 * answer depends on its input alone. `test/contract/stance-classifier.ts` tests these rules.
 */
export interface StanceClassifier<Label extends string = string> {
  readonly id: string
  readonly scheme: StanceScheme<Label>
  /** Language of its posts, BCP 47; absent for English. */
  readonly language?: string
  /**
   * `StanceInput.target` can change an answer. If false, a post on several deals is scored once.
   */
  readonly readsTarget: boolean
  /**
   * True for a classifier that reads the post answered. Others get posts without their thread.
   * Default: false.
   */
  readonly readsThread?: boolean
  /** @returns for each input, in input order, one finite score per label */
  score(inputs: readonly StanceInput[]): readonly StanceScores[] | Promise<readonly StanceScores[]>
  /**
   * Turns scores into calibrated probabilities that sum to 1; null when the classifier gives none.
   */
  probabilitiesOf(scores: StanceScores): Float64Array | null
  /**
   * The stretches that decided, strongest first. Absent when the classifier cannot explain its
   * answers.
   *
   * @param decision labels to compare; default: the best label and the second-best
   * @param effort default `full`
   */
  explain?(
    input: StanceInput,
    decision?: Decision,
    effort?: ExplainEffort,
  ): readonly Evidence[] | Promise<readonly Evidence[]>
  /**
   * Each token's part of the log-odds of `winner` over `rival`; {@link explain} lists the
   * strongest. Null when the effort does not allow it. Words interact: the weights need not sum to
   * the score difference.
   */
  weighTokens?(
    input: StanceInput,
    decision: Decision,
    effort: ExplainEffort,
  ): Promise<Float64Array | null> | Float64Array | null
  /**
   * The label that came with a post, and probabilities where one came too. Absent for classifiers
   * that score: no input is then asked about.
   */
  givenOf?(post: Post): { readonly label: string; readonly probabilities: Float64Array | null }
  /**
   * The reason why a scored input has no answer, for users; null when it has one. Absent for
   * classifiers that always answer.
   */
  noAnswerReasonOf?(input: StanceInput): string | null
  /** The model that labelled a scored input. Absent where one model labels all. */
  labelledByOf?(input: StanceInput): 'llm' | 'model'
  /** The vector of a scored input, for a further model; null for other inputs. */
  vectorOf?(input: StanceInput): Float32Array | null
  /** Flags about this answer, such as `truncated`. */
  flagsOf?(input: StanceInput): readonly string[]
}

/** The text of the post that an input answers; empty where none is known for certain. */
export const parentTextOf = ({ features }: StanceInput): string => features.parent?.text ?? ''

/** Tells a post that answers a comment: a known post that does not open the thread. */
export const answersComment = ({ features: { parent } }: StanceInput): boolean =>
  parent !== null && !parent.isPrompt

/** An input as a classifier reads it: alone, unless it reads the thread. */
export const inputFor = (
  { readsThread }: Pick<StanceClassifier, 'readsThread'>,
  input: StanceInput,
): StanceInput =>
  readsThread || input.features.alone === input.features
    ? input
    : { ...input, features: input.features.alone }

/** Values of inputs by post and deal, kept as long as the posts. */
export class InputTable<Value> {
  readonly #byPost = new WeakMap<PostFeatures, Map<string | null, Value>>()

  set({ features, target }: StanceInput, value: Value): Value {
    const values = this.#byPost.get(features) ?? new Map<string | null, Value>()
    this.#byPost.set(features, values.set(target?.dealId ?? null, value))
    return value
  }

  get({ features, target }: StanceInput): Value | undefined {
    return this.#byPost.get(features)?.get(target?.dealId ?? null)
  }
}
