import { countEach } from '../../base/statistics/group-by.js'
import { type Age, isOlderAge, parseAge, parseDate, settleDayOrder } from '../record/parse-date.js'
import type { Layout } from './layout.js'
import { namesLine } from './line-kinds.js'
import { holds, isOf, type KindLine, kindsOf, lettersOf, over, WORDS } from './lines/kinds.js'
import { isDayAndClock } from './lines/kinds-by-place.js'
import { type LineRange, linesIn } from './lines/page-line.js'
import { LEAST_COUNT, MIN_POST_COUNT, MOST_SHARE, USUAL_SHARE } from './lines/thresholds.js'
import { wordsFor } from './words/words.js'

/** Lines of a byline: its range, and those of its parts. */
interface Byline extends LineRange {
  readonly handle: number | null
  readonly time: number | null
  readonly one: number | null
  readonly isFocal?: true
}

export const isBelowNotice = (lines: readonly KindLine[], { from }: LineRange): boolean =>
  lines[from - 1]?.kind === 'notice'

/** Lines that end a post. */
export const TAIL = kindsOf('count', 'reply', 'button')
const POST_END = kindsOf('count', 'reply', 'button', 'notice')
const FOCAL_LINE_LIMIT = 400

/**
 * Bylines without those of accounts that the page shows above and below the thread: no time stands
 * with them, as with most posts.
 *
 *     More from
 *     Radka
 *     @radka@hlava.example      no time follows
 */
export function withoutAccounts<Mark extends Byline>(
  lines: readonly KindLine[],
  { root, byline }: Layout,
  marks: readonly Mark[],
): readonly Mark[] {
  const timedCount = marks.filter(({ time }) => time !== null).length
  if (
    root?.startsWith(byline) !== true ||
    timedCount < LEAST_COUNT ||
    timedCount < USUAL_SHARE * marks.length
  )
    return marks
  const isPost = ({ time, one, to }: Mark, index: number): boolean =>
    time !== null ||
    one !== null ||
    lines
      .slice(to, marks[index + 1]?.from)
      .some((line) => line.kind === 'time' && isDayAndClock(line.words))
  return marks.slice(marks.findIndex(isPost), marks.findLastIndex(isPost) + 1)
}

/** Kinds between posts: what follows words without any of them goes on. */
const BETWEEN_POSTS = kindsOf('button', 'reply', 'count', 'more', 'heading')

/**
 * Bylines without dates among words: their form stands once, and below no button or count.
 *
 *     My contract ends on        was taken for a name
 *     30 June 2026               other posts have "9h"
 */
export function withoutDates<Mark extends Byline>(
  lines: readonly KindLine[],
  marks: readonly Mark[],
): readonly Mark[] {
  const forms = marks.map(({ time, handle }) =>
    time === null || handle !== null
      ? null
      : lines[time]?.words.replace(/\p{L}{1,40}/gu, 'a').replace(/\d{1,9}/g, '0'),
  )
  const counts = countEach(forms)
  const isParted = marks.map(
    ({ from }, index) =>
      index === 0 ||
      lines.slice(marks[index - 1]?.to ?? 0, from).some((line) => isOf(line, BETWEEN_POSTS)),
  )
  const partedCount = isParted.filter(Boolean).length
  return marks.length >= MIN_POST_COUNT && partedCount >= MOST_SHARE * (marks.length - 1)
    ? marks.filter(
        (_, index) =>
          index === 0 || isParted[index] || forms[index] === null || counts.get(forms[index]) !== 1,
      )
    : marks
}

/**
 * Below the name of the post that a page is about: its words, a post that it quotes, then its time
 * and views. Accounts named within words stand on lines of their own.
 */
const FOCAL = over(
  '^[badge button furniture]{0,3} (?:[Name short long furniture signature]|handle (?!badge{0,2} furniture? time)){1,80}? (?:button? [Name short] handle furniture time [Name short long furniture]{1,20}?)? time [furniture count]',
)

/** "Replying to" and the accounts answered, below the name of such a post. */
const ADDRESS = over('^[badge button furniture]{0,3} answered (?:handle badge{0,2}){0,9}')

/**
 * Bylines with that of the post that the page is about, where posts that it answers stand above:
 * its time stands below its words.
 *
 *     Captain Retired
 *     @captain_retd
 *     We were told in September.
 *     9:31 PM · Nov 23, 2026
 */
