import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import { citedOf } from '../cite/quote-shares.js'
import { renderFinding } from '../cite/sentence.js'
import { sentenceWords } from '../facts/finding-words.js'
import { type LabelLook, lookOf } from '../facts/label-colours.js'
import { reasonWords } from '../facts/reason-words.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type ShareRow, valuesOf } from '../facts/share-words.js'
import { countOf, promptWords } from '../facts/subject.js'
import { withStop } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { truncateLine } from '../format/display-width.js'
import { capitalise, joined } from '../format/names.js'
import {
  type ChartLook,
  LINE_HEIGHT,
  lettersIn,
  MARGIN,
  type PlotArea,
  renderAxis,
  renderAxisWords,
  renderChart,
  type Scale,
  textWidth,
} from '../svg/chart.js'
import {
  element,
  escapeXml,
  renderMarker,
  type SvgAttributes,
  uprightLine,
} from '../svg/elements.js'
import { type PictureRows, pictureRows } from './share-facts.js'
import {
  describeLabels,
  describeMarking,
  describePosts,
  describeReading,
  type Origin,
  sourceLine,
} from './share-notes.js'

/** A picture with its file name, its alternative text and the table of its numbers. */
export interface ReportChart {
  readonly name: string
  readonly svg: string
  readonly alt: string
  readonly source: string
  readonly size: readonly [number, number]
  /** A row for each number as printed, with who gave it and the required note. */
  readonly csv: string
}

/** Least and most space of a mark, and space after each five of them, in pixels. */
const MARK = 13
const WIDE_MARK = 20
const GAP = 5
const MAX_MARKS_IN_LINE = 25
const AXIS_HEIGHT = 18
/** Space between rows. */
const ROW_GAP = 14
/** Half the height of an interval's bar, in pixels. */
const BAR_HALF = 8

/** Lays out rows: a line of words, below it marks or a bar. */
function layRows({ rows, isMarked, isAudited }: PictureRows, scheme: StanceScheme, width: number) {
  const perLine = Math.max(5, Math.min(MAX_MARKS_IN_LINE, 5 * Math.floor(width / (5 * MARK + GAP))))
  const most = Math.min(perLine, largestOf(rows.map(({ markCount }) => markCount)))
  const mark = Math.min(WIDE_MARK, Math.floor((width - Math.floor(most / 5) * GAP) / most))
  const laid = rows.map((row) => {
    const { name, value, seen, markCount } = row
    const isOneLine = textWidth(`${name} ${value}`, true) + textWidth(`  ${seen}`) <= width
    const textHeight = LINE_HEIGHT * (seen === '' || isOneLine ? 1 : 2)
    const plotHeight = isMarked ? Math.ceil(markCount / perLine) * mark : 3 * BAR_HALF
    return { ...row, isOneLine, textHeight, height: textHeight + plotHeight + ROW_GAP }
  })
  const height = sum(laid.map((row) => row.height))
  const draw = ({ left, top, bottom }: PlotArea): string[] => {
    const x: Scale = (share) => left + share * width
    const spare = (bottom - top - height) / laid.length
    let rowTop = top
    const drawn = laid.flatMap((row) => {
      const { seen, isOneLine, markCount, readCount } = row
      const look = lookOf(scheme, row.label)
      const words = [
        tspan(truncateLine(row.name, 34), `strong fill${look.series}`),
        tspan(` ${row.value}`, isAudited ? 'strong' : 'soft'),
        isOneLine ? tspan(`  ${seen}`, 'soft') : tspan(seen, 'soft', { x: left, dy: LINE_HEIGHT }),
      ]
      const text = element('text', { x: left, y: rowTop + 12 }, words.slice(0, seen === '' ? 2 : 3))
      const plotTop = rowTop + row.textHeight + 4
      rowTop += row.height + spare
      const markAt = (index: number): string => {
        const column = index % perLine
        const at = {
          x: left + mark / 2 + column * mark + Math.floor(column / 5) * GAP,
          y: plotTop + mark / 2 + Math.floor(index / perLine) * mark,
        }
        return renderMarker(look, at, mark * 0.36, index >= readCount)
      }
      const plot = isMarked
        ? Array.from({ length: markCount }, (_, index) => markAt(index))
        : drawBar(row, isAudited, look, x, plotTop + 1.5 * BAR_HALF)
      return [text, ...plot]
    })
    return isMarked ? drawn : [...drawn, ...renderAxisWords(x, bottom - spare)]
  }
  return { height, bottom: isMarked ? 0 : AXIS_HEIGHT, draw }
}

