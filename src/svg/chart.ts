import { element, escapeXml, textElement } from './svg-element.js'
import { wrapText } from './wrap-text.js'

/** The inner rectangle that marks are drawn in, in pixels from the top left of the picture. */
export interface PlotArea {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** One line of the key: what a mark looks like, by its class, and what it stands for. */
export interface LegendEntry {
  readonly mark: 'line' | 'box' | 'dash'
  /** Place of the colour, from 1 on; see {@link SERIES_COUNT}. */
  readonly series: number
  readonly label: string
}

export interface Chart {
  /** Told apart from all other charts of a page; letters, digits and hyphens. */
  readonly id: string
  readonly title: string
  /** One line under the title: what was measured, with n. */
  readonly subtitle: string
  /** The chart in words, for those who don't see it: what is on the axes, and what comes out. */
  readonly description: string
  /** Where the numbers come from. */
  readonly source: string
  /** Height of the plot in pixels. Default 300. */
  readonly plotHeight?: number
  readonly legend?: readonly LegendEntry[]
  /** Marks and axes as markup, drawn into the area. */
  draw(area: PlotArea): readonly string[]
}

export const CHART_WIDTH = 560

/** Around the plot, and beside the lines of text, in pixels. */
const MARGIN = { left: 64, right: 28, bottom: 46, text: 20 }
const LINE_HEIGHT = 16
const LEGEND_HEIGHT = 22
const PLOT_HEIGHT = 300
/** Widths of letters of 12 and 15 pixels, on average, for wrapping. */
const SMALL_LETTER = 6.1
const TITLE_LETTER = 8.8

/**
 * Ink and paper by the reader's setting. The hues are Okabe and Ito's blue, vermilion, green and orange, which colour-blind readers tell apart,
 * darkened or lightened to a contrast of at least 4.5:1 with their ground (`test/svg/chart.test.ts`).
 */
export const CHART_COLOURS = {
  light: { paper: '#ffffff', ink: '#1b1b1b', soft: '#555555', grid: '#e3e3e3', series: ['#0072b2', '#b84700', '#00785a', '#8a5c00'] },
  dark: { paper: '#161616', ink: '#eeeeee', soft: '#b4b4b4', grid: '#3a3a3a', series: ['#56b4e9', '#ff8a4c', '#2fc79a', '#e8b23a'] },
} as const

/** Colours that a chart has for series, numbered from 1. */
export const SERIES_COUNT = CHART_COLOURS.light.series.length

/** Plain rules, colour by colour: programs that know no CSS variables draw charts too. */
function colourRules({ paper, ink, soft, grid, series }: (typeof CHART_COLOURS)['light' | 'dark']): string {
  const marks = series.map((colour, index) => `.chart .fill${index + 1}{fill:${colour}}.chart .stroke${index + 1}{stroke:${colour}}`)
  return `.chart .paper{fill:${paper}}.chart text{fill:${ink}}.chart .soft{fill:${soft}}.chart .grid{stroke:${grid}}.chart .axis,.chart .dash{stroke:${soft}}${marks.join('')}`
}

const STYLE = `
.chart text{font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}
.chart .title{font-size:15px;font-weight:600}
.chart .count{font-size:10px}
.chart .dash{stroke-dasharray:5 4}
.chart .line{stroke-width:2;stroke-linejoin:round}
.chart .grid,.chart .axis,.chart .dash,.chart .line{fill:none}
.chart .band{opacity:.22}
${colourRules(CHART_COLOURS.light)}
@media (prefers-color-scheme:dark){${colourRules(CHART_COLOURS.dark)}}
`.trim()

/**
 * A whole picture: title, line under it, key, plot, source; named and described for screen readers; light or dark as the reader's setting says.
 * Stands alone: no script, no outside font or picture.
 */
export function renderChart({ id, title, subtitle, description, source, plotHeight = PLOT_HEIGHT, legend = [], draw }: Chart): string {
  const textWidth = CHART_WIDTH - 2 * MARGIN.text
  const titleLines = wrapText(title, Math.floor(textWidth / TITLE_LETTER))
  const subtitleLines = wrapText(subtitle, Math.floor(textWidth / SMALL_LETTER))
  const sourceLines = wrapText(source, Math.floor(textWidth / SMALL_LETTER))
  const subtitleTop = 14 + titleLines.length * (LINE_HEIGHT + 4)
  const legendTop = subtitleTop + subtitleLines.length * LINE_HEIGHT + 6
  const top = legendTop + legend.length * LEGEND_HEIGHT + 12
  const area: PlotArea = { left: MARGIN.left, top, right: CHART_WIDTH - MARGIN.right, bottom: top + plotHeight }
  const sourceTop = area.bottom + MARGIN.bottom + 4
  const height = sourceTop + sourceLines.length * LINE_HEIGHT + 8
  const lines = (texts: readonly string[], y: number, step: number, className: string): string[] =>
    texts.map((text, index) => textElement(text, { x: MARGIN.text, y: y + (index + 1) * step - 4, class: className }))
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${CHART_WIDTH} ${height}`,
      width: CHART_WIDTH,
      height,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
      class: 'chart',
    },
    [
      element('title', { id: `${id}-title` }, [escapeXml(title)]),
      element('desc', { id: `${id}-desc` }, [escapeXml(`${subtitle}. ${description}`)]),
      element('style', {}, [STYLE]),
      element('rect', { class: 'paper', width: CHART_WIDTH, height }),
      ...lines(titleLines, 12, LINE_HEIGHT + 4, 'title'),
      ...lines(subtitleLines, subtitleTop, LINE_HEIGHT, 'soft'),
      ...legend.flatMap((entry, index) => renderLegendEntry(entry, legendTop + index * LEGEND_HEIGHT + LEGEND_HEIGHT / 2)),
      ...draw(area),
      ...lines(sourceLines, sourceTop, LINE_HEIGHT, 'soft'),
    ],
  )}\n`
}

function renderLegendEntry({ mark, series, label }: LegendEntry, y: number): string[] {
  const x = MARGIN.text
  const sample =
    mark === 'box'
      ? element('rect', { x, y: y - 6, width: 22, height: 12, class: `fill${series}` })
      : element('line', { x1: x, x2: x + 22, y1: y, y2: y, class: mark === 'dash' ? 'dash' : `line stroke${series}` })
  return [sample, textElement(label, { x: x + 30, y: y + 4 })]
}
