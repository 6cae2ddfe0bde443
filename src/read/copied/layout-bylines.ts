import { countEach } from '../../base/statistics/group-by.js'
import { compactName } from '../../base/text/fold-text.js'
import { resolveChips, resolveNames } from './answered-names.js'
import { headOf, type Layout } from './layout.js'
import {
  holds,
  isOf,
  type KindLine,
  kindsOf,
  lettersOf,
  over,
  overAll,
  WORDS,
} from './lines/kinds.js'
import type { LineRange } from './lines/page-line.js'
import { MIN_POST_COUNT } from './lines/thresholds.js'
import {
  belowReader,
  isBelowNotice,
  TAIL,
  withFocal,
  withOlderQuoted,
  withoutAccounts,
  withoutDates,
  withQuoteOfFocal,
} from './page-posts.js'
import { wordsFor } from './words/words.js'

/** Lines allowed between the end of a post and the next byline. */
const BETWEEN = '[button reply count furniture badge more notice heading end time]'
/**
 * Pattern of a byline. A byline above its text, its time below, follows the end of a post or an
 * advert.
 */
const bylineOf = ({ byline, ends }: Layout): string =>
  ends === undefined
    ? `(?:${byline})`
    : `(?:(?<=^|[${ends} heading] ${BETWEEN}{0,16})|(?<=advert ${BETWEEN}{0,3} words{1,4} [advert button furniture])(?=Name)|(?<=advert ${BETWEEN}{0,3} words{1,4} button)(?=short words{1,6} time reply)|(?<=advert ${BETWEEN}{0,3} words{1,3})(?=Name)(?!words{1,3} advert))(?:${byline})`

/** Groups of a byline. `reply`: third name, between author and time, the answered account. */
const GROUPS = ['name', 'full', 'handle', 'time', 'dot', 'chip', 'title', 'reply'] as const
/** Groups of a pattern over kinds. */
export const BYLINE_GROUPS: readonly string[] = [...GROUPS, 'to', 'first']
/**
 * Groups of a byline on one line. A second and third form of a name or time have a number behind.
 */
export const LINE_GROUPS: readonly string[] = [
  'name',
  'name2',
  'name3',
  'handle',
  'time',
  'time2',
  'time3',
  'to',
  'opening',
  'text',
  'more',
  'children',
  'links',
]
const NO_GROUPS = Object.fromEntries(GROUPS.map((group) => [group, null])) as Record<
  (typeof GROUPS)[number],
  number | null
>

/** Byline: half-open range of lines, with the line of each group. */
export interface Mark
  extends LineRange,
    Readonly<typeof NO_GROUPS & Record<'one' | 'answers', number | null>> {
  /**
   * Post within another: a card of the page, or a quoted post. It and the lines below it are no
   * post of the thread.
   */
  readonly embedded?: 'card' | 'quoted'
  readonly isFocal?: true
}

const isHeading = ({ kind }: KindLine): boolean => kind === 'heading'

export function findMarks(lines: readonly KindLine[], layout: Layout) {
  const byline = bylineOf(layout)
  const start = lines.findIndex(isHeading)
  const above = findRoot(lines, layout, byline, start)
  const candidate =
    above === undefined || beginsWithin(lines, layout, above) || isReply(lines, layout, above)
      ? undefined
      : shiftNames([above], lines)[0]
  const from = candidate === undefined ? 0 : endOfRoot(lines, candidate.to, layout)
  const allBylines = withoutAccounts(lines, layout, [...matchBylines(lines, byline, from)])
  const bylines = layout.ends === undefined ? withoutDates(lines, allBylines) : allBylines
  const afterFirst = candidate === undefined ? bylines[0]?.to : candidate.to
  const roots = layout.root === undefined ? [] : matchBylines(lines, layout.root, afterFirst)
  const focused = withFocal(lines, layout, bylines, roots)
  const [shownRoot, bylineMarks] = belowReader(lines, candidate, focused, layout)
  const root = withoutCategory(shownRoot, bylineMarks, layout)
  const head = headOf(layout)
  const isBelowHeading =
    head === 'page' || (root === undefined && (head !== 'post' || layout.ends !== undefined))
  const belowHeading = bylineMarks.filter(({ from }) => from > start)
  // A heading below most posts is a field for a new one.
  const isLast =
    bylineMarks.length - belowHeading.length >= Math.max(MIN_POST_COUNT, 2 * belowHeading.length)
  const below = isBelowHeading && !isLast ? belowHeading : bylineMarks
  // A heading ends no comment: name, date and counts above it are the article's.
  const isHead =
    root === undefined &&
    holds(lines, below[0]?.to ?? 0, below[1]?.from ?? lines.length, '^[^words]* heading')
  const known = below.length > 0 ? below.slice(isHead ? 1 : 0) : bylineMarks
  const end = endOfPosts(lines, layout, root, known)
  const inThread = known.filter(({ from }) => from < end)
  const named = layout.hasReplyNames === true ? resolveNames(inThread, lines, root) : inThread
  const shifted = shiftNames(resolveChips(named, lines), lines)
  const comments = embeddedMarks(withQuoteOfFocal(lines, root, shifted), lines, layout)
  return {
    marks: root === undefined ? comments : withOlderQuoted([root, ...comments], lines),
    hasRoot: root !== undefined,
    end,
    others: known.filter(({ from }) => from >= end),
  }
}

