import { largestOf } from '../../base/statistics/extremes.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { formatCount } from '../../base/text/format-count.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { UnitTaken } from '../../base/thread/capture-ledger.js'
import type { Post } from '../../base/thread/post.js'
import { LAYOUTS } from '../copied/layout.js'
import { parseTime, shapeOf } from '../copied/line-kinds.js'
import { isDayAndClock } from '../copied/lines/kinds-by-place.js'
import { MIN_POST_COUNT } from '../copied/lines/thresholds.js'
import { takeOffRecurring } from '../copied/plain/item-lines.js'
import { isTimed } from '../copied/timed-line.js'
import { findRepeatedLine, findTextMark, SEVERAL, type TextKind } from './text-kinds.js'

/** Fewest posts to raise a doubt. */
const FEW = MIN_POST_COUNT
/** Fewest posts to refuse a text. With fewer, a reader of the table sees each. */
const MANY = 8
/**
 * Longest unsuspicious post: non-blank lines, characters. Choice: few posts have that many lines.
 */
const MAX_POST_LINE_COUNT = 12
const MAX_POST_LENGTH = 3000

export interface Doubt {
  readonly isRefused: boolean
  readonly kind: TextKind | 'boundaries'
  readonly seen: string
  /** First words of a post that shows it; absent where most posts do. */
  readonly look?: string
}

/** Sign of a doubt: the share of the posts, or of the text, that shows it, and the words for it. */
interface Sign {
  readonly share: number
  readonly seen: string
  readonly kind?: TextKind
  readonly look?: string
}

/**
 * Fewest posts, share that adds a caution, share that refuses the reading, fewest posts for that,
 * and the sign.
 */
type DoubtRow = readonly [
  from: number,
  caution: number,
  refused: number,
  refusedFrom: number,
  find: (posts: readonly Post[], text: string) => Sign | null,
]

const NEVER = Number.POSITIVE_INFINITY
/** Share of doubtful posts that adds a caution. Choice: intervals cover the effect of fewer. */
const SOME = 0.2
const HALF = 0.5
const MOST = 0.5 + 1e-9

/** All doubts about pages that were read by a layout, and about pasted posts; the surest first. */
const DOUBTS: Readonly<Record<'page' | 'paste', readonly DoubtRow[]>> = {
  page: [
    [1, NEVER, 1, 1, findBylines],
    [1, NEVER, 1, 1, findLostBreaks],
    [1, NEVER, 1, 1, findSecondOpening],
    [FEW, NEVER, 0.6 + 1e-9, FEW, findLabelled],
    [FEW, SOME, HALF, MANY, findRecurring],
    [SEVERAL, HALF, 0.6, SEVERAL, findWordless],
    [SEVERAL, NEVER, HALF, SEVERAL, findHeadlines],
    [FEW, 1e-9, NEVER, FEW, findMenus],
  ],
  paste: [
    [1, NEVER, 1, 1, findLostBreaks],
    [0, NEVER, 1, 0, (posts, text) => markOf(findTextMark(text, areMostlyNamed(posts)))],
    [0, NEVER, MOST, 0, findGiants],
    [MANY, NEVER, MOST, MANY, (posts) => repeatedIn(posts)],
    [FEW, MOST, NEVER, FEW, findStrangers],
    [1, NEVER, HALF, 1, findLabels],
    [1, SOME, MOST, MANY, findUnnamed],
  ],
}

/** "9:14 AM · Nov 18, 2026", "2026年1月19日 午前8:03 · Web" */
const STAMP = /^(?=.{0,40}[·•]).{12,50}$/u

/** Two opening posts, which show day and clock where replies show an age: two pages in one text. */
function findSecondOpening(posts: readonly Post[], text: string): Sign | null {
  const { source } = posts[0]?.meta.capture ?? {}
  if (!LAYOUTS.some(({ id, bylines }) => id === source && bylines === 'dotted')) return null
  const isStamp = (words: string): boolean => STAMP.test(words) && isDayAndClock(words)
  const lines = splitLines(text).map(({ start, end }) => text.slice(start, end).trim())
  const [first, second] = new Set(lines.filter(isStamp))
  const stamped = posts.filter(({ meta }) => isDayAndClock(String(meta['timeText'])))
  if (first === undefined || second === undefined || stamped.length > 2) return null
  const seen = `two opening posts stand in it (${first}; ${second}): give one thread at a time`
  return { share: 1, kind: 'pages', seen }
}

