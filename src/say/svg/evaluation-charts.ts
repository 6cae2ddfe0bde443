import { linearScale, renderBottomAxis, renderLeftAxis } from './axes.js'
import { type ChartFrame, renderChart } from './chart.js'
import { renderBar, renderCount, renderInterval, renderLine, renderReference } from './marks.js'

/** Predictions within a probability bin, and the share that was right. Shares in [0, 1]; null without predictions. */
export interface ReliabilityBin {
  readonly low: number
  readonly high: number
  readonly count: number
  readonly meanProbability: number | null
  readonly hitShare: number | null
}

/** Space between two bars, in pixels. */
const BAR_GAP = 2

/** Formats a share: 0.25 as "25 %". */
export const percentTick = (share: number): string => `${Math.round(share * 100)}%`

/** Describes the diagram in words. */
export function describeReliability(bins: readonly ReliabilityBin[], calibrationError: number): string {
  const filled = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ low, high, count, hitShare }) =>
        `${percentTick(low)} to ${percentTick(high)}: ${percentTick(hitShare as number)} of ${count} right`,
    )
  return `Bars: share of right labels by the probability that the model gave its label, in ${bins.length} bins. ${filled.join('; ')}. Expected calibration error ${calibrationError.toFixed(3)}.`
}

/**
 * Reliability diagram as SVG: a bar per probability bin, its height the share of right predictions, with their count. On the dashed line,
 * probability and hit rate agree.
 *
 * @see Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, ICML, figure 1
 */
export function renderReliabilityChart(frame: ChartFrame, bins: readonly ReliabilityBin[], calibrationError: number): string {
  const filled = bins.filter(({ count }) => count > 0)
  return renderChart({
    ...frame,
    description: describeReliability(bins, calibrationError),
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
