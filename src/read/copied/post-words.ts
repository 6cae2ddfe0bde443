import { countEach } from '../../base/statistics/group-by.js'
import type { Layout } from './layout.js'
import { isQuoteLabel } from './layout-bylines.js'
import {
  countKinds,
  holds,
  isOf,
  type KindLine,
  kindsOf,
  lettersOf,
  over,
  overAll,
  WORDS,
} from './lines/kinds.js'
import { isDayAndClock } from './lines/kinds-by-place.js'
import { startOfLinkCard } from './lines/link-card.js'
import { type LineRange, linesIn, rangesOf } from './lines/page-line.js'
import { CLEAR_SHARE, MIN_POST_COUNT, SENTENCE_WORD_COUNT } from './lines/thresholds.js'

export interface Place {
  readonly layout: Layout
  readonly isRoot: boolean
  readonly isLast: boolean
  /** True with the time in the byline. An opening post may have it below its words. */
  readonly isTimed: boolean
  readonly habits: Habits
}

/** Common ends of the page's posts. */
export function parseHabits(
  lines: readonly KindLine[],
  marks: readonly (LineRange & { readonly name: number | null })[],
  halves: readonly string[],
) {
  const letters = lettersOf(lines)
  const count = (pattern: string): number => [...letters.matchAll(overAll(pattern))].length
  const countedCount = marks.filter(({ to }, index) =>
    holdsCounts(lines.slice(to, marks[index + 1]?.from)),
  ).length
  return {
    // Buttons stand above times, both below the words.
    areButtonsAbove:
      count('reply [button furniture count]{0,3} time') >
      count('time [button furniture count]{0,3} reply'),
    areCountsLast: marks.length >= MIN_POST_COUNT && countedCount >= CLEAR_SHARE * marks.length,
    names: new Set([
      ...marks.flatMap(({ name }) => lines[name ?? -1]?.words ?? []),
      ...[...countEach(halves)].flatMap(([half, times]) => (times > 1 ? half : [])),
    ]),
  }
}

type Habits = ReturnType<typeof parseHabits>

/** Kinds of the page's lines below a post's words. */
const TAIL = '[button reply count furniture badge more time]'
const TAIL_RUN = over(`${TAIL}{3}|[count more][count furniture more]`)
const ROOT_TAIL = over(`${TAIL}{3}`)
const ROOT_TIME = over(`(?<=.) time (?=${TAIL}|$)`)
const NOTICE = over('(?<=^|[button reply count furniture more picture])[notice advert]')
const BUTTONS_ABOVE = over(
  '(?<![button furniture count])[button furniture count]* reply [button furniture count]*$',
)
const STRANGER = over(
  '(?<![count button furniture])([button furniture]*) count [count button furniture]* words{0,2}? short handle',
)

/**
 * End of a post's words, above its buttons and counts; null without an end that the layout
 * requires.
 */
export function endOfWords(
  lines: readonly KindLine[],
  from: number,
  next: number,
  place: Place,
): number | null {
  const { layout, isRoot, isLast, habits } = place
  const { close, to } = endOfPart(lines, from, next, place)
  if (layout.ends !== undefined && !isRoot)
    return endAboveEnds(lines, from, to, layout.ends, habits)
  const body = lettersOf(lines, from, to)
  const endOfRoot = place.isTimed ? null : ROOT_TIME.exec(body)
  // Above an end, a row of years is no tail.
  const isEnded = habits.areCountsLast && (close !== -1 || lines[next]?.kind === 'end')
  const isOpen = isLast && !isEnded
  let end = isRoot
    ? from + (indexOfTail(endOfRoot ?? ROOT_TAIL.exec(body)) ?? to - from)
    : endOfReply(lines, from, to, { ...place, isLast: isOpen })
  // An account without a time, below a post's counts, belongs to an advert.
  const stranger = !isRoot && layout.carriesHandles === true ? STRANGER.exec(body.slice(1)) : null
  if (stranger !== null) end = Math.min(end, from + 1 + stranger.index + (stranger[1] ?? '').length)
  if (!isRoot && endOfRoot !== null) end = Math.min(end, endOfFocal(lines, from + endOfRoot.index))
  if (!isRoot && habits.areCountsLast)
    end = Math.min(end, startOfCounts(lines, from, to, isLast && close !== -1, layout))
  const { countLimit = 2 } = layout
  // A number above a full row of counts is words.
  const isFull = holds(lines, end - 1, end + countLimit, `count{${countLimit + 1}}`)
  end = withoutFurniture(lines, from, end, isFull ? 0 : countLimit, place.isTimed && !isRoot)
  return withoutPreview(lines, from, end)
}

