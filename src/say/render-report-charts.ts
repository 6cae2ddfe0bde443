import { MIN_PERCENT_COUNT } from '../base/text/format-count.js'
import type { ChartContext, ReportChart } from './charts/chart-context.js'
import { renderOverviewChart, renderSharesChart } from './charts/shares-chart.js'
import { binPosts, renderTimeChart } from './charts/time-chart.js'
import type { ReportInput } from './facts/report.js'
import { listGroups, type ReportGroup } from './facts/report-group.js'
import { labelledCountOf } from './facts/share-words.js'
import { html, type Markup, trusted } from './page/html.js'
import { CHART_WIDTH, type ChartTheme } from './svg/chart.js'

/** Charts of one deal, or of all posts. A chart is null where the posts lack its data; of few posts there are counts alone, and those of the first group only. */
export interface GroupCharts {
  readonly reported: ReportGroup
  readonly shares: ReportChart | null
  readonly time: ReportChart | null
}

export interface ReportCharts {
  /** One chart per side: its share in each deal. */
  readonly overview: readonly ReportChart[]
  readonly groups: readonly GroupCharts[]
}

/** How the pictures of a report look, and which are drawn. */
export interface ReportChartOptions {
  /** In pixels; default 560. */
  readonly width?: number
  /** Default light. */
  readonly theme?: ChartTheme
  /** Where the posts come from, for the source line; default nothing. */
  readonly credit?: string | undefined
  /** Who made the pictures, "Chart: Ada Roe"; default nothing. */
  readonly byline?: string | undefined
  /** Title of the first picture of shares; default one made of what was found. */
  readonly title?: string | undefined
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare?: boolean
  /** Groups to draw; default all. */
  readonly groups?: readonly ReportGroup[]
}

const contextOf = (
  { breakdown, scheme, date }: ReportInput,
  { width = CHART_WIDTH, theme = 'light', credit, byline, isBare = false }: ReportChartOptions,
): ChartContext => ({
  ...{ scheme, date, width, isBare, theme, title: null },
  model: breakdown.model,
  confidenceLevel: breakdown.options.confidenceLevel,
  credit: credit ?? null,
  byline: byline ?? null,
})

export function buildReportCharts(input: ReportInput, options: ReportChartOptions = {}): ReportCharts {
  const { breakdown, posts, scheme } = input
  const { title = null, groups = listGroups(breakdown, posts) } = options
  const context = contextOf(input, options)
  const binning = binPosts(posts)
  const large = groups.filter(({ dealId, group }) => dealId !== null && labelledCountOf(group) >= MIN_PERCENT_COUNT)
  return {
    overview: scheme.sides.flatMap((side) => renderOverviewChart(large, side, context) ?? []),
    groups: groups.map((reported) => {
      const isMain = reported === groups[0]
      const isSmall = labelledCountOf(reported.group) < MIN_PERCENT_COUNT
      const shares = isSmall && !isMain ? null : renderSharesChart(reported, { ...context, title: isMain ? title : null })
      return { reported, shares, time: isSmall ? null : renderTimeChart(reported, context, breakdown.options, binning) }
    }),
  }
}

/** The shares of a deal, or of all posts, as the report draws them; null for a group without shares. */
export function renderSharesOf(input: ReportInput, dealId: string | null, options: ReportChartOptions): ReportChart | null {
  const reported = listGroups(input.breakdown, input.posts).find((one) => one.dealId === dealId)
  return reported === undefined ? null : renderSharesChart(reported, contextOf(input, options))
}

/** Kinds of pictures, for a choice among them. */
export const CHART_KINDS = ['shares', 'overview', 'time'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/**
 * Renders the charts of a report as separate files; of fewer posts than a percentage needs, the counts of the main deal alone. Each has a title, n,
 * interval, source, and the given date.
 *
 * @param options `only`: the kinds to draw; default all
 */
export function renderReportCharts(
  input: ReportInput,
  { only = CHART_KINDS, ...options }: Omit<ReportChartOptions, 'isBare' | 'groups'> & { readonly only?: readonly ChartKind[] } = {},
): ReportChart[] {
  const { overview, groups } = buildReportCharts(input, options)
  const wanted = (kind: ChartKind, charts: readonly (ReportChart | null)[]): ReportChart[] =>
    only.includes(kind) ? charts.flatMap((chart) => chart ?? []) : []
  const groupCharts = groups.flatMap(({ shares, time }) => [...wanted('shares', [shares]), ...wanted('time', [time])])
  return [...wanted('overview', overview), ...groupCharts]
}

const INDEX_STYLE = `body { max-width: 45rem; margin: 1rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark }
img { max-width: 100%; height: auto; border: 1px solid #8888 } pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .5rem; border: 1px solid #8888 }`

/**
 * A page that shows the pictures of a folder, each with its alternative text and the code that puts it into an article.
 *
 * @param narrow names of those that have a file for phones, NAME-narrow
 */
export function renderPictureIndex(pictures: readonly ReportChart[], type: 'svg' | 'png', narrow: ReadonlySet<string>): string {
  const codeOf = ({ name, alt }: ReportChart): Markup => {
    const image = html`<img src="${name}.${type}" alt="${alt}">`
    return narrow.has(name) ? html`<picture><source media="(max-width: 480px)" srcset="${name}-narrow.${type}">${image}</picture>` : image
  }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pictures</title>
<style>${trusted(INDEX_STYLE)}</style>
</head>
<body>
<h1>Pictures</h1>
<p>To embed one, put its files where your article can reach them, and copy its code.</p>
${pictures.map((picture) => {
  const code = codeOf(picture)
  return html`<h2>${picture.name}</h2>
${code}
<h3>Alternative text</h3>
<p>${picture.alt}</p>
<h3>Embed code</h3>
<pre tabindex="0" role="region" aria-label="embed code of ${picture.name}">${code.markup}</pre>
`
})}</body>
</html>
`.markup
}
