/** Icons of a page's own fonts, pictures, marks of direction, hyphens that show at ends alone. */
const UNREAD =
  /[\ue000-\uf8fe\u{f0000}-\u{10ffff}\u061c\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffc]+|^\u200b|\u200b$/gmu
/** Spaces of other widths, or without a break. Behind a letter one may be a misread byte. */
const OTHER_SPACE = /(?<![\u0080-\u00ff])[\u00a0\u2000-\u200a\u202f\u205f]/g
/** Ends of lines within a paragraph: those of documents, and of Unicode. */
const OTHER_END = /[\v\f\u0085\u2028\u2029]/g

/** The text in signs that do not tell one copy of a page from another. */
export const withPlainSigns = (text: string): string =>
  text.replace(OTHER_END, '\n').replace(UNREAD, '').replace(OTHER_SPACE, ' ').normalize('NFC')
