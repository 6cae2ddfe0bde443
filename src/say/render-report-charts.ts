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
import { CHART_WIDTH, type ChartTheme } from './svg/chart.js'
import { describeReliability, renderReliabilityChart } from './svg/reliability-chart.js'
import { describeRiskCoverage, renderRiskCoverageChart } from './svg/risk-coverage-chart.js'

/** Charts of one deal, or of all posts. A chart is null where the posts lack its data; of few posts there are counts alone, and those of the first group only. */
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
  /** In pixels; default 560. */
  readonly width?: number
  /** Default light. */
  readonly theme?: ChartTheme
  /** Where the posts come from, for the source line; default nothing. */
  readonly credit?: string | undefined
  /** Title of the first picture of shares; default one made of what was found. */
  readonly title?: string | undefined
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare?: boolean
  /** Groups to draw; default all. */
  readonly groups?: readonly ReportGroup[]
}

/** Builds all charts of a report. */
export function buildReportCharts(
  { breakdown, posts, scheme, date, figures }: ReportInput,
  { width = CHART_WIDTH, theme = 'light', credit, title, isBare = false, groups = listGroups(breakdown, posts) }: ReportChartOptions = {},
): ReportCharts {
  const { confidenceLevel } = breakdown.options
  const context: ChartContext = {
    scheme,
    model: breakdown.model,
    date,
    confidenceLevel,
    width,
    isBare,
    theme,
    credit: credit ?? null,
    title: null,
  }
  const [depthOf, binning] = [findDepths(posts), binPosts(posts)]
  const large = groups.filter(({ dealId, group }) => dealId !== null && labelledCountOf(group) >= MIN_PERCENT_COUNT)
  return {
    overview: scheme.sides.flatMap((side) => renderOverviewChart(large, side, context) ?? []),
    groups: groups.map((reported) => {
      const isMain = reported === groups[0]
      const isSmall = labelledCountOf(reported.group) < MIN_PERCENT_COUNT
      const shares = isSmall && !isMain ? null : renderSharesChart(reported, { ...context, title: isMain ? (title ?? null) : null })
      if (isSmall) return { reported, shares, time: null, sentiment: null, depth: null }
      return {
        reported,
        shares,
        time: renderTimeChart(reported, context, breakdown.options, binning),
        sentiment: renderSentimentChart(reported, context),
        depth: renderDepthChart(reported, context, depthOf),
      }
    }),
    agreement: breakdown.audit === null ? null : renderAgreementChart(breakdown.audit, context),
    model: figures === null ? [] : renderModelCharts(figures, context),
  }
}

/** Kinds of pictures, for a choice among them. */
export const CHART_KINDS = ['shares', 'overview', 'time', 'depth', 'sentiment', 'agreement', 'model'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/**
 * Renders the charts of a report as separate files; of fewer posts than a percentage needs, the counts of the main deal alone. Each has a title, n,
 * interval, source, and the given date.
 *
 * @param options `only`: the kinds to draw; default all
 */
export function renderReportCharts(
  input: ReportInput,
  { only = CHART_KINDS, ...options }: Omit<ReportChartOptions, 'isBare' | 'groups'> & { readonly only?: readonly ChartKind[] } = {},
): ReportChart[] {
  const { overview, groups, agreement, model } = buildReportCharts(input, options)
  const wanted = (kind: ChartKind, charts: readonly (ReportChart | null)[]): ReportChart[] =>
    only.includes(kind) ? charts.flatMap((chart) => chart ?? []) : []
  const groupCharts = groups.flatMap(({ shares, time, sentiment, depth }) => [
    ...wanted('shares', [shares]),
    ...wanted('time', [time]),
    ...wanted('sentiment', [sentiment]),
    ...wanted('depth', [depth]),
  ])
  return [...wanted('overview', overview), ...groupCharts, ...wanted('agreement', [agreement]), ...wanted('model', model)]
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
