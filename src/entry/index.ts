import { checkArguments, PIPELINE_OPTIONS } from '../base/arguments/check-arguments.js'
import {
  createPipeline as createPipelineUnchecked,
  type PipelineOptions,
} from '../pipeline/pipeline.js'

/**
 * The core: the stages from text to a sentence, and the pipeline that joins them. It uses no Node
 * built-ins, no disk, and prints nothing. `createPipeline`, `scoreText` and `scorePosts` check
 * their arguments. All other functions of the package trust their types.
 *
 * @module dealstance
 */

export { type ErrorCode, PipelineError, type PipelineErrorOptions } from '../base/errors.js'
export {
  type ByLabel,
  createScheme,
  STANCE_SCHEME,
  type StanceLabel,
  type StanceScheme,
} from '../base/scheme/stance-scheme.js'
export type { Post, PostFacts, PostMeta, PostRole } from '../base/thread/post.js'
export { buildThreads, type Thread } from '../base/thread/thread.js'
export { type AggregateInput, aggregate } from '../count/aggregate.js'
export type { AuditDesign, AuditLabel, AuditUnit } from '../count/audit/audit.js'
export { type AuditEvent, type LabelEvent, labelsInForce } from '../count/audit/audit-event.js'
export { type DrawOptions, drawAudit } from '../count/audit/draw/draw-audit.js'
export type { Breakdown, DealBreakdown, ShareInterval } from '../count/breakdown/breakdown.js'
export { parseScoredPost } from '../count/breakdown/parse-scored-post.js'
export type { DealOptions, NamedDeal } from '../judge/deals/choose-deals.js'
export type { Deal, GivenDeal } from '../judge/deals/deal.js'
export { parseDeals } from '../judge/deals/parse-deals.js'
export type { PackedLinearModel } from '../judge/stance/linear/linear-classifier.js'
export type { Evidence, StanceClassifier } from '../judge/stance/stance-classifier.js'
export type {
  DealStance,
  Judgement,
  ScoredPost,
  ScoredRecord,
  ScoreStatus,
} from '../judge/stance/stance-prediction.js'
export type { Pipeline, PipelineOptions, PipelineResult } from '../pipeline/pipeline.js'
export { type ParsePostsOptions, parsePosts } from '../read/parse-posts.js'
export type { IngestResult, IngestSummary } from '../read/record/ingest-result.js'
export { type Claim, cite } from '../say/cite/cite.js'
export type { CiteOptions } from '../say/cite/refusal-words.js'
export { renderJsonl } from '../say/rows/render-jsonl.js'

/** @function */
export const createPipeline: typeof createPipelineUnchecked = <Label extends string>(
  options: PipelineOptions<Label>,
) => {
  checkArguments('createPipeline', { options: PIPELINE_OPTIONS }, [options])
  return createPipelineUnchecked(options)
}
