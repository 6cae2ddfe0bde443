import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import { largestOf } from '../../base/statistics/extremes.js'
import type { Post, PostMeta } from '../../base/thread/post.js'
import type { DealLinkOrigin } from '../deals/link-deals.js'
import type { Evidence } from './stance-classifier.js'

/**
 * `scored`: has a label. `unsure`: the label is withheld, lean and probabilities are kept.
 * `unscored`: has no judgement.
 */
export type ScoreStatus = 'scored' | 'unsure' | 'unscored'

/** Reason why a post is tied to a deal. */
export type LinkBasis = DealLinkOrigin

export const GIVEN_ID_PREFIX = 'given:'
/** The name of the model or tool whose labels were given; null for an id of a model that scored. */
export const givenNameOf = (model: string): string | null =>
  model.startsWith(GIVEN_ID_PREFIX) ? model.slice(GIVEN_ID_PREFIX.length) : null

/** Source of a label: a person, a language model, or a model with weights. */
export type LabelSource = 'hand' | 'llm' | 'model'

/** The stance of a post on one move. */
export interface Judgement<Label extends string = string> {
  /**
   * Null unless `status` is `scored`. A person's if `labelledBy` is `hand`; see `modelLabel` for
   * the model's own.
   */
  readonly label: Label | null
  /**
   * The side with the higher score. Null when `unscored`, and for a neutral label by hand on a post
   * that no model could judge.
   */
  readonly lean: Label | null
  /**
   * The model's, also beside a label by hand. Calibrated, summing to 1. Null when `unscored` and
   * when the classifier gives none.
   */
  readonly probabilities: ByLabel<number, Label> | null
  readonly status: ScoreStatus
  /** Present in runs with labels of several sources, such as people or a language model. */
  readonly labelledBy?: LabelSource
  /** `probabilities` before the model learnt, or a language model was asked at random. */
  readonly unlearnt?: ByLabel<number, Label> | null
}

export interface DealStance<Label extends string = string> extends Judgement<Label> {
  readonly dealId: string
  readonly by: LinkBasis
}

/**
 * The options of a run that decide its labels. Posts of runs with different options are not counted
 * together.
 */
export interface RunOptions {
  /** Every post had to take a side. */
  readonly twoWay: boolean
  /** Labels with a lower probability are withheld; in [0, 1]. */
  readonly minProbability: number
}

/** A post with its results, in memory. Files hold it as a {@link ScoredRecord}. */
export interface ScoredPost<Label extends string = string> extends Post, Judgement<Label> {
  /**
   * One per deal. The top-level judgement is the first of them. For a post without a deal, it is
   * about the thread's default move.
   */
  readonly stances: readonly DealStance<Label>[]
  /** Sentiment in [-1, 1], independent of stance; 0 when the model's language is not English. */
  readonly sentiment: number
  /** The reason for no label; null for a post that has one. */
  readonly reason: string | null
  /** Notes about the post or its scoring, such as `truncated`. */
  readonly flags: readonly string[]
  /**
   * The stretches that decided the top-level label, strongest first; null when evidence was not
   * requested.
   */
  readonly evidence: readonly Evidence<Label>[] | null
  readonly model: string
  /** Short hash of the run, see `RunRecord`; absent outside of `classify`. */
  readonly run?: string
  /** Keys in the order of {@link RunOptions}. Files hold them where they are not the default. */
  readonly options?: RunOptions
  /** Id and hash of the scheme of its labels, see `schemeTag`; absent for the default scheme. */
  readonly scheme?: string
}

/** Fields of a scored post that its record gives as they are. */
type RecordFields = Omit<
  ScoredPost,
  'author' | 'createdAt' | 'meta' | 'stances' | 'reason' | 'evidence'
>

/** A scored post as one line of `classify --format jsonl`. */
export interface ScoredRecord extends RecordFields {
  /** Absent where the source shows none. */
  readonly author?: string
  /** Absent where the source shows none. */
  readonly createdAt?: string
  /** Without the role where `parentId` and `missingParent` say it. */
  readonly meta: Partial<PostMeta>
  /** The deal of the label; null for a post on none. */
  readonly dealId: string | null
  /**
   * Why the post is tied to its one deal; absent beside `stances`, and where its row names it.
   * `column` without a deal: its row names none that is known.
   */
  readonly dealBy?: LinkBasis
  /** Present on a post with several deals: one judgement each, the first as at the top. */
  readonly stances?: readonly DealStance[]
  /** Present on a post without a label. */
  readonly reason?: string
  /** Present where evidence was asked for. */
  readonly evidence?: readonly Evidence[]
}

export const dealIdsOf = ({ stances }: Pick<ScoredPost, 'stances'>): readonly string[] =>
  stances.map(({ dealId }) => dealId)

/**
 * The classifier's own label; beside a person's label, the likeliest one by a prediction that has
 * not seen it.
 */
export const modelLabel = ({ label, labelledBy, probabilities }: Judgement): string | null =>
  labelledBy === 'hand' ? probabilities && likeliestOf(probabilities) : label

/** The first of the labels with the highest probability. */
export function likeliestOf(probabilities: ByLabel): string | null {
  const highest = largestOf(Object.values(probabilities))
  return Object.keys(probabilities).find((label) => probabilities[label] === highest) ?? null
}

type Source = Pick<Judgement, 'labelledBy' | 'unlearnt'>

export function withSource(post: ScoredPost, source: Source): ScoredPost {
  if (source.labelledBy === undefined && source.unlearnt === undefined) return post
  const {
    id,
    threadId,
    parentId,
    author,
    createdAt,
    text,
    meta,
    label,
    lean,
    probabilities,
    status,
    ...rest
  } = post
  return {
    id,
    threadId,
    parentId,
    author,
    createdAt,
    text,
    meta,
    label,
    lean,
    probabilities,
    status,
    ...sourceOf(source),
    ...rest,
  }
}

export const sourceOf = ({ labelledBy, unlearnt }: Source): Source => ({
  ...(labelledBy !== undefined && { labelledBy }),
  ...(unlearnt !== undefined && { unlearnt }),
})
