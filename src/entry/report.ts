/**
 * Rendering of tables, charts, claims, changes, disclosures and files of posts.
 *
 * @module dealstance/report
 */
export { draftCorrectionNote } from '../report/change/draft-correction-note.js'
export { renderChangeJson, renderChangeMarkdown, renderChangeText } from '../report/change/render-change.js'
export type { ReportChart } from '../report/charts/chart-context.js'
export { CLAIM_SCHEMA } from '../report/cite/cite.js'
export { renderClaimJson, renderClaimMarkdown, renderClaimText } from '../report/cite/render-claim.js'
export { buildDisclosure, DISCLOSURE_SCHEMA, type Disclosure, type DisclosureOptions } from '../report/disclosure/disclosure.js'
export { type DisclosureFacts, type FactName, parseFacts } from '../report/disclosure/disclosure-facts.js'
export type { DisclosureItem } from '../report/disclosure/disclosure-item.js'
export { renderDisclosure, renderDisclosureJson } from '../report/disclosure/render-disclosure.js'
export { FIGURES_SCHEMA, type FigureSet, type ModelFigures, parseModelFigures } from '../report/facts/model-figures.js'
export { type RedactedPosts, redactQuotes } from '../report/format/redact-quotes.js'
export { ANSI_STYLE, PLAIN_STYLE } from '../report/format/style.js'
export { renderReportCharts } from '../report/render-report-charts.js'
export { type ConvokitFile, renderConvokit } from '../report/rows/render-convokit.js'
export { createPostParquet, createScoredParquet, type ParquetTable } from '../report/rows/render-parquet.js'
export { renderPostCsv, renderPostsCsvHeader, renderUnscoredCsv, renderUnscoredCsvHeader } from '../report/rows/render-posts-csv.js'
export { renderBreakdownCsv } from '../report/table/render-breakdown-csv.js'
export { renderExplanation } from '../report/table/render-explanation.js'
export { renderVerification } from '../report/verify/render-verification.js'
export { parseReport } from '../report/verify/verify-report.js'
