import { formatLevel } from '../../base/text/format-count.js'
import { isolateRuns } from '../../base/text/right-to-left.js'
import { mainDealOf } from '../../count/audited/outlook.js'
import { auditOf } from '../../count/audited/readiness.js'
import { cite } from '../cite/cite.js'
import type { ReportInput } from '../facts/report.js'
import { sourceOf } from '../facts/thread-source.js'
import { readerWords, withStop } from '../facts/wording.js'
import { truncateLine } from '../format/display-width.js'
import { LINE_HEIGHT, renderPicture, SMALL_LETTER, TITLE_LETTER, textLines, wrapText } from '../svg/chart.js'
import { element, textElement } from '../svg/marks.js'
import { resultCard } from '../table/result-card.js'
import { type ChartLook, type Picture, sourceLines } from './chart-context.js'
import { layRows, readShares } from './share-rows.js'

/** Half of 1200 × 630, as a PNG has two pixels a unit. */
const [WIDTH, HEIGHT] = [600, 315]
const MARGIN = 20
/** Letters of a title that fill three lines of the smallest size. */
const MAX_TITLE_LENGTH = 180
const TITLE_SIZES = [24, 20, 17, 15]

/**
 * Draws the finding as a card for social networks, 1200 × 630 pixels as PNG. It has the headline, the shares, and the source of the posts.
 *
 * @throws {PipelineError} as `cite`, for numbers that may not be printed
 */
export function renderShareCard(
  { breakdown, posts, scheme, date }: Pick<ReportInput, 'breakdown' | 'posts' | 'scheme' | 'date'>,
  { title: given, credit, readers, byline, theme }: Partial<ChartLook>,
): Picture {
  const { dealId, subject, headline } = resultCard({ breakdown, scheme, dates: null })
  cite(breakdown, dealId === null ? {} : { dealId })
  const group = mainDealOf(breakdown) ?? breakdown.overall
  const labelled = breakdown.audit && readerWords(breakdown.audit).labelled
  const shares = readShares({ group, audit: auditOf(breakdown, group), labelled }, scheme, formatLevel(breakdown.options.confidenceLevel))
  if (shares === null) throw new RangeError('expected shares behind a citation')
  const title = truncateLine(headline, MAX_TITLE_LENGTH)
  const over = [given ?? [], subject ?? []].flat().join(' · ')
  const width = WIDTH - 2 * MARGIN
  const linesAt = (size: number): string[] => wrapText(title, Math.floor(width / ((TITLE_LETTER * size) / 15)))
  const size = TITLE_SIZES.find((one) => linesAt(one).length <= 2) ?? 15
  const [source = '', ...made] = sourceLines({ credit, readers, byline, date, origin: sourceOf(posts) }, group.postCount, dealId)
  const notes = [isolateRuns(`Not a poll. ${shares.reading}`), [source, ...made].join(' ')]
  const noteLines = notes.flatMap((note) => wrapText(note, Math.floor(width / SMALL_LETTER)))
  const titleTop = over === '' ? 20 : 40
  const subtitleTop = titleTop + linesAt(size).length * (size + 4) + LINE_HEIGHT
  const bottom = HEIGHT - noteLines.length * LINE_HEIGHT - 12
  const plotTop = subtitleTop + 8
  const layout = layRows(shares, scheme, width, bottom - plotTop)
  const area = { left: MARGIN, right: WIDTH - MARGIN, top: plotTop, bottom: bottom - layout.bottom }
  const description = `${shares.subtitle}. ${shares.description}. ${notes.join(' ')}`
  const svg = renderPicture({ id: 'share-card', title, description, width: WIDTH, height: HEIGHT, theme }, [
    element('rect', { class: 'ink', width: WIDTH, height: 7 }),
    ...(over === '' ? [] : [textElement(truncateLine(over, 80), { x: MARGIN, y: 32, class: 'soft' })]),
    ...textLines(linesAt(size), { x: MARGIN, y: titleTop + size, class: 'title', style: `font-size:${size}px` }, size + 4),
    textElement(shares.subtitle, { x: MARGIN, y: subtitleTop - 2, class: 'soft' }),
    ...layout.draw(area),
    ...textLines(noteLines, { x: MARGIN, y: HEIGHT - 10 - (noteLines.length - 1) * LINE_HEIGHT, class: 'soft' }),
  ])
  return { name: 'share-card', svg, source, size: [WIDTH, HEIGHT], alt: `${withStop(title)} ${description}` }
}
