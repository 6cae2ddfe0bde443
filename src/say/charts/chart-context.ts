import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type Estimate, shareWords } from '../facts/share-words.js'
import { withStop } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { givenName } from '../format/names.js'
import { type Chart, type ChartFrame, type ChartTheme, renderChart } from '../svg/chart.js'

/** Width, colours and words of a chart. */
export interface ChartLook {
  /** In pixels; default 560. */
  readonly width: number
  /** Default light. */
  readonly theme: ChartTheme
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare: boolean
  /** Where the posts come from, as the source of a chart says it; default no more than the model. */
  readonly credit: string | undefined
  /** The credit at the end of their source: "Chart: Ada Roe"; default nobody. */
  readonly byline: string | undefined
  /** A line of one's own above the finding of the main deal's shares and of the card; default nothing. */
  readonly title: string | undefined
}

/** Settings shared by all charts of a report. */
export interface ChartContext extends ChartLook {
  readonly scheme: StanceScheme
  /** Null without posts. */
  readonly model: string | null
  /** Date printed as given; null prints none. */
  readonly date: string | null
  /** The confidence level as "95%". */
  readonly level: string
}

/** A picture with its file name and alternative text. */
export interface Picture {
  readonly name: string
  readonly svg: string
  readonly alt: string
}

/** A chart with the table of its numbers. */
export interface ReportChart extends Picture {
  /** A row for each number, as printed: of what, posts, label, value, unit, low, high, who counted, and what must not be left out. */
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

interface FrameOptions extends Pick<Chart, 'plotHeight' | 'plotBottom'> {
  readonly kind: string
  readonly over?: string | undefined
  readonly title: string
  readonly subtitle: string
  /** The legend in sentences. */
  readonly reading: string
}

/** Builds the frame of a group's chart, with what must not be passed on without it across the top. */
export function chartFrame(
  { slug, band = null }: Pick<ReportGroup, 'slug'> & { readonly band?: string | null },
  context: ChartContext,
  { kind, over, title, subtitle, reading, ...plot }: FrameOptions,
): ChartFrame {
  const { model, date, width, isBare, theme, credit, byline } = context
  const labels = ['dealstance', ...(model === null ? [] : [`model ${givenName(model)}`]), ...(date === null ? [] : [date])].join(', ')
  const source = credit === undefined ? labels : `${withStop(credit)} Labels: ${labels}`
  return {
    id: `${slug}-${kind}`,
    ...(over !== undefined && { over: isolateRuns(over) }),
    title: isolateRuns(title),
    subtitle,
    source: `${reading} Source: ${source}.${byline === undefined ? '' : ` ${withStop(byline)}`}`,
    width,
    isBare,
    theme,
    ...plot,
    ...(band !== null && { band }),
  }
}

/** Draws a chart in its frame. @param said the charted values, in words and as a table */
export const drawReportChart = (
  frame: ChartFrame,
  { description, data }: { readonly description: string; readonly data: readonly ChartDatum[] },
  draw: Chart['draw'],
): ReportChart => ({
  name: frame.id,
  svg: renderChart({ ...frame, description, draw }),
  alt: `${frame.band === undefined ? '' : `${frame.band}. `}${frame.title}${frame.title.endsWith('?') ? '' : '.'} ${frame.subtitle}. ${description}`,
  csv: [['of', 'posts', 'label', 'value', 'unit', 'low', 'high', 'by', 'note'], ...data.map((datum) => csvCells(datum, frame.band))]
    .map((row) => csvRow(row))
    .join(''),
})

/** Values as printed: whole, their bounds rounded outwards. @param band what the picture says across its top */
function csvCells({ name, postCount, label, estimate, note = '' }: ChartDatum, band = ''): (string | number | null)[] {
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
