import { formatCount, formatPercent, MIN_PERCENT_COUNT } from '../base/text/format-count.js'
import { renderAgreementChart } from './charts/agreement-chart.js'
import { type ChartContext, chartFrame, type ReportChart, reportChart } from './charts/chart-context.js'
import { findDepths, renderDepthChart } from './charts/depth-chart.js'
import { renderOverviewChart } from './charts/overview-chart.js'
import { renderSentimentChart } from './charts/sentiment-chart.js'
import { renderSharesChart } from './charts/shares-chart.js'
import { binPosts, renderTimeChart } from './charts/time-chart.js'
import { type FigureSet, isReal, type ModelFigures } from './facts/model-figures.js'
import type { ReportInput } from './facts/report.js'
import { listGroups, type ReportGroup } from './facts/report-group.js'
import { labelledCountOf } from './facts/share-words.js'
import { CHART_WIDTH } from './svg/chart.js'
import { describeReliability, renderReliabilityChart } from './svg/reliability-chart.js'
import { describeRiskCoverage, renderRiskCoverageChart } from './svg/risk-coverage-chart.js'

/** Charts of one deal, or of all posts. A chart is null where the posts lack its data; all are where they are too few to be drawn. */
export interface GroupCharts {
  readonly reported: ReportGroup
  readonly shares: ReportChart | null
  readonly time: ReportChart | null
  readonly sentiment: ReportChart | null
  readonly depth: ReportChart | null
}

export interface ReportCharts {
  /** One chart per side: its share in each deal. */
  readonly overview: readonly ReportChart[]
  readonly groups: readonly GroupCharts[]
  readonly agreement: ReportChart | null
  readonly model: readonly ReportChart[]
}

interface ReportChartOptions {
  readonly width?: number
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare?: boolean
  /** Groups to draw; default all. */
  readonly groups?: readonly ReportGroup[]
}

/** Builds all charts of a report. */
export function buildReportCharts(
  { breakdown, posts, scheme, date, figures }: ReportInput,
  { width = CHART_WIDTH, isBare = false, groups = listGroups(breakdown, posts) }: ReportChartOptions = {},
): ReportCharts {
  const { confidenceLevel } = breakdown.options
  const context: ChartContext = { scheme, model: breakdown.model, date, confidenceLevel, width, isBare }
  const [depthOf, binning] = [findDepths(posts), binPosts(posts)]
  const large = groups.filter(({ dealId, group }) => dealId !== null && labelledCountOf(group) >= MIN_PERCENT_COUNT)
  return {
    overview: scheme.sides.flatMap((side) => renderOverviewChart(large, side, context) ?? []),
    groups: groups.map((reported) => {
      if (labelledCountOf(reported.group) < MIN_PERCENT_COUNT) return { reported, shares: null, time: null, sentiment: null, depth: null }
      return {
        reported,
        shares: renderSharesChart(reported, context),
        time: renderTimeChart(reported, context, breakdown.options, binning),
        sentiment: renderSentimentChart(reported, context),
        depth: renderDepthChart(reported, context, depthOf),
      }
    }),
    agreement: breakdown.audit === null ? null : renderAgreementChart(breakdown.audit, context),
    model: figures === null ? [] : renderModelCharts(figures, context),
  }
}

/** Renders the charts of a report as separate files; none of fewer posts than a percentage needs. Each has a title, n, interval, source, and the given date. */
export function renderReportCharts(input: ReportInput): ReportChart[] {
  const { overview, groups, agreement, model } = buildReportCharts(input)
  const groupCharts = groups.flatMap(({ shares, time, sentiment, depth }) => [shares, time, sentiment, depth])
  return [...overview, ...groupCharts, agreement, ...model].flatMap((chart) => chart ?? [])
}

/** Draws calibration and risk-coverage of a model on real posts. Written ones are easier, and would flatter it: without real posts, nothing. */
function renderModelCharts({ model, sets }: ModelFigures, context: ChartContext): ReportChart[] {
  const own = { ...context, model }
  const set = sets.find(({ on, calibration, riskCoverage }) => isReal(on) && (calibration !== null || riskCoverage !== null))
  return set === undefined ? [] : [renderReliability(set, own), renderRisk(set, own)].flatMap((chart) => chart ?? [])
}

const describeSet = ({ on, postCount, weights }: FigureSet): string => `${on}, n = ${formatCount(postCount, 'post')}, ${weights} weights`

function renderReliability(set: FigureSet, context: ChartContext): ReportChart | null {
  const { calibration, calibrationError } = set
  if (calibration === null || calibrationError === null) return null
  const frame = chartFrame({ slug: 'model' }, context, {
    kind: 'reliability',
    title: `Is the model’s confidence justified? Calibration error ${calibrationError.toFixed(3)}`,
    subtitle: describeSet(set),
    reading: 'Number over a bar: posts. On the dashed line confidence is justified; below it the model is too sure of itself.',
    plotHeight: 220,
  })
  return reportChart(
    frame,
    describeReliability(calibration, calibrationError),
    renderReliabilityChart(frame, calibration, calibrationError),
  )
}

function renderRisk(set: FigureSet, context: ChartContext): ReportChart | null {
  const { riskCoverage } = set
  if (riskCoverage === null) return null
  const frame = chartFrame({ slug: 'model' }, context, {
    kind: 'risk-coverage',
    title: `Accuracy if unsure posts are left out: ${formatPercent(1 - riskCoverage.accuracyAtHalf.value)} wrong among the surer half`,
    subtitle: describeSet(set),
    reading: 'Upright line: 95% interval at 50%. Dashed: posts left out at random.',
    plotHeight: 220,
  })
  return reportChart(frame, describeRiskCoverage(riskCoverage), renderRiskCoverageChart(frame, riskCoverage))
}
