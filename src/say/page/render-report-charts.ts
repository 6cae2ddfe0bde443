import { formatLevel, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { mainDealOf } from '../../count/audited/outlook.js'
import type { ChartContext, ChartLook, Picture, ReportChart } from '../charts/chart-context.js'
import { renderDealsChart } from '../charts/grid-chart.js'
import { renderSharesChart } from '../charts/share-rows.js'
import { binPosts, renderTimeChart } from '../charts/time-chart.js'
import type { ReportInput } from '../facts/report.js'
import { hasPictures, listGroups, type ReportGroup } from '../facts/report-group.js'
import { labelledCountOf } from '../facts/share-words.js'
import { sourceOf } from '../facts/thread-source.js'
import { CHART_WIDTH } from '../svg/chart.js'
import { CHART_COLOURS } from '../svg/colours.js'
import { html, type Markup, trusted } from './html.js'

/**
 * Charts of one deal, or of all posts. A chart is null where the posts lack its data. Few posts give only counts, for the main group and
 * citable deals. All posts together are drawn only where they are the finding: they mix unlike deals.
 */
export interface GroupCharts {
  readonly reported: ReportGroup
  /** True for the group of the card. */
  readonly isMain: boolean
  readonly shares: ReportChart | null
  readonly time: ReportChart | null
}

/** Look and choice of the pictures of a report. */
export interface ReportChartOptions extends Partial<ChartLook> {
  readonly groups?: readonly ReportGroup[]
  /** True if a group has charts of its own; default all. */
  readonly isShown?: (group: ReportGroup) => boolean
}

export function buildReportCharts({ breakdown, posts, scheme, date }: ReportInput, options: ReportChartOptions) {
  const { title, groups = listGroups(breakdown, posts), isShown = () => true, ...look } = options
  const context: ChartContext = {
    ...{ width: CHART_WIDTH, theme: 'light', isBare: false, isTitled: false, credit: undefined, readers: undefined, byline: undefined },
    ...look,
    ...{ title: undefined, breakdown, scheme, date, origin: sourceOf(posts), level: formatLevel(breakdown.options.confidenceLevel) },
  }
  const binning = binPosts(posts)
  const main = mainDealOf(breakdown)
  return {
    /** The deals side by side; null where fewer than two may show shares. */
    overview: renderDealsChart(groups, context),
    groups: groups.filter(isShown).map((reported): GroupCharts => {
      const isMain = reported.dealId === (main?.dealId ?? null)
      const isSmall = labelledCountOf(reported.group) < MIN_PERCENT_COUNT
      const isDrawn = isMain || (reported.dealId !== null && hasPictures(reported, main))
      const shares = isDrawn ? renderSharesChart(reported, { ...context, ...(isMain ? { title } : { isTitled: false }) }) : null
      const time = isDrawn && !isSmall ? renderTimeChart(reported, context, binning) : null
      return { reported, isMain, shares, time }
    }),
  }
}

/**
 * Renders the charts of a report as separate files. With too few posts for percentages, only the counts of the main deal. Each has a title,
 * n, interval, source, and the given date.
 */
export function renderReportCharts(input: ReportInput, look: Omit<Partial<ChartLook>, 'isBare' | 'isTitled'> = {}): ReportChart[] {
  const { overview, groups } = buildReportCharts(input, look)
  return [overview, ...groups.flatMap(({ shares, time }) => [shares, time])].filter((chart) => chart !== null)
}

const { light, dark } = CHART_COLOURS
const INDEX_STYLE = `:root { color-scheme: light dark; --link: #0b57a4 }
@media (prefers-color-scheme: dark) { :root { --link: #8ab8f0 } body { background: ${dark.paper}; color: ${dark.ink} } }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif } main { max-width: 45rem; margin: 1rem auto; padding: 0 1rem }
a { color: var(--link) } figure { margin: 0 } figcaption { font-size: .875rem }
img { max-width: 100%; height: auto; border: 1px solid ${light.grid} } pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .5rem; border: 1px solid #8888 }`

type PictureFile = 'svg' | 'narrow' | 'png'

/** The code that puts a picture into an article. @param report address of the report; its link is left out without one */
export function embedCode(
  { name, alt, source, size }: Omit<Picture, 'svg'>,
  {
    type = 'svg',
    narrow = null,
    report,
  }: { readonly type?: 'svg' | 'png'; readonly narrow?: Picture['size'] | null; readonly report?: string | undefined } = {},
): string {
  const sized = ([width, height]: Picture['size']): Markup => html`width="${width}" height="${height}"`
  const image = html`<img src="${name}.${type}" ${sized(size)} alt="${alt}" style="max-width:100%;height:auto">`
  const picture =
    narrow === null
      ? image
      : html`<picture><source media="(max-width: 480px)" srcset="${name}-narrow.${type}" ${sized(narrow)}>${image}</picture>`
  const link = report === undefined ? null : html` <a href="${report}">The report</a>`
  return html`<figure>${picture}<figcaption>${source}${link}</figcaption></figure>`.markup
}

/** A picture with its files in a folder. `narrow`: size of the picture for phones. */
export interface FiledPicture extends Picture {
  readonly files: readonly PictureFile[]
  readonly narrow: Picture['size'] | null
}

/**
 * A page that shows the pictures of a folder, each with its files, alternative text and embed code.
 *
 * @param pictures each with its files, at least one
 * @param report address of the report, for the code
 */
export function renderPictureIndex(pictures: readonly FiledPicture[], report?: string): string {
  const sectionOf = (picture: FiledPicture): Markup => {
    const { name, alt, files } = picture
    const types = (['svg', 'png'] as const).filter((type) => files.includes(type))
    const names = files.map((file) => (file === 'narrow' ? `${name}-narrow.svg` : `${name}.${file}`))
    const codeOf = (type: 'svg' | 'png'): string => embedCode(picture, { type, narrow: type === 'svg' ? picture.narrow : null, report })
    return html`<h2>${name}</h2>
${trusted(codeOf(types[0] ?? 'svg'))}
<p>${names.map((file) => html`<a href="${file}">${file}</a> `)}</p>
<h3>Alternative text</h3>
<p>${alt}</p>
${types.map(
  (type) => html`<h3>Embed code, ${type.toUpperCase()}</h3>
<pre>${codeOf(type)}</pre>
`,
)}`
  }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pictures</title>
<style>${trusted(INDEX_STYLE)}</style>
</head>
<body><main>
<h1>Pictures</h1>
<p>To embed one, upload its files, copy its code, and put their addresses into it${report === undefined ? '' : ', that of the report too'}.</p>
${pictures.map(sectionOf)}</main></body>
</html>
`.markup
}
