import { renderBottomAxis, renderLeftAxis } from '../svg/axes.js'
import { renderChart } from '../svg/chart.js'
import { renderBar, renderCount, renderReference } from '../svg/marks.js'
import { linearScale } from '../svg/scales.js'
import { chartId, chartSource, type EvaluatedModel, percentTick, setSubtitle } from './evaluation-chart.js'

/** Room between two bars, in pixels. */
const BAR_GAP = 2

/**
 * Reliability diagram as SVG: a bar per bin of the probability, as high as the share of its answers that were right, with their number; on the
 * dashed line probability and truth agree.
 *
 * @returns null for a model without probabilities
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML, figure 1
 */
export function renderReliabilityDiagram(evaluated: EvaluatedModel): string | null {
  const { model, measurement, calibration } = evaluated.figures
  if (calibration === null || measurement.calibrationError === null) return null
  const filled = calibration.filter(({ count }) => count > 0)
  return renderChart({
    id: chartId(evaluated, 'reliability'),
    title: `Reliability of ${model}: ECE ${measurement.calibrationError.toFixed(3)}`,
    subtitle: setSubtitle(evaluated),
    description: `Bars: share of right labels by the probability that the model gave its label, in ${calibration.length} bins. ${filled
      .map(
        ({ low, high, count, hitShare }) =>
          `${percentTick(low)} to ${percentTick(high)}: ${percentTick(hitShare as number)} of ${count} right`,
      )
      .join('; ')}. Expected calibration error ${measurement.calibrationError.toFixed(3)}.`,
    source: chartSource(evaluated, 'Number over a bar: posts in the bin. On the dashed line probabilities come true.'),
    draw: (area) => {
      const x = linearScale([0, 1], [area.left, area.right])
      const y = linearScale([0, 1], [area.bottom, area.top + 14])
      return [
        ...renderBottomAxis({ scale: x, label: 'probability of the label', format: percentTick }, area),
        ...renderLeftAxis({ scale: y, label: 'labels that were right', format: percentTick }, area),
        ...filled.flatMap(({ low, high, count, hitShare, meanProbability }) => {
          const share = hitShare as number
          const hint = `${count} posts, mean probability ${percentTick(meanProbability as number)}, right ${percentTick(share)}`
          return [
            renderBar(x(low) + BAR_GAP / 2, x(high) - BAR_GAP / 2, y(0), y(share), 1, hint),
            renderCount(count, { x: (x(low) + x(high)) / 2, y: y(share) - 4 }),
          ]
        }),
        renderReference({ x: x(0), y: y(0) }, { x: x(1), y: y(1) }),
      ]
    },
  })
}
