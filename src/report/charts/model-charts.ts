import { describeReliability, renderReliabilityChart } from '../../svg/reliability-chart.js'
import { describeRiskCoverage, renderRiskCoverageChart } from '../../svg/risk-coverage-chart.js'
import { formatPercent } from '../../text/format-percent.js'
import type { FigureSet, ModelFigures } from '../facts/model-figures.js'
import { type ChartContext, chartFrame, type ReportChart, reportChart } from './chart-context.js'

/** Draws calibration and risk-coverage of a model on the first set of posts that has either. */
export function renderModelCharts({ model, sets }: ModelFigures, context: ChartContext): ReportChart[] {
  const own = { ...context, model }
  const set = sets.find(({ calibration, riskCoverage }) => calibration !== null || riskCoverage !== null)
  return set === undefined ? [] : [renderReliability(set, own), renderRisk(set, own)].flatMap((chart) => chart ?? [])
}

const describeSet = ({ on, postCount, weights }: FigureSet): string => `${on}, n = ${postCount} posts, ${weights} weights`

function renderReliability(set: FigureSet, context: ChartContext): ReportChart | null {
  const { calibration, calibrationError } = set
  if (calibration === null || calibrationError === null) return null
  const frame = chartFrame({ slug: 'model' }, context, {
    kind: 'reliability',
    title: `Do the probabilities come true? Calibration error ${calibrationError.toFixed(3)}`,
    subtitle: describeSet(set),
    reading: 'Number over a bar: posts. On the dashed line probabilities come true; above it the model is too modest.',
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
    title: `What silence buys: ${formatPercent(1 - riskCoverage.accuracyAtHalf.value)} wrong among the surer half`,
    subtitle: describeSet(set),
    reading: 'Upright line: 95% interval at 50%. Dashed: silence at random.',
    plotHeight: 220,
  })
  return reportChart(frame, describeRiskCoverage(riskCoverage), renderRiskCoverageChart(frame, riskCoverage))
}