/** The first doubt about the posts that a text was read as. @param form of the reading */
export function findDoubt(
  form: keyof typeof DOUBTS,
  posts: readonly Post[],
  text = '',
): Doubt | null {
  for (const [from, caution, refused, refusedFrom, find] of DOUBTS[form]) {
    const sign = posts.length < from ? null : find(posts, text)
    if (sign === null) continue
    const isRefused = sign.share >= refused && posts.length >= refusedFrom
    const { share, kind = 'boundaries', ...shown } = sign
    if (isRefused || share >= caution) return { ...shown, isRefused, kind }
  }
  return null
}

/** Sign in some of the posts, with the words around "3 of 8 posts". */
const signOf = (count: number, { length }: readonly Post[], before: string, after = ''): Sign => ({
  share: count / length,
  seen: `${before}${count} of ${length} posts${after}`,
})
const counted = (isOne: (post: Post) => boolean, posts: readonly Post[]): number =>
  posts.filter(isOne).length
const repeatedIn = (posts: readonly Post[], texts = posts.map(({ text }) => text)): Sign => {
  const { line = '', count = 0 } = findRepeatedLine(texts) ?? {}
  return signOf(count, posts, `the line ${JSON.stringify(line.slice(0, 40))} stands in `)
}
const markOf = (mark: ReturnType<typeof findTextMark>): Sign | null => mark && { share: 1, ...mark }

function findBylines(posts: readonly Post[]): Sign {
  const count = largestOf(posts.map(({ text }) => countBylines(text)))
  return {
    share: count / MIN_BYLINE_COUNT,
    seen: `one of ${posts.length} posts holds ${count} lines with a time, as bylines have`,
  }
}

/**
 * Bylines in one line: a copy that lost its line breaks.
 *
 *     Pia Lund @pialund · 2h Good. 12 4 Gus H @gush · 1h Bad. 9 3 mo @mo_c · 44m Ugly.
 *              ^^^^^^^^^^^^^             ^^^^^^^^^^          ^^^^^^^^^^^
 */
const INLINE_BYLINE = /(?<!\S)@[\p{L}\p{N}_.]{1,40} ?[·•] ?(?=\S{0,8} ?\d)/gu

function findLostBreaks(posts: readonly Post[]): Sign {
  const count = largestOf(
    posts.flatMap(({ text }) =>
      text.split('\n').map((line) => line.match(INLINE_BYLINE)?.length ?? 0),
    ),
  )
  return {
    share: count / SEVERAL,
    seen: `one line holds ${count} accounts with times, so its line breaks are lost: copy the page again, or save it`,
  }
}

/**
 * Caution about an opening post without a time above replies that have one: it may describe an
 * account. Null for others.
 */
export function describeUntimedRoot([root, ...replies]: readonly Post[]): string | null {
  const isTimed = ({ createdAt, meta }: Post): boolean =>
    createdAt !== null || meta['timeText'] !== undefined
  if (root === undefined || root.meta.role !== 'root' || isTimed(root)) return null
  return replies.length >= SEVERAL && replies.every(isTimed)
    ? 'the first post alone shows no time, as the description of an account does, and the page may be a profile or a list of posts, no thread'
    : null
}

/** Posts without words, or of links alone: dates in a list of other articles. */
function findWordless(posts: readonly Post[]): Sign {
  return signOf(counted(isWordless, posts), posts, '', ' hold a list of links, or nothing')
}

function isWordless({ text }: Post): boolean {
  const lines = linesOf(text)
  return lines.length === 0 || (lines.length >= SEVERAL && lines.every(isLink))
}

function findLabelled(posts: readonly Post[]): Sign {
  return signOf(counted(isLabel, posts), posts, '', ' are names and labels, as in a list')
}

function findHeadlines(posts: readonly Post[]): Sign {
  return signOf(counted(isByAuthor, posts), posts, '', ' are headlines “by” somebody')
}

/** "By Ann Bo" for an author or for words, as lists of articles name authors. */
const isByAuthor = ({ author, text }: Post): boolean =>
  [author ?? '', text].some((words) => /^By \p{Lu}\S* \p{Lu}\S*$/u.test(words))