export function withFocal<Mark extends Byline>(
  lines: readonly KindLine[],
  { root, byline }: Layout,
  marks: readonly Mark[],
  roots: Iterable<Mark>,
): readonly Mark[] {
  if (root === undefined || root.startsWith(byline)) return marks
  const letters = lettersOf(lines)
  const hasOnlyHandle = ({ handle, time, one }: Mark): boolean =>
    handle !== null && time === null && one === null
  const wordsAt = ({ to }: Mark): number =>
    to + (ADDRESS.exec(letters.slice(to, to + FOCAL_LINE_LIMIT))?.[0].length ?? 0)
  const isAboveTime = (at: number): boolean => FOCAL.test(letters.slice(at, at + FOCAL_LINE_LIMIT))
  const standsFocal = (mark: Mark): boolean =>
    isOf(lines[mark.from - 1], POST_END) &&
    !marks.some(({ from, to }) => from < mark.to && mark.from < to) &&
    isAboveTime(wordsAt(mark))
  const focal = [...roots].find((mark) => hasOnlyHandle(mark) && standsFocal(mark))
  if (focal === undefined) return marks
  const at = marks.filter(({ from }) => from < focal.from).length
  return [
    ...marks.slice(0, at),
    { ...focal, to: wordsAt(focal), isFocal: true },
    ...marks.slice(at),
  ]
}

/**
 * Byline of the opening post and those below, without the account of whoever reads the page: above
 * a thread that is about one of its replies, or above a list of posts.
 *
 *     @subzerosql          no time follows, as with the post that the page is about
 *     Conversation
 *     @tessellatedb · Nov 18
 *
 *     @subzerosql
 *     Post activity        <- titles of the page, no words
 *     Quotes
 *     @tessellatedb · Nov 18
 */
export function belowReader<Mark extends Byline>(
  lines: readonly KindLine[],
  root: Mark | undefined,
  marks: readonly Mark[],
  { bylines }: Pick<Layout, 'bylines'>,
): [Mark | undefined, readonly Mark[]] {
  const focalAt = marks.findIndex(({ isFocal }) => isFocal)
  const isReader = root?.time === null && !holds(lines, root.from, marks[0]?.from ?? 0, 'time')
  if (focalAt > 0 && isReader) return [marks[0], marks.slice(1)]
  const isTimed = marks.filter(({ time }) => time !== null).length >= MIN_POST_COUNT
  const mayBeList = bylines === 'dotted' && isReader && isTimed
  const isList = mayBeList && !holds(lines, root.to, marks[0]?.from ?? 0, '[long count reply]')
  return isList ? [undefined, marks] : [root, marks]
}

const LABELS = kindsOf('Name', 'short')

/**
 * Marks the post that the page's own post quotes: it stands above that one's day and clock. The
 * label above it may be in any language.
 *
 *     @rana_k                   the page's post
 *     So it is true.
 *     اقتباس
 *     Tarnet                    <- quoted
 *     @tarnet
 *     ·
 *     Nov 26
 *     We sell the halls.
 *     9:14 PM · Nov 27, 2026
 */
export function withQuoteOfFocal<Mark extends Byline>(
  lines: readonly KindLine[],
  root: Mark | undefined,
  marks: readonly Mark[],
): Mark[] {
  return marks.map((mark, index) => {
    const focal = marks[index - 1] ?? root
    const isBelowFocal = focal?.handle != null && focal.time === null && focal.one === null
    if (!isBelowFocal || mark.handle === null || mark.time === null) return mark
    const isAboveStamp = lines
      .slice(mark.to, marks[index + 1]?.from)
      .some(({ kind, words }) => kind === 'time' && isDayAndClock(words))
    if (!isAboveStamp) return mark
    const hasLabel = mark.from - 1 > focal.to && isOf(lines[mark.from - 1], LABELS)
    return { ...mark, from: mark.from - (hasLabel ? 1 : 0), embedded: 'quoted' }
  })
}

const FOLLOW_LINE = new RegExp(`^(?:[+·•] ?)?(?:${wordsFor('follow')})$`, 'u')
/** Kinds between the byline of an opening post and its words. */
const BESIDE_BYLINE = kindsOf('furniture', 'picture', 'badge')

/**
 * First line of a post's words below its byline: below the buttons of an opening post, and the
 * label of an account.
 *
 *     @releases_bot
 *     2h
 *     Automated            <- no words
 *     Version 9 is out.
 */
export function startOfWords(
  lines: readonly KindLine[],
  first: number,
  next: number,
  { layout, isRoot, isTimed }: Readonly<{ layout: Layout; isRoot: boolean; isTimed: boolean }>,
): number {
  let from = first
  const isFollow = (): boolean => FOLLOW_LINE.test(lines[from]?.words.toLowerCase() ?? '')
  while (isRoot && from + 1 < next && isOf(lines[from], BESIDE_BYLINE)) from += 1
  while (isRoot && from + 1 < next && isFollow()) from += 1
  const { kind, words = '' } = lines[from] ?? {}
  const isLabel = isTimed && kind === 'badge' && namesLine(layout, words)
  return isLabel && from + 1 < next && isOf(lines[from + 1], WORDS) ? from + 1 : from
}

