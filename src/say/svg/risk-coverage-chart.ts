import { linearScale, renderBottomAxis, renderLeftAxis } from './axes.js'
import { type ChartFrame, renderChart } from './chart.js'
import { renderInterval, renderLine, renderReference } from './marks.js'
import { percentTick } from './reliability-chart.js'

/** Accuracy by coverage: the gain from leaving uncertain posts unlabelled. */
export interface RiskCoverageFigures {
  /** Accuracy of the most confident 1 %, 2 %, … 100 % of the posts. */
  readonly curve: readonly number[]
  readonly points: readonly { readonly coverage: number; readonly accuracy: number; readonly minProbability: number }[]
  readonly accuracyAtHalf: { readonly value: number; readonly low: number; readonly high: number }
  /** Area under the risk curve, in [0, 1]. */
  readonly riskArea: number
}

/** Describes the curve in words. */
export function describeRiskCoverage({ points, riskArea }: RiskCoverageFigures): string {
  const steps = points.map(
    ({ coverage, accuracy, minProbability }) =>
      `${percentTick(coverage)} labelled (probability ${minProbability.toFixed(2)} or more): ${percentTick(1 - accuracy)} wrong`,
  )
  return `Share of wrong labels by the share of posts labelled, the surest first. ${steps.join('; ')}. Area under the curve ${riskArea.toFixed(3)}.`
}

/**
 * Risk-coverage curve as SVG: the share of wrong labels among the most confident posts, by the share of posts labelled.
 *
 * @see El-Yaniv and Wiener (2010), On the Foundations of Noise-free Selective Classification, JMLR 11:1605
 */
export function renderRiskCoverageChart(frame: ChartFrame, figures: RiskCoverageFigures): string {
  const { curve, accuracyAtHalf } = figures
  const risks = curve.map((accuracy, index) => ({ coverage: (index + 1) / curve.length, risk: 1 - accuracy }))
  const allRisk = risks.at(-1)?.risk ?? 0
  const highest = Math.max(0.05, 1 - accuracyAtHalf.low, ...risks.map(({ risk }) => risk))
  return renderChart({
    ...frame,
    description: describeRiskCoverage(figures),
    draw: (area) => {
      const x = linearScale([0, 1], [area.left, area.right])
      const y = linearScale([0, highest], [area.bottom, area.top]).nice()
      const hint = `50% labelled: ${percentTick(1 - accuracyAtHalf.value)} wrong, 95% interval ${percentTick(1 - accuracyAtHalf.high)} to ${percentTick(1 - accuracyAtHalf.low)}`
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
