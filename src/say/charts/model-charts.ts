import { formatCount, formatPercent } from '../../base/text/format-count.js'
import { type FigureSet, isReal, type ModelFigures } from '../facts/model-figures.js'
import { describeReliability, renderReliabilityChart } from '../svg/reliability-chart.js'
import { describeRiskCoverage, renderRiskCoverageChart } from '../svg/risk-coverage-chart.js'
import { type ChartContext, chartFrame, type ReportChart, reportChart } from './chart-context.js'

/** Draws calibration and risk-coverage of a model on real posts. Written ones are easier, and would flatter it: without real posts, nothing. */
export function renderModelCharts({ model, sets }: ModelFigures, context: ChartContext): ReportChart[] {
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
