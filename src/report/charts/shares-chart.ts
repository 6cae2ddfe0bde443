import { CLUSTER_BOOTSTRAP, type ShareInterval } from '../../aggregate/breakdown/breakdown.js'
import { renderBottomAxis } from '../../svg/axes.js'
import { renderMarker } from '../../svg/marker.js'
import { percentTick } from '../../svg/reliability-chart.js'
import { linearScale } from '../../svg/scales.js'
import { element, textElement } from '../../svg/svg-element.js'
import { formatPercent, formatPercentRange } from '../../text/format-percent.js'
import { isolate } from '../../text/right-to-left.js'
import type { ReportGroup } from '../facts/report-group.js'
import {
  type ChartContext,
  chartFrame,
  describeSample,
  drawReportChart,
  formatConfidence,
  lookOf,
  type ReportChart,
} from './chart-context.js'

const BAR_HEIGHT = 12
const TEXT_HEIGHT = 20
const AUDIT_HEIGHT = 24
const ROW_GAP = 14

interface Row {
  readonly label: string
  readonly share: number
  /** Interval of the classifier's count; null where there is none, and with an audit, whose interval replaces it. */
  readonly interval: ShareInterval | null
  readonly audited: { readonly share: number; readonly interval: ShareInterval | null } | null
}

/**
 * Draws the shares of a group: the classifier's count as a bar with its interval, the audit's estimate as a diamond with its interval.
 *
 * @returns null for a group without shares
 */
export function renderSharesChart(reported: ReportGroup, context: ChartContext): ReportChart | null {
  const { group, audit, name } = reported
  if (group.shares === null) return null
  const rows = listRows(reported, context)
  const level = formatConfidence(context)
  const quoted = audit?.shares ?? group.shares
  const rowHeight = TEXT_HEIGHT + BAR_HEIGHT + (audit === null ? 0 : AUDIT_HEIGHT) + ROW_GAP
  const frame = chartFrame(reported, context, {
    kind: 'shares',
    title: `${name}: ${context.scheme.labels.map((label) => `${formatPercent(quoted[label] ?? 0)} ${isolate(label)}`).join(', ')}`,
    subtitle: describeSample(reported),
    reading: describeReading(rows, level),
    plotHeight: rows.length * rowHeight,
    plotLeft: 20,
  })
  const description = rows.map((row) => describeRow(row, level)).join('; ')
  return drawReportChart(frame, description, (area) => {
    const x = linearScale([0, 1], [area.left, area.right])
    return [
      ...renderBottomAxis({ scale: x, label: 'share of the posts with a label', format: percentTick, tickCount: 5 }, area),
      ...rows.flatMap((row, index) => drawRow(row, area.top + index * rowHeight, x, context)),
    ]
  })
}

function listRows({ group, audit }: ReportGroup, { scheme }: ChartContext): Row[] {
  const find = (isWanted: (interval: ShareInterval) => boolean): ShareInterval | null => {
    const found = group.intervals.find(isWanted)
    return found !== undefined && found.low < found.high ? found : null
  }
  return scheme.labels.map((label) => ({
    label,
    share: group.shares?.[label] ?? 0,
    interval: audit === null ? find((interval) => interval.label === label && interval.method === CLUSTER_BOOTSTRAP) : null,
    audited: audit?.shares
      ? {
          share: audit.shares[label] ?? 0,
          interval: find((interval) => interval.label === label && interval.isHeadline === true && interval.estimand === 'captured'),
        }
      : null,
  }))
}

function drawRow({ label, share, interval, audited }: Row, top: number, x: (share: number) => number, context: ChartContext): string[] {
  const { series, shape } = lookOf(context, label)
  const barTop = top + TEXT_HEIGHT
  const middle = barTop + BAR_HEIGHT / 2
  const range = interval === null ? '' : ` (${formatPercentRange(interval)})`
  const marks = [
    renderMarker(shape, { x: x(0) + 6, y: top + 11 }, series, { radius: 5 }),
    textElement(label, { x: x(0) + 16, y: top + 15, class: 'strong' }),
    textElement(`${audited === null ? '' : 'classifier '}${formatPercent(share)}${range}`, { x: x(1), y: top + 15, 'text-anchor': 'end' }),
    element('rect', { x: x(0), y: barTop, width: Math.max(0, x(share) - x(0)), height: BAR_HEIGHT, class: `fill${series}` }),
  ]
  if (interval !== null) marks.push(...drawRange(x(interval.low), x(interval.high), middle))
  if (audited === null) return marks
  const auditY = barTop + BAR_HEIGHT + AUDIT_HEIGHT / 2
  const auditRange = audited.interval === null ? '' : ` (${formatPercentRange(audited.interval)})`
  const text = `audited ${formatPercent(audited.share)}${auditRange}`
  // The text goes on the half of the row that has room.
  const isRight = audited.share < 0.5
  const end = isRight
    ? Math.max(x(audited.share), x(audited.interval?.high ?? 0)) + 10
    : Math.min(x(audited.share), x(audited.interval?.low ?? 1)) - 10
  return [
    ...marks,
    ...(audited.interval === null ? [] : drawRange(x(audited.interval.low), x(audited.interval.high), auditY)),
    renderMarker('diamond', { x: x(audited.share), y: auditY }, series, { radius: 5 }),
    textElement(text, { x: end, y: auditY + 4, 'text-anchor': isRight ? 'start' : 'end' }),
  ]
}

/** Draws an interval as a line with end caps, in a halo that separates it from the bar. */
export function drawRange(from: number, to: number, y: number): string[] {
  const path = `M${from},${y}H${to}M${from},${y - 5}V${y + 5}M${to},${y - 5}V${y + 5}`.replace(/\d+\.\d+/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  )
  return [element('path', { d: path, class: 'halo' }), element('path', { d: path, class: 'range' })]
}

function describeReading(rows: readonly Row[], level: string): string {
  if (rows.some(({ audited }) => audited !== null)) {
    return `Bars: what the classifier counted. Diamonds: estimate from a random sample labelled in the audit, with its ${level} interval, for the posts captured here.`
  }
  return rows.some(({ interval }) => interval !== null)
    ? `Line through a bar: ${level} interval, if these authors were a random draw from a wider crowd; errors of the classifier are not in it.`
    : 'Bars: what the classifier counted, without an interval.'
}

function describeRow({ label, share, interval, audited }: Row, level: string): string {
  const counted = `${isolate(label)} ${formatPercent(share)} by the classifier${interval === null ? '' : ` (${level} interval ${formatPercentRange(interval)})`}`
  if (audited === null) return counted
  return `${counted}, ${formatPercent(audited.share)} by the audit${audited.interval === null ? '' : ` (${level} interval ${formatPercentRange(audited.interval)})`}`
}
