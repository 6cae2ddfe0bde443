import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { type Estimate, shareWords } from '../facts/share-words.js'
import { shownLink, type ThreadSource } from '../facts/thread-source.js'
import { withStop } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { type Chart, type ChartTheme, renderChart } from '../svg/chart.js'

/** Size, colours and words of a chart. */
export interface ChartLook {
  readonly width: number
  readonly theme: ChartTheme
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare: boolean
  /** Source of the posts. Default: platform, opening author, days and link, as far as the posts have them. */
  readonly credit: string | undefined
  /** Address of the thread. Default: that of its opening post. */
  readonly link: string | undefined
  /** Least height; 0 for what the texts and the plot need. */
  readonly height: number
}

/** Settings shared by all charts of a report. */
export interface ChartContext extends ChartLook {
  readonly breakdown: Breakdown
  readonly scheme: StanceScheme
  readonly origin: ThreadSource
}

/** A picture with its file name, its alternative text and the table of its numbers. */
export interface ReportChart {
  readonly name: string
  readonly svg: string
  readonly alt: string
  readonly source: string
  readonly size: readonly [number, number]
  /** A row for each number, as printed. Columns: name, posts, label, value, unit, low, high, source, required note. */
  readonly csv: string
}

/** A number of a chart. */
interface ChartDatum {
  readonly name: string
  readonly postCount: number
  readonly label: string
  readonly estimate: Estimate
}

/** The group of a chart, and the words of the chart. */
interface ChartWords extends Pick<Chart, 'title' | 'subtitle' | 'band'> {
  /** Name of the file. */
  readonly id: string
  /** The legend in sentences, with what must stand beside the numbers. */
  readonly reading: string
}

function sourceLine({ credit, link, origin }: Pick<ChartContext, 'credit' | 'link' | 'origin'>): string {
  const address = link === undefined ? (credit === undefined ? origin.link : null) : shownLink(link)
  const where = (credit ?? origin.platform ?? 'posts as captured').replace(/\.$/, '')
  return isolateRuns(`Source: ${withStop([where, ...(address === null ? [] : [address])].join(', '))} Chart: dealstance.`)
}

/** Draws a chart with its words. @param plot `description`: what is drawn, in a sentence or two without the title */
export function drawReportChart(
  { reading, ...words }: ChartWords,
  context: ChartContext,
  { data, ...plot }: Pick<Chart, 'description' | 'plotHeight' | 'plotBottom' | 'draw'> & { readonly data: readonly ChartDatum[] },
): ReportChart {
  const { width, height, isBare, theme } = context
  const { id, band = null } = words
  const title = isolateRuns(words.title)
  const source = sourceLine(context)
  const notes = [isolateRuns(`${reading} Posts captured, not a poll.`), source]
  const description = `${band === null ? '' : `${band}. `}${plot.description}`
  const svg = renderChart({ ...words, ...plot, title, notes, description, width, height, isBare, theme })
  const [, drawnWidth = 0, drawnHeight = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number)
  return {
    ...{ name: id, svg, source, size: [drawnWidth, drawnHeight], alt: description },
    csv: [['of', 'posts', 'label', 'value', 'unit', 'low', 'high', 'by', 'note'], ...data.map((datum) => csvCells(datum, band ?? ''))]
      .map((row) => csvRow(row))
      .join(''),
  }
}

/** Values as printed: whole, their bounds rounded outwards. @param band words across the top of the picture */
function csvCells({ name, postCount, label, estimate: { share, interval, counted } }: ChartDatum, band: string) {
  const [unit, of]: [string, number] = shareWords(postCount).isPercent ? ['%', 100] : ['posts', postCount]
  const { low = null, high = null } = interval === null ? {} : roundOutwards(interval, of)
  const values = [Math.round(share * of), unit, low, high]
  return [name, postCount, label, ...values, counted === null ? 'model' : 'audit', band]
}

/** "retreat, shrewd pivot or neither" */
export const oneOf = (labels: readonly string[]): string => {
  const names = labels.map((label) => isolate(label))
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
