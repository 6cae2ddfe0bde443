import {
  ANY,
  BREAKDOWN,
  BYTES,
  CARRIED_POSTS,
  COUNTING,
  checkArguments,
  checked,
  checkedAsync,
  DRAW_OPTIONS,
  EVENTS,
  FUNCTION,
  ITERABLE,
  OPTIONAL_MAP,
  OPTIONAL_NUMBER,
  OPTIONAL_SCHEME,
  OPTIONAL_TEXT,
  OPTIONS,
  PASTE,
  PIPELINE_OPTIONS,
  REPORT,
  REPORT_EVIDENCE,
  REPORT_INPUT,
  RUN,
  SCHEME,
  SCORED_POST,
  SCORED_POSTS,
  TABLE_OPTIONS,
  TEXT,
  THREAD,
  THREADS,
} from '../base/arguments/shapes.js'
import { parseScheme as parseSchemeUnchecked } from '../base/scheme/scheme-tag.js'
import { createScheme as createSchemeUnchecked } from '../base/scheme/stance-scheme.js'
import { buildThreads as buildThreadsUnchecked, type Thread } from '../base/thread/thread.js'
import { aggregate as aggregateUnchecked } from '../count/aggregate.js'
import { labelsInForce as labelsInForceUnchecked } from '../count/audit/audit-event.js'
import { drawAudit as drawAuditUnchecked } from '../count/audit/draw/draw-audit.js'
import { parseScoredPost as parseScoredPostUnchecked } from '../count/breakdown/parse-scored-post.js'
import { compareRuns as compareRunsUnchecked } from '../count/change/compare-runs.js'
import { parseDeals as parseDealsUnchecked } from '../judge/deals/parse-deals.js'
import { createPipeline as createPipelineUnchecked } from '../pipeline/pipeline.js'
import { detectSource as detectSourceUnchecked } from '../read/detect-source.js'
import { parsePosts as parsePostsUnchecked } from '../read/parse-posts.js'
import { parsePaste as parsePasteUnchecked } from '../read/paste/parse-paste.js'
import { parseParquet as parseParquetUnchecked } from '../read/table/parse-parquet.js'
import { cite as citeUnchecked } from '../say/cite/cite.js'
import { renderReportPage as renderReportPageUnchecked } from '../say/page/render-report-page.js'
import { renderJsonl as renderJsonlUnchecked, renderJson as renderJsonUnchecked } from '../say/rows/render-jsonl.js'
import { renderBreakdownTable as renderBreakdownTableUnchecked } from '../say/table/render-breakdown-table.js'
import { renderPostTable as renderPostTableUnchecked } from '../say/table/render-post-table.js'
import { verifyReport as verifyReportUnchecked } from '../say/verify/verify-report.js'

/**
 * The core: all stages from text to report, and the pipeline that joins them. It uses no Node built-ins, no disk, and prints nothing. The
 * other entries, one per stage, hold what users need less often.
 *
 * @module dealstance
 */

