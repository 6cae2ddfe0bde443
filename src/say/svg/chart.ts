import type { ScaleLinear } from 'd3-scale'
import { splitRanges } from '../format/ranges.js'
import { element, escapeXml, textElement } from './elements.js'

export { scaleLinear } from 'd3-scale'

/** The plot rectangle, in pixels from the top left of the chart. */
export interface PlotArea {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Chart {
  /** Unique among the charts of a page; letters, digits and hyphens. */
  readonly id: string
  readonly title: string
  /** Subtitle: the measure, with n. */
  readonly subtitle: string
  /** Text alternative: what is drawn, without the title. */
  readonly description: string
  /** Paragraphs below the plot: legend, source and maker. */
  readonly notes: readonly string[]
  /** Width of the whole chart, in pixels. Default {@link CHART_WIDTH}. */
  readonly width?: number
  /** Height of the plot, in pixels. */
  readonly plotHeight: number
  /**
   * Least height of the whole chart, in pixels: the plot takes what the texts leave. Default: what
   * they need.
   */
  readonly height?: number
  /** Space below the plot, in pixels: 26 is enough for an axis. */
  readonly plotBottom: number
  /** Omits the style element, for a page that includes {@link chartStyle} once. Default false. */
  readonly isBare?: boolean
  /** Default light. */
  readonly theme?: ChartTheme
  /**
   * Warning in a band across the top, for pictures that must not be passed on without it. Default:
   * none.
   */
  readonly band?: string | null
  draw(area: PlotArea): readonly string[]
}

export const CHART_WIDTH = 560

/** Space around the plot and left and right of text lines, in pixels. */
export const MARGIN = { right: 28, text: 20 }
export const LINE_HEIGHT = 16
const BAND_HEIGHT = 26
/** Average letter widths at 12, 12 bold and 17 pixels, for wrapping. */
const SMALL_LETTER = 6.6
const STRONG_LETTER = 7.1
const TITLE_LETTER = 9.9

/** Width of small letters on a line, at most: pixels. */
export const textWidth = (text: string, isStrong = false): number =>
  text.length * (isStrong ? STRONG_LETTER : SMALL_LETTER)

/**
 * Foreground and background colours of the light and dark theme. The hues are Okabe and Ito's blue,
 * vermilion, green and orange, which colour-blind readers can distinguish. Each has a contrast of
 * at least 4.5:1 with the background (`test/say/svg/chart.test.ts`).
 */
export const CHART_COLOURS = {
  light: {
    paper: '#ffffff',
    ink: '#1b1b1b',
    soft: '#555555',
    grid: '#e3e3e3',
    series: ['#0072b2', '#b84700', '#00785a', '#8a5c00'],
  },
  dark: {
    paper: '#161616',
    ink: '#eeeeee',
    soft: '#b4b4b4',
    grid: '#3a3a3a',
    series: ['#56b4e9', '#ff8a4c', '#2fc79a', '#e8b23a'],
  },
} as const

/** Literal colours, since some SVG programs do not support CSS variables. */
function colourRules({
  paper,
  ink,
  soft,
  grid,
  series,
}: (typeof CHART_COLOURS)['light' | 'dark']): string {
  const marks = [soft, ...series].map(
    (colour, index) =>
      `.dealstance .fill${index}{fill:${colour}}.dealstance .stroke${index}{stroke:${colour}}`,
  )
  return `.dealstance .paper{fill:${paper}}.dealstance .open{fill:${paper}}.dealstance .ink{fill:${ink}}.dealstance text{fill:${ink}}.dealstance text.on{fill:${paper}}.dealstance .soft{fill:${soft}}.dealstance .grid{stroke:${grid}}${marks.join('')}`
}

const PLAIN_RULES = `
.dealstance text{font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}
.dealstance .title{font-size:17px;font-weight:600}
.dealstance .strong{font-weight:600}
.dealstance .grid{fill:none}
.dealstance .band{opacity:.22}
`.trim()

/** Colours of a chart. `auto` follows the reader's system, and may be dark on a light page. */
export type ChartTheme = 'light' | 'dark' | 'auto'

const DARK_MEDIA = '(prefers-color-scheme:dark)'

/** The style of charts. @param theme a `ChartTheme`, or the media query for the dark theme */
export function chartStyle(theme: string): string {
  const { light, dark } = CHART_COLOURS
  if (theme === 'light' || theme === 'dark')
    return `${PLAIN_RULES}\n${colourRules(CHART_COLOURS[theme])}`
  return `${PLAIN_RULES}\n${colourRules(light)}\n@media ${theme === 'auto' ? DARK_MEDIA : theme}{${colourRules(dark)}}`
}

/**
 * Renders a complete chart: title, subtitle, plot and source, with a name and description for
 * screen readers. Self-contained: no script, no external font or image.
 */
export function renderChart(chart: Chart): string {
  const { id, title, subtitle, description, notes, draw, theme = 'light' } = chart
  const {
    width = CHART_WIDTH,
    height: leastHeight = 0,
    plotHeight,
    plotBottom,
    isBare = false,
    band,
  } = chart
  const textWidth = width - 2 * MARGIN.text
  const bandLines = wrapText(band ?? '', Math.floor(textWidth / STRONG_LETTER))
  const bandHeight = bandLines.length === 0 ? 0 : BAND_HEIGHT + (bandLines.length - 1) * LINE_HEIGHT
  const titleTop = bandHeight + 12
  const titleLines = wrapText(title, Math.floor(textWidth / TITLE_LETTER))
  const subtitleLines = wrapText(subtitle, Math.floor(textWidth / SMALL_LETTER))
  const noteLines = notes.flatMap((note) => wrapText(note, Math.floor(textWidth / SMALL_LETTER)))
  const subtitleTop = titleTop + 6 + titleLines.length * (LINE_HEIGHT + 6)
  const top = subtitleTop + subtitleLines.length * LINE_HEIGHT + 14
  const below = plotBottom + 12 + noteLines.length * LINE_HEIGHT
  const height = Math.max(leastHeight, top + plotHeight + below)
  const area: PlotArea = {
    left: MARGIN.text,
    top,
    right: width - MARGIN.right,
    bottom: height - below,
  }
  const noteTop = area.bottom + plotBottom + 4
  const lines = (texts: readonly string[], y: number, step: number, className: string): string[] =>
    texts.map((text, index) =>
      textElement(text, { x: MARGIN.text, y: y + step - 4 + index * step, class: className }),
    )
  const box = {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    // A file that is pasted into a page shrinks with its column.
    style: isBare ? null : 'max-width:100%;height:auto',
    role: 'img',
    'aria-labelledby': `${id}-title ${id}-desc`,
  }
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...box, class: 'dealstance' }, [
    element('title', { id: `${id}-title` }, [escapeXml(title)]),
    element('desc', { id: `${id}-desc` }, [escapeXml(description)]),
    ...(isBare ? [] : [element('style', {}, [chartStyle(theme)])]),
    element('rect', { class: 'paper', width, height }),
    ...(bandLines.length === 0
      ? []
      : [element('rect', { class: 'fill4', width, height: bandHeight })]),
    ...lines(bandLines, 6, LINE_HEIGHT, 'on strong'),
    ...lines(titleLines, titleTop, LINE_HEIGHT + 6, 'title'),
    ...lines(subtitleLines, subtitleTop, LINE_HEIGHT, 'soft'),
    ...draw(area),
    ...lines(noteLines, noteTop, LINE_HEIGHT, 'soft'),
  ])}\n`
}

const TICKS = [0, 0.5, 1]

/** The scale of shares behind a bar: a line with a tick at none, half and all. */
export const renderAxis = (scale: ScaleLinear<number, number>, y: number): string[] => [
  element('line', { x1: scale(0), x2: scale(1), y1: y, y2: y, class: 'grid' }),
  ...TICKS.map((tick) =>
    element('line', { x1: scale(tick), x2: scale(tick), y1: y - 6, y2: y + 6, class: 'grid' }),
  ),
]

const ENDS: Readonly<Record<number, string>> = { 0: 'start', 1: 'end' }

/** The words of the scale, below the last bar. */
export const renderAxisWords = (scale: ScaleLinear<number, number>, y: number): string[] =>
  TICKS.map((tick) =>
    textElement(tick === 0 ? '0' : `${tick * 100}%`, {
      x: scale(tick),
      y: y + 4,
      class: 'soft',
      'text-anchor': ENDS[tick] ?? 'middle',
    }),
  )

/** The words of a text; a range of numbers is one. */
const wordsOf = (text: string): string[] =>
  splitRanges(text.replace(/\s+/g, ' '))
    .map((part, at) => (at % 2 === 1 ? part.replaceAll(' ', UNBROKEN) : part))
    .join('')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(UNBROKEN, ' '))

const UNBROKEN = '\u00a0'

/**
 * Wraps a text at its spaces, but not inside a range of numbers. A word longer than a line gets its
 * own line.
 *
 * @param width letters per line, at least 1
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of wordsOf(text)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
