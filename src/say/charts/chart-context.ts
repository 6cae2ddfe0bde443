import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatLevel, formatNumber } from '../../base/text/format-count.js'
import { isolateRuns } from '../../base/text/right-to-left.js'
import { withStop } from '../cite/wording.js'
import { type LabelLook, labelLooks, UNLABELLED_LOOK } from '../facts/label-look.js'
import type { ReportGroup } from '../facts/report-group.js'
import { type Chart, type ChartFrame, type ChartTheme, renderChart } from '../svg/chart.js'

/** Settings shared by all charts of a report. */
export interface ChartContext {
  readonly scheme: StanceScheme
  /** Null without posts. */
  readonly model: string | null
  /** Date printed as given; null prints none. */
  readonly date: string | null
  readonly confidenceLevel: number
  readonly width: number
  readonly isBare: boolean
  readonly theme: ChartTheme
  /** Where the posts come from, as the source of a chart says it; null for no more than the model. */
  readonly credit: string | null
  /** Who made the picture, as its source line ends: "Chart: Ada Roe"; null for nobody. */
  readonly byline: string | null
  /** Title of the main deal's shares; null composes one. */
  readonly title: string | null
}

/** A chart with its file name and alternative text. */
export interface ReportChart {
  readonly name: string
  readonly svg: string
  readonly alt: string
}

interface FrameOptions extends Pick<Chart, 'plotHeight' | 'plotLeft' | 'plotBottom' | 'legend'> {
  readonly kind: string
  readonly title: string
  readonly subtitle: string
  /** How to read the chart, in sentences. */
  readonly reading: string
}

/** Builds the frame of a group's chart, with what must not be passed on without it across the top. */
export function chartFrame(
  { slug, band = null }: Pick<ReportGroup, 'slug'> & { readonly band?: string | null },
  context: ChartContext,
  { kind, title, subtitle, reading, ...plot }: FrameOptions,
): ChartFrame {
  const { model, date, width, isBare, theme, credit, byline } = context
  const labels = ['dealstance', ...(model === null ? [] : [`model ${model}`]), ...(date === null ? [] : [date])].join(', ')
  const source = credit === null ? labels : `${withStop(credit)} Labels: ${labels}`
  return {
    id: `${slug}-${kind}`,
    title: isolateRuns(title),
    subtitle,
    source: `${reading} Source: ${source}.${byline === null ? '' : ` ${withStop(byline)}`}`,
    width,
    isBare,
    theme,
    ...plot,
    ...(band !== null && { band }),
  }
}

/** Draws a chart in its frame. @param description the charted values in words */
export const drawReportChart = (frame: ChartFrame, description: string, draw: Chart['draw']): ReportChart => ({
  name: frame.id,
  svg: renderChart({ ...frame, description, draw }),
  alt: `${frame.title}${frame.title.endsWith('?') ? '' : '.'} ${frame.subtitle}. ${description}`,
})

/** "n = 170 captured posts (12 known authors, 3 without); machine-labelled; not checked by people" */
export function describeSample({ group, audit, labelled }: ReportGroup): string {
  const { postCount, authorCount, unknownAuthorCount } = group
  const authors =
    authorCount === 0
      ? ', no author known'
      : unknownAuthorCount === 0
        ? ` by ${formatCount(authorCount, 'author')}`
        : ` (${formatCount(authorCount, 'known author')}, ${formatNumber(unknownAuthorCount)} without)`
  const checked = audit === null ? 'machine-labelled; not checked by people' : `${formatNumber(audit.labelledCount)} of them ${labelled}`
  return `n = ${formatCount(postCount, 'captured post')}${authors}; ${checked}`
}

/** The confidence level as "95%". */
export const formatConfidence = ({ confidenceLevel }: ChartContext): string => formatLevel(confidenceLevel)

export const lookOf = ({ scheme }: ChartContext, label: string | null): LabelLook =>
  (label === null ? undefined : labelLooks(scheme).get(label)) ?? UNLABELLED_LOOK