const tspan = (text: string, className: string, place: SvgAttributes = {}): string =>
  element('tspan', { class: className, ...place }, [escapeXml(text)])

/** The axis, a band for the interval, and the share: a line if it is audited, else a marker. */
function drawBar(
  { share, interval }: ShareRow,
  isAudited: boolean,
  look: LabelLook,
  x: Scale,
  y: number,
): string[] {
  const { low, high } = interval ?? { low: share, high: share }
  const band = {
    x: x(low),
    width: x(high) - x(low),
    y: y - BAR_HALF,
    height: 2 * BAR_HALF,
    class: `band fill${look.series}`,
  }
  return [
    ...renderAxis(x, y),
    ...(interval === null ? [] : [element('rect', band)]),
    isAudited
      ? uprightLine(x(share), y, 10, { class: `stroke${look.series}`, 'stroke-width': 4 })
      : renderMarker(look, { x: x(share), y }, 5, true),
  ]
}

/** Values as printed, bounds rounded outwards. @param band words across the top */
function renderTable(
  { rows, count, isPercent, isAudited }: PictureRows,
  name: string,
  band: string,
): string {
  const [unit, of] = isPercent ? ['%', 100] : ['posts', count]
  const shares = rows.map(({ share }) => share)
  const form = { isPercent, count }
  const values = valuesOf(shares, form)
  const by = isAudited ? 'audit' : 'model'
  const cells = rows.map(({ label, interval }, index) => {
    const { low = null, high = null } = interval === null ? {} : roundOutwards(interval, of)
    return [name, count, label, values[index] ?? 0, unit, low, high, by, band]
  })
  const [left = 0] = valuesOf([Math.max(0, 1 - sum(shares))], form)
  if (left > 0) cells.push([name, count, 'no label', left, unit, null, null, by, band])
  return [['of', 'posts', 'label', 'value', 'unit', 'low', 'high', 'by', 'note'], ...cells]
    .map((row) => csvRow(row))
    .join('')
}

/** More words are too many for the title of a picture. */
const MOST_TITLE_WORDS = 12

/** The finding behind the name, which opens the subtitle where both are too long. */
function titleOf(finding: string, name: string | null) {
  const title = name === null ? capitalise(finding) : `${name}: ${finding}`
  return name === null || title.split(' ').length <= MOST_TITLE_WORDS
    ? { title, above: '' }
    : { title: capitalise(finding), above: withStop(name) }
}

/**
 * Draws a group's shares: a mark for each of up to 100 posts, outlined where nobody read it, else
 * bars with intervals. The title is the finding, or the question before it may be printed. Null
 * without shares.
 */
export function renderSharesChart(
  reported: ReportGroup,
  context: ChartLook & Origin,
): ReportChart | null {
  const { breakdown, width } = context
  const { slug, name, group, deal, scheme, wording } = reported
  const shares = pictureRows(reported)
  if (shares === null) return null
  const { rows, count, isMarked, isPercent } = shares
  const isReady = group.verdict.isReady
  const band =
    reported.band === null || isPercent
      ? reported.band
      : `${reported.band}; ${countOf(group, count)}, counts only`
  const { height, bottom, draw } = layRows(shares, scheme, width - MARGIN.text - MARGIN.right)
  // "retreat, shrewd pivot or neither"
  const labels = rows.map(({ label }) => isolate(label))
  const question = `${name}: ${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}?`
  const { title, above } = isReady
    ? titleOf(renderFinding(citedOf(breakdown, reported)), deal && name)
    : { title: question, above: '' }
  const reading = joined([
    describeMarking(shares, reported, breakdown),
    describeLabels(reported),
    promptWords(group, context.origin),
    ...(isReady ? sentenceWords(group.findings, wording.name) : []),
    isReady ? reasonWords(breakdown.audit ?? {}) : '',
  ])
  const drawn = `${isMarked ? 'A mark for each post' : 'Bars'}: ${rows.map((row) => `${row.name} ${row.value}`).join(', ')}. ${describeReading(reported, breakdown)}`
  const alt = `${band === null ? '' : `${band}. `}${drawn}`
  const id = `${slug}-shares`
  const source = sourceLine(context, lettersIn(context.width))
  const { svg, size } = renderChart({
    ...context,
    id,
    band,
    description: alt,
    title: isolateRuns(title),
    subtitle: joined([above, describePosts(shares, reported, context)]),
    notes: [isolateRuns(`${reading} Posts captured, not a poll.`), source],
    plotHeight: height,
    plotBottom: bottom,
    draw,
  })
  return { name: id, svg, alt, source, size, csv: renderTable(shares, name, band ?? '') }
}
