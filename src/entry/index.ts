import * as shapes from '../base/arguments/shapes.js'
import { parseScheme as parseSchemeUnchecked } from '../base/scheme/scheme-tag.js'
import { createScheme as createSchemeUnchecked } from '../base/scheme/stance-scheme.js'
import { buildThreads as buildThreadsUnchecked, type Thread } from '../base/thread/thread.js'
import { aggregate as aggregateUnchecked } from '../count/aggregate.js'
import { labelsInForce as labelsInForceUnchecked } from '../count/audit/audit-event.js'
import { drawAudit as drawAuditUnchecked } from '../count/audit/draw/draw-audit.js'
import { parseScoredPost as parseScoredPostUnchecked } from '../count/breakdown/parse-scored-post.js'
import { parseDeals as parseDealsUnchecked } from '../judge/deals/parse-deals.js'
import { createPipeline as createPipelineUnchecked, type Pipeline, type PipelineOptions } from '../pipeline/pipeline.js'
import { detectSource as detectSourceUnchecked } from '../read/detect-source.js'
import { parsePaste as parsePasteUnchecked } from '../read/page/mentions/parse-paste.js'
import { parsePosts as parsePostsUnchecked } from '../read/parse-posts.js'
import { parseParquet as parseParquetUnchecked } from '../read/table/parse-parquet.js'
import { cite as citeUnchecked } from '../say/cite/cite.js'
import { renderReportPage as renderReportPageUnchecked } from '../say/page/render-report-page.js'
import { renderJsonl as renderJsonlUnchecked, renderJson as renderJsonUnchecked } from '../say/rows/render-jsonl.js'
import { renderBreakdownTable as renderBreakdownTableUnchecked } from '../say/table/render-breakdown-table.js'
import { renderPostTable as renderPostTableUnchecked } from '../say/table/render-post-table.js'

/**
 * The core: all stages from text to report, and the pipeline that joins them. It uses no Node built-ins, no disk, and prints nothing. The
 * other entries, one per stage, hold what users need less often.
 *
 * @module dealstance
 */

export { type ErrorCode, PipelineError, type PipelineErrorOptions } from '../base/errors.js'
export { type ByLabel, STANCE_SCHEME, type StanceLabel, type StanceScheme } from '../base/scheme/stance-scheme.js'
export type { CaptureLedger, DealRecord } from '../base/thread/capture-ledger.js'
export type { Engagement, JsonValue, NodeKind, Post, PostFacts, PostMeta, PostRole } from '../base/thread/post.js'
export type { Thread } from '../base/thread/thread.js'
export type { AggregateInput } from '../count/aggregate.js'
export type { AuditInput } from '../count/apply-audit.js'
export type { AuditDesign, AuditLabel, AuditStratum, AuditUnit } from '../count/audit/audit.js'
export type { AuditEvent, LabelEvent, UndoEvent } from '../count/audit/audit-event.js'
export type { DrawOptions } from '../count/audit/draw/draw-audit.js'
export type { HeadlineInterval, Lead, LeadWord } from '../count/audited/lead.js'
export type {
  AggregateOptions,
  Breakdown,
  BreakdownOptions,
  CountedPosts,
  DealBreakdown,
  DealInfo,
  Estimand,
  EvidenceFile,
  GroupBreakdown,
  SentimentSummary,
  ShareBound,
  ShareInterval,
} from '../count/breakdown/breakdown.js'
export type {
  AuditCounts,
  BreakdownAudit,
  DealAudit,
  GroupAudit,
  LargeAccount,
} from '../count/breakdown/breakdown-audit.js'
export type { BreakdownCapture, CaptureBound, CaptureCount, GroupCapture, ThreadCapture } from '../count/breakdown/breakdown-capture.js'
export type { Counter, CounterInput } from '../count/counter/counter.js'
export type { DealOptions, NamedDeal } from '../judge/deals/add-deals.js'
export type { Deal, GivenDeal } from '../judge/deals/deal.js'
export type { Relation } from '../judge/stance/inherit/relation-model.js'
export type { PackedLinearModel } from '../judge/stance/linear/linear-classifier.js'
export type { LlmAnswer, LlmOutcome } from '../judge/stance/llm/llm-answer.js'
export type { Evidence, StanceClassifier } from '../judge/stance/stance-classifier.js'
export type { ChainLink, DealStance, Judgement, LinkBasis, ScoredPost, ScoreStatus } from '../judge/stance/stance-prediction.js'
export type { Pipeline, PipelineOptions, PipelineResult } from '../pipeline/pipeline.js'
export type { DetectedSource } from '../read/detect-source.js'
export type { OnBadRecord } from '../read/link/link-parents.js'
export type { PasteResult, PasteSpan, PasteSpanKind } from '../read/page/layout/paste-spans.js'
export type { OnePostPer } from '../read/page/mentions/parse-plain.js'
export type { ParsePostsOptions } from '../read/parse-posts.js'
export type { PostField } from '../read/record/field-names.js'
export type { Ambiguity, IngestResult, IngestSummary, Skip } from '../read/record/ingest-result.js'
export type { SourceId } from '../read/sources.js'
export type { ParseRecordsOptions } from '../read/table/parse-records.js'
export type { CiteOptions, Claim } from '../say/cite/cite.js'
export type { PrintedShare, QuotedShare } from '../say/cite/numbers.js'
export type { CiteFiles } from '../say/cite/refusals.js'
export type { ReportInput } from '../say/facts/report.js'
export type { Style } from '../say/format/style.js'
export type { TableOptions } from '../say/table/render-post-table.js'