/** The sign that most posts show, at least two of them. */
function findRecurring(posts: readonly Post[]): Sign | null {
  const speakerOf = findSpeakers(posts)
  const bySpeaker = [...groupBy(posts, speakerOf).values()].map((speakerPosts) =>
    speakerPosts.map(({ text }) => text).join('\n'),
  )
  const sameCount = largestOf(countEach(posts.map(({ text }) => text)).values())
  const isSentence = ({ author }: Post): boolean =>
    author?.includes(' ') === true && shapeOf(author) === 'long'
  const most = [
    repeatedIn(posts, bySpeaker),
    signOf(sameCount > HALF * posts.length ? sameCount : 0, posts, 'the same words are all of '),
    signOf(counted(hasTime, posts), posts, 'a time alone on a line stands in '),
    signOf(counted(isSentence, posts), posts, 'a sentence stands in place of the name in '),
  ].reduce((best, each) => (each.share > best.share ? each : best))
  return most.share * posts.length < 2 ? null : most
}

/** A post without a name above it or a leading mention is doubtful. */
function findUnnamed(posts: readonly Post[]): Sign | null {
  const count = counted((post) => post !== posts[0] && !isNamed(post), posts)
  const isFew = posts.length < FEW && (posts.length < SEVERAL || posts.some(isNamed))
  return isFew ? null : signOf(count, posts, '', ' have neither a name nor a mention')
}

/** Labels around a few nameless posts: an article, a wall of cookies. */
function findLabels(posts: readonly Post[], text: string): Sign | null {
  const lines = linesOf(text)
  const isOther = posts.length >= MANY || lines.length < 2 * MANY
  if (isOther || posts.some(isNamed)) return null
  const count = lines.filter((line) => line.split(' ').length <= SEVERAL && !NO_LABEL.test(line))
  return {
    share: count.length / lines.length,
    seen: `${count.length} of ${lines.length} lines are labels, and no post has a name`,
  }
}
/** Sentence, or words without spaces. */
const NO_LABEL = /[.!?…]$|\p{Lo}/u

export const isNameAndColon = ({ text }: Post): boolean => /^[^:\n]{1,40}: \S/.test(text)

/** The unit of a paste that was taken for a post, where nothing says that it is one; else null. */
export function findUnitTaken(posts: readonly Post[], text: string): UnitTaken | null {
  if (posts.length < SEVERAL || posts.slice(1).some(isNamed)) return null
  const isMarked =
    counted(isNameAndColon, posts) > HALF * posts.length || takeOffRecurring(text).notes.length > 0
  const [, ...lines] = splitLines(text)
  const isApart = lines.some(({ blankCountAbove }) => blankCountAbove > 0)
  if (isMarked) return null
  return isApart ? 'paragraph' : 'line'
}

const areMostlyNamed = (posts: readonly Post[]): boolean =>
  counted(isNamed, posts) > HALF * posts.length

/** Share of missing accounts named only once that marks them as authors. */
const ONCE_SHARE = 0.8

/** Handles that open posts and may be the authors ("@ann: text"), since they never post. */
function findStrangers(posts: readonly Post[]): Sign | null {
  const missing = posts.flatMap(({ meta: { missingParent } }) =>
    missingParent?.startsWith('@') ? [missingParent.toLowerCase()] : [],
  )
  const kindCount = new Set(missing).size
  if (missing.length < FEW || kindCount < ONCE_SHARE * missing.length) return null
  return signOf(
    missing.length,
    posts,
    '',
    ` open with handles of ${kindCount} accounts without a post here: these may be the authors`,
  )
}

/**
 * Warns that nameless lines without blank lines between were read as one post; null for two lines.
 */
export function describeJoinedLines(text: string, posts: readonly Post[]): string | null {
  const [first] = posts
  const lineCount = splitLines(text).length
  const isAlone =
    posts.length === 1 && first?.author === null && first.meta['authorName'] === undefined
  if ((!isAlone && posts.some(isNamed)) || lineCount < SEVERAL * posts.length) return null
  const read = posts.length === 1 ? 'one post' : `${posts.length} posts`
  return `${lineCount} lines were read as ${read}; if each line is a post, pass --one-post-per line`
}

/** Caution about names that most posts have at an end of their words: "Morning (8:00): knead." */
export function describeGuessedNames(posts: readonly Post[]): string | null {
  const count = counted(({ meta }) => meta['isAuthorInferred'] === true, posts)
  return posts.length >= FEW && count > HALF * posts.length
    ? `the names of ${count} of ${posts.length} posts may be words of theirs`
    : null
}

