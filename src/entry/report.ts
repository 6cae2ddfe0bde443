/**
 * Rendering of tables, charts, claims, disclosures and files of posts.
 *
 * @module dealstance/report
 */
export type { ReportChart } from '../say/charts/chart-context.js'
export { CLAIM_SCHEMA, renderClaimJson, renderClaimMarkdown, renderClaimText } from '../say/cite/cite.js'
export {
  buildDisclosure,
  DISCLOSURE_SCHEMA,
  type Disclosure,
  type DisclosureOptions,
  renderDisclosure,
  renderDisclosureJson,
} from '../say/disclosure/disclosure.js'
export type { DisclosureItem } from '../say/facts/disclosure-facts.js'
export { type DisclosureFacts, type FactName, parseFacts } from '../say/facts/disclosure-facts.js'
export { FIGURES_SCHEMA, type FigureSet, type ModelFigures, parseModelFigures } from '../say/facts/model-figures.js'
export { ANSI_STYLE, PLAIN_STYLE } from '../say/format/style.js'
export { renderReportCharts } from '../say/page/render-report-charts.js'
export { type ConvokitFile, renderConvokit } from '../say/rows/render-convokit.js'
export { createPostParquet, createScoredParquet, type ParquetTable } from '../say/rows/render-parquet.js'
export { renderPostsCsv } from '../say/rows/render-posts-csv.js'
export { renderBreakdownCsv } from '../say/table/render-breakdown-csv.js'
