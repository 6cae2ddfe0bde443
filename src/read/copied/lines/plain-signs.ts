/** Icons of a page's own fonts, pictures, marks of direction. The apple of keyboards stays. */
const UNREAD =
  /[\ue000-\uf8fe\u{f0000}-\u{10ffff}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffc]+|^\u200b|\u200b$/gmu
/** Hyphens of line ends. Behind a letter beyond ASCII one may be a misread byte. */
const SOFT_HYPHEN = /(?<![\u0080-\u00ff])\u00ad/g
/** Spaces of other widths, or at which no line breaks; the same. */
const OTHER_SPACE = /(?<![\u0080-\u00ff])[\u00a0\u2000-\u200a\u202f\u205f]/g
/** Ends of lines within a paragraph: those of documents, and of Unicode. */
const OTHER_END = /[\v\f\u2028\u2029]/g

/** The text in signs that do not tell one copy of a page from another. */
export const withPlainSigns = (text: string): string =>
  text
    .replace(OTHER_END, '\n')
    .replace(UNREAD, '')
    .replace(SOFT_HYPHEN, '')
    .replace(OTHER_SPACE, ' ')
    .normalize('NFC')
