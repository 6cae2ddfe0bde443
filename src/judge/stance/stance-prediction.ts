import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import type { Post } from '../../base/thread/post.js'
import type { DealLinkOrigin } from '../deals/link-deals.js'
import type { Relation } from './inherit/relation-model.js'
import type { Evidence } from './stance-classifier.js'

/** `scored`: has a label. `unsure`: the label is withheld, lean and probabilities are kept. `unscored`: has no judgement. */
export type ScoreStatus = 'scored' | 'unsure' | 'unscored'

/** What linked a post to a deal: the user, its own words, its parent, its root, or the thread's default. */
export type LinkBasis = DealLinkOrigin

/** Who gave a label: a person, a language model, or a model with weights. */
export type LabelSource = 'hand' | 'llm' | 'model'

/** The stance of a post on one move. */
export interface Judgement {
  /** Null unless `status` is `scored`. A person's where `labelledBy` is `hand`; see `modelLabel` for the model's own. */
  readonly label: string | null
  /** The side with the higher score; null when `unscored`, and for a label by hand that takes no side on a post that no model could judge. */
  readonly lean: string | null
  /** The model's, also beside a label by hand. Calibrated, summing to 1. Null when `unscored` and when the classifier gives none. */
  readonly probabilities: ByLabel | null
  readonly status: ScoreStatus
  /** Only in runs with labels of several sources: where the model learnt labels of these threads, or asked a language model. */
  readonly labelledBy?: LabelSource
  /** `probabilities` before the model learnt, or before a language model was asked about a random part; absent elsewhere. */
  readonly unlearnt?: ByLabel | null
}

/** The stance of a post on one deal. */
export interface DealStance extends Judgement {
  readonly dealId: string
  readonly by: LinkBasis
}

/** One step of a side's inheritance: from a parent to its reply. */
export interface ChainLink {
  /** Id of the parent. */
  readonly postId: string
  /** How the reply relates to the parent; never `other`, which passes no side on. */
  readonly relation: Relation
  /** Probability of the relation, given the parent's side; in [0, 1]. */
  readonly probability: number
  /** The side of the parent. */
  readonly side: string
}

/** A post with its results: one line of `classify --format jsonl`, keys in this order. */
export interface ScoredPost extends Post, Judgement {
  /** Ids of the deals of `stances`, in the same order. */
  readonly deals: readonly string[]
  /** One per deal. The top-level judgement is the first of them; for a post without a deal, it is about the thread's default move. */
  readonly stances: readonly DealStance[]
  /** Sentiment in [-1, 1], independent of stance; 0 when the model's language is not English. */
  readonly sentiment: number
  /**
   * Why there is no label. Of a `scored` post that takes no side: `question`, `price`, `joke`, `fact` or `off the move`, where
   * the model knows. Null otherwise.
   */
  readonly reason: string | null
  /** Notes about the post or its scoring, such as `truncated`. */
  readonly flags: readonly string[]
  /** The stretches that decided the top-level label, strongest first; null when evidence was not requested. */
  readonly evidence: readonly Evidence[] | null
  /** How the top-level label was inherited, nearest parent first. Empty when it was not inherited; null when context was off. */
  readonly chain: readonly ChainLink[] | null
  /** Id of the model. */
  readonly model: string
  /** Id and hash of the scheme of its labels, see `schemeTag`; absent for the default scheme. */
  readonly scheme?: string
  /** Prefixes of the hashes of the model and the options; only in rows of `classify --filter`. */
  readonly modelHash?: string
  readonly optionsHash?: string
}

/**
 * The classifier's own label. Where a person's label stands in its place, the likeliest one by a prediction that has not seen it. Null
 * where the classifier gave none.
 */
export const modelLabel = ({ label, labelledBy, probabilities }: Judgement): string | null =>
  labelledBy === 'hand' ? probabilities && likeliestOf(probabilities) : label

/** The first of the labels with the highest probability. */
export function likeliestOf(probabilities: ByLabel): string | null {
  const highest = Math.max(...Object.values(probabilities))
  return Object.keys(probabilities).find((label) => probabilities[label] === highest) ?? null
}

/** A scored post with what {@link sourceOf} its judgement says, after the status. Most say nothing, and a spread into every post is slow. */
export function withSource(post: ScoredPost, source: Pick<Judgement, 'labelledBy' | 'unlearnt'>): ScoredPost {
  if (source.labelledBy === undefined && source.unlearnt === undefined) return post
  const { id, threadId, parentId, author, createdAt, text, meta, label, lean, probabilities, status, ...rest } = post
  return { id, threadId, parentId, author, createdAt, text, meta, label, lean, probabilities, status, ...sourceOf(source), ...rest }
}

/** What a judgement says beside its label where labels have several sources, and where the classifier learnt. */
export const sourceOf = ({
  labelledBy,
  unlearnt,
}: Pick<Judgement, 'labelledBy' | 'unlearnt'>): Pick<Judgement, 'labelledBy' | 'unlearnt'> => ({
  ...(labelledBy !== undefined && { labelledBy }),
  ...(unlearnt !== undefined && { unlearnt }),
})
