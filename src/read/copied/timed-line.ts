import { compilePattern, lazily, longPattern } from '../../base/text/lazily.js'
import { matchLine, parseTime, TIME_SIGN } from './line-kinds.js'
import { wordsFor } from './words/words.js'

const timePattern = (source: string) => {
  const line = lazily(() => compilePattern(new RegExp(source, 'du'), ''))
  return { ...longPattern(source, 'u', TIME_SIGN), line }
}
/** Time, maybe behind a verb or a number: "replied to Ann on 3 May", "#2 — 3 May". */
const TIMED = timePattern(`^${wordsFor('timedLine')}$`)
/** Name before a time: "by Ann » 3 May", "Ann, 2 hours ago", "Ann Nov 10 @ 4:40pm". */
const SIGNED = timePattern(`^${wordsFor('signedLine')}$`)

const TIME_LENGTH_LIMIT = 100

/** Form of a line: its words with every number as 0. */
export const withoutNumbers = (words: string): string =>
  words.toLowerCase().replace(/\d+(?:[.,]\d+){0,40}k?/gi, '0')

/** True for a line that ends with a time: "2d", "Ann, 2d", "replied 2d". */
export const isTimed = (line: string): boolean => {
  const words = line.toLowerCase()
  return (
    words.length < TIME_LENGTH_LIMIT &&
    (parseTime(words) !== null || TIMED.test(words) || SIGNED.test(words))
  )
}

/** Time of a line with at most a verb before it: "posted at 7:02 AM". */
export const timeIn = (words: string): string | null =>
  TIMED.exec(words.toLowerCase())?.groups?.['time'] ?? null

/** Time of a line, the name before it and the account that it answers, as the line spells them. */
export interface TimedLine {
  readonly time: string
  readonly name: string | null
  readonly to: string | null
}

/**
 * Parts of a line with a time.
 *
 *     by Ann Fell » 3 May 2026          -> 3 May 2026, Ann Fell
 *     replied to Ann on 4 Jan 2025      -> 4 Jan 2025, answers Ann
 */
export function parseTimedLine(words: string): TimedLine | null {
  if (words.length >= TIME_LENGTH_LIMIT || !TIME_SIGN.test(words)) return null
  const groups = matchLine(TIMED.line(), words) ?? matchLine(SIGNED.line(), words) ?? {}
  const partOf = (name: string): string | null =>
    Object.entries(groups).find(
      ([group, part]) => group.replace(/\d$/, '') === name && part !== undefined,
    )?.[1] ?? null
  const time = partOf('time')
  return time === null ? null : { time, name: partOf('name'), to: partOf('to') }
}
