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
 * Takes off the card or notice below the author's own name; all stays above a postscript.
 *
 *     I would like to know before I go back.
 *     Marco
 *
 *     Marco Ruiz | Shift Operations Lead      <-
 *
 * @returns true for lines taken off
 */
export function takeOffCard(words: string[], author: string | null): boolean {
  const signatures = signaturesOf(author ?? '')
  const first = words.findIndex((line) => line !== '')
  const isName = (line: string): boolean =>
    line.length < NAME_LENGTH_LIMIT && /\p{L}/u.test(line) && signatures.has(fold(line))
  const place = words.findIndex((line, at) => at > first && words[at + 1] === '' && isName(line))
  const below = place === -1 ? [] : words.slice(place + 1)
  if (!below.some((line) => line !== '') || below.some((line) => POSTSCRIPT.test(line)))
    return false
  words.length = place + 1
  return true
}
