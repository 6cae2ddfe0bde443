/**
 * From text to labels in one call: {@link scoreText}, {@link scorePosts}; and the single stages of scoring: words, features, links to deals,
 * stance, sentiment. It repeats `STANCE_SCHEME`, `createScheme`,
 * `buildThreads` and `PipelineError` of `dealstance`, so that a web page needs only this entry.
 *
 * @module dealstance/scoring
 */
export { compileDeals, type DealCatalogue, targetOf } from '../deals/deal-catalogue.js'
export { type DealLink, type LinkDealsOptions, linkDeals } from '../deals/link-deals.js'
export { type ErrorCode, PipelineError } from '../errors.js'
export { extractFeatures, extractTextFeatures } from '../features/extract-features.js'
export type { PostFeatures } from '../features/post-features.js'
export type { Token, TokenKind } from '../features/token.js'
export { tokenise } from '../features/tokenise.js'
export { type ByLabel, createScheme, STANCE_SCHEME, type StanceScheme } from '../scheme/stance-scheme.js'
export { loadEncoder, type PostInput, type ScoreOptions, scorePosts, scoreText } from '../scoring.js'
export { scoreSentiment } from '../sentiment/score-sentiment.js'
export { RELATIONS, type Relation, type RelationModel } from '../stance/context/relation-model.js'
export { type JudgeOptions, judge, leanOf } from '../stance/judge.js'
export type { LinearClassifier } from '../stance/linear/linear-classifier.js'
export { type PackedLinearModel, unpackLinearModel } from '../stance/linear/unpack-model.js'
export { createMajorityClassifier } from '../stance/majority-classifier.js'
export { createSentimentClassifier } from '../stance/sentiment-classifier.js'
export type {
  Decision,
  Evidence,
  ExplainEffort,
  StanceClassifier,
  StanceInput,
  StanceScores,
  StanceTarget,
} from '../stance/stance-classifier.js'
export type { ChainLink, DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from '../stance/stance-prediction.js'
export type { JsonValue, Post, PostMeta, PostRole } from '../thread/post.js'
export { buildThreads, type Thread } from '../thread/thread.js'
