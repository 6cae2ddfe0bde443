import { CHART_WIDTH } from '../svg/chart.js'
import { renderAgreementChart } from './charts/agreement-chart.js'
import type { ChartContext, ReportChart } from './charts/chart-context.js'
import { depthsOf, renderDepthChart } from './charts/depth-chart.js'
import { renderModelCharts } from './charts/model-charts.js'
import { renderSentimentChart } from './charts/sentiment-chart.js'
import { renderSharesChart } from './charts/shares-chart.js'
import { renderTimeChart } from './charts/time-chart.js'
import type { ReportInput } from './facts/report.js'
import { listGroups, type ReportGroup } from './facts/report-group.js'

/** The pictures of one deal, or of all posts; null for each that the posts do not bear. */
export interface GroupCharts {
  readonly reported: ReportGroup
  readonly shares: ReportChart | null
  readonly time: ReportChart | null
  readonly sentiment: ReportChart | null
  readonly depth: ReportChart | null
}

export interface ReportCharts {
  readonly groups: readonly GroupCharts[]
  readonly agreement: ReportChart | null
  readonly model: readonly ReportChart[]
}

export interface ReportChartOptions {
  readonly width?: number
  /** Without a style of their own, for a page that has it once. */
  readonly isBare?: boolean
  /** The groups to draw; default all. */
  readonly groups?: readonly ReportGroup[]
}

/** All pictures of a report. */
export function buildReportCharts(
  { breakdown, posts, scheme, date, figures }: ReportInput,
  { width = CHART_WIDTH, isBare = false, groups = listGroups(breakdown, posts) }: ReportChartOptions = {},
): ReportCharts {
  const { confidenceLevel } = breakdown.options
  const context: ChartContext = { scheme, model: breakdown.model, date, confidenceLevel, width, isBare }
  const depthOf = depthsOf(posts)
  return {
    groups: groups.map((reported) => ({
      reported,
      shares: renderSharesChart(reported, context),
      time: renderTimeChart(reported, context, breakdown.options),
      sentiment: renderSentimentChart(reported, context),
      depth: renderDepthChart(reported, context, depthOf),
    })),
    agreement: breakdown.audit === null ? null : renderAgreementChart(breakdown.audit, context),
    model: figures === null ? [] : renderModelCharts(figures, context),
  }
}

/** The pictures of a report for a newsroom: each stands alone, with title, n, interval, source, and the date that was given. */
export function renderReportCharts(input: ReportInput): ReportChart[] {
  const { groups, agreement, model } = buildReportCharts(input)
  const ofGroups = groups.flatMap(({ shares, time, sentiment, depth }) => [shares, time, sentiment, depth])
  return [...ofGroups, agreement, ...model].flatMap((chart) => chart ?? [])
}
