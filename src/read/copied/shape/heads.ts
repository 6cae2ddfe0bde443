import { countEach, mostFrequent } from '../../../base/statistics/group-by.js'
import type { LineRange } from '../lines/page-line.js'
import { isAccount, type ShapeLine } from './features.js'
import { type Page, runsIn } from './page.js'

const CAPTION_LENGTH_LIMIT = 100
const CAPTION_LINE_LIMIT = 3

/** True for a line that holds a name: a caption, or a byline that repeats it. */
export const holdsName = (words: string, name: string): boolean =>
  name.length > 1 && words.length < CAPTION_LENGTH_LIMIT && words.includes(name)

/** Name of a head, and the handle beside it, without its sign. */
export interface HeadName {
  readonly nameAt: number
  readonly handle: string | null
}

/**
 * The name among the lines of a head: not the caption that holds it, nor the badge below it.
 *
 *     Profile photo for Gwil Parry
 *     Gwil Parry                      <- the name
 *     Lives in Cardiff
 */
export function nameIn(page: Page, { from, to }: LineRange): HeadName | null {
  const { lines, isPage } = page
  const head = lines.slice(from, to)
  const names = head.filter(({ isNamelike, at }) => isNamelike && !isPage[at])
  const isCaptioned = ({ words, at }: ShapeLine): boolean =>
    lines
      .slice(Math.max(0, from - CAPTION_LINE_LIMIT), at)
      .some((above) => above.words !== words && holdsName(above.words, words))
  const counts = countEach(names.map(({ words }) => words))
  const isHandled = ({ at, isHandle }: ShapeLine): boolean =>
    !isHandle && lines[at + 1]?.isHandle === true
  const isDoubled = ({ words }: ShapeLine): boolean => (counts.get(words) ?? 0) > 1
  const markedName = names.find(isHandled) ?? names.find(isCaptioned) ?? names.find(isDoubled)
  const name = markedName ?? names.find(({ isHandle }) => !isHandle) ?? names[0]
  return name === undefined ? null : { nameAt: name.at, handle: handleIn(head) }
}

export const handleIn = (lines: readonly ShapeLine[]): string | null =>
  lines.find(({ isHandle }) => isHandle)?.words.replace(/^@/, '') ?? null

/** The most frequent length of ranges; 0 of none. */
export function usualLength(ranges: readonly LineRange[]): number {
  const lengths = ranges.map(({ from, to }) => to - from).filter((length) => length > 0)
  return mostFrequent(lengths)?.[0] ?? 0
}

/** Lines above a moment in which its name is looked for, where no tail parts it from words. */
const NAME_LINE_LIMIT = 6
const ACCOUNT_LINE_LIMIT = 10

/**
 * First line of a head where no tail parts it from the words above.
 *
 *     They have until June.
 *     Tomasz Rehn             <- the first line
 *     @tomaszr
 *     5mo
 *
 * @param offset usual distance of the first line above the moment; 0 where it is not known
 */
export function startOfHead(page: Page, { from, to }: LineRange, offset: number): number {
  const start = findStart(page, { from, to }, offset)
  if (start === -1) return to
  // Captions, bylines and initials above hold the name too.
  const name = page.lines[start]?.words ?? ''
  const isOfHead = (words: string): boolean =>
    holdsName(words, name) || (words.length <= 2 && name.startsWith(words))
  let first = start
  while (first > from && isOfHead(page.lines[first - 1]?.words ?? '')) first -= 1
  return first
}

function findStart({ lines, isPage, counts }: Page, range: LineRange, offset: number): number {
  const { from, to } = range
  const isName = (at: number): boolean =>
    at >= from && isPage[at] !== true && lines[at]?.isNamelike === true
  const isKnown = (at: number): boolean =>
    isName(at) && (counts.get(lines[at]?.words ?? '') ?? 0) > 1
  const isHandle = (at: number): boolean => lines[at]?.isHandle === true
  /** The nearest place above the moment, within some lines. */
  const nearest = (limit: number, isOne: (at: number) => boolean): number => {
    for (let at = to - 1; at >= from && at >= to - limit; at -= 1) if (isOne(at)) return at
    return -1
  }
  const account = nearest(ACCOUNT_LINE_LIMIT, (at) => isAccount(lines[at]?.words ?? ''))
  if (account !== -1) return account
  if (offset === 0 && isKnown(to - 1) && !isHandle(to - 1)) return to - 1
  const handled = nearest(NAME_LINE_LIMIT, (at) => isHandle(at) && isName(at - 1))
  if (handled !== -1) return handled - 1
  const usual = offset > 0 ? to - offset : -1
  if (isKnown(usual)) return usual
  // Above the first moment stands the head of the page.
  const known = from === 0 ? nearest(NAME_LINE_LIMIT, isKnown) : -1
  if (known !== -1) return known
  if (isName(usual)) return usual
  const apart = nearest(NAME_LINE_LIMIT - 1, (at) => lines[at]?.isApart === true && isName(at))
  if (apart !== -1) return apart
  const name = nearest(NAME_LINE_LIMIT, isName)
  return isHandle(name) && isName(name - 1) ? name - 1 : name
}

/** Lines of a head that are not the page's: its first run. */
export const firstRunOf = (page: Page, { from, to }: LineRange): LineRange =>
  runsIn(page, from, to)[0] ?? { from, to: from }
