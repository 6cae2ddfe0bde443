import { percentTick } from '../../svg/reliability-chart.js'
import { renderRiskCoverageChart } from '../../svg/risk-coverage-chart.js'
import { chartId, chartSource, type EvaluatedModel, postSetSubtitle } from './evaluation-chart.js'

/**
 * Renders the risk-coverage curve of a model on a set of posts as SVG.
 *
 * @returns null for a model without probabilities
 */
export function renderRiskCoverage(evaluated: EvaluatedModel): string | null {
  const { model, riskCoverage } = evaluated.figures
  if (riskCoverage === null) return null
  const { accuracyAtHalf, riskArea } = riskCoverage
  return renderRiskCoverageChart(
    {
      id: chartId(evaluated, 'risk-coverage'),
      title: `Risk and coverage of ${model}: ${percentTick(1 - accuracyAtHalf.value)} wrong at 50 % coverage`,
      subtitle: postSetSubtitle(evaluated),
      source: chartSource(
        evaluated,
        `Upright line: 95 % interval at 50 % (bootstrap over clusters). Dashed: silence at random. Area under the curve ${riskArea.toFixed(3)}.`,
      ),
    },
    riskCoverage,
  )
}
