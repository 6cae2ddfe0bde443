import { formatCount } from '../../base/text/format-count.js'
import type { BreakdownAudit } from '../../count/breakdown/breakdown-audit.js'
import { linearScale, renderBottomAxis } from '../svg/axes.js'
import { renderMarker, renderReference } from '../svg/marks.js'
import { element, textElement } from '../svg/svg-element.js'
import { type ChartContext, chartFrame, drawReportChart, formatConfidence, type ReportChart } from './chart-context.js'

const ROW_HEIGHT = 44
/** Below 0.667 data support no firm conclusions; from 0.8 they are reliable. Krippendorff (2004), Content Analysis, p. 241. */
const ALPHA_THRESHOLDS = [0.667, 0.8]

/** Draws the agreement of the audit's coders. @returns null where no post has labels of two coders, or agreement is undefined */
export function renderAgreementChart({ agreement, coders }: BreakdownAudit, context: ChartContext): ReportChart | null {
  const { alpha, alphaInterval, agreementShare, kappa, doubleCodedCount } = agreement
  const rows = [
    { name: 'Krippendorff’s alpha', value: alpha, interval: alphaInterval },
    { name: 'Cohen’s kappa', value: kappa, interval: null },
    { name: 'same label', value: agreementShare, interval: null },
  ].flatMap(({ name, value, interval }) => (value === null ? [] : [{ name, value, interval }]))
  if (rows.length === 0) return null
  const frame = chartFrame({ slug: 'audit' }, context, {
    kind: 'agreement',
    title: `Agreement of the coders${alpha === null ? '' : `: alpha ${alpha.toFixed(2)}`}`,
    subtitle: `n = ${formatCount(doubleCodedCount, 'post')} labelled by two or more of ${formatCount(coders.length, 'coder')}, before adjudication`,
    reading: `Line: ${formatConfidence(context)} interval (bootstrap over posts). Dashed: alpha of 0.667, below which nothing firm can be said, and 0.8.`,
    plotHeight: rows.length * ROW_HEIGHT,
    plotLeft: 24,
  })
  const description = rows
    .map(
      ({ name, value, interval }) =>
        `${name} ${value.toFixed(2)}${interval === null ? '' : ` (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`}`,
    )
    .join('; ')
  const lowest = Math.min(0, ...rows.map(({ value, interval }) => Math.min(value, interval?.low ?? value)))
  return drawReportChart(frame, description, (area) => {
    const x = linearScale([lowest, 1], [area.left, area.right])
    return [
      ...renderBottomAxis(
        { scale: x, label: 'alpha and kappa: 0 as by chance, 1 always the same', format: (tick) => tick.toFixed(1), tickCount: 5 },
        area,
      ),
      ...ALPHA_THRESHOLDS.map((alpha) => renderReference({ x: x(alpha), y: area.top }, { x: x(alpha), y: area.bottom })),
      ...rows.flatMap(({ name, value, interval }, index) => {
        const y = area.top + index * ROW_HEIGHT + 30
        return [
          textElement(`${name} ${value.toFixed(2)}`, { x: area.left, y: y - 12, class: 'strong' }),
          ...(interval === null ? [] : drawRange(x(interval.low), x(interval.high), y)),
          renderMarker('diamond', { x: x(value), y }, 1),
        ]
      }),
    ]
  })
}

/** Draws an interval as a line with end caps, in a halo that separates it from the grid. */
function drawRange(from: number, to: number, y: number): string[] {
  const path = `M${from},${y}H${to}M${from},${y - 5}V${y + 5}M${to},${y - 5}V${y + 5}`.replace(/(?<!\d)\d+\.\d+/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  )
  return [element('path', { d: path, class: 'halo' }), element('path', { d: path, class: 'range' })]
}