/**
 * Takes the line above the name in the opening byline for no name where no other byline has two.
 *
 *     Support           <- category of the topic
 *     madslarsen
 *     12d
 */
function withoutCategory(
  root: Mark | undefined,
  marks: readonly Mark[],
  { hasReplyNames }: Layout,
): Mark | undefined {
  const isAlone = hasReplyNames === true && marks.every(({ full }) => full === null)
  return isAlone && root?.full != null ? { ...root, name: root.full, full: null } : root
}

/** A reply button alone above ends a post: the selection began within the thread. */
const beginsWithin = (lines: readonly KindLine[], layout: Layout, { from }: Mark): boolean =>
  !layout.carriesHandles && holds(lines, 0, from, '^[^words reply]*reply[^words]*$')

/** A short line with a clock and a year, in any calendar. */
const DAY_AND_CLOCK = /^(?=.{0,60}$)(?=.*\d[:.]\d{2}(?!\d)).*(?<!\d)\d{4}(?!\d)/u
/** Fewest times of a copy in which the opening post would show its own. Choice. */
const LEAST_TIMED = 8

/**
 * True for the first post of a copy that begins with it and shows its age as replies do: on X the
 * opening post has a day and a clock.
 */
function isReply(lines: readonly KindLine[], { bylines }: Layout, { from, time }: Mark): boolean {
  if (bylines !== 'dotted' || time === null) return false
  const times = lines.filter(({ kind }) => kind === 'time')
  const isFirst = lines.slice(0, from).every(({ words }) => words === '')
  const isShown = lines.some(({ words }) => DAY_AND_CLOCK.test(words))
  return isFirst && !isShown && times.length >= LEAST_TIMED
}

export type Marks = ReturnType<typeof findMarks>

function* matchBylines(
  lines: readonly KindLine[],
  byline: string,
  from = lines.length,
  to = lines.length,
): Generator<Mark, undefined> {
  const letters = lettersOf(lines, 0, to)
  const pattern = overAll(byline)
  let next = from
  for (;;) {
    // Patterns are shared: another search may have moved this one.
    pattern.lastIndex = next
    const match = pattern.exec(letters)
    if (match === null) return
    next = pattern.lastIndex + (match[0] === '' ? 1 : 0)
    if (match[0] === '') continue
    const oneAt = match[0].search(over('[line opening]'))
    const one = oneAt === -1 ? null : match.index + oneAt
    const places = match.indices?.groups
    const at = (group: string): number | null => places?.[group]?.[0] ?? null
    const groups = { ...NO_GROUPS }
    for (const group of GROUPS) groups[group] = at(group)
    const label = at('to')
    // "Replying to @ann" on one line: a handle below it is words.
    const end =
      at('first') !== null && lines[label ?? -1]?.words.includes('@')
        ? (label ?? 0) + 1
        : match.index + match[0].length
    yield {
      ...groups,
      from: match.index,
      to: end,
      one,
      answers: label === end - 1 ? label : (at('first') ?? label),
    }
  }
}