/** Line of a day and a clock, as they end the words of the post that a page is about. */
const endOfFocal = (lines: readonly KindLine[], at: number): number =>
  isDayAndClock(lines[at]?.words ?? '') ? at : lines.length

/** Below this many lines the tail begins; null without words above it. */
const indexOfTail = (tail: RegExpExecArray | null): number | null => tail?.index || null

/** The line below the last button of a reply. */
function endOfReply(
  lines: readonly KindLine[],
  from: number,
  to: number,
  { isLast, habits }: Place,
): number {
  const button = lines.slice(from, to).findLastIndex(({ kind }) => kind === 'reply')
  if (button !== -1 && !isWithinWords(lines, from, to, from + button, habits))
    return from + button + 1
  const run = isLast ? TAIL_RUN.exec(lettersOf(lines, from, to)) : null
  return from + (indexOfTail(run) ?? to - from)
}

/** End of a post's part of the page: the page's end, a reply box, a signature or a notice. */
function endOfPart(
  lines: readonly KindLine[],
  from: number,
  next: number,
  { layout, isRoot, isLast }: Place,
) {
  let to = next
  const whole = lettersOf(lines, from, next)
  const search = (pattern: string): number => whole.search(over(pattern))
  const firstEnd = isRoot ? -1 : search(`[${layout.ends ?? 'reply'}]`)
  const isEnd = ({ kind }: KindLine, at: number): boolean =>
    kind === 'end' && at >= Math.max(0, firstEnd)
  const endOfAnswer = (): number =>
    firstEnd === -1 && !isLast
      ? search('(?<=[button reply count furniture more time]) end')
      : lines.slice(from, next).findIndex(isEnd)
  const ended = isRoot ? search('[heading end]') : endOfAnswer()
  // A reply box may stand below the last post.
  const isOpen = ended === -1 && isLast
  const close = isOpen ? search('(?<=[button reply count furniture more]) heading') : ended
  if (close !== -1) to = from + close
  const sign = search('signature')
  if (sign > 0) to = Math.min(to, from + sign)
  const notice = whole.search(NOTICE)
  if (notice !== -1) to = Math.min(to, from + notice)
  return { close, to }
}

const wordCountOf = (line: KindLine | undefined): number => line?.words.split(' ').length ?? 0

/**
 * True for a copy that ends within the words of a post, above the time that ends others.
 *
 *     Gwenn
 *     Yannick Salaün un casse légal alors      <- last line of the page
 */
const endsWithin = (lines: readonly KindLine[], from: number, to: number): boolean =>
  to === lines.length &&
  holds(lines, from, to, '^words+$') &&
  (lines[from]?.kind === 'long' || wordCountOf(lines[from]) > SENTENCE_WORD_COUNT)

function endAboveEnds(
  lines: readonly KindLine[],
  from: number,
  to: number,
  ends: string,
  habits: Habits,
): number | null {
  const last = lines
    .slice(from, to)
    .findLastIndex((_, at) => holds(lines, from + at, from + at + 1, `[${ends}]`))
  if (last === -1) return endsWithin(lines, from, to) ? to : null
  const isReplyEnd = ends.split(' ').includes('reply')
  const buttons =
    isReplyEnd || !habits.areButtonsAbove
      ? null
      : BUTTONS_ABOVE.exec(lettersOf(lines, from, from + last))
  if (last === 0) return from
  if (buttons?.index === 0) return from
  return withoutPreview(lines, from, from + (buttons?.index ?? last))
}

/** True for the word "Reply" between words, or as the first of a post that ends with counts. */
function isWithinWords(
  lines: readonly KindLine[],
  from: number,
  to: number,
  button: number,
  habits: Habits,
): boolean {
  const isBetween =
    button + 1 < to &&
    button > from &&
    isOf(lines[button + 1], WORDS) &&
    isOf(lines[button - 1], WORDS)
  return (
    isBetween || (button === from && habits.areCountsLast && countKinds(lines, from, to, WORDS) > 0)
  )
}

