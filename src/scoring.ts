/**
 * The scoring module: features, stance, sentiment and scheme, for notebooks and browsers. No Node built-in, no disk, no output.
 *
 * @module dealstance/scoring
 */
export { type ErrorCode, PipelineError } from './errors.js'
export { extractFeatures, extractTextFeatures } from './features/extract-features.js'
export type { PostFeatures } from './features/post-features.js'
export type { Token, TokenKind } from './features/token.js'
export { tokenise } from './features/tokenise.js'
export { type ByLabel, createScheme, STANCE_SCHEME, type StanceScheme } from './scheme/stance-scheme.js'
export { scoreSentiment } from './sentiment/score-sentiment.js'
export type { ChainLink } from './stance/context/context-reader.js'
export { parseRelationTable, RELATIONS, type Relation, type RelationModel } from './stance/context/relation-model.js'
export { type JudgeOptions, judge, leanOf } from './stance/judge.js'
export { LinearClassifier } from './stance/linear/linear-classifier.js'
export { type PackedLinearModel, unpackLinearModel } from './stance/linear/unpack-model.js'
export { createMajorityClassifier } from './stance/majority-classifier.js'
export { createSentimentClassifier } from './stance/sentiment-classifier.js'
export type {
  Decision,
  Evidence,
  ExplainEffort,
  StanceClassifier,
  StanceInput,
  StanceScores,
  StanceTarget,
} from './stance/stance-classifier.js'
export type { DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from './stance/stance-prediction.js'
export type { JsonValue, Post, PostMeta, PostRole } from './thread/post.js'
export { buildThreads, type Thread } from './thread/thread.js'
