import { decodeEntities } from '../../base/text/html-to-text.js'
import { USUAL_SHARE } from '../copied/lines/thresholds.js'

/** The text with the signs that a program wrote as names or numbers: "AT&amp;T" -> "AT&T". */
export const withoutEntities = (text: string): string =>
  /&(?:[a-z]{2,6}|#\d{1,6}|#x[\da-f]{1,6});/i.test(text) ? decodeEntities(text) : text

/** The text without the backslash that breaks lines in Markdown, where most lines end with it. */
export function withoutLineBreaks(text: string): string {
  const lines = text.split('\n')
  const worded = lines.filter((line) => line.trim() !== '')
  const brokenCount = worded.filter((line) => line.endsWith('\\')).length
  return brokenCount > USUAL_SHARE * worded.length
    ? lines.map((line) => line.replace(/\\$/, '')).join('\n')
    : text
}
