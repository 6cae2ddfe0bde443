import { formatNumber } from '../../base/text/format-count.js'
import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import { toPlainLine, truncateLine } from './display-width.js'

/** Longest name in a sentence; a user's own deal may have a longer one. */
const MAX_NAME_WIDTH = 80

/** "probably Ana Berg": an account or a speaker; a guess says so. */
export const authorName = (
  author: string,
  { isAuthorInferred }: Readonly<Record<string, unknown>>,
): string => (isAuthorInferred === true ? `probably ${author}` : author)

/**
 * An external name as part of a sentence: one line, cut, without hidden marks. Its quotation marks
 * are single, so that it cannot close those around it.
 */
export function printableName(name: string, width = MAX_NAME_WIDTH): string {
  return truncateLine(toPlainLine(name.normalize('NFC')), width)
    .replace(/[“«„]|(?<![\p{L}\p{N}.,!?])"(?=[\p{L}\p{N}])/gu, '‘')
    .replace(/["”»‟]/g, '’')
}

/** A model or coder as given: in quotes where it is more than one plain word. */
export function givenName(name: string): string {
  const givenName = givenNameOf(name)
  if (givenName !== null) return `“${printableName(givenName)}”, labels as given`
  const printable = printableName(name)
  return /^[\w.:/+@-]+$/.test(printable) ? printable : `“${printable}”`
}

export const joined = (sentences: readonly string[]): string => sentences.filter(Boolean).join(' ')

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** "one, another and a third". @param and before the last of three or more */
export const listed = (parts: readonly string[], and = ' and '): string =>
  parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')}${and}${parts.at(-1)}`

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** "two"; "12" from ten on. */
export const spelled = (count: number): string => SMALL[count] ?? formatNumber(count)
