import { renderReliabilityChart } from '../../svg/reliability-chart.js'
import { chartId, chartSource, type EvaluatedModel, postSetSubtitle } from './evaluation-chart.js'

/**
 * Renders the reliability diagram of a model on a set of posts as SVG.
 *
 * @returns null for a model without probabilities
 */
export function renderReliabilityDiagram(evaluated: EvaluatedModel): string | null {
  const { model, measurement, calibration } = evaluated.figures
  if (calibration === null || measurement.calibrationError === null) return null
  return renderReliabilityChart(
    {
      id: chartId(evaluated, 'reliability'),
      title: `Reliability of ${model}: ECE ${measurement.calibrationError.toFixed(3)}`,
      subtitle: postSetSubtitle(evaluated),
      source: chartSource(evaluated, 'Number over a bar: posts in the bin. On the dashed line probabilities come true.'),
    },
    calibration,
    measurement.calibrationError,
  )
}
