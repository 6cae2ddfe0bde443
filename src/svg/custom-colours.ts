import { CHART_COLOURS, SERIES_COUNT } from './chart.js'

/** A colour as it is drawn on light and on dark ground. */
export interface OwnColour {
  readonly light: string
  readonly dark: string
}

/** WCAG 2.2, success criterion 1.4.3: text and its ground. */
const MIN_CONTRAST = 4.5
/** Each step takes a colour a twentieth of the way to black or white. */
const STEP_COUNT = 20

/** Place of the first colour of one's own, behind those of charts. */
export const FIRST_OWN_SERIES = SERIES_COUNT + 1

/**
 * A colour that can be read on light and on dark ground: as it is given where its contrast is enough, else darkened or lightened by as
 * much as is needed; its hue stays.
 *
 * @param colour `#rrggbb`
 */
export function adaptColour(colour: string): OwnColour {
  return { light: readableOn(CHART_COLOURS.light.paper, colour, 0), dark: readableOn(CHART_COLOURS.dark.paper, colour, 255) }
}

function readableOn(paper: string, colour: string, towards: number): string {
  for (let step = 0; step < STEP_COUNT; step++) {
    const mixed = channelsOf(colour).map((channel) => Math.round(channel + ((towards - channel) * step) / STEP_COUNT))
    const hex = `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
    if (contrast(hex, paper) >= MIN_CONTRAST) return hex
  }
  return towards === 0 ? '#000000' : '#ffffff'
}

const channelsOf = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** @see WCAG 2.2, contrast ratio and relative luminance */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Rules for charts in these colours, in the order of their places; nothing without any. */
export function ownChartRules(colours: readonly OwnColour[], darkMedia: string): string {
  if (colours.length === 0) return ''
  const rules = (theme: keyof OwnColour): string =>
    colours
      .map((colour, index) => {
        const series = FIRST_OWN_SERIES + index
        return `.chart .fill${series}{fill:${colour[theme]}}.chart .stroke${series}{stroke:${colour[theme]}}`
      })
      .join('')
  return `\n${rules('light')}\n@media ${darkMedia}{${rules('dark')}}`
}

/** The same for a page that colours by `--s1`, `--s2`, …; nothing without any. */
export function ownPageRules(colours: readonly OwnColour[], darkMedia: string): string {
  if (colours.length === 0) return ''
  const variables = (theme: keyof OwnColour): string =>
    colours.map((colour, index) => `--s${FIRST_OWN_SERIES + index}:${colour[theme]}`).join(';')
  const classes = colours.map((_, index) => `.s${FIRST_OWN_SERIES + index}{--own:var(--s${FIRST_OWN_SERIES + index})}`).join('')
  return `\n:root{${variables('light')}}@media ${darkMedia}{:root{${variables('dark')}}}${classes}`
}
