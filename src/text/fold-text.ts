/** Marks that steer the direction of text or join letters and show nothing themselves; X puts them around handles. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Drops invisible direction marks, turns every run of white space (non-breaking too) into one space, trims. Emoji joiners stay. */
export function foldSpace(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim()
}

/** `foldSpace`, curly quotes and long dashes made plain, case folded: for telling whether two texts are the same. */
export function foldText(text: string): string {
  return foldSpace(text)
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .toLowerCase()
}
