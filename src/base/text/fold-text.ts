const ADDRESS_MARK = /[@#$]|:\/\/|www\./i

/** Tells a text that may contain a link, mail address, handle, hashtag or cashtag. */
export const mayContainAddress = (text: string): boolean => ADDRESS_MARK.test(text)

const BEYOND_ASCII = /[\u0080-\uffff]/

export const isAscii = (text: string): boolean => !BEYOND_ASCII.test(text)

/** Invisible marks that control text direction or join letters; X adds them around handles. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/**
 * Removes direction marks, makes each run of white space one space, and trims. Keeps emoji joiners.
 */
export const foldSpace = (text: string): string =>
  (isPlain(text) ? text : text.replace(INVISIBLE, '').replace(/\s+/g, ' ')).trim()

/** Tells printable ASCII with single spaces, in which nothing is folded. */
const isPlain = (text: string): boolean => !/[^ -~]| {2}/.test(text)

/** `foldSpace` with straight quotes, short dashes and lower case, for comparing texts. */
export function foldText(text: string): string {
  if (isPlain(text)) return text.trim().toLowerCase()
  return foldSpace(text)
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .toLowerCase()
}

/** Reduces a name to lower-case letters and digits, as hashtags and handles spell it. */
export const compactName = (name: string): string =>
  name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