/** Ages of a week and more may be printed as days. */
const WEEK_SECONDS = 604_800

/**
 * True for a time that is surely before an age: ages are rounded down, and a page that shows an age
 * has days for older posts alone.
 */
function isBefore(shown: string, age: Age | null): boolean {
  if (age === null) return false
  const shownAge = parseAge(shown)
  if (shownAge !== null) return isOlderAge(shownAge, age)
  return DAY.test(shown) || (YEAR.test(shown) && age.seconds < WEEK_SECONDS)
}

const YEAR = /\d[/.-]\d{1,2}[/.-](?:20)?\d{2}$|20\d{2}/
/** "Feb 11", "11 Feb" */
const DAY = /^(?:\d{1,2} )?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?: \d{1,2})?$/i

/** Fewest replies whose ages tell when a thread was opened, and the care that is taken. Choice. */
const LEAST_AGED = 3
const AGE_FACTOR = 2
/** Ends of a reply; a page has other buttons above its opening post. */
const REPLY_END = kindsOf('count', 'reply')
/** Fewest lines of a page above its opening post. Choice. */
const HEAD_LENGTH = 2
/** Fewest posts for each that is older than the opening post. Choice. */
const POSTS_PER_QUOTED = 3

/**
 * Tells quoted posts by their times: what is older than the opening post answers nothing here. Each
 * stands right below the words of the post that quotes it, whose counts follow.
 *
 *     ann 1d           <- opening post
 *     bo 17h
 *     Look at this:
 *     cy 2d            <- quoted by bo
 *     We will never sell.
 *     77               <- count of bo's post
 */
export function withOlderQuoted<Mark extends Byline>(
  marks: readonly Mark[],
  lines: readonly KindLine[],
): readonly Mark[] {
  const timeOf = ({ time }: Mark): string => lines[time ?? -1]?.words.replace(/^[·•] ?/, '') ?? ''
  const [root, ...others] = marks
  // "2", "/", "3" numbers the parts of what one account writes.
  const isPart = (at: number): boolean => [at - 1, at + 1].some((by) => lines[by]?.words === '/')
  const isTail = (at: number): boolean => isOf(lines[at], TAIL) && !isPart(at)
  const isBelowWords = (mark: Mark, index: number): boolean =>
    !linesIn([{ from: marks[index]?.to ?? 0, to: mark.from }]).some(isTail)
  const below = new Set(others.filter(isBelowWords))
  if (root === undefined || below.size === 0) return marks
  const rootAge = parseAge(timeOf(root))
  // A part of a page begins with a reply, or below the end of one.
  const head = lines.slice(0, root.from)
  const isCutAbove =
    head.length < HEAD_LENGTH || head.slice(-HEAD_LENGTH).some((line) => isOf(line, REPLY_END))
  if (rootAge !== null && isCutAbove) return marks
  const ages = others.flatMap((mark) => (below.has(mark) ? [] : (parseAge(timeOf(mark)) ?? [])))
  const opened = rootAge ?? oldestOf(ages)
  const days = settleDayOrder(marks.map(timeOf))
  const dayOf = (mark: Mark): string | null => parseDate(days.of(timeOf(mark)))
  const openedOn = dayOf(root)
  const isDayBefore = (day: string | null): boolean =>
    day !== null && openedOn !== null && day < openedOn.slice(0, day.length)
  const older = new Set(
    others.filter((mark) => isBefore(timeOf(mark), opened) || isDayBefore(dayOf(mark))),
  )
  // Else the first post is not the one that others answer.
  const isOpened = [...older].every((mark) => below.has(mark))
  if (!isOpened || POSTS_PER_QUOTED * older.size > others.length) return marks
  return marks.map((mark) => (older.has(mark) ? { ...mark, embedded: 'quoted' } : mark))
}

/**
 * Age that a thread has at most if some of its replies have these, a week at least: a late reply is
 * no rarity. Null for too few.
 */
function oldestOf(ages: readonly Age[]): Age | null {
  if (ages.length < LEAST_AGED) return null
  const { seconds, unit } = ages.reduce((one, other) => (other.seconds > one.seconds ? other : one))
  return { seconds: Math.max(WEEK_SECONDS, AGE_FACTOR * seconds), unit: AGE_FACTOR * unit }
}
