import type { StanceScheme } from '../base/scheme/stance-scheme.js'
import type { CarriedPost } from '../base/thread/post-context.js'
import type { Thread } from '../base/thread/thread.js'
import type { AggregateInput } from '../count/aggregate.js'
import type { Breakdown } from '../count/breakdown/breakdown.js'
import type { Counter } from '../count/counter/counter.js'
import type { NamedDeal } from '../judge/deals/add-deals.js'
import type { DealOptions } from '../judge/deals/choose-deals.js'
import type { Originals } from '../judge/find-duplicates.js'
import type { Lesson } from '../judge/label-learner.js'
import type { GivenLabels, LearntModel } from '../judge/learn/learnt-model.js'
import type { PackedLinearModel } from '../judge/stance/linear/unpack-model.js'
import type { ExplainEffort, StanceClassifier } from '../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../judge/stance/stance-prediction.js'
import type { ParsePostsOptions } from '../read/parse-posts.js'
import type { IngestSummary } from '../read/record/ingest-result.js'

/** The model, the deals, and how posts are judged. */
export interface PipelineOptions extends DealOptions {
  /** A classifier, or the packed weights that `dealstance/models/linear-en` exports. */
  readonly model: StanceClassifier | PackedLinearModel
  /**
   * Look for the words that decided. `quick` (the default, also `true`): the exact contributions of linear models, at about four
   * times the cost of scoring with one. `full`: also what encoders lose when a word is taken out, at about a dozen times. `false`: not.
   */
  readonly evidence?: boolean | ExplainEffort
  /** Below this top probability a post is `unsure`; in [0, 1], and 0 for a model without probabilities. Default 0. */
  readonly minProbability?: number
  /** Give the lean as the label. Default false. */
  readonly twoWay?: boolean
  /** Let replies see the posts they answer, and take their side through them. Default true. */
  readonly context?: boolean
  /** Inherit through parents that are guesses (`meta.isParentInferred`) or one of several too. Default false. */
  readonly assumeParents?: boolean
  /** Judge posts in other languages than the model's too. Default false: they are flagged, and unscored. */
  readonly anyLanguage?: boolean
  /** What {@link Pipeline.learn} of a pipeline of the same model and options gave. Default: nothing is learnt. */
  readonly learnt?: LearntModel | undefined
}

/** What {@link Pipeline.run} found in a text. */
export interface PipelineResult {
  readonly posts: readonly ScoredPost[]
  readonly breakdown: Breakdown
  readonly summary: IngestSummary
}

/** A post in its thread, and alone. */
export interface PostExplanation {
  readonly post: ScoredPost
  readonly alone: ScoredPost
}

/** The stages from text to breakdown, configured once. Frozen: a running pipeline cannot be changed. */
export interface Pipeline {
  readonly modelId: string
  readonly scheme: StanceScheme
  /** Scores the posts of threads, in their order. */
  classify(threads: readonly Thread[]): Promise<ScoredPost[]>
  /** The same some posts at a time, for callers that write or count as they go. */
  stream(threads: Iterable<Thread>): AsyncGenerator<readonly ScoredPost[]>
  /** The same where it is known which posts repeat others: the id of the earlier one for each post in turn, null for a new one. */
  score(threads: readonly Thread[], originals: Originals): AsyncGenerator<readonly ScoredPost[]>
  /**
   * Scores posts that travel apart from their threads, each as it would be scored in its thread as far as it carries that; one without a
   * context as with `context: false`. No post is told by another.
   *
   * @returns one scored post per post, in their order
   */
  classifyCarried(posts: readonly CarriedPost[]): Promise<ScoredPost[]>
  /**
   * One post of a thread with the words that decided, those of its record where it has some, else of `full` effort; and the same post read
   * apart from what it answers; null for an id that the thread does not hold.
   */
  explain(thread: Thread, postId: string): Promise<PostExplanation | null>
  /**
   * Teaches the model labels of threads. A pipeline with the `learnt` that comes back scores these threads better; labelled posts are scored by
   * an adapter that has not seen their label, and keep the label that they were given.
   *
   * @param threads all threads that are to be scored with it
   * @throws {PipelineError} `SCHEME_MISMATCH`, `AUDIT_MISMATCH` for labels of other posts, texts or deals, `LEARN_LABELS_MISSING` without labels,
   *   or for a thread none of whose deals has one, `LEARN_PROBABILITIES_MISSING`
   */
  learn(threads: Iterable<Thread> | AsyncIterable<Thread>, given: GivenLabels): Promise<Lesson>
  /** Breaks scored posts down by deal. */
  aggregate(posts: readonly ScoredPost[], options?: AggregateInput['options']): Breakdown
  /** Opens a counter that takes scored posts as they come, for the same breakdown. */
  openCounter(options?: AggregateInput['options']): Counter
  /** Reads a text of any known form, scores its posts and breaks them down. `{ mover, move }` names the deal of this text. */
  run(text: string, options?: ParsePostsOptions & Partial<NamedDeal>): Promise<PipelineResult>
}
