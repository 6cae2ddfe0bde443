/**
 * The core: all stages from text to report, and the pipeline that joins them. It uses no Node built-ins, no disk, and prints nothing. The
 * other entries, one per stage, hold what users need less often.
 *
 * @module dealstance
 */
export { type AggregateInput, aggregate } from '../aggregate/aggregate.js'
export type { AuditInput } from '../aggregate/audit/apply-audit.js'
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
} from '../aggregate/breakdown/breakdown.js'
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
} from '../aggregate/breakdown/breakdown-audit.js'
export type { BreakdownCapture, CaptureBound, GroupCapture, ThreadCapture } from '../aggregate/breakdown/breakdown-capture.js'
export { parseBreakdown } from '../aggregate/breakdown/parse-breakdown.js'
export { parseScoredPost } from '../aggregate/breakdown/parse-scored-post.js'
export type { ChangeReport, GroupChange, LabelChange, QuotedInterval, RunSummary } from '../aggregate/change/change.js'
export { type DecomposeInput, decomposeChange } from '../aggregate/change/decompose-change.js'
export type { CauseCounts, ChangeCause, Run } from '../aggregate/change/mix-runs.js'
export type { PartialBuilder, PartialInput } from '../aggregate/partial/partial.js'
export type { AuditDesign, AuditLabel, AuditStratum, AuditUnit, SampleMethod } from '../audit/audit.js'
export { type AuditEvent, type LabelEvent, labelsInForce, type UndoEvent } from '../audit/audit-event.js'
export { type DrawOptions, drawAudit } from '../audit/draw/draw-audit.js'
export type { NamedDeal } from '../deals/add-deals.js'
export type { DealOptions } from '../deals/choose-deals.js'
export type { Deal, GivenDeal } from '../deals/deal.js'
export { parseDeals } from '../deals/parse-deals.js'
export { type ErrorCode, PipelineError, type PipelineErrorOptions } from '../errors.js'
export { type DetectedSource, detectSource, type SourceId } from '../ingest/detect-source.js'
export type { OnBadRecord } from '../ingest/link/link-parents.js'
export { type ParsePostsOptions, parsePosts } from '../ingest/parse-posts.js'
export { parsePaste } from '../ingest/paste/parse-paste.js'
export type { OnePostPer } from '../ingest/paste/parse-plain.js'
export type { ParsePasteOptions, PasteResult, PasteSpan, PasteSpanKind } from '../ingest/paste/paste-spans.js'
export type { PostField } from '../ingest/record/field-names.js'
export type { Ambiguity, IngestResult, IngestSummary, Skip } from '../ingest/record/ingest-result.js'
export { parseParquet } from '../ingest/table/parse-parquet.js'
export type { ParseRecordsOptions } from '../ingest/table/parse-records.js'
export { createPipeline, type Pipeline, type PipelineOptions, type PipelineResult, type PostExplanation } from '../pipeline.js'
export { type CiteOptions, type Claim, cite } from '../report/cite/cite.js'
export type { CaptureCount } from '../report/cite/cite-capture.js'
export type { CiteFiles } from '../report/cite/cite-complete.js'
export type { Lead, LeadWord } from '../report/cite/cite-lead.js'
export type { PrintedShare, QuotedShare } from '../report/cite/cite-numbers.js'
export type { ReportInput } from '../report/facts/report.js'
export type { ReportEvidence, ReportKind } from '../report/facts/report-kind.js'
export type { Style } from '../report/format/style.js'
export { renderReportPage } from '../report/page/render-report-page.js'
export { renderReportMarkdown } from '../report/render-report-markdown.js'
export { renderJson } from '../report/rows/render-json.js'
export { renderJsonl } from '../report/rows/render-jsonl.js'
export { renderBreakdownTable } from '../report/table/render-breakdown-table.js'
export { renderPostTable, type TableOptions } from '../report/table/render-post-table.js'
export { type AnswerCheck, type Report, type Verification, verifyReport } from '../report/verify/verify-report.js'
export { parseScheme } from '../scheme/parse-scheme.js'
export { type ByLabel, createScheme, STANCE_SCHEME, type StanceScheme } from '../scheme/stance-scheme.js'
export type { Relation } from '../stance/context/relation-model.js'
export type { PackedLinearModel } from '../stance/linear/unpack-model.js'
export type { LlmOutcome, LlmSample } from '../stance/llm/llm-answer.js'
export type { Evidence, StanceClassifier } from '../stance/stance-classifier.js'
export type { ChainLink, DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from '../stance/stance-prediction.js'
export type { CaptureLedger, DealRecord } from '../thread/capture-ledger.js'
export type { Engagement, JsonValue, NodeKind, Post, PostFacts, PostMeta, PostRole } from '../thread/post.js'
export type { CarriedPost, PostContext } from '../thread/post-context.js'
export { buildThreads, type Thread } from '../thread/thread.js'