const isNamed = ({ author, meta }: Post): boolean =>
  author !== null ||
  meta['authorName'] !== undefined ||
  meta.addressees !== undefined ||
  meta.node !== undefined

const linesOf = (text: string): string[] => text.split('\n').map(foldSpace).filter(Boolean)

/**
 * Long posts that hold most of the text. A named one may be long if most of its lines are
 * sentences.
 */
function findGiants(posts: readonly Post[], text: string): Sign | null {
  const isMostlyNamed = areMostlyNamed(posts)
  const giants = posts.filter((post) => {
    const lines = linesOf(post.text)
    const isLong = lines.length >= MAX_POST_LINE_COUNT || post.text.length >= MAX_POST_LENGTH
    const shortCount = lines.filter((line) => line.split(' ').length <= SEVERAL).length
    return isLong && !((isMostlyNamed || isNamed(post)) && shortCount * 2 <= lines.length)
  })
  if (giants.length === 0) return null
  const held = giants.map((post) => post.text).join('\n')
  const share = lengthOf(held) / lengthOf(text)
  const lines = formatCount(linesOf(held).length, 'line')
  const percent = Math.round(100 * Math.min(1, share))
  const few = giants.length === 1 ? 'one post' : `${giants.length} posts`
  return {
    share,
    seen: percent === 100 ? `its ${lines} would be ${few}` : `${few} would hold ${percent}% of it`,
  }
}

export const lengthOf = (text: string): number => text.replace(/\s+/g, '').length

/**
 * Lines of one post that end with a time. Choice: a post that quotes a page quotes two or three.
 */
const MIN_BYLINE_COUNT = 5
const countBylines = (text: string): number =>
  text.includes('\n')
    ? text
        .split('\n')
        .filter((line) => line.length < TIME_LENGTH_LIMIT && isByline(foldSpace(line))).length
    : 0
const isByline = (line: string): boolean =>
  (/\d|day/.test(line) ? isTimed(line) : parseTime(line) !== null) ||
  (/[·•|]/.test(line) && line.split(/[·•|]/).some((part) => parseTime(part.trim()) !== null))

/** True for lines like names or times only. Scripts without spaces or capitals are never labels. */
const isLabel = ({ text }: Post): boolean =>
  !/[\p{Lo}]/u.test(text) &&
  text
    .split('\n')
    .map(foldSpace)
    .every(
      (line) => /\p{L}|\d:\d/u.test(line) && (shapeOf(line) === 'Name' || parseTime(line) !== null),
    )

/**
 * Author of a post, where a crowd writes. Elsewhere each post is its own speaker: an author may
 * repeat a slogan.
 */
function findSpeakers(posts: readonly Post[]): (post: Post) => string {
  const isCrowd = new Set(posts.map(({ author, id }) => author ?? id)).size * 2 > posts.length
  return ({ author, id }) => (isCrowd ? (author ?? id) : id)
}

/** Share of short lines that makes a menu. One with a number may be a table. */
const MENU_SHARE = 0.7
/** Characters of a post by which a reader finds it. */
const LOOK_LENGTH = 40

/** Posts that hold a count or a menu of the page, as where two posts were taken for one. */
function findMenus(posts: readonly Post[]): Sign {
  const menus = posts.filter(isMenu)
  return {
    share: menus.length / posts.length,
    seen: `${formatCount(menus.length, 'post')} may be two`,
    look: JSON.stringify(foldSpace(menus[0]?.text ?? '').slice(0, LOOK_LENGTH)),
  }
}

const isLink = (line: string): boolean => line.split(' ').length <= SEVERAL && !/\d/.test(line)

function isMenu({ text }: Post): boolean {
  if (!text.includes('\n')) return false
  if (/^\d[\d,.]{0,6}k?\n\S/i.test(text)) return true
  const lines = linesOf(text)
  return lines.length >= MANY && lines.filter(isLink).length >= MENU_SHARE * lines.length
}

const hasTime = ({ text }: Post): boolean =>
  text
    .split('\n')
    .some((line) => line.length < TIME_LENGTH_LIMIT && parseTime(line.trim()) !== null)
const TIME_LENGTH_LIMIT = 60
