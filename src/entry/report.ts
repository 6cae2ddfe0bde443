/**
 * A claim in words, and the pictures of a report.
 *
 * @module dealstance/report
 */
export type { ReportChart } from '../say/charts/draw-shares.js'
export { renderClaimText } from '../say/cite/cite.js'
export type { ReportInput } from '../say/facts/report.js'
export { renderReportCharts } from '../say/page/render-report-charts.js'
