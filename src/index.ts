/**
 * The public API of dealstance: every stage from text to report, and the pipeline that joins them. No Node built-in, no disk, no output.
 *
 * @module dealstance
 */
export { type AggregateInput, aggregate } from './aggregate/aggregate.js'
export type { AuditInput } from './aggregate/audit/apply-audit.js'
export {
  type AggregateOptions,
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type BreakdownOptions,
  CLUSTER_BOOTSTRAP,
  type CountedDuplicates,
  type CountedPosts,
  type DealBreakdown,
  type DealInfo,
  type Estimand,
  type EvidenceFile,
  type GroupBreakdown,
  type PhraseSummary,
  type SentimentSummary,
  type ShareBound,
  type ShareInterval,
  WILSON_AUTHORS,
} from './aggregate/breakdown/breakdown.js'
export {
  type AuditAgreement,
  type AuditCounts,
  type BreakdownAudit,
  CLUSTER_AUTHOR,
  CLUSTER_AUTHOR_THREAD,
  type CountingUnit,
  type DateDifference,
  DESIGN_WEIGHTED,
  type DealAudit,
  type DealDifference,
  DIFFERENCE,
  type Fragility,
  type GroupAudit,
  POWER_TUNED,
  type Sensitivity,
  type ShareDifference,
} from './aggregate/breakdown/breakdown-audit.js'
export {
  type BreakdownCapture,
  type CaptureBound,
  type GroupCapture,
  readBreakdownCapture,
  type ThreadCapture,
} from './aggregate/breakdown/breakdown-capture.js'
export { parseBreakdown } from './aggregate/breakdown/parse-breakdown.js'
export { parseScoredPost } from './aggregate/breakdown/parse-scored-post.js'
export {
  CHANGE_SCHEMA,
  type ChangeReport,
  type GroupChange,
  type LabelChange,
  type QuotedInterval,
  type RunSummary,
} from './aggregate/change/change.js'
export { type DecomposeInput, decomposeChange } from './aggregate/change/decompose-change.js'
export { type CauseCounts, CHANGE_CAUSES, type ChangeCause, type Run } from './aggregate/change/mix-runs.js'
export { DEFAULT_AGGREGATE_OPTIONS } from './aggregate/check-options.js'
export { createManifestCheck, type ManifestCheck } from './aggregate/manifest/check-manifest.js'
export { parseShardManifest, SHARDS_SCHEMA, type Shard, type ShardCounts, type ShardManifest } from './aggregate/manifest/shard-manifest.js'
export {
  breakdownOfPartial,
  mergePartials,
  openMerge,
  openPartial,
  type PartialBuilder,
  type PartialInput,
  type PartialMerge,
  partialOf,
} from './aggregate/partial/partial.js'
export {
  PARTIAL_SCHEMA,
  type PartialBreakdown,
  type PartialEvidence,
  type PartialGroup,
  type PartialSums,
} from './aggregate/partial/partial-breakdown.js'
export { PARTIAL_LIMITS, type PartialLimits } from './aggregate/partial/partial-limits.js'
export { parsePartial, parsePartialHead } from './aggregate/partial/read-state.js'
export type { Audit, AuditDesign, AuditLabel, AuditStratum, AuditUnit, SampleMethod } from './audit/audit.js'
export { type AuditEvent, type LabelEvent, labelsInForce, type UndoEvent } from './audit/audit-event.js'
export { checkRandomSample } from './audit/draw/check-random-sample.js'
export { type DrawOptions, drawAudit } from './audit/draw/draw-audit.js'
export { type AuditPlan, type DealPlan, type PlanOptions, planAudit } from './audit/draw/plan-audit.js'
export { type SuggestOptions, suggestUnits } from './audit/draw/suggest-units.js'
export { exportLabels } from './audit/exchange/export-labels.js'
export { type ImportCounts, type ImportOptions, type ImportResult, importLabels } from './audit/exchange/import-labels.js'
export { type LabelKey, labelKeys } from './audit/label/label-keys.js'
export { type LabelTask, labelEvent, progressOf, type TaskProgress, undoEvent } from './audit/label/label-task.js'
export { type DealText, type ShownPost, type ShownUnit, unitViewer } from './audit/label/show-unit.js'
export { listUnits, type PopulationUnit, type UnitId, unitKeyOf } from './audit/list-units.js'
export { type SettledUnit, settleLabels, type UnitOutcome } from './audit/settle-labels.js'
export { type Deal, parseDeals } from './deals/deal.js'
export { compileDeals, type DealCatalogue, targetOf } from './deals/deal-catalogue.js'
export { type DealLink, type LinkDealsOptions, linkDeals } from './deals/link-deals.js'
export { type ErrorCode, PipelineError, type PipelineErrorOptions } from './errors.js'
export { type Figure, type Measurement, measure, type Prediction } from './evaluate/measure/measure.js'
export { renderContextFigures, renderEvaluation, renderEvidenceCheck } from './evaluate/render/render-evaluation.js'
export { type NamedChart, renderEvaluationCharts } from './evaluate/render/render-evaluation-charts.js'
export { extractFeatures, extractTextFeatures } from './features/extract-features.js'
export type { PostFeatures } from './features/post-features.js'
export type { Token, TokenKind } from './features/token.js'
export { tokenise } from './features/tokenise.js'
export type { ConvokitFiles } from './ingest/convokit/convokit-files.js'
export { parseConvokitFiles } from './ingest/convokit/parse-convokit.js'
export { type DetectedSource, detectSource, type SourceId } from './ingest/detect-source.js'
export { formatIngestSummary } from './ingest/format-ingest-summary.js'
export { formatSourceList } from './ingest/format-source-list.js'
export { type AssembledThread, LINE_SOURCES, type LineRecord, type LineSource } from './ingest/line/line-source.js'
export { type BadLine, readCarriedLine } from './ingest/line/parse-carried-post.js'
export { type AssembleOptions, assemblePosts } from './ingest/link/assemble-posts.js'
export type { FoundPost, ThreadFacts } from './ingest/link/found-post.js'
export { joinCaptures } from './ingest/link/join-captures.js'
export type { OnBadRecord } from './ingest/link/link-parents.js'
export { type ParsePostsOptions, parsePosts } from './ingest/parse-posts.js'
export { type ParsePasteOptions, type PasteResult, type PasteSpan, type PasteSpanKind, parsePaste } from './ingest/paste/parse-paste.js'
export { decode } from './ingest/record/decode.js'
export { POST_FIELDS, type PostField } from './ingest/record/field-names.js'
export type { Ambiguity, IngestResult, IngestSummary, Skip } from './ingest/record/ingest-result.js'
export { isScoredRecord, type ParsePostOptions, parsePost } from './ingest/record/parse-post.js'
export type { RecogniseSource, SourceSample } from './ingest/record/source-sample.js'
export { type ParseSource, SOURCE_LIST, SOURCES, type SourceEntry } from './ingest/sources.js'
export { StreamSummary } from './ingest/stream-summary.js'
export { parseCsv } from './ingest/table/parse-csv.js'
export { parseJson } from './ingest/table/parse-json.js'
export { parseJsonl } from './ingest/table/parse-jsonl.js'
export { isParquet, PARQUET_NOTE, parseParquet } from './ingest/table/parse-parquet.js'
export type { ParseRecordsOptions } from './ingest/table/parse-records.js'
export { type CarrierOptions, ContextCarrier } from './judging/attach-context.js'
export {
  AUTO_EVIDENCE_POST_COUNT,
  createPipeline,
  type Pipeline,
  type PipelineOptions,
  type PipelineResult,
  type PostExplanation,
} from './pipeline.js'
export { writeCorrectionNote } from './report/change/draft-correction-note.js'
export { renderChangeJson, renderChangeMarkdown, renderChangeText } from './report/change/render-change.js'
export type { ReportChart } from './report/charts/chart-context.js'
export { type CiteOptions, CLAIM_SCHEMA, type Claim, cite, DEFAULT_HALF_WIDTH } from './report/cite/cite.js'
export { type CaptureCount, MIN_CAPTURED_SHARE } from './report/cite/cite-capture.js'
export type { Lead, LeadWord } from './report/cite/cite-lead.js'
export type { PrintedShare, QuotedShare } from './report/cite/cite-numbers.js'
export { renderClaimJson, renderClaimMarkdown, renderClaimText } from './report/cite/render-claim.js'
export {
  buildDisclosure,
  DISCLOSURE_SCHEMA,
  type Disclosure,
  type DisclosureItem,
  type DisclosureOptions,
} from './report/disclosure/disclosure.js'
export { type DisclosureFacts, type FactName, parseFacts } from './report/disclosure/disclosure-facts.js'
export { renderDisclosure, renderDisclosureJson } from './report/disclosure/render-disclosure.js'
export { FIGURES_SCHEMA, type FigureSet, type ModelFigures, parseModelFigures, renderModelFigures } from './report/facts/model-figures.js'
export type { ReportInput } from './report/facts/report.js'
export type { Evidence as ReportEvidence, ReportKind } from './report/facts/report-kind.js'
export { wrapLine } from './report/format/display-width.js'
export { type RedactedPosts, redactQuotes } from './report/format/redact-quotes.js'
export { ANSI_STYLE, PLAIN_STYLE, type Style } from './report/format/style.js'
export { renderReportPage } from './report/page/render-report-page.js'
export { renderReportCharts } from './report/render-report-charts.js'
export { renderReportMarkdown } from './report/render-report-markdown.js'
export { renderCarried } from './report/rows/render-carried-post.js'
export { createColumnsRenderer } from './report/rows/render-columns.js'
export { type ConvokitFile, renderConvokit } from './report/rows/render-convokit.js'
export { renderJson } from './report/rows/render-json.js'
export { renderJsonl, roundForPrint } from './report/rows/render-jsonl.js'
export { createPostParquet, createScoredParquet, type ParquetTable } from './report/rows/render-parquet.js'
export { renderPostCsv, renderPostsCsvHeader, renderUnscoredCsv, renderUnscoredCsvHeader } from './report/rows/render-posts-csv.js'
export { parseSharePack, type Rehydration, type RehydrationCounts } from './report/share/parse-share-pack.js'
export { renderSharedPost, renderSharedScored, renderShareHeader, SHARE_NOTICE, SHARE_SCHEMA } from './report/share/render-share-pack.js'
export { renderBreakdownCsv } from './report/table/render-breakdown-csv.js'
export { renderBreakdownTable } from './report/table/render-breakdown-table.js'
export { renderExplanation } from './report/table/render-explanation.js'
export { renderPostTable, type TableOptions } from './report/table/render-post-table.js'
export { renderVerification } from './report/verify/render-verification.js'
export { type AnswerCheck, parseReport, type Report, type Verification, verifyReport } from './report/verify/verify-report.js'
export { parseScheme } from './scheme/parse-scheme.js'
export {
  checkSchemeTag,
  isDefaultScheme,
  isSameScheme,
  type RecordedScheme,
  readRecordedScheme,
  recordedTag,
  recordScheme,
  schemeSha256,
  schemeTag,
} from './scheme/scheme-tag.js'
export { type ByLabel, byLabel, createScheme, STANCE_SCHEME, type StanceScheme } from './scheme/stance-scheme.js'
export { scoreSentiment } from './sentiment/score-sentiment.js'
export type { ChainLink } from './stance/context/context-reader.js'
export { parseRelationTable, RELATIONS, type Relation, type RelationModel } from './stance/context/relation-model.js'
export { type JudgeOptions, judge, leanOf } from './stance/judge.js'
export { LinearClassifier } from './stance/linear/linear-classifier.js'
export { type PackedLinearModel, unpackLinearModel } from './stance/linear/unpack-model.js'
export type { LlmOutcome, LlmSample } from './stance/llm/llm-answer.js'
export { type PromptTemplate, parsePrompt } from './stance/llm/prompt-template.js'
export { createPromptRenderer, type PromptRenderer, type RenderedQuestion } from './stance/llm/render-prompt.js'
export { createLlmClassifier, LLM_ID_PREFIX, type LlmClassifierOptions, type LlmPort, type LlmQuestion } from './stance/llm-classifier.js'
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
export { wilsonInterval } from './statistics/interval/wilson-interval.js'
export { formatCount } from './text/format-count.js'
export { editDistance } from './text/string-distance.js'
export { type CaptureLedger, emptyLedger, mergeLedgers, parseLedger, uncapturedCount } from './thread/capture-ledger.js'
export type { Engagement, JsonValue, NodeKind, Post, PostFacts, PostMeta, PostRole } from './thread/post.js'
export type { CarriedPost, PostContext } from './thread/post-context.js'
export { buildThreads, type Thread } from './thread/thread.js'
export { type PostPlace, placePosts } from './thread/walk-thread.js'
