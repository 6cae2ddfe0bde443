import { splitRanges } from '../format/ranges.js'
import { element, escapeXml, textElement, uprightLine } from './elements.js'

/** Place of a share, in pixels from the left. */
export type Scale = (share: number) => number

/** The plot rectangle, in pixels from the top left of the chart. */
export interface PlotArea {
  readonly left: number
  readonly top: number
  readonly bottom: number
}

/** Size and colours of a chart. */
export interface ChartLook {
  readonly width: number
  /** Least height; the plot takes what the texts leave. 0 for what both need. */
  readonly height: number
  readonly theme: ChartTheme
  /** Leaves the style out, for a page that has it. */
  readonly isBare: boolean
}

export interface Chart extends ChartLook {
  /** Unique among the charts of a page; letters, digits and hyphens. */
  readonly id: string
  readonly title: string
  /** Subtitle: the measure, with n. */
  readonly subtitle: string
  /** Text alternative: what is drawn, without the title. */
  readonly description: string
  /** Paragraphs below the plot: legend, source and maker. */
  readonly notes: readonly string[]
  /** Height of the plot, in pixels. */
  readonly plotHeight: number
  /** Space below the plot, in pixels: 26 is enough for an axis. */
  readonly plotBottom: number
  /** Warning across the top, without which the picture must not be passed on. */
  readonly band: string | null
  draw(area: PlotArea): readonly string[]
}

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
 * Okabe and Ito's blue, vermilion, green and orange, which colour-blind readers can distinguish.
 * Each has a contrast of at least 4.5:1 with the background.
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

/** `auto` follows the reader's system, and may be dark on a light page. */
type ChartTheme = 'light' | 'dark' | 'auto'

const DARK_MEDIA = '(prefers-color-scheme:dark)'

/** The style of charts. @param theme a `ChartTheme`, or the media query for the dark theme */
export function chartStyle(theme: string): string {
  const { light, dark } = CHART_COLOURS
  if (theme === 'light' || theme === 'dark')
    return `${PLAIN_RULES}\n${colourRules(CHART_COLOURS[theme])}`
  return `${PLAIN_RULES}\n${colourRules(light)}\n@media ${theme === 'auto' ? DARK_MEDIA : theme}{${colourRules(dark)}}`
}

/** Small letters in a line of a chart. @param width of the chart, in pixels */
export const lettersIn = (width: number): number =>
  Math.floor((width - 2 * MARGIN.text) / SMALL_LETTER)

/**
 * Renders a complete chart, with a name and description for screen readers. Self-contained: no
 * script, no external font or image.
 */
export function renderChart(chart: Chart): { svg: string; size: [width: number, height: number] } {
  const { id, title, subtitle, description, notes, width, plotHeight, plotBottom, isBare } = chart
  const lineWidth = width - 2 * MARGIN.text
  const smallLines = (text: string) => wrapText(text, lettersIn(width))
  const bandLines = wrapText(chart.band ?? '', Math.floor(lineWidth / STRONG_LETTER))
  const bandHeight = bandLines.length === 0 ? 0 : BAND_HEIGHT + (bandLines.length - 1) * LINE_HEIGHT
  const titleTop = bandHeight + 12
  const titleLines = wrapText(title, Math.floor(lineWidth / TITLE_LETTER))
  const subtitleLines = smallLines(subtitle)
  const noteLines = notes.flatMap(smallLines)
  const subtitleTop = titleTop + 6 + titleLines.length * (LINE_HEIGHT + 6)
  const top = subtitleTop + subtitleLines.length * LINE_HEIGHT + 14
  const below = plotBottom + 12 + noteLines.length * LINE_HEIGHT
  const height = Math.max(chart.height, top + plotHeight + below)
  const bottom = height - below
  const lines = (
    texts: readonly string[],
    y: number,
    className: string,
    step = LINE_HEIGHT,
  ): string[] =>
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
  const svg = element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...box, class: 'dealstance' }, [
    element('title', { id: `${id}-title` }, [escapeXml(title)]),
    element('desc', { id: `${id}-desc` }, [escapeXml(description)]),
    ...(isBare ? [] : [element('style', {}, [chartStyle(chart.theme)])]),
    element('rect', { class: 'paper', width, height }),
    ...(bandHeight === 0 ? [] : [element('rect', { class: 'fill4', width, height: bandHeight })]),
    ...lines(bandLines, 6, 'on strong'),
    ...lines(titleLines, titleTop, 'title', LINE_HEIGHT + 6),
    ...lines(subtitleLines, subtitleTop, 'soft'),
    ...chart.draw({ left: MARGIN.text, top, bottom }),
    ...lines(noteLines, bottom + plotBottom + 4, 'soft'),
  ])
  return { svg: `${svg}\n`, size: [width, height] }
}

const TICKS = [0, 0.5, 1]

/** The scale of shares behind a bar: a line with a tick at none, half and all. */
export const renderAxis = (scale: Scale, y: number): string[] => [
  element('line', { x1: scale(0), x2: scale(1), y1: y, y2: y, class: 'grid' }),
  ...TICKS.map((tick) => uprightLine(scale(tick), y, 6, { class: 'grid' })),
]

const ENDS: Readonly<Record<number, string>> = { 0: 'start', 1: 'end' }

/** The words of the scale, below the last bar. */
export const renderAxisWords = (scale: Scale, y: number): string[] =>
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
    .filter(Boolean)
    .map((word) => word.replaceAll(UNBROKEN, ' '))

const UNBROKEN = '\u00a0'

/**
 * Wraps a text at its spaces, but not inside a range of numbers.
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
