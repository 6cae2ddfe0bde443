import { renderBottomAxis, renderLeftAxis } from '../svg/axes.js'
import { renderChart } from '../svg/chart.js'
import { renderInterval, renderLine, renderReference } from '../svg/marks.js'
import { linearScale } from '../svg/scales.js'
import { chartId, chartSource, type EvaluatedModel, percentTick, setSubtitle } from './evaluation-chart.js'

/**
 * Risk-coverage curve as SVG: the share of wrong labels among the surest posts, by the share of posts that get one.
 *
 * @returns null for a model without probabilities
 * @see El-Yaniv and Wiener (2010), On the Foundations of Noise-free Selective Classification, JMLR 11:1605
 */
export function renderRiskCoverage(evaluated: EvaluatedModel): string | null {
  const { model, riskCoverage } = evaluated.figures
  if (riskCoverage === null) return null
  const { curve, points, accuracyAtHalf, riskArea } = riskCoverage
  const risks = curve.map((accuracy, index) => ({ coverage: (index + 1) / curve.length, risk: 1 - accuracy }))
  const allRisk = risks.at(-1)?.risk ?? 0
  const highest = Math.max(0.05, 1 - accuracyAtHalf.low, ...risks.map(({ risk }) => risk))
  return renderChart({
    id: chartId(evaluated, 'risk-coverage'),
    title: `Risk and coverage of ${model}: ${percentTick(1 - accuracyAtHalf.value)} wrong at 50 % coverage`,
    subtitle: setSubtitle(evaluated),
    description: `Share of wrong labels by the share of posts labelled, the surest first. ${points
      .map(
        ({ coverage, accuracy, minProbability }) =>
          `${percentTick(coverage)} labelled (probability ${minProbability.toFixed(2)} or more): ${percentTick(1 - accuracy)} wrong`,
      )
      .join('; ')}. Area under the curve ${riskArea.toFixed(3)}.`,
    source: chartSource(
      evaluated,
      `Upright line: 95 % interval at 50 % (bootstrap over clusters). Dashed: silence at random. Area under the curve ${riskArea.toFixed(3)}.`,
    ),
    draw: (area) => {
      const x = linearScale([0, 1], [area.left, area.right])
      const y = linearScale([0, highest], [area.bottom, area.top], { isNice: true })
      const hint = `50 % labelled: ${percentTick(1 - accuracyAtHalf.value)} wrong, 95 % interval ${percentTick(1 - accuracyAtHalf.high)} to ${percentTick(1 - accuracyAtHalf.low)}`
      return [
        ...renderBottomAxis({ scale: x, label: 'posts that get a label, the surest first (coverage)', format: percentTick }, area),
        ...renderLeftAxis({ scale: y, label: 'wrong labels among them (risk)', format: percentTick }, area),
        renderReference({ x: x(0), y: y(allRisk) }, { x: x(1), y: y(allRisk) }),
        renderLine(
          risks.map(({ coverage, risk }) => ({ x: x(coverage), y: y(risk) })),
          1,
        ),
        renderInterval(
          { x: x(0.5), low: y(1 - accuracyAtHalf.high), high: y(1 - accuracyAtHalf.low) },
          y(1 - accuracyAtHalf.value),
          2,
          hint,
        ),
      ]
    },
  })
}
