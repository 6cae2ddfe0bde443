import { checkedAsync, MODELS_ADDRESS, POST_INPUTS, POST_TEXT, SCORE_OPTIONS } from '../base/arguments/shapes.js'
import {
  loadEncoder as loadEncoderUnchecked,
  type PostInput,
  type ScoreOptions,
  scorePosts as scorePostsUnchecked,
  scoreText as scoreTextUnchecked,
} from '../pipeline/scoring.js'

/**
 * From text to labels in one call: {@link scoreText}, {@link scorePosts}; and the single stages of scoring: words, features, links to deals,
 * stance, sentiment. It repeats `STANCE_SCHEME`, `createScheme`,
 * `buildThreads` and `PipelineError` of `dealstance`, so that a web page needs only this entry.
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
export { RELATIONS, type Relation, type RelationModel } from '../judge/stance/context/relation-model.js'
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
export type { PostInput, ScoreOptions, StancePost } from '../pipeline/scoring.js'

/** @function */
export const scoreText: typeof scoreTextUnchecked = /* @__PURE__ */ checkedAsync('scoreText', scoreTextUnchecked, {
  text: POST_TEXT,
  options: SCORE_OPTIONS,
})
const scoreListed = /* @__PURE__ */ checkedAsync('scorePosts', scorePostsUnchecked, { posts: POST_INPUTS, options: SCORE_OPTIONS })
/** @function */
export const scorePosts: typeof scorePostsUnchecked = async (posts: Iterable<string | PostInput>, options?: ScoreOptions) =>
  // A text is a list of its letters, and no list of posts.
  await scoreListed(typeof posts === 'object' && posts !== null && Symbol.iterator in posts ? [...posts] : posts, options)
/** @function */
export const loadEncoder: typeof loadEncoderUnchecked = /* @__PURE__ */ checkedAsync('loadEncoder', loadEncoderUnchecked, {
  models: MODELS_ADDRESS,
})
