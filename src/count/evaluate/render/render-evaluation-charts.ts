import type { ChartFrame } from '../../../say/svg/chart.js'
import { percentTick, renderReliabilityChart } from '../../../say/svg/reliability-chart.js'
import { renderRiskCoverageChart } from '../../../say/svg/risk-coverage-chart.js'
import type { Evaluation, ModelEvaluation } from '../measure/evaluation.js'

/** A chart with its file name. */
export interface NamedChart {
  readonly name: string
  readonly svg: string
}

/** Renders a reliability diagram and a risk-coverage curve for every model with probabilities. */
export function renderEvaluationCharts(evaluation: Evaluation): NamedChart[] {
  return evaluation.models.flatMap((figures) => {
    const { model, measurement, calibration, riskCoverage } = figures
    const { calibrationError } = measurement
    const charts: NamedChart[] = []
    if (calibration !== null && calibrationError !== null) {
      const reading = 'Number over a bar: posts in the bin. On the dashed line probabilities come true.'
      const title = `Reliability of ${model}: ECE ${calibrationError.toFixed(3)}`
      const frame = frameOf(evaluation, figures, 'reliability', title, reading)
      charts.push({ name: `${frame.id}.svg`, svg: renderReliabilityChart(frame, calibration, calibrationError) })
    }
    if (riskCoverage !== null) {
      const title = `Risk and coverage of ${model}: ${percentTick(1 - riskCoverage.accuracyAtHalf.value)} wrong at 50% coverage`
      const area = riskCoverage.riskArea.toFixed(3)
      const reading = `Upright line: 95% interval at 50% (bootstrap over clusters). Dashed: silence at random. Area under the curve ${area}.`
      const frame = frameOf(evaluation, figures, 'risk-coverage', title, reading)
      charts.push({ name: `${frame.id}.svg`, svg: renderRiskCoverageChart(frame, riskCoverage) })
    }
    return charts
  })
}

/** @param reading how to read the chart; the source of its numbers follows */
function frameOf({ on, weights }: Evaluation, figures: ModelEvaluation, kind: string, title: string, reading: string): ChartFrame {
  const { model, measurement } = figures
  return {
    id: [postSetName(on), model, kind].join('-').replace(/[^A-Za-z0-9-]+/g, '-'),
    title,
    subtitle: `${on}, n = ${measurement.postCount} posts in ${measurement.clusterCount} clusters`,
    source: `${reading} Source: dealstance evaluate, ${model}, ${weights} weights.`,
  }
}

/** Name of a set of posts for files and ids: "corpus test (crowd-test, unseen deals)" gives `corpus-test`, "gold/mine.jsonl" gives `mine`. */
export function postSetName(on: string): string {
  const name = on
    .replace(/\(.*$/s, '')
    .trimEnd()
    .replace(/^.*[\\/]/s, '')
  const base = name.replace(/\.\w+$/, '')
  const slug = base.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return slug.replace(/^-|-$/g, '') || 'posts'
}
