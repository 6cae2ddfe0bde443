import { formatLevel } from '../../base/text/format-count.js'
import { isolateRuns } from '../../base/text/right-to-left.js'
import { cite } from '../cite/cite.js'
import { lookOf } from '../facts/label-look.js'
import type { ReportInput } from '../facts/report.js'
import { shareWords } from '../facts/share-words.js'
import { withStop } from '../facts/wording.js'
import { truncateLine } from '../format/display-width.js'
import { DateBook } from '../format/format-value.js'
import { LINE_HEIGHT, renderBottomAxis, renderPicture, SMALL_LETTER, scaleLinear, TITLE_LETTER, wrapText } from '../svg/chart.js'
import { element, textElement } from '../svg/marks.js'
import { resultCard } from '../table/result-card.js'
import type { ChartLook, Picture } from './chart-context.js'
import { drawEstimate, drawPosts } from './shares-chart.js'

/** Half of 1200 × 630, as a PNG has two pixels a unit. */
const [WIDTH, HEIGHT] = [600, 315]
const MARGIN = 20
/** Where marks begin, right of the labels. */
const PLOT_LEFT = 150
/** Letters of a title that fill three lines of the smallest size. */
const MAX_TITLE_LENGTH = 180
const TITLE_SIZES = [24, 20, 17, 15]

/**
 * Draws the finding as a card for social networks, 1200 × 630 pixels as PNG: the headline, each share with its interval, or a mark a post
 * below 30, and whose posts they are.
 *
 * @throws {PipelineError} as `cite`, for numbers that may not be printed
 */
export function renderShareCard(
  { breakdown, posts, scheme }: Pick<ReportInput, 'breakdown' | 'posts' | 'scheme'>,
  { title: given, credit, byline, theme }: Partial<Pick<ChartLook, 'title' | 'credit' | 'byline' | 'theme'>>,
): Picture {
  const { dealId, subject, headline, basis, rows, count } = resultCard({ breakdown, scheme, dates: new DateBook().add(posts) })
  cite(breakdown, dealId === null ? {} : { dealId })
  const title = truncateLine(headline, MAX_TITLE_LENGTH)
  const over = [given ?? [], subject ?? []].flat().join(' · ')
  const linesAt = (size: number): string[] => wrapText(title, Math.floor((WIDTH - 2 * MARGIN) / ((TITLE_LETTER * size) / 15)))
  const size = TITLE_SIZES.find((one) => linesAt(one).length <= 2) ?? 15
  const words = shareWords(count)
  const level = words.isPercent ? `Bars: ${formatLevel(breakdown.options.confidenceLevel)} intervals. ` : ''
  const source = isolateRuns(
    `Not a poll. ${withStop(basis)} ${level}${credit === undefined ? '' : `${withStop(credit)} `}Labels: dealstance.${byline === undefined ? '' : ` ${withStop(byline)}`}`,
  )
  const sourceLines = wrapText(source, Math.floor((WIDTH - 2 * MARGIN) / SMALL_LETTER))
  const titleTop = over === '' ? 20 : 40
  const top = titleTop + linesAt(size).length * (size + 4) + 12
  const bottom = HEIGHT - sourceLines.length * LINE_HEIGHT - (words.isPercent ? 34 : 14)
  const x = scaleLinear([0, 1], [PLOT_LEFT, WIDTH - 2 * MARGIN])
  const step = (bottom - top) / rows.length
  const description = rows.map(({ label, text, range }) => `${label} ${text}${range === null ? '' : ` (${range})`}`).join('; ')
  const frame = { id: 'share-card', title, description: `${description}. ${source}`, width: WIDTH, height: HEIGHT, theme }
  const area = { left: PLOT_LEFT, right: WIDTH - 2 * MARGIN, top, bottom }
  const svg = renderPicture(frame, [
    element('rect', { class: 'fill1', width: WIDTH, height: 7 }),
    ...(over === '' ? [] : [textElement(truncateLine(over, 80), { x: MARGIN, y: 32, class: 'soft' })]),
    ...linesAt(size).map((line, index) =>
      textElement(line, { x: MARGIN, y: titleTop + (index + 1) * (size + 4) - 4, class: 'title', style: `font-size:${size}px` }),
    ),
    ...(words.isPercent ? renderBottomAxis(x, '', area) : []),
    ...rows.flatMap(({ label, share, interval, text }, index) => {
      const look = lookOf(scheme, label)
      const y = top + (index + 0.5) * step
      // The model's count has no place on a card: its tick lies under the audit's.
      const marks = words.isPercent
        ? drawEstimate({ share, interval, counted: share }, x, y, look)
        : drawPosts(Math.round(share * count), look, { x: PLOT_LEFT, y, width: WIDTH - PLOT_LEFT })
      const name = words.isPercent ? label : `${label}: ${text}`
      return [textElement(truncateLine(name, 18), { x: MARGIN, y: y + 4, class: 'strong' }), ...marks]
    }),
    ...sourceLines.map((line, index) =>
      textElement(line, { x: MARGIN, y: HEIGHT - 10 - (sourceLines.length - 1 - index) * LINE_HEIGHT, class: 'soft' }),
    ),
  ])
  return { name: 'share-card', svg, alt: `${withStop(title)} ${description}. ${source}` }
}