/** "…and that is that" / "Ann Bo" / "annbo" / "2h": line 1 ends the post above. */
function shiftNames(marks: readonly Mark[], lines: readonly KindLine[]): Mark[] {
  let end = 0
  return marks.map((mark) => {
    // A function, since it is rarely needed: without a name above, it searches back to the start of
    // the page.
    const hasWords = (): boolean =>
      holds(lines, end, mark.from, '[words answered notice]|[reply button]{2}')
    // Counts or buttons between end the post above.
    const isBelowWords = isOf(lines[mark.from - 1], WORDS)
    const hasSpace = (index: number | null): boolean =>
      lines[index ?? -1]?.words.includes(' ') === true
    const isApart = (lines[mark.full ?? -1]?.blankCountAbove ?? 0) > 0
    const isNameFirst = hasSpace(mark.name) && !hasSpace(mark.full)
    const isOfTwo = isApart || (isBelowWords && isNameFirst)
    const isShifted = mark.full !== null && (isOfTwo || (end > 0 && !hasWords()))
    // A post below the page's own lines, or a gone one, needs no words.
    end = mark.name === null || isBelowNotice(lines, mark) ? 0 : mark.to
    const isPair = mark.full !== null && mark.handle === null && isNameFirst
    if (!isShifted) return isPair ? { ...mark, handle: mark.full } : mark
    return { ...mark, from: mark.full ?? mark.from, name: mark.full, full: null, handle: null }
  })
}

/** ", and the rest goes on the market." */
const GOES_ON = /^[\p{Ll},.;:!?)]/u

/** True for a byline whose account is named like its name: "Quill Stack", "@quillstack". */
function hasOwnName(mark: Mark | undefined, lines: readonly KindLine[]): boolean {
  const lettersAt = (at: number | null = -1): string => compactName(lines[at ?? -1]?.words ?? '')
  const name = lettersAt(mark?.name)
  const handle = lettersAt(mark?.handle)
  return name !== '' && handle !== '' && (name.includes(handle) || handle.includes(name))
}

/**
 * Byline of the opening post: the last candidate above the first comment, else the first of all.
 */
function findRoot(
  lines: readonly KindLine[],
  layout: Layout,
  byline: string,
  start: number,
): Mark | undefined {
  const { root, ends } = layout
  if (root === undefined) return undefined
  const marks = withoutAccounts(lines, layout, [...matchBylines(lines, root, 0)])
  if (ends !== undefined) {
    // A menu above the page may have the heading of the comments, too.
    const last = lines.findLastIndex(isHeading)
    const isAboveLast = ({ to }: Mark): boolean =>
      to < last && holds(lines, to, to + 4, '^furniture{0,3} words')
    return marks.find((mark) => start === -1 || mark.from < start || isAboveLast(mark))
  }
  const bylinesAt: number[] = []
  for (const { from } of matchBylines(lines, byline, 0)) {
    bylinesAt.push(from)
    if (bylinesAt.length === MIN_POST_COUNT) break
  }
  const [first = lines.length] = bylinesAt
  // Below a byline a long line is words, even above a name, as is a line that a name interrupts.
  const isWords = ({ from, to }: Mark, index: number): boolean => {
    const isBelow = marks[index - 1]?.to === from
    const isInWords = index > 0 && isOf(lines[from - 1], WORDS)
    const isLong = lines[from]?.kind === 'long' && (isBelow || isInWords)
    if (!isBelow) return isLong
    const isMention = hasOwnName(marks[index - 1], lines) && !hasOwnName(marks[index], lines)
    return isLong || isMention || GOES_ON.test(lines[to]?.words ?? '')
  }
  const aboveFirst = marks.findLast((mark, index) => mark.from < first && !isWords(mark, index))
  // Several posts above: it only looks like an opening post.
  const isFarBelow = (bylinesAt[MIN_POST_COUNT - 1] ?? lines.length) < (marks[0]?.from ?? 0)
  const rootMark = aboveFirst ?? (isFarBelow ? undefined : marks[0])
  // A reply is not the opening post: the paste lacks that one.
  if (lines[rootMark?.to ?? -1]?.kind === 'answered') return undefined
  return rootMark === undefined || root !== layout.byline
    ? rootMark
    : withoutLinesAbove(rootMark, marks, lines, byline)
}

