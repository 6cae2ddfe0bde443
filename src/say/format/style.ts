/** Highlights parts of a table. No function changes the visible characters. */
export interface Style {
  /** Words that stand out. */
  strong(text: string): string
  /** Secondary text, such as posts' texts and column headers. */
  dim(text: string): string
  /** A label in the colour of its side. @param sideIndex its place among the sides, or -1 */
  label(text: string, sideIndex: number): string
  /** A line of caution. */
  caution(text: string): string
}

const plain = (text: string): string => text
/** No colours. */
export const PLAIN_STYLE: Style = { strong: plain, dim: plain, label: plain, caution: plain }

/**
 * The chart colours among 256, readable on dark and light. No red against green: neither side is
 * the good one, and colour-blind readers could not tell them apart.
 */
const SIDE_COLOURS = [166, 32, 36, 136]

/** ECMA-48 styles; the labels in indexed colours. */
export const ANSI_STYLE: Style = {
  strong: (text) => wrap(1, text, 22),
  dim: (text) => wrap(2, text, 22),
  label: (text, sideIndex) =>
    sideIndex < 0 ? text : wrap(`38;5;${SIDE_COLOURS[sideIndex % SIDE_COLOURS.length]}`, text, 39),
  caution: (text) => wrap(33, text, 39),
}

const wrap = (open: number | string, text: string, close: number): string =>
  text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`
