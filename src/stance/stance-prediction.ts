import type { DealLinkOrigin } from '../deals/link-deals.js'
import type { ByLabel } from '../scheme/stance-scheme.js'
import type { Post } from '../thread/post.js'
import type { ChainLink } from './context/context-reader.js'
import type { Evidence } from './stance-classifier.js'

/** `scored`: has a label. `unsure`: label withheld, lean and probabilities kept. `unscored`: nothing could be said. */
export type ScoreStatus = 'scored' | 'unsure' | 'unscored'

/** What tied a post to a deal: the user, its own words, its parent, its root, or the thread's default. */
export type LinkBasis = DealLinkOrigin

/** Where a post stands on one move. */
export interface Judgement {
  /** Null unless `status` is `scored`. */
  readonly label: string | null
  /** The better supported of the sides; null when `unscored`. */
  readonly lean: string | null
  /** Calibrated, sum to 1; null when `unscored` or when the classifier gives none. */
  readonly probabilities: ByLabel | null
  readonly status: ScoreStatus
}

/** A judgement tied to a deal. */
export interface DealStance extends Judgement {
  readonly dealId: string
  readonly by: LinkBasis
}

/** A post and everything that was found in it: one line of `classify --format jsonl`, keys in this order. */
export interface ScoredPost extends Post, Judgement {
  /** Ids of the deals it is about, the same as in `stances`. */
  readonly deals: readonly string[]
  /** One per deal. The top-level judgement is that of the first; with none it is about the thread's default move. */
  readonly stances: readonly DealStance[]
  /** How it feels, in [-1, 1], apart from where it stands; 0 where the model reads another language than English. */
  readonly sentiment: number
  /** Why there is no label; null when `scored`. */
  readonly reason: string | null
  /** What happened on the way, such as truncation. */
  readonly flags: readonly string[]
  /** The stretches that decided the top-level label, strongest first; null when not asked for. */
  readonly evidence: readonly Evidence[] | null
  /** How the top-level label came through the posts answered, nearest first; empty when it did not, null when context was off. */
  readonly chain: readonly ChainLink[] | null
  /** Id of the model. */
  readonly model: string
  /** Id and hash of the scheme that its labels are of, see `schemeTag`; absent under the one that ships. */
  readonly scheme?: string
  /** Beginnings of the hashes of the model and of the options, on rows of `classify --filter` alone. */
  readonly modelHash?: string
  readonly optionsHash?: string
}
