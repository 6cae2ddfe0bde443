import { chooseLayout } from '../copied/choose-layout.js'
import { MIN_POST_COUNT, MOST_SHARE, USUAL_SHARE } from '../copied/lines/thresholds.js'

const QUOTE_SIGN = /^[ \t]*>[ \t]?/
const QUOTE_SIGNS = /^[ \t]*(?:>[ \t]?){1,20}/

/**
 * The text without the quote sign that most lines have: it was forwarded by mail, or quoted in
 * Markdown. Words without one are of whoever forwarded it, if no line of the same paragraph has
 * one. Deeper signs of a page stay; lines keep their numbers.
 *
 *     Can you count these?
 *
 *     > Ann @ann · 2h
 *     > They sold the mill, and that is
 *     all they had.                          <- broken by the mail program
 *     >
 *     > Bo @bo · 1h
 */
export function withoutQuoteMargin(text: string): string {
  const lines = text.split('\n')
  const isQuoted = (line: string): boolean => QUOTE_SIGN.test(line)
  const from = lines.findIndex(isQuoted)
  const to = lines.findLastIndex(isQuoted)
  const countIn = (some: readonly string[]): number => some.filter((line) => line.trim()).length
  const quotedCount = countIn(lines.filter(isQuoted))
  const isUsual =
    quotedCount >= MIN_POST_COUNT &&
    quotedCount >= USUAL_SHARE * countIn(lines) &&
    quotedCount >= MOST_SHARE * countIn(lines.slice(from, to + 1))
  if (!isUsual) return text
  let isOutside = true
  const kept = lines.map((line, at) => {
    if (isQuoted(line)) isOutside = false
    else if (line.trim() === '' || at > to) isOutside = true
    return isOutside ? '' : line
  })
  const without = (sign: RegExp): string => kept.map((line) => line.replace(sign, '')).join('\n')
  const page = without(QUOTE_SIGN)
  return chooseLayout(page) === null ? without(QUOTE_SIGNS) : page
}

const BULLET = /^[ \t]*[-*•‣▪◦|][ \t]+/

/**
 * The text without the bullet before nearly each line, where a page is behind them. In a list of
 * posts each opens one.
 *
 *     • Ann @ann · 2h
 *     • They sold the mill.
 *     • 3 replies
 */
export function withoutBullets(text: string): string {
  const lines = text.split('\n')
  const worded = lines.filter((line) => line.trim() !== '')
  const isBulleted = (line: string): boolean => BULLET.test(line)
  const count = worded.filter(isBulleted).length
  if (count < USUAL_SHARE * worded.length) return text
  const bare = lines.map((line) => line.replace(BULLET, '')).join('\n')
  const isHidden = chooseLayout(bare) !== null
  const isMost = count >= MOST_SHARE * worded.length || chooseLayout(text) === null
  return isHidden && isMost ? bare : text
}
