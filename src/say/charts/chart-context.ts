import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, roundOutwards } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { type Estimate, shareWords } from '../facts/share-words.js'
import { shownLink, sourceWords, type ThreadSource } from '../facts/thread-source.js'
import { withStop } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { type Chart, type ChartTheme, renderChart } from '../svg/chart.js'

/** Width, colours and words of a chart. */
export interface ChartLook {
  readonly width: number
  readonly theme: ChartTheme
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare: boolean
  /** Source of the posts. Default: platform, opening author, days and link, as far as the posts have them. */
  readonly credit: string | undefined
  /** Address of the thread. Default: that of its opening post. */
  readonly link: string | undefined
  /** True hides the title of the main deal's shares, on a page that shows it. */
  readonly isTitled: boolean
}

/** Settings shared by all charts of a report. */
export interface ChartContext extends ChartLook {
  readonly breakdown: Breakdown
  readonly scheme: StanceScheme
  readonly origin: ThreadSource
}

/** A picture with its file name and alternative text. */
interface Picture {
  readonly name: string
  readonly svg: string
  readonly alt: string
  readonly source: string
  readonly size: readonly [number, number]
}

/** A chart with the table of its numbers. */
export interface ReportChart extends Picture {
  /** A row for each number, as printed. Columns: name, posts, label, value, unit, low, high, source, required note. */
  readonly csv: string
}

/** A number of a chart, or the note of a row without one. */
export interface ChartDatum {
  readonly name: string
  readonly postCount: number
  readonly label?: string
  readonly estimate?: Estimate
  readonly note?: string
}

/** The group of a chart, and the words of the chart. */
export interface ChartWords extends Pick<Chart, 'over' | 'title' | 'subtitle' | 'isTitled' | 'band'> {
  /** Name of the file. */
  readonly id: string
  readonly dealId: string | null
  /** The legend in sentences, with what must stand beside the numbers. */
  readonly reading: string
  readonly postCount: number
}

function sourceLines(
  { credit, link, origin }: Pick<ChartContext, 'credit' | 'link' | 'origin'>,
  postCount: number,
  dealId: string | null,
): string[] {
  const where = credit ?? sourceWords(origin, formatCount(postCount, 'post'), dealId)
  const address = link === undefined ? (credit === undefined ? origin.link : null) : shownLink(link)
  const source = withStop([where.replace(/\.$/, ''), ...(address === null ? [] : [address])].join('; '))
  return [isolateRuns(`Source: ${source}`), 'Chart: dealstance.']
}

export function drawReportChart(
  { dealId, reading, postCount, over = '', ...words }: ChartWords,
  context: ChartContext,
  { data, ...plot }: Pick<Chart, 'description' | 'plotHeight' | 'plotBottom' | 'draw'> & { readonly data: readonly ChartDatum[] },
): ReportChart {
  const { width: chartWidth, isBare, theme } = context
  const { id, band = null, subtitle } = words
  const title = isolateRuns(words.title)
  const notes = [isolateRuns(reading), ...sourceLines(context, postCount, dealId)]
  const description = `${plot.description}. ${notes.join(' ')}`
  const svg = renderChart({ ...words, ...plot, over: isolateRuns(over), title, notes, description, width: chartWidth, isBare, theme })
  // Size of the whole picture, with or without its title.
  const [, top, width, height] = (/viewBox="0 (\d+) (\d+) (\d+)"/.exec(svg) ?? []).map(Number)
  return {
    ...{ name: id, svg, source: notes[1] ?? '', size: [width ?? 0, (top ?? 0) + (height ?? 0)] },
    alt: `${band === null ? '' : `${band}. `}${withStop(title)} ${subtitle}. ${description}`,
    csv: [['of', 'posts', 'label', 'value', 'unit', 'low', 'high', 'by', 'note'], ...data.map((datum) => csvCells(datum, band ?? ''))]
      .map((row) => csvRow(row))
      .join(''),
  }
}

/** Values as printed: whole, their bounds rounded outwards. @param band words across the top of the picture */
function csvCells({ name, postCount, label, estimate, note = '' }: ChartDatum, band: string): (string | number | null)[] {
  if (estimate === undefined) return [name, postCount, null, null, null, null, null, null, note]
  const { share, interval, counted } = estimate
  const [unit, of]: [string, number] = shareWords(postCount).isPercent ? ['%', 100] : ['posts', postCount]
  const { low = null, high = null } = interval === null ? {} : roundOutwards(interval, of)
  const values = [Math.round(share * of), unit, low, high]
  return [name, postCount, label ?? null, ...values, counted === null ? 'model' : 'audit', band]
}

/** "retreat, shrewd pivot or neither" */
export const oneOf = (labels: readonly string[]): string => {
  const names = labels.map((label) => isolate(label))
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
