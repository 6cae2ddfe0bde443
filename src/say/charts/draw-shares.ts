import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import { captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import { citedWords } from '../cite/cited-words.js'
import { isMostMissing, renderFinding } from '../cite/sentence.js'
import { type LabelLook, lookOf } from '../facts/label-colours.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type Estimate, roundParts } from '../facts/share-words.js'
import { countOf, findSubject, promptWords, withStop, wordingFor } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { truncateLine } from '../format/display-width.js'
import { capitalise, joined } from '../format/names.js'
import { sentenceWords } from '../rules/finding-words.js'
import {
  type ChartTheme,
  LINE_HEIGHT,
  MARGIN,
  type PlotArea,
  renderAxis,
  renderAxisWords,
  renderChart,
  scaleLinear,
  textWidth,
} from '../svg/chart.js'
import { element, escapeXml, renderMarker } from '../svg/elements.js'
import { rowsOf, type ShareRows } from './share-facts.js'
import {
  type Credit,
  describeMarking,
  describePosts,
  describeReading,
  type Origin,
  sourceLine,
} from './share-notes.js'

/** Size, colours and words of a chart. */
export interface ChartLook extends Credit {
  readonly width: number
  readonly theme: ChartTheme
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare: boolean
  /** Least height; 0 for what the texts and the plot need. */
  readonly height: number
}

/** Settings shared by all charts of a report. */
export interface ChartContext extends ChartLook, Origin {
  readonly scheme: StanceScheme
}

/** A picture with its file name, its alternative text and the table of its numbers. */
export interface ReportChart {
  readonly name: string
  readonly svg: string
  readonly alt: string
  readonly source: string
  readonly size: readonly [number, number]
  /**
   * A row for each number, as printed. Columns: name, posts, label, value, unit, low, high, source,
   * required note.
   */
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
function layRows({ rows, isMarked }: ShareRows, scheme: StanceScheme, width: number) {
  const perLine = Math.max(5, Math.min(MAX_MARKS_IN_LINE, 5 * Math.floor(width / (5 * MARK + GAP))))
  const most = Math.min(perLine, largestOf(rows.map(({ markCount }) => markCount)))
  const mark = Math.min(WIDE_MARK, Math.floor((width - Math.floor(most / 5) * GAP) / most))
  const laid = rows.map((row) => {
    const seen = row.seen === undefined ? '' : `saw ${row.seen}`
    const isOneLine = textWidth(`${row.name} ${row.value}`, true) + textWidth(`  ${seen}`) <= width
    const textHeight = LINE_HEIGHT * (seen === '' || isOneLine ? 1 : 2)
    const plotHeight = isMarked ? Math.ceil(row.markCount / perLine) * mark : 3 * BAR_HALF
    return { ...row, seen, isOneLine, textHeight, height: textHeight + plotHeight + ROW_GAP }
  })
  const height = sum(laid.map((row) => row.height))
  const draw = (area: PlotArea): string[] => {
    const x = scaleLinear([0, 1], [area.left, area.left + width])
    const spare = (area.bottom - area.top - height) / laid.length
    let top = area.top
    return [
      ...laid.flatMap(
        ({
          label,
          name,
          value,
          seen,
          isOneLine,
          estimate,
          markCount,
          readCount,
          textHeight,
          height: rowHeight,
        }) => {
          const { shape, series } = lookOf(scheme, label)
          const textTop = top + 12
          const plotTop = top + textHeight + 4
          top += rowHeight + spare
          const markAt = (index: number) => ({
            x:
              area.left +
              mark / 2 +
              (index % perLine) * mark +
              Math.floor((index % perLine) / 5) * GAP,
            y: plotTop + mark / 2 + Math.floor(index / perLine) * mark,
          })
          const words = [
            element('tspan', { class: `strong fill${series}` }, [
              escapeXml(truncateLine(name, 34)),
            ]),
            element('tspan', { class: estimate.counted === null ? 'soft' : 'strong' }, [
              escapeXml(` ${value}`),
            ]),
            ...(seen === ''
              ? []
              : [
                  element(
                    'tspan',
                    { class: 'soft', ...(isOneLine ? {} : { x: area.left, dy: LINE_HEIGHT }) },
                    [isOneLine ? `  ${seen}` : seen],
                  ),
                ]),
          ]
          return [
            element('text', { x: area.left, y: textTop }, words),
            ...(isMarked
              ? Array.from({ length: markCount }, (_, index) =>
                  renderMarker(shape, markAt(index), series, mark * 0.36, index >= readCount),
                )
              : [
                  ...renderAxis(x, plotTop + 1.5 * BAR_HALF),
                  ...drawInterval(estimate, x, plotTop + 1.5 * BAR_HALF, { shape, series }),
                ]),
          ]
        },
      ),
      ...(isMarked ? [] : renderAxisWords(x, area.bottom - spare)),
    ]
  }
  return { height, bottom: isMarked ? 0 : AXIS_HEIGHT, draw }
}

function drawInterval(
  { share, interval, counted }: Estimate,
  x: (share: number) => number,
  y: number,
  { shape, series }: Pick<LabelLook, 'shape' | 'series'>,
): string[] {
  const low = x(interval?.low ?? share)
  const high = x(interval?.high ?? share)
  return [
    ...(interval === null
      ? []
      : [
          element('rect', {
            x: low,
            width: high - low,
            y: y - BAR_HALF,
            height: 2 * BAR_HALF,
            class: `band fill${series}`,
          }),
        ]),
    counted === null
      ? renderMarker(shape, { x: x(share), y }, series, 5, true)
      : element('line', {
          x1: x(share),
          x2: x(share),
          y1: y - 10,
          y2: y + 10,
          class: `stroke${series}`,
          'stroke-width': 4,
        }),
  ]
}

/**
 * Values as printed: whole, bounds rounded outwards.
 *
 * @param band words across the picture's top
 */
function renderTable({ rows, count, isPercent }: ShareRows, name: string, band: string): string {
  const [unit, of] = isPercent ? ['%', 100] : ['posts', count]
  const values = roundParts(
    rows.map(({ estimate }) => estimate.share),
    of,
  )
  const cells = rows.map(({ label, estimate: { interval, counted } }, index) => {
    const { low = null, high = null } = interval === null ? {} : roundOutwards(interval, of)
    return [
      name,
      count,
      label,
      values[index] ?? 0,
      unit,
      low,
      high,
      counted === null ? 'model' : 'audit',
      band,
    ]
  })
  return [['of', 'posts', 'label', 'value', 'unit', 'low', 'high', 'by', 'note'], ...cells]
    .map((row) => csvRow(row))
    .join('')
}

/** More words are too many for the title of a picture. */
const MOST_TITLE_WORDS = 12

/** The finding behind the deal's name; the name opens the subtitle where both are too long. */
function titleOf(finding: string | null, name: string | null, question: string) {
  if (finding === null) return { title: question, above: '' }
  if (name === null) return { title: capitalise(finding), above: '' }
  const title = `${name}: ${finding}`
  return title.split(' ').length <= MOST_TITLE_WORDS
    ? { title, above: '' }
    : { title: capitalise(finding), above: withStop(name) }
}

/**
 * Draws a group's shares: a mark for each of up to 100 posts, outlined where nobody read it, else
 * bars with intervals. Its title is the finding if quotable, else the question. Null
 * for a group without shares.
 */
export function renderSharesChart(
  reported: ReportGroup,
  context: ChartContext,
): ReportChart | null {
  const { scheme, breakdown } = context
  const { slug, name, group, dealId } = reported
  const shares = rowsOf(reported, scheme, isMostMissing(captureCountOf(breakdown, dealId)))
  if (shares === null) return null
  const { rows, count, isMarked, isPercent } = shares
  const isReady = reported.band === null && group.verdict.isReady
  const band =
    reported.band === null || isPercent
      ? reported.band
      : `${reported.band}; ${countOf(group, count)}, counts only`
  const { height, bottom, draw } = layRows(
    shares,
    scheme,
    context.width - MARGIN.text - MARGIN.right,
  )
  const finding = isReady
    ? renderFinding(citedWords(breakdown, findSubject(breakdown, dealId ?? undefined)))
    : null
  // "retreat, shrewd pivot or neither"
  const labels = rows.map(({ label }) => isolate(label))
  const question = `${name}: ${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}?`
  const { title, above } = titleOf(finding, dealId === null ? null : name, question)
  const reading = joined([
    describeMarking(shares, reported, context),
    promptWords(group),
    ...(isReady
      ? sentenceWords(group.findings, wordingFor(scheme.labels, breakdown.scheme ?? null).name)
      : []),
  ])
  const drawn = `${isMarked ? 'A mark for each post' : 'Bars'}: ${rows.map((row) => `${row.name} ${row.value}`).join(', ')}. ${describeReading(reported, breakdown)}`
  const description = `${band === null ? '' : `${band}. `}${drawn}`
  const id = `${slug}-shares`
  const source = sourceLine(context)
  const svg = renderChart({
    id,
    band,
    description,
    title: isolateRuns(title),
    subtitle: joined([above, describePosts(shares, reported, context)]),
    notes: [isolateRuns(`${reading} Posts captured, not a poll.`), source],
    plotHeight: height,
    plotBottom: bottom,
    draw,
    width: context.width,
    height: context.height,
    isBare: context.isBare,
    theme: context.theme,
  })
  const [, drawnWidth = 0, drawnHeight = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(
    Number,
  )
  const csv = renderTable(shares, name, band ?? '')
  return { name: id, svg, alt: description, source, size: [drawnWidth, drawnHeight], csv }
}
