const ADDRESS_MARK = /[@#$]|:\/\/|www\./i

/** Whether a text may contain a link, mail address, handle, hashtag or cashtag. Most texts cannot and need no search. */
export const mayContainAddress = (text: string): boolean => ADDRESS_MARK.test(text)

const [HASH, DOLLAR, DOT, SLASH, COLON, AT, SMALL_W] = [35, 36, 46, 47, 58, 64, 119]
const CASE_BIT = 32

/** Whether {@link mayContainAddress} may hold for a text because of the character at a place; where it holds, one does. */
export function mayMarkAddress(text: string, at: number, unit: number): boolean {
  if (unit === DOT) return (text.charCodeAt(at - 1) | CASE_BIT) === SMALL_W && (text.charCodeAt(at - 2) | CASE_BIT) === SMALL_W
  return unit === AT || unit === HASH || unit === DOLLAR || (unit === COLON && text.charCodeAt(at + 1) === SLASH)
}

const BEYOND_ASCII = /[\u0080-\uffff]/

/** Whether a text is ASCII, for which simpler patterns are enough. */
export const isAscii = (text: string): boolean => !BEYOND_ASCII.test(text)
