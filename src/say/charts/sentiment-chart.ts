import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { lacksSentiment } from '../facts/lacks-sentiment.js'
import type { ReportGroup } from '../facts/report-group.js'
import { shareWords } from '../facts/share-words.js'
import { formatSentiment } from '../format/format-share.js'
import { linearScale, renderBottomAxis } from '../svg/axes.js'
import { renderMarker } from '../svg/marks.js'
import { element, textElement } from '../svg/svg-element.js'
import { type ChartContext, chartFrame, drawReportChart, lookOf, type ReportChart } from './chart-context.js'

const ROW_HEIGHT = 46

/**
 * Draws the sentiment of the posts of each label: the mean, and the shares of negative, neutral and positive posts. Null where no post has
 * a label, or sentiment was not measured.
 */
export function renderSentimentChart(reported: ReportGroup, context: ChartContext): ReportChart | null {
  const { group, name } = reported
  const rows = context.scheme.labels.flatMap((label) => {
    const summary = lacksSentiment(group, context.scheme) ? null : (group.sentiment.byLabel[label] ?? null)
    return summary === null ? [] : [{ label, ...summary }]
  })
  if (rows.length === 0) return null
  const frame = chartFrame({ slug: reported.slug, band: reported.bands.counts }, context, {
    kind: 'sentiment',
    title: `${name}: tone by label`,
    subtitle: `n = ${formatCount(
      rows.reduce((total, { postCount }) => total + postCount, 0),
      'post',
    )} with a label; mean tone of the words`,
    reading:
      'From −1 (negative) to +1 (positive), by a lexicon, whatever side a post takes. Below each mark: negative, neutral and positive posts.',
    plotHeight: rows.length * ROW_HEIGHT,
    plotLeft: 28,
  })
  const mixOf = (row: (typeof rows)[number]): string => {
    const { share } = shareWords(row.postCount)
    return `${share(row.negativeShare)} negative, ${share(row.neutralShare)} neutral, ${share(row.positiveShare)} positive`
  }
  const description = rows
    .map((row) => `${isolate(row.label)} ${formatSentiment(row.mean)} over ${formatCount(row.postCount, 'post')} (${mixOf(row)})`)
    .join('; ')
  return drawReportChart(frame, description, (area) => {
    const x = linearScale([-1, 1], [area.left, area.right])
    return [
      ...renderBottomAxis({ scale: x, label: 'mean tone', format: formatSentiment, tickCount: 5 }, area),
      element('line', { x1: x(0), x2: x(0), y1: area.top, y2: area.bottom, class: 'axis' }),
      ...rows.flatMap((row, index) => {
        const { shape, series } = lookOf(context, row.label)
        const y = area.top + index * ROW_HEIGHT + 14
        const isRight = row.mean <= 0
        return [
          element('line', { x1: x(0), x2: x(row.mean), y1: y, y2: y, class: `stroke${series}`, 'stroke-width': 3 }),
          renderMarker(shape, { x: x(row.mean), y }, series),
          textElement(`${isolate(row.label)} ${formatSentiment(row.mean)}`, {
            x: x(0) + (isRight ? 12 : -12),
            y: y + 4,
            'text-anchor': isRight ? 'start' : 'end',
            class: 'strong',
          }),
          textElement(`n = ${formatNumber(row.postCount)}: ${mixOf(row)}`, {
            x: (area.left + area.right) / 2,
            y: y + 22,
            'text-anchor': 'middle',
            class: 'soft over',
          }),
        ]
      }),
    ]
  })
}
