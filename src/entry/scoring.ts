import { checkArguments, checkedAsync, listOf, MODELS_ADDRESS, POST_INPUTS, POST_TEXT, SCORE_OPTIONS } from '../base/arguments/shapes.js'
import type { StanceLabel } from '../base/scheme/stance-scheme.js'
import {
  loadEncoder as loadEncoderUnchecked,
  type PostInput,
  type ScoreOptions,
  scorePosts as scorePostsUnchecked,
  scoreText as scoreTextUnchecked,
  startRun,
} from '../pipeline/scoring.js'

/**
 * Scoring in one call: {@link scoreText}, {@link scorePosts}. The single stages: words, features, links to deals, stance, sentiment. It
 * repeats `STANCE_SCHEME`, `createScheme`, `buildThreads` and `PipelineError` of `dealstance`, so that a web page needs only this entry.
 *
 * @module dealstance/scoring
 */

export { type ErrorCode, PipelineError } from '../base/errors.js'
export { type ByLabel, createScheme, STANCE_SCHEME, type StanceLabel, type StanceScheme } from '../base/scheme/stance-scheme.js'
export type { JsonValue, Post, PostMeta, PostRole } from '../base/thread/post.js'
export { buildThreads, type Thread } from '../base/thread/thread.js'
export { compileDeals, type DealCatalogue, targetOf } from '../judge/deals/deal-catalogue.js'
export { type DealLink, type LinkDealsOptions, linkDeals } from '../judge/deals/link-deals.js'
export { extractFeatures, extractTextFeatures } from '../judge/features/extract-features.js'
export type { PostFeatures, Token, TokenKind } from '../judge/features/token.js'
export { tokenise } from '../judge/features/tokenise.js'
export { scoreSentiment } from '../judge/sentiment/score-sentiment.js'
export { createMajorityClassifier, createSentimentClassifier } from '../judge/stance/baselines.js'
export { RELATIONS, type Relation, type RelationModel } from '../judge/stance/inherit/relation-model.js'
export { type JudgeOptions, judge, leanOf } from '../judge/stance/judge.js'
export type { LinearClassifier } from '../judge/stance/linear/linear-classifier.js'
export { type PackedLinearModel, unpackLinearModel } from '../judge/stance/linear/linear-classifier.js'
export type {
  Decision,
  Evidence,
  ExplainEffort,
  StanceClassifier,
  StanceInput,
  StanceScores,
  StanceTarget,
} from '../judge/stance/stance-classifier.js'
export type { ChainLink, DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from '../judge/stance/stance-prediction.js'
export type { Batches, PostInput, ScoreOptions, ScoringRun, StancePost } from '../pipeline/scoring.js'

/** @function */
export const scoreText: typeof scoreTextUnchecked = /* @__PURE__ */ checkedAsync('scoreText', scoreTextUnchecked, {
  text: POST_TEXT,
  options: SCORE_OPTIONS,
})
/** @function */
export const scorePosts: typeof scorePostsUnchecked = <Label extends string = StanceLabel>(
  posts: Iterable<string | PostInput>,
  options?: ScoreOptions<Label>,
) =>
  startRun(async function* () {
    const listed = listOf(posts)
    checkArguments('scorePosts', { posts: POST_INPUTS, options: SCORE_OPTIONS }, [listed, options])
    return yield* scorePostsUnchecked(listed, options)[Symbol.asyncIterator]()
  })
/** @function */
export const loadEncoder: typeof loadEncoderUnchecked = /* @__PURE__ */ checkedAsync('loadEncoder', loadEncoderUnchecked, {
  models: MODELS_ADDRESS,
})
