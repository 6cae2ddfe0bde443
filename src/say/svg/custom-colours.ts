import { CHART_COLOURS, SERIES_COUNT, themedRules } from './chart.js'

/** A colour in the light and the dark theme. */
export interface CustomColour {
  readonly light: string
  readonly dark: string
}

/** Minimum contrast of text and background. WCAG 2.2, success criterion 1.4.3. */
const MIN_CONTRAST = 4.5
/** Each step moves a colour a twentieth of the way to black or white. */
const STEP_COUNT = 20

/** Series number of the first custom colour, after the built-in ones. */
export const FIRST_CUSTOM_SERIES = SERIES_COUNT + 1

/**
 * Adapts a colour to light and dark backgrounds: unchanged if its contrast is sufficient, otherwise darkened or lightened as much as
 * needed. The hue stays.
 *
 * @param colour `#rrggbb`
 */
export const adaptColour = (colour: string): CustomColour => ({
  light: readableOn(CHART_COLOURS.light.paper, colour, 0),
  dark: readableOn(CHART_COLOURS.dark.paper, colour, 255),
})

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

/** CSS rules for charts in custom colours, in series order; empty without colours. */
export function customChartRules(colours: readonly CustomColour[], theme: string): string {
  if (colours.length === 0) return ''
  const rules = (one: keyof CustomColour): string =>
    colours
      .map((colour, index) => {
        const series = FIRST_CUSTOM_SERIES + index
        return `.chart .fill${series}{fill:${colour[one]}}.chart .stroke${series}{stroke:${colour[one]}}`
      })
      .join('')
  return `\n${themedRules(theme, rules)}`
}

/** CSS rules for pages that use the variables `--s1`, `--s2`, …; empty without colours. */
export function customPageRules(colours: readonly CustomColour[], darkMedia: string): string {
  if (colours.length === 0) return ''
  const variables = (theme: keyof CustomColour): string =>
    colours.map((colour, index) => `--s${FIRST_CUSTOM_SERIES + index}:${colour[theme]}`).join(';')
  const classes = colours.map((_, index) => `.s${FIRST_CUSTOM_SERIES + index}{--own:var(--s${FIRST_CUSTOM_SERIES + index})}`).join('')
  return `\n:root{${variables('light')}}@media ${darkMedia}{:root{${variables('dark')}}}${classes}`
}
