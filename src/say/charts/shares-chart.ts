import { formatCount, formatNumber, formatPercent, formatPercentRange, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { LabelLook } from '../facts/label-look.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type Estimate, estimateOf, formatEstimate, labelledCountOf, shareWords } from '../facts/share-words.js'
import { truncateLine } from '../format/display-width.js'
import { linearScale, renderBottomAxis } from '../svg/axes.js'
import type { ChartFrame } from '../svg/chart.js'
import { element, renderMarker, textElement } from '../svg/marks.js'
import {
  type ChartContext,
  chartFrame,
  describeSample,
  drawReportChart,
  formatConfidence,
  lookOf,
  type ReportChart,
} from './chart-context.js'

const ROW_HEIGHT = 50
/** Columns of a dot, in pixels. */
const DOT_STEP = 14

/**
 * Draws the shares of a group, each with its interval as a bar; of few posts a dot each. Shares that can be quoted stand in the title; any
 * other chart is titled by what was asked. Null for a group without shares.
 */
export function renderSharesChart(reported: ReportGroup, context: ChartContext): ReportChart | null {
  const { slug, audit, bands, name, group } = reported
  const rows = context.scheme.labels.flatMap((label) => {
    const estimate = estimateOf(reported, label)
    return estimate === null ? [] : [{ label, estimate }]
  })
  if (rows.length === 0) return null
  const count = audit === null ? labelledCountOf(group) : group.postCount
  const words = shareWords(count)
  const level = formatConfidence(context)
  const isQuotable = bands.shares === null
  const said = rows.map(({ label, estimate }) => (isQuotable ? `${words.share(estimate.share)} ${isolate(label)}` : isolate(label)))
  const question = `${name}: ${isQuotable ? said.join(', ') : `${said.slice(0, -1).join(', ')} or ${said.at(-1)}?`}`
  const band = isQuotable || words.isPercent ? bands.shares : `${bands.shares}; ${formatCount(count, 'post')}, counts only`
  const framed = { title: context.title ?? question, subtitle: describeSample(reported), plotLeft: 20 }
  const frame = (plot: { readonly reading: string; readonly plotHeight: number; readonly plotBottom?: number }): ChartFrame =>
    chartFrame({ slug, band }, context, { kind: 'shares', ...framed, ...plot })
  if (!words.isPercent) return drawDots(rows, count, { frame, context })
  const description = rows.map(({ label, estimate }) => describeRow(label, estimate, level)).join('; ')
  const plot = { reading: describeMarks(audit && reported.labelled, audit === null, level), plotHeight: rows.length * ROW_HEIGHT }
  return drawReportChart(frame(plot), description, (area) => {
    const x = linearScale([0, 1], [area.left, area.right])
    return [
      ...renderBottomAxis({ scale: x, label: 'share of the posts with a label' }, area),
      ...rows.flatMap(({ label, estimate }, index) => {
        const look = lookOf(context, label)
        const top = area.top + index * ROW_HEIGHT
        return [
          renderMarker(look.shape, { x: area.left + 6, y: top + 11 }, look.series, { radius: 5 }),
          textElement(label, { x: area.left + 16, y: top + 15, class: 'strong over' }),
          ...drawEstimate(estimate, x, top + 33, look),
        ]
      }),
    ]
  })
}

interface DotsOptions {
  readonly context: ChartContext
  frame(plot: { readonly reading: string; readonly plotHeight: number; readonly plotBottom: number }): ChartFrame
}

/** A dot a post, for posts too few for shares. */
function drawDots(rows: readonly SharesRow[], count: number, { context, frame }: DotsOptions): ReportChart {
  const words = shareWords(count)
  const plot = {
    reading: `A mark is a post: fewer than ${MIN_PERCENT_COUNT} are too few for shares.`,
    plotHeight: rows.length * ROW_HEIGHT,
    plotBottom: 8,
  }
  const description = rows.map(({ label, estimate }) => `${isolate(label)} ${words.share(estimate.share)}`).join('; ')
  return drawReportChart(frame(plot), `Of ${formatCount(count, 'post')}: ${description}`, (area) =>
    rows.flatMap(({ label, estimate: { share } }, index) => {
      const { shape, series } = lookOf(context, label)
      const top = area.top + index * ROW_HEIGHT
      const step = Math.min(DOT_STEP, (area.right - area.left) / MIN_PERCENT_COUNT)
      const dots = Array.from({ length: Math.round(share * count) }, (_, dot) =>
        renderMarker(shape, { x: area.left + 6 + dot * step, y: top + 33 }, series, { radius: 4.5 }),
      )
      return [textElement(`${label}: ${words.share(share)}`, { x: area.left, y: top + 15, class: 'strong' }), ...dots]
    }),
  )
}

interface SharesRow {
  readonly label: string
  readonly estimate: Estimate
}

function describeRow(label: string, { share, interval, counted }: Estimate, level: string): string {
  const range = interval === null ? '' : ` (${level} interval ${formatPercentRange(interval)})`
  return counted === null
    ? `${isolate(label)} ${formatPercent(share)} counted by the model${range}`
    : `${isolate(label)} ${formatPercent(share)} by the audit${range}, ${formatPercent(counted)} counted by the model`
}

/** Width of the column of n, in pixels. */
const COUNT_WIDTH = 56
/** Average width of a letter, in pixels. */
const LETTER_WIDTH = 7

/**
 * Draws one side's share in each deal: one mark with its interval a row, the deal with the most posts first.
 *
 * @param groups deals with posts enough for a percentage
 * @returns null for fewer than two deals with shares
 */
export function renderOverviewChart(groups: readonly ReportGroup[], side: string, context: ChartContext): ReportChart | null {
  const rows = groups
    .flatMap((reported) => {
      const estimate = estimateOf(reported, side)
      return estimate === null ? [] : [{ reported, estimate }]
    })
    .sort((one, other) => other.reported.group.postCount - one.reported.group.postCount)
  const [first] = rows
  if (first === undefined || rows.length < 2) return null
  const isAudited = ({ estimate }: (typeof rows)[number]): boolean => estimate.counted !== null
  const { bands } = (rows.find((row) => !isAudited(row)) ?? rows.find(({ reported }) => reported.bands.shares !== null) ?? first).reported
  const index = context.scheme.labels.indexOf(side)
  const frame = chartFrame({ slug: 'overview', band: bands.shares }, context, {
    kind: String(index + 1),
    title: `Share of posts labelled ${isolate(side)}, by deal`,
    subtitle: `n = ${formatCount(
      rows.reduce((total, { reported }) => total + reported.group.postCount, 0),
      'post',
    )} in ${formatCount(rows.length, 'deal')}, the largest first`,
    reading: describeMarks(rows.find(isAudited)?.reported.labelled ?? null, !rows.every(isAudited), formatConfidence(context)),
    plotHeight: rows.length * ROW_HEIGHT + 18,
    plotLeft: 20,
  })
  const description = rows
    .map(({ reported: { name, group }, estimate }) => `${name} ${formatEstimate(estimate)}, n = ${formatNumber(group.postCount)}`)
    .join('; ')
  return drawReportChart(frame, description, (area) => {
    const right = area.right - COUNT_WIDTH
    const x = linearScale([0, 1], [area.left, right])
    return [
      ...renderBottomAxis({ scale: x, label: 'share of the posts with a label' }, { ...area, right }),
      textElement('n', { x: area.right, y: area.top + 10, 'text-anchor': 'end', class: 'soft' }),
      ...rows.flatMap(({ reported: { name, group }, estimate }, row) => {
        const top = area.top + 14 + row * ROW_HEIGHT
        return [
          textElement(truncateLine(name, Math.floor((right - area.left) / LETTER_WIDTH)), {
            x: area.left,
            y: top + 15,
            class: 'strong over',
          }),
          textElement(formatNumber(group.postCount), { x: area.right, y: top + 15, 'text-anchor': 'end' }),
          ...drawEstimate(estimate, x, top + 33, lookOf(context, side)),
        ]
      }),
    ]
  })
}

/** Half the height of an interval's bar, in pixels. */
const BAR_HALF = 8

/**
 * Draws the interval as a bar with the value beside it. An audited share is a heavy tick, beside a faint one where the model counted it; a
 * counted one is an open mark.
 */
export function drawEstimate(estimate: Estimate, x: (share: number) => number, y: number, { shape, series }: LabelLook): string[] {
  const { share, interval, counted } = estimate
  const [low, high] = [x(interval?.low ?? share), x(interval?.high ?? share)]
  const tick = (at: number, half: number): { x1: number; x2: number; y1: number; y2: number } => ({
    x1: at,
    x2: at,
    y1: y - half,
    y2: y + half,
  })
  const text = formatEstimate(estimate)
  const width = text.length * LETTER_WIDTH
  // Beside the bar, and beyond the tick of the model where that stands further out.
  const [from, to] = [Math.min(low, x(counted ?? share)), Math.max(high, x(counted ?? share))]
  const isRight = to + 10 + width <= x(1) + 20
  return [
    ...(counted === null ? [] : [element('line', { ...tick(x(counted), 10), class: 'faint axis', 'stroke-width': 2 })]),
    ...(interval === null
      ? []
      : [element('rect', { x: low, width: high - low, y: y - BAR_HALF, height: 2 * BAR_HALF, class: `band fill${series}` })]),
    counted === null
      ? renderMarker(shape, { x: x(share), y }, series, { fill: 'open' })
      : element('line', { ...tick(x(share), 12), class: `stroke${series}`, 'stroke-width': 5 }),
    textElement(text, {
      x: isRight ? to + 10 : Math.max(from - 10, width),
      y: y + 4,
      'text-anchor': isRight ? 'start' : 'end',
      class: counted === null ? 'soft over' : 'strong over',
    }),
  ]
}

export const describeMarks = (labelled: string | null, hasCounted: boolean, level: string): string =>
  [
    ...(labelled !== null
      ? [
          `Heavy tick: estimate from a random sample ${labelled}; bar: its ${level} interval, for the posts captured here. Faint tick: what the model counted.`,
        ]
      : []),
    ...(hasCounted
      ? [
          `Open mark: what the model counted. Its bar: ${level} interval, if different but similar people had posted; errors of the model are not in it.`,
        ]
      : []),
  ].join(' ')
