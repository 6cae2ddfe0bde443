import { isBareForm, isLabel, isWordy, type ShapeLine } from './features.js'
import { type Page, placesIn } from './page.js'

/** Post as shape finds it: places of lines; -1 where the page shows none. */
export interface ShapePost {
  readonly nameAt: number
  readonly name: string | null
  readonly handle: string | null
  readonly timeAt: number
  readonly moment: string | null
  /** Answered account, or the line that names it. */
  readonly answered: string | null
  readonly isNameGuessed: boolean
  readonly from: number
  readonly to: number
  readonly body: readonly number[]
}

/** Where the parts of a post stand. */
export interface PostPlace {
  readonly from: number
  readonly nameAt: number
  readonly handle: string | null
  readonly timeAt: number
  readonly bodyFrom: number
  readonly to: number
  readonly isLast: boolean
  /** Forms of lines that part the words of posts from the next head. */
  readonly tails: ReadonlySet<string>
}

/**
 * Post of a head: its words begin below the page's lines there and end above its tail.
 *
 *     3 hours ago         timeAt
 *     Premium             a line of the page
 *     They sold it.       body
 *     Reply               tail
 */
export function postOf(page: Page, place: PostPlace): ShapePost {
  const { lines } = page
  const { from, nameAt, handle, timeAt } = place
  const start = startOfWords(page, place)
  const isGone = lines[start]?.isNotice === true && !isGoneAccount(page, start, timeAt)
  const end = isGone ? start + 1 : endOfWords(page, start, place)
  const words = placesIn(start, end).filter((at) => !page.isStrong[at])
  return {
    nameAt,
    name: lines[nameAt]?.words.replace(/[:：]$/, '') ?? null,
    handle,
    timeAt,
    moment: lines[timeAt]?.moment ?? null,
    answered:
      lines[timeAt]?.answers ??
      lines.slice(from, start).find(({ isAnswered }) => isAnswered)?.words ??
      null,
    isNameGuessed: false,
    from,
    to: place.to,
    body: words.length > 0 ? words : onlyWords(page, place),
  }
}

/**
 * True for a notice that stands for an account: below a label, with a sentence under it.
 *
 *     13 hours ago
 *     Reply to
 *     (deleted)                        <-
 *     That is not what they filed.
 */
function isGoneAccount({ lines, isPage }: Page, at: number, timeAt: number): boolean {
  const below = lines[at + 1]
  const isLabelled = at > timeAt + 1 && isPage[at - 1] === true
  const isAboveWords = below !== undefined && isWordy(below) && !isPage[at + 1]
  return isLabelled && isAboveWords && lines[at]?.isNamelike === true
}

/** The first line with letters, where all lines of a post look like the page's: "lol". */
const onlyWords = ({ lines, isStrong }: Page, { bodyFrom, to, timeAt }: PostPlace): number[] =>
  lines
    .slice(bodyFrom, to)
    .filter(({ at, moment, isAnswered, words }) => {
      const isOfHead = at === timeAt || moment !== null || isAnswered
      return !isStrong[at] && !isOfHead && /\p{L}/u.test(words)
    })
    .slice(0, 1)
    .map(({ at }) => at)

function startOfWords(page: Page, place: PostPlace): number {
  const { bodyFrom, to } = place
  let start = bodyFrom
  while (start < to && page.isPage[start] && !page.lines[start]?.isNotice) start += 1
  return page.lines[start]?.isNotice ? start : belowLabels(page, start, place)
}

const LABEL_LINE_LIMIT = 3
const LABEL_WORD_LIMIT = 4

/**
 * Start of words below labels that stand above a line of the page.
 *
 *     3 hours ago
 *     Editor's pick       <- "start"
 *     Recommend           a line of the page
 *     22
 *     The last earner.    <- the words
 */
function belowLabels(
  { lines, isPage, isStrong }: Page,
  start: number,
  { to, isLast, tails }: PostPlace,
): number {
  // Below the tail of the last post stands the foot of the page.
  const tail = isLast ? lines.slice(start, to).findIndex(({ form }) => tails.has(form)) : -1
  const end = tail === -1 ? to : start + tail
  for (let at = Math.min(start + LABEL_LINE_LIMIT, end - 1); at > start; at -= 1) {
    if (!isStrong[at]) continue
    const areLabels = lines.slice(start, at).every((line) => isLabel(line, LABEL_WORD_LIMIT))
    if (!areLabels) continue
    let below = at
    while (below < end && isPage[below]) below += 1
    return lines.slice(below, end).some(isWordy) ? below : start
  }
  return start
}

function endOfWords(page: Page, start: number, { to, isLast, tails }: PostPlace): number {
  const { lines, isStrong } = page
  const isTail = ({ at, form }: ShapeLine): boolean =>
    isStrong[at] === true && (tails.has(form) || (isLast && tails.size === 0))
  const tail = lines.slice(start, to).findIndex(isTail)
  const end = trimEnd(page, start, tail > 0 ? start + tail : to, to)
  const foot = aboveFoot(page, start, end, to)
  return foot < end ? trimEnd(page, start, foot, to) : end
}

const COUNT_LENGTH_LIMIT = 20
const SHORT_WORD_LIMIT = 3
const SHORT_LENGTH_LIMIT = 25
const LABELLED_COUNT = /^(?:\d[\d.,]*[km]? ?\p{L}{1,14}|\p{L}{1,14}:? ?\d[\d.,]*[km]?)$/iu

/**
 * End of words above the page's lines: counts, buttons, a short label above a count.
 *
 *     They keep the trailers.   <- the words end here
 *     Нравится                  label above a count
 *     88
 */
export function trimEnd(page: Page, start: number, from: number, to: number): number {
  const { lines, isPage } = page
  const isCount = (at: number): boolean => {
    const { words = '' } = lines[at] ?? {}
    return at < to && isPage[at] === true && /\d/.test(words) && words.length <= COUNT_LENGTH_LIMIT
  }
  const isOfPage = (line: ShapeLine): boolean => {
    const { at, words } = line
    const isShort =
      isLabel(line, SHORT_WORD_LIMIT) && words.length < SHORT_LENGTH_LIMIT && /\p{L}/u.test(words)
    const isAbovePage = isPage[at + 1] === true || LABELLED_COUNT.test(lines[at + 1]?.words ?? '')
    return (isShort && isCount(at + 1)) || (isAbovePage && LABELLED_COUNT.test(words))
  }
  let end = from
  while (end > start) {
    const line = lines[end - 1] as ShapeLine
    if (!isPage[line.at] && !(end - start > 1 && isOfPage(line))) break
    end -= 1
  }
  return end
}

const FOOT_WORD_LIMIT = 6

/**
 * End of words above two lines of the page, maybe with a label between, where only labels stand
 * below.
 *
 *     The smell is what survives.   <- the words end here
 *     2.1K
 *     88
 *     View activity
 */
function aboveFoot({ lines, isPage }: Page, start: number, end: number, to: number): number {
  const isFoot = (line: ShapeLine): boolean =>
    isPage[line.at] === true || isLabel(line, FOOT_WORD_LIMIT)
  for (let at = start + 1; at + 1 < end; at += 1) {
    const isPaired = isPage[at + 1] === true || (at + 2 < end && isPage[at + 2] === true)
    // A count in a paragraph of its own needs no second.
    const isCount = lines[at]?.isApart === true && isBareForm(lines[at]?.form ?? '')
    if (!isPage[at] || !(isPaired || (isCount && end < to))) continue
    return lines.slice(at, end).every(isFoot) ? at : end
  }
  return end
}
