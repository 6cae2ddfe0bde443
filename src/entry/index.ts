/**
 * The core: all stages from text to report, and the pipeline that joins them. It uses no Node built-ins, no disk, and prints nothing. The
 * other entries, one per stage, hold what users need less often.
 *
 * @module dealstance
 */

export { type ErrorCode, PipelineError, type PipelineErrorOptions } from '../base/errors.js'
export { parseScheme } from '../base/scheme/parse-scheme.js'
export { type ByLabel, createScheme, STANCE_SCHEME, type StanceScheme } from '../base/scheme/stance-scheme.js'
export type { CaptureLedger, DealRecord } from '../base/thread/capture-ledger.js'
export type { Engagement, JsonValue, NodeKind, Post, PostFacts, PostMeta, PostRole } from '../base/thread/post.js'
export type { CarriedPost, PostContext } from '../base/thread/post-context.js'
export { buildThreads, type Thread } from '../base/thread/thread.js'
export { type AggregateInput, aggregate } from '../count/aggregate.js'
export type { AuditDesign, AuditLabel, AuditStratum, AuditUnit, SampleMethod } from '../count/audit/audit.js'
export { type AuditEvent, type LabelEvent, labelsInForce, type UndoEvent } from '../count/audit/audit-event.js'
export { type DrawOptions, drawAudit } from '../count/audit/draw/draw-audit.js'
export type { AuditInput } from '../count/audited/apply-audit.js'
export type {
  AggregateOptions,
  Breakdown,
  BreakdownOptions,
  CountedDuplicates,
  CountedPosts,
  DealBreakdown,
  DealInfo,
  DispositionName,
  Dispositions,
  Estimand,
  EvidenceFile,
  GroupBreakdown,
  PhraseSummary,
  SentimentSummary,
  ShareBound,
  ShareInterval,
} from '../count/breakdown/breakdown.js'
export type {
  AuditAgreement,
  AuditCounts,
  AuditLearning,
  BreakdownAudit,
  CountingUnit,
  DateDifference,
  DealAudit,
  DealDifference,
  Fragility,
  GroupAudit,
  LabelErrorBounds,
  LargeAccount,
  MissingRange,
  Sensitivity,
  ShareDifference,
} from '../count/breakdown/breakdown-audit.js'
export type { BreakdownCapture, CaptureBound, GroupCapture, ThreadCapture } from '../count/breakdown/breakdown-capture.js'
export { parseBreakdown } from '../count/breakdown/parse-breakdown.js'
export { parseScoredPost } from '../count/breakdown/parse-scored-post.js'
export type { ChangeReport, GroupChange, LabelChange, QuotedInterval, RunSummary } from '../count/change/change.js'
export { type DecomposeInput, decomposeChange } from '../count/change/decompose-change.js'
export type { CauseCounts, ChangeCause, Run } from '../count/change/mix-runs.js'
export type { Counter, CounterInput } from '../count/counter/counter.js'
export type { NamedDeal } from '../judge/deals/add-deals.js'
export type { DealOptions } from '../judge/deals/choose-deals.js'
export type { Deal, GivenDeal } from '../judge/deals/deal.js'
export { parseDeals } from '../judge/deals/parse-deals.js'
export type { Relation } from '../judge/stance/context/relation-model.js'
export type { PackedLinearModel } from '../judge/stance/linear/unpack-model.js'
export type { LlmOutcome, LlmSample } from '../judge/stance/llm/llm-answer.js'
export type { Evidence, StanceClassifier } from '../judge/stance/stance-classifier.js'
export type { ChainLink, DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from '../judge/stance/stance-prediction.js'
export { createPipeline, type Pipeline, type PipelineOptions, type PipelineResult, type PostExplanation } from '../pipeline/pipeline.js'
export { type DetectedSource, detectSource, type SourceId } from '../read/detect-source.js'
export type { OnBadRecord } from '../read/link/link-parents.js'
export { type ParsePostsOptions, parsePosts } from '../read/parse-posts.js'
export { parsePaste } from '../read/paste/parse-paste.js'
export type { OnePostPer } from '../read/paste/parse-plain.js'
export type { ParsePasteOptions, PasteResult, PasteSpan, PasteSpanKind } from '../read/paste/paste-spans.js'
export type { PostField } from '../read/record/field-names.js'
export type { Ambiguity, IngestResult, IngestSummary, Skip } from '../read/record/ingest-result.js'
export { parseParquet } from '../read/table/parse-parquet.js'
export type { ParseRecordsOptions } from '../read/table/parse-records.js'
export { type CiteOptions, type Claim, cite } from '../say/cite/cite.js'
export type { CaptureCount } from '../say/cite/cite-capture.js'
export type { CiteFiles } from '../say/cite/cite-complete.js'
export type { Lead, LeadWord } from '../say/cite/cite-lead.js'
export type { PrintedShare, QuotedShare } from '../say/cite/cite-numbers.js'
export type { ReportInput } from '../say/facts/report.js'
export type { ReportEvidence, ReportKind } from '../say/facts/report-kind.js'
export type { Style } from '../say/format/style.js'
export { renderReportPage } from '../say/page/render-report-page.js'
export { renderReportMarkdown } from '../say/render-report-markdown.js'
export { renderJson } from '../say/rows/render-json.js'
export { renderJsonl } from '../say/rows/render-jsonl.js'
export { renderBreakdownTable } from '../say/table/render-breakdown-table.js'
export { renderPostTable, type TableOptions } from '../say/table/render-post-table.js'
export { type AnswerCheck, type Report, type Verification, verifyReport } from '../say/verify/verify-report.js'
