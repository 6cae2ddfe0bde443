/** Icons of a page's own fonts, and marks of direction. The apple of keyboards stays. */
const UNREAD =
  /[\ue000-\uf8fe\u{f0000}-\u{10ffff}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+|^\u200b+/gmu
/** Spaces at which no line breaks. Behind a letter beyond ASCII one may be a misread byte. */
const FIXED_SPACE = /(?<![\u0080-\u00ff])[\u00a0\u202f]/g

/** The text in signs that do not tell one copy of a page from another. */
export const withPlainSigns = (text: string): string =>
  text.replace(UNREAD, '').replace(FIXED_SPACE, ' ').normalize('NFC')