export { type ErrorCode, PipelineError, type PipelineErrorOptions } from '../base/errors.js'
export { type ByLabel, STANCE_SCHEME, type StanceScheme } from '../base/scheme/stance-scheme.js'
export type { CaptureLedger, DealRecord } from '../base/thread/capture-ledger.js'
export type { Engagement, JsonValue, NodeKind, Post, PostFacts, PostMeta, PostRole } from '../base/thread/post.js'
export type { CarriedPost, PostContext, Thread } from '../base/thread/thread.js'
export type { AggregateInput } from '../count/aggregate.js'
export type { AuditDesign, AuditLabel, AuditStratum, AuditUnit } from '../count/audit/audit.js'
export type { AuditEvent, LabelEvent, UndoEvent } from '../count/audit/audit-event.js'
export type { DrawOptions } from '../count/audit/draw/draw-audit.js'
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
  BreakdownAudit,
  CountingUnit,
  DealAudit,
  GroupAudit,
  LabelErrorBounds,
  LargeAccount,
  MissingRange,
} from '../count/breakdown/breakdown-audit.js'
export type { BreakdownCapture, CaptureBound, CaptureCount, GroupCapture, ThreadCapture } from '../count/breakdown/breakdown-capture.js'
export type {
  CauseCounts,
  ChangeCause,
  ChangeReport,
  CompareInput,
  GroupChange,
  LabelChange,
  QuotedInterval,
  Run,
  RunSummary,
} from '../count/change/compare-runs.js'
export type { Counter, CounterInput } from '../count/counter/counter.js'
export type { DealOptions, NamedDeal } from '../judge/deals/add-deals.js'
export type { Deal, GivenDeal } from '../judge/deals/deal.js'
export type { Relation } from '../judge/stance/context/relation-model.js'
export type { PackedLinearModel } from '../judge/stance/linear/linear-classifier.js'
export type { LlmAnswer, LlmOutcome } from '../judge/stance/llm/llm-answer.js'
export type { Evidence, StanceClassifier } from '../judge/stance/stance-classifier.js'
export type { ChainLink, DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from '../judge/stance/stance-prediction.js'
export type { Pipeline, PipelineOptions, PipelineResult, PostExplanation } from '../pipeline/pipeline.js'
export type { DetectedSource, SourceId } from '../read/detect-source.js'
export type { OnBadRecord } from '../read/link/link-parents.js'
export type { ParsePostsOptions } from '../read/parse-posts.js'
export type { OnePostPer } from '../read/paste/parse-plain.js'
export type { PasteResult, PasteSpan, PasteSpanKind } from '../read/paste/paste-spans.js'
export type { PostField } from '../read/record/field-names.js'
export type { Ambiguity, IngestResult, IngestSummary, Skip } from '../read/record/ingest-result.js'
export type { ParseRecordsOptions } from '../read/table/parse-records.js'
export type { CiteOptions, Claim } from '../say/cite/cite.js'
export type { Lead, LeadWord, PrintedShare, QuotedShare } from '../say/cite/numbers.js'
export type { CiteFiles } from '../say/cite/refusals.js'
export type { ReportInput } from '../say/facts/report.js'
export type { Style } from '../say/format/style.js'
export type { TableOptions } from '../say/table/render-post-table.js'
export type { Report, ReportEvidence, ReportKind, Verification } from '../say/verify/verify-report.js'

// The functions check their arguments here, once: what the rooms call of each other is typed. A bundler leaves out those marked pure that
// nobody uses, and `@function` shows the docstrings of their rooms.
/** @function */
export const parseScheme = /* @__PURE__ */ checked('parseScheme', parseSchemeUnchecked, { value: ANY, where: TEXT })
/** @function */
export const createScheme = /* @__PURE__ */ checked('createScheme', createSchemeUnchecked, { scheme: SCHEME })
/** @function */
export const buildThreads = /* @__PURE__ */ checked('buildThreads', buildThreadsUnchecked, { posts: ITERABLE, headersOf: OPTIONAL_MAP })
/** @function */
export const aggregate = /* @__PURE__ */ checked('aggregate', aggregateUnchecked, { posts: SCORED_POSTS, input: COUNTING })
/** @function */
export const labelsInForce = /* @__PURE__ */ checked('labelsInForce', labelsInForceUnchecked, { events: EVENTS })
/** @function */
export const drawAudit = /* @__PURE__ */ checked('drawAudit', drawAuditUnchecked, { posts: SCORED_POSTS, options: DRAW_OPTIONS })
/** @function */
export const parseScoredPost = /* @__PURE__ */ checked('parseScoredPost', parseScoredPostUnchecked, {
  value: ANY,
  where: TEXT,
  scheme: OPTIONAL_SCHEME,
})
/** @function */
export const compareRuns = /* @__PURE__ */ checked('compareRuns', compareRunsUnchecked, { from: RUN, to: RUN, input: COUNTING })
/** @function */
export const parseDeals = /* @__PURE__ */ checked('parseDeals', parseDealsUnchecked, { text: TEXT, where: OPTIONAL_TEXT })
/** @function */
export const detectSource = /* @__PURE__ */ checked('detectSource', detectSourceUnchecked, {
  text: TEXT,
  fileName: OPTIONAL_TEXT,
  columns: OPTIONS,
})
/** @function */
export const parsePosts = /* @__PURE__ */ checked('parsePosts', parsePostsUnchecked, { text: TEXT, options: OPTIONS })
/** @function */
export const parsePaste = /* @__PURE__ */ checked('parsePaste', parsePasteUnchecked, { text: TEXT, options: OPTIONS })
/** @function */
export const parseParquet = /* @__PURE__ */ checkedAsync('parseParquet', parseParquetUnchecked, { bytes: BYTES, options: OPTIONS })
/** @function */
export const cite = /* @__PURE__ */ checked('cite', citeUnchecked, { breakdown: BREAKDOWN, options: OPTIONS })
/** @function */
export const renderReportPage = /* @__PURE__ */ checked('renderReportPage', renderReportPageUnchecked, {
  input: REPORT_INPUT,
  sha256Base64: FUNCTION,
})
/** @function */
export const renderJson = /* @__PURE__ */ checked('renderJson', renderJsonUnchecked, { breakdown: BREAKDOWN })
/** @function */
export const renderJsonl = /* @__PURE__ */ checked('renderJsonl', renderJsonlUnchecked, { post: SCORED_POST })
/** @function */
export const renderBreakdownTable = /* @__PURE__ */ checked('renderBreakdownTable', renderBreakdownTableUnchecked, {
  breakdown: BREAKDOWN,
  options: TABLE_OPTIONS,
})
/** @function */
export const renderPostTable = /* @__PURE__ */ checked('renderPostTable', renderPostTableUnchecked, {
  posts: SCORED_POSTS,
  options: TABLE_OPTIONS,
})
/** @function */
export const verifyReport = /* @__PURE__ */ checked('verifyReport', verifyReportUnchecked, {
  report: REPORT,
  evidence: REPORT_EVIDENCE,
  tolerance: OPTIONAL_NUMBER,
})
/** @function */
export const createPipeline: typeof createPipelineUnchecked = (options) => {
  checkArguments('createPipeline', { options: PIPELINE_OPTIONS }, [options])
  const pipeline = createPipelineUnchecked(options)
  return Object.freeze({
    ...pipeline,
    classify: checkedAsync('pipeline.classify', pipeline.classify, { threads: THREADS }),
    stream: (threads: Iterable<Thread>) => {
      checkArguments('pipeline.stream', { threads: ITERABLE }, [threads])
      const held = [...threads]
      checkArguments('pipeline.stream', { threads: THREADS }, [held])
      return pipeline.stream(held)
    },
    classifyCarried: checkedAsync('pipeline.classifyCarried', pipeline.classifyCarried, { posts: CARRIED_POSTS }),
    explain: checkedAsync('pipeline.explain', pipeline.explain, { thread: THREAD, postId: TEXT }),
    run: checkedAsync('pipeline.run', pipeline.run, { text: PASTE, options: OPTIONS }),
  })
}
