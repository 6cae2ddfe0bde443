import { foldText } from '../../../base/text/fold-text.js'
import { NAME_LENGTH_LIMIT } from '../lines/thresholds.js'

const POSTSCRIPT = /^p\.? ?s\b/i

/** Spellings by which an author signs: the whole name, a part of it, its first letters. */
function signaturesOf(author: string): ReadonlySet<string> {
  const parts = author.split(/[\s,]+/).filter((part) => part !== '')
  const initials = parts.map((part) => part.charAt(0))
  const turned = [parts.at(-1), ...parts.slice(0, -1)].join(' ')
  return new Set([author, turned, ...parts, ...initials, initials.join('')].map(fold))
}

const fold = (words: string): string =>
  foldText(words)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * Place below the author's own name at the end of a mail, where a card or a notice follows; the end
 * of the mail without one.
 *
 *     I would like to know before I go back.
 *     Marco
 *                                       <- here
 *     Marco Ruiz | Shift Operations Lead
 */
export function findSignOff(words: readonly string[], author: string | null): number {
  const signatures = signaturesOf(author ?? '')
  const first = words.findIndex((line) => line !== '')
  const isName = (line: string): boolean =>
    line.length < NAME_LENGTH_LIMIT && /\p{L}/u.test(line) && signatures.has(fold(line))
  const place = words.findIndex((line, at) => at > first && words[at + 1] === '' && isName(line))
  const below = words.slice(place + 1)
  return place === -1 || below.some((line) => POSTSCRIPT.test(line)) ? words.length : place + 1
}