/** Start of the last row of counts, or of a lone one. */
function startOfCounts(
  lines: readonly KindLine[],
  from: number,
  to: number,
  mayBeLone: boolean,
  { countLimit = Number.POSITIVE_INFINITY }: Layout,
): number {
  const rows = [...lettersOf(lines, from + 1, to).matchAll(overAll('count{1,}'))]
  const last = mayBeLone ? rows.at(-1) : undefined
  const row = rows.findLast(([counts]) => counts.length > 1) ?? last
  if (row === undefined) return to
  const start = from + 1 + row.index
  return Math.max(start, start + row[0].length - countLimit)
}

const PAGE_KINDS = kindsOf(
  'furniture',
  'badge',
  'more',
  'notice',
  'advert',
  'heading',
  'end',
  'picture',
)
const BUTTON_KINDS = kindsOf('button', 'reply')

/**
 * Steps back over furniture. A second word of the same button belongs to the post, as does a time
 * below another.
 */
function withoutFurniture(
  lines: readonly KindLine[],
  from: number,
  end: number,
  countLimit: number,
  isTimed: boolean,
): number {
  const isOnce = (line: KindLine | undefined): boolean =>
    isOf(line, BUTTON_KINDS) || (!isTimed && line?.kind === 'time')
  const seen = new Set<string>()
  let countCount = 0
  let to = end
  for (; to > from; to -= 1) {
    const line = lines[to - 1]
    const words = line?.words ?? ''
    if (isOf(line, PAGE_KINDS)) continue
    if (line?.kind === 'count' && countCount < countLimit) countCount += 1
    else if (isOnce(line) && !seen.has(words)) seen.add(words)
    else break
  }
  return to
}

/** Kinds that may be all words of a post. */
const MAYBE_WORDS = kindsOf(
  'count',
  'button',
  'reply',
  'time',
  'badge',
  'answered',
  'heading',
  'picture',
  'end',
)

/** Line above which the words of a post end: its card of a link, or a line of furniture alone. */
const withoutPreview = (lines: readonly KindLine[], from: number, to: number): number =>
  startOfLinkCard(lines, from, to) ?? (to === from && mayBeAllWords(lines, from) ? from + 1 : to)

/**
 * True for a line that may be all words of a post, as no label of a quotation is: also an emoji,
 * above no label of reactions.
 */
const mayBeAllWords = (lines: readonly KindLine[], at: number): boolean =>
  (isOf(lines[at], MAYBE_WORDS) && !isQuoteLabel(lines[at]?.words ?? '')) ||
  (/^\p{Extended_Pictographic}/u.test(lines[at]?.words ?? '') && !isOf(lines[at + 1], NO_WORDS))

/** Label around the description of a picture. */
const PICTURE_LABEL = /^activate to view (?:larger )?(?:image|picture)/i

const NO_WORDS = kindsOf('furniture', 'more', 'notice')
/** Ranges of words without the furniture around and between them. */
export function partsOf(lines: readonly KindLine[], from: number, to: number): LineRange[] {
  let last = to
  while (last > from && isOf(lines[last - 1], NO_WORDS)) last -= 1
  if (last > from + 1 && lines[last - 1]?.kind === 'picture') last -= 1
  if (last === from && to === from + 1) return [{ from, to }]
  const isCaption = (at: number): boolean =>
    PICTURE_LABEL.test(lines[at - 1]?.words ?? '') && lines[at - 1]?.words === lines[at + 1]?.words
  const isWords = (at: number): boolean => !isOf(lines[at], NO_WORDS) && !isCaption(at)
  const places = linesIn([{ from, to: last }])
  const first = places.find(isWords) ?? last
  return rangesOf(
    places.filter(
      (at) =>
        isWords(at) ||
        (at > first && lines[at]?.kind === 'furniture' && !isNotice(lines[at]?.words ?? '')),
    ),
  )
}

const isNotice = (words: string): boolean =>
  words === '' || words.split(' ').length >= SENTENCE_WORD_COUNT

/**
 * True for two counts in a row after the first line, or one among counts and buttons at the end.
 */
const holdsCounts = (lines: readonly KindLine[]): boolean =>
  holds(lines, 1, lines.length, 'count count|count [count furniture button badge more notice]*$')
