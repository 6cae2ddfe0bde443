import { longPattern } from '../../../base/text/lazily.js'
import { wordsFor } from '../words/words.js'
import type { Kind } from './kinds.js'

/** Quick test for times: a digit, a CJK sign, or the first letters of a word. */
export const TIME_SIGN = new RegExp(wordsFor('timeSign'), 'i')

const TIME_LINE = longPattern(`^${wordsFor('timeLine')}$`, 'u', TIME_SIGN)
/** A capital M is a million; "9m" is nine minutes. */
export const COUNT_LINE = new RegExp(`^${wordsFor('countLine')}$`, 'u')
const BUTTON_TIME_LINE = longPattern(`^(?:${wordsFor('buttonTime')})$`, 'u', TIME_SIGN)

export function readTime(words: string): string | null {
  const folded = words.toLowerCase()
  const time = (TIME_LINE.exec(folded) ?? BUTTON_TIME_LINE.exec(folded))?.[1]?.trim()
  if (time === undefined || folded.length !== words.length) return time ?? null
  const at = folded.indexOf(time)
  return words.slice(at, at + time.length)
}

/** Kind of a line of digits: "1.2K" is a count, "3h" a time; neither is text. */
export const countOrTime = (words: string): Kind | null =>
  COUNT_LINE.test(words) ? 'count' : TIME_LINE.test(words.toLowerCase()) ? 'time' : null