/** Shortens a byline longer than most with the same end: it took lines of the page's head. */
function withoutLinesAbove(
  mark: Mark,
  marks: readonly Mark[],
  lines: readonly KindLine[],
  byline: string,
): Mark {
  const lengths = countEach(
    marks.filter(({ from }) => from > mark.from).map(({ from, to }) => to - from),
  )
  const [usual] = [...lengths].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 1])
  const from = mark.to - usual
  const shorterMark =
    usual > 0 && from > mark.from
      ? matchBylines(lines, byline, from, mark.to).next().value
      : undefined
  return shorterMark?.from === from && shorterMark.to === mark.to ? shorterMark : mark
}

/** Start of comments below the opening post: their heading, in layouts with times below words. */
function endOfRoot(lines: readonly KindLine[], from: number, { ends }: Layout): number {
  const heading =
    ends === undefined ? -1 : lines.findIndex((line, at) => at >= from && isHeading(line))
  return Math.max(from, heading)
}

/**
 * End of the thread. If a commenter posts again further down, it ends after that.
 * Not on X, whose "Discover more" shows the same accounts.
 */
function endOfPosts(
  lines: readonly KindLine[],
  { carriesHandles }: Layout,
  root: Mark | undefined,
  marks: readonly Mark[],
): number {
  const nameOf = (mark: Mark | undefined): string =>
    lines[mark?.handle ?? mark?.name ?? -1]?.words ?? ''
  const end = endOfThread(lines, (root ?? marks[0])?.to ?? 0)
  const names = new Set(marks.filter(({ from }) => from < end).map(nameOf))
  const again = carriesHandles
    ? undefined
    : marks.findLast((mark) => names.has(nameOf(mark) || ' ') && nameOf(mark) !== nameOf(root))
  return again === undefined || again.from < end ? end : endOfThread(lines, again.to)
}

/**
 * Start of the page's other parts: words that follow a thread, below furniture. Within a post they
 * are words.
 */
function endOfThread(lines: readonly KindLine[], from: number): number {
  const at = lettersOf(lines, from).search(
    over('(?<=[button reply count furniture more notice heading] short?) end'),
  )
  return at === -1 ? lines.length : from + at
}

const QUOTE_LABEL = new RegExp(`^(?:${wordsFor('quoted')})$`, 'iu')

/** True for X's label above a quoted post. */
export const isQuoteLabel = (words: string): boolean => QUOTE_LABEL.test(words)

const BESIDE_NAME = kindsOf('badge', 'picture')

/** Share of bylines in one form that makes others, without dot or handle, quotes or cards. */
const FORM_SHARE = 0.7
const BUTTON_SHARE = 0.75

/**
 * Tells posts within others: below "Quote", or without the dot or the handle that most bylines
 * have.
 */
function embeddedMarks(
  marks: readonly Mark[],
  lines: readonly KindLine[],
  { hasReplyNames }: Layout,
): readonly Mark[] {
  // There some accounts lack names.
  if (hasReplyNames) return marks
  const usual = (['dot', 'handle'] as const).filter(
    (group) =>
      marks.length > 3 &&
      marks.filter((mark) => mark[group] !== null).length >= FORM_SHARE * marks.length,
  )
  const isQuoted = ({ from }: Mark): boolean => {
    let at = from - 1
    while (isOf(lines[at], BESIDE_NAME)) at -= 1
    return isQuoteLabel(lines[at]?.words ?? '')
  }
  // A label above nearly all posts is a button. On a page of quotes it stands above every second
  // one.
  const isButton = marks.filter(isQuoted).length > BUTTON_SHARE * marks.length
  const hasEnd = (from: number, to: number | undefined): boolean =>
    lines.slice(from, to).some((line) => isOf(line, TAIL))
  return marks.map((mark, index) => {
    if (mark.isFocal === true || mark.embedded !== undefined) return mark
    if (!isButton && isQuoted(mark)) return { ...mark, embedded: 'quoted' }
    const lacks = mark.one === null ? usual.find((group) => mark[group] === null) : undefined
    if (lacks === undefined) return mark
    if (lacks === 'handle') return { ...mark, embedded: 'card' }
    // Between counts of two posts it is an ordinary post.
    const isApart =
      hasEnd(marks[index - 1]?.to ?? 0, mark.from) && hasEnd(mark.to, marks[index + 1]?.from)
    return isApart ? mark : { ...mark, embedded: 'quoted' }
  })
}
