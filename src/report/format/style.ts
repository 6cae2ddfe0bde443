/** How pieces of a table are set off. Text without colour takes {@link PLAIN_STYLE}; none of the functions changes what is read. */
export interface Style {
  /** A heading. */
  strong(text: string): string
  /** What matters less: posts' texts, headers of columns. */
  dim(text: string): string
  /** A label: `sideIndex` is its place among the sides of the scheme, null for one that is no side. */
  label(text: string, sideIndex: number | null): string
  /** What a reader must not miss. */
  caution(text: string): string
}

/** No colours: every text as it is. */
export const PLAIN_STYLE: Style = Object.freeze({
  strong: (text: string) => text,
  dim: (text: string) => text,
  label: (text: string) => text,
  caution: (text: string) => text,
})

/** Magenta, cyan, blue, green: no traffic lights, since no side is the good one, and apart for colour-blind eyes. */
const SIDE_COLOURS = [35, 36, 34, 32]

/** ECMA-48 colours that any colour terminal knows. */
export const ANSI_STYLE: Style = Object.freeze({
  strong: (text: string) => wrap(1, text, 22),
  dim: (text: string) => wrap(2, text, 22),
  label: (text: string, sideIndex: number | null) => {
    return sideIndex === null ? text : wrap(SIDE_COLOURS[sideIndex % SIDE_COLOURS.length] ?? 39, text, 39)
  },
  caution: (text: string) => wrap(33, text, 39),
})

const wrap = (open: number, text: string, close: number): string => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`)