// Arguments are checked here once: calls inside `src` are typed. A bundler drops unused functions that are marked pure. `@function` shows
// the docstrings of the original functions.
/** @function */
export const parseScheme = /* @__PURE__ */ shapes.checked('parseScheme', parseSchemeUnchecked, { value: shapes.ANY, where: shapes.TEXT })
/** @function */
export const createScheme = /* @__PURE__ */ shapes.checked('createScheme', createSchemeUnchecked, { scheme: shapes.SCHEME })
/** @function */
export const buildThreads = /* @__PURE__ */ shapes.checked('buildThreads', buildThreadsUnchecked, {
  posts: shapes.ITERABLE,
  headersOf: shapes.OPTIONAL_MAP,
})
/** @function */
export const aggregate = /* @__PURE__ */ shapes.checked('aggregate', aggregateUnchecked, {
  posts: shapes.SCORED_POSTS,
  input: shapes.COUNTING,
})
/** @function */
export const labelsInForce = /* @__PURE__ */ shapes.checked('labelsInForce', labelsInForceUnchecked, { events: shapes.EVENTS })
/** @function */
export const drawAudit = /* @__PURE__ */ shapes.checked('drawAudit', drawAuditUnchecked, {
  posts: shapes.SCORED_POSTS,
  options: shapes.DRAW_OPTIONS,
})
/** @function */
export const parseScoredPost = /* @__PURE__ */ shapes.checked('parseScoredPost', parseScoredPostUnchecked, {
  value: shapes.ANY,
  where: shapes.TEXT,
  scheme: shapes.OPTIONAL_SCHEME,
})
/** @function */
export const parseDeals = /* @__PURE__ */ shapes.checked('parseDeals', parseDealsUnchecked, {
  text: shapes.TEXT,
  where: shapes.OPTIONAL_TEXT,
})
/** @function */
export const detectSource = /* @__PURE__ */ shapes.checked('detectSource', detectSourceUnchecked, {
  text: shapes.TEXT,
  fileName: shapes.OPTIONAL_TEXT,
  columns: shapes.COLUMNS,
})
/** @function */
export const parsePosts = /* @__PURE__ */ shapes.checked('parsePosts', parsePostsUnchecked, {
  text: shapes.TEXT,
  options: shapes.OPTIONS,
})
/** @function */
export const parsePaste = /* @__PURE__ */ shapes.checked('parsePaste', parsePasteUnchecked, {
  text: shapes.TEXT,
  options: shapes.OPTIONS,
})
/** @function */
export const parseParquet = /* @__PURE__ */ shapes.checkedAsync('parseParquet', parseParquetUnchecked, {
  bytes: shapes.BYTES,
  options: shapes.OPTIONS,
})
/** @function */
export const cite = /* @__PURE__ */ shapes.checked('cite', citeUnchecked, { breakdown: shapes.BREAKDOWN, options: shapes.OPTIONS })
/** @function */
export const renderReportPage = /* @__PURE__ */ shapes.checked('renderReportPage', renderReportPageUnchecked, {
  input: shapes.REPORT_INPUT,
  sha256Base64: shapes.FUNCTION,
})
/** @function */
export const renderJson = /* @__PURE__ */ shapes.checked('renderJson', renderJsonUnchecked, { breakdown: shapes.BREAKDOWN })
/** @function */
export const renderJsonl = /* @__PURE__ */ shapes.checked('renderJsonl', renderJsonlUnchecked, { post: shapes.SCORED_POST })
/** @function */
export const renderBreakdownTable = /* @__PURE__ */ shapes.checked('renderBreakdownTable', renderBreakdownTableUnchecked, {
  breakdown: shapes.BREAKDOWN,
  options: shapes.TABLE_OPTIONS,
})
/** @function */
export const renderPostTable = /* @__PURE__ */ shapes.checked('renderPostTable', renderPostTableUnchecked, {
  posts: shapes.SCORED_POSTS,
  options: shapes.TABLE_OPTIONS,
})
/** @function */
export const createPipeline: typeof createPipelineUnchecked = <Label extends string>(options: PipelineOptions<Label>) => {
  shapes.checkArguments('createPipeline', { options: shapes.PIPELINE_OPTIONS }, [options])
  const pipeline = createPipelineUnchecked(options)
  return Object.freeze({
    ...pipeline,
    classify: shapes.checkedAsync('pipeline.classify', pipeline.classify, { threads: shapes.THREADS }),
    stream: (threads: Iterable<Thread>) => {
      shapes.checkArguments('pipeline.stream', { threads: shapes.ITERABLE }, [threads])
      const held = [...threads]
      shapes.checkArguments('pipeline.stream', { threads: shapes.THREADS }, [held])
      return pipeline.stream(held)
    },
    run: shapes.checkedAsync('pipeline.run', pipeline.run, { text: shapes.PASTE, options: shapes.OPTIONS }),
  }) as Pipeline<Label>
}
