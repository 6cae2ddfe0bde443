import { formatCount, formatNumber, formatPercent, formatPercentRange, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { type LabelLook, lookOf } from '../facts/label-look.js'
import { type ReportGroup, sampleWords } from '../facts/report-group.js'
import { type Estimate, estimateOf, formatEstimate, labelledCountOf, shareWords } from '../facts/share-words.js'
import { renderBottomAxis, scaleLinear } from '../svg/chart.js'
import { element, renderMarker, type SvgAttributes, textElement } from '../svg/marks.js'
import { type ChartContext, chartFrame, drawReportChart, oneOf, type ReportChart } from './chart-context.js'

const ROW_HEIGHT = 50
/** Columns of a dot, in pixels. */
const DOT_STEP = 14

/**
 * Draws the shares of a group, each with its interval as a bar; of few posts a mark each. Shares that can be quoted stand in the title; any
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
  const { level } = context
  const isQuotable = bands.shares === null
  const said = rows.map(({ label, estimate }) => `${words.share(estimate.share)} ${isolate(label)}`)
  const question = `${name}: ${isQuotable ? said.join(', ') : `${oneOf(rows.map(({ label }) => label))}?`}`
  const band = isQuotable || words.isPercent ? bands.shares : `${bands.shares}; ${formatCount(count, 'post')}, counts only`
  const reading = words.isPercent
    ? describeMarks(audit && reported.labelled, level)
    : `A mark is a post: fewer than ${MIN_PERCENT_COUNT} are too few for shares.`
  const frame = chartFrame({ slug, band }, context, {
    ...{
      kind: 'shares',
      over: context.title,
      title: question,
      subtitle: `n = ${count === group.postCount ? '' : `${formatNumber(count)} of `}${sampleWords(reported)}`,
      reading,
    },
    ...{ plotHeight: rows.length * ROW_HEIGHT, plotBottom: words.isPercent ? 46 : 8 },
  })
  const description = words.isPercent
    ? rows.map(({ label, estimate }) => describeShare(label, estimate, level)).join('; ')
    : `Of ${formatCount(count, 'post')}: ${rows.map(({ label, estimate }) => `${isolate(label)} ${words.share(estimate.share)}`).join('; ')}`
  const data = rows.map((row) => ({ name, postCount: count, ...row }))
  return drawReportChart(frame, { description, data }, (area) => {
    const x = scaleLinear([0, 1], [area.left, area.right])
    return [
      ...(words.isPercent ? renderBottomAxis(x, `share of the posts ${audit === null ? 'with a label' : 'captured'}`, area) : []),
      ...rows.flatMap(({ label, estimate }, index) => {
        const look = lookOf(context.scheme, label)
        const [textY, y] = [area.top + index * ROW_HEIGHT + 15, area.top + index * ROW_HEIGHT + 33]
        if (!words.isPercent)
          return [
            textElement(`${label}: ${words.share(estimate.share)}`, { x: area.left, y: textY, class: 'strong' }),
            ...drawPosts(Math.round(estimate.share * count), look, { x: area.left, y, width: area.right - area.left }),
          ]
        return [
          renderMarker(look.shape, { x: area.left + 6, y: textY - 4 }, look.series, 5),
          textElement(label, { x: area.left + 16, y: textY, class: 'strong over' }),
          ...drawEstimate(estimate, x, y, look),
        ]
      }),
    ]
  })
}

/** A mark a post, for posts too few for shares, from the left of a row. */
export const drawPosts = (
  count: number,
  { shape, series }: LabelLook,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): string[] =>
  Array.from({ length: count }, (_, index) =>
    renderMarker(shape, { x: x + 6 + index * Math.min(DOT_STEP, width / MIN_PERCENT_COUNT), y }, series, 4.5),
  )

function describeShare(label: string, { share, interval, counted }: Estimate, level: string): string {
  const range = interval === null ? '' : ` (${level} interval ${formatPercentRange(interval)})`
  return counted === null
    ? `${isolate(label)} ${formatPercent(share)} counted by the model${range}`
    : `${isolate(label)} ${formatPercent(share)} by the audit${range}, ${formatPercent(counted)} counted by the model`
}

/** Average width of a letter, in pixels. */
const LETTER_WIDTH = 7

/** Half the height of an interval's bar, in pixels. */
const BAR_HALF = 8

/** Draws the estimate with the value beside it. */
export function drawEstimate(estimate: Estimate, x: (share: number) => number, y: number, look: LabelLook): string[] {
  const { share, interval, counted } = estimate
  const text = formatEstimate(estimate)
  const width = text.length * LETTER_WIDTH
  // Beside the bar, and beyond the tick of the model where that stands further out.
  const from = Math.min(x(interval?.low ?? share), x(counted ?? share))
  const to = Math.max(x(interval?.high ?? share), x(counted ?? share))
  const isRight = to + 10 + width <= x(1) + 20
  return [
    ...drawInterval(estimate, x, y, look),
    textElement(text, {
      x: isRight ? to + 10 : Math.max(from - 10, width),
      y: y + 4,
      'text-anchor': isRight ? 'start' : 'end',
      class: counted === null ? 'soft over' : 'strong over',
    }),
  ]
}

/**
 * Draws the interval as a bar. An audited share is a heavy tick, beside a faint one where the model counted it; a counted one is an open
 * mark.
 */
export function drawInterval(
  { share, interval, counted }: Estimate,
  x: (share: number) => number,
  y: number,
  { shape, series }: LabelLook,
): string[] {
  const [low, high] = [x(interval?.low ?? share), x(interval?.high ?? share)]
  const tick = (at: number): SvgAttributes => ({ x1: at, x2: at, y1: y - 10, y2: y + 10 })
  return [
    ...(counted === null ? [] : [element('line', { ...tick(x(counted)), class: 'faint axis', 'stroke-width': 2 })]),
    ...(interval === null
      ? []
      : [element('rect', { x: low, width: high - low, y: y - BAR_HALF, height: 2 * BAR_HALF, class: `band fill${series}` })]),
    counted === null
      ? renderMarker(shape, { x: x(share), y }, series, 5, true)
      : element('line', { ...tick(x(share)), class: `stroke${series}`, 'stroke-width': 4 }),
  ]
}

/** Legend of the marks. @param labelled how the sample got its labels; null where all is counted by the model */
export const describeMarks = (labelled: string | null, level: string): string =>
  labelled === null
    ? `Open mark: what the model counted. Its bar: ${level} interval, if different but similar people had posted; errors of the model are not in it.`
    : `Heavy tick: estimate from a random sample ${labelled}; bar: its ${level} interval, for the posts captured here. Faint tick: what the model counted.`
