import { mostFrequent } from '../../../base/statistics/group-by.js'
import type { LineRange } from '../lines/page-line.js'
import { belowBlank } from './below-blank.js'
import { isAccount, isBareForm, isWordy, type ShapeLine } from './features.js'
import { firstRunOf, handleIn, nameIn, startOfHead, usualLength } from './heads.js'
import { type Page, placesIn, runsIn, stretchesOf } from './page.js'
import { postOf, type ShapePost } from './post.js'

/** The run below a tail that holds the name: badges stand above or below it. */
export type NameRun = 'first' | 'last'

/**
 * Cuts a page whose names stand above the moments, below the tail of the post before.
 *
 *     Bert
 *     8 hours ago           anchor
 *     They sold it.
 *     Reply                 tail
 *     Mina
 *     7 hours ago           anchor
 */
export function cutAbove(page: Page, which: NameRun): ShapePost[] {
  const { lines, anchors } = page
  const stretches = stretchesOf(page)
  const tails = tailsOf(page, which)
  const heads = findHeads(page, tails, which)
  const offset = usualLength(heads.flatMap((head) => head ?? []))
  const placed = heads.map((head, index): LineRange => {
    const { from, to } = stretches[index] as LineRange
    return head ?? { from: startOfHead(page, { from, to }, offset), to }
  })
  const withMoment = anchors.map((anchor, index): Head => {
    const head = placed[index] as LineRange
    const name = nameIn(page, firstRunOf(page, head))
    return {
      from: head.from,
      nameAt: name?.nameAt ?? -1,
      handle: name?.handle ?? null,
      timeAt: anchor,
    }
  })
  const all = [...withMoment, ...headsWithoutMoment(page, withMoment)].sort(
    (left, right) => left.timeAt - right.timeAt,
  )
  const posts = all.map((head, index) =>
    postOf(page, {
      ...head,
      bodyFrom: head.timeAt + 1,
      to: all[index + 1]?.from ?? lines.length,
      isLast: index === all.length - 1,
      tails: tails ?? new Set(),
    }),
  )
  return belowBlank(page, withRoot(page, posts))
}

interface Head {
  readonly from: number
  readonly nameAt: number
  readonly handle: string | null
  readonly timeAt: number
}

/** Share of the heads below one line from which on that line opens heads. */
const SAME_OPENER_SHARE = 0.8

/**
 * Heads that lack a moment, below the line that opens nearly all others.
 *
 *     Avatar             <- as above every name
 *     user-gone
 *     It is a business.
 */
function headsWithoutMoment({ lines, isStrong }: Page, heads: readonly Head[]): Head[] {
  const opener = mostFrequent(heads.flatMap(({ nameAt }) => lines[nameAt - 1]?.form ?? []))
  if (opener === null || isBareForm(opener[0])) return []
  if (opener[1] < SAME_OPENER_SHARE * heads.length) return []
  const [first] = heads
  const names = new Set(heads.map(({ nameAt }) => nameAt))
  return lines.flatMap(({ at, form }) => {
    const name = lines[at + 1]
    const words = lines[at + 2]
    if (form !== opener[0] || !isStrong[at] || at < (first?.timeAt ?? 0)) return []
    if (names.has(at + 1) || !name?.isNamelike || words === undefined || !isWordy(words)) return []
    return { from: at + 1, nameAt: at + 1, handle: null, timeAt: at + 1 }
  })
}

/** Runs in the stretches between anchors. */
const innerRuns = (page: Page): LineRange[][] =>
  stretchesOf(page)
    .slice(1, -1)
    .map(({ from, to }) => runsIn(page, from, to))

/**
 * Forms of the lines between the words of posts and the next head; null where most posts have none.
 *
 *     They sold it.
 *     Reply            <- these two
 *     Recommend (3)    <-
 *     Mina
 */
function tailsOf(page: Page, which: NameRun): Set<string> | null {
  const { lines, isStrong } = page
  const inner = innerRuns(page)
  if (inner.filter(({ length }) => length >= 2).length * 2 <= inner.length) return null
  const tails = new Set<string>()
  for (const runs of inner) {
    const name = which === 'first' ? runs[1] : runs.at(-1)
    if (runs.length < 2 || name === undefined) continue
    for (const { at, form } of lines.slice(runs[0]?.to, name.from))
      if (isStrong[at] && !isBareForm(form)) tails.add(form)
  }
  return tails
}

/** Share of posts with an account and its server, or a caption, from which on these open heads. */
const OPENER_SHARE = 0.6

/** Heads that a tail, a caption or an account sets apart, or null. */
function findHeads(
  page: Page,
  tails: ReadonlySet<string> | null,
  which: NameRun,
): (LineRange | null)[] {
  const { lines, anchors } = page
  const stretches = stretchesOf(page).slice(0, -1)
  const isOpener = ({ words, at }: ShapeLine): boolean =>
    isAccount(words) || lines[at - 1]?.isCaption === true
  const openers = stretches.map(
    ({ from, to }) => from + lines.slice(from, to).findLastIndex(isOpener),
  )
  const isOwn = (at: number, index: number): boolean => at >= (stretches[index]?.from ?? 0)
  const areOpeners = openers.filter(isOwn).length > OPENER_SHARE * anchors.length
  const heads = stretches.map((stretch, index): LineRange | null => {
    const opener = openers[index] ?? -1
    if (areOpeners && isOwn(opener, index)) return { from: opener, to: stretch.to }
    const head = tails && index > 0 ? headBelowTail(page, stretch, tails, which) : null
    return index === 1 && head?.from === head?.to ? null : head
  })
  return shortenHeads(page, heads, isOpener)
}

function headBelowTail(
  page: Page,
  { from, to }: LineRange,
  tails: ReadonlySet<string>,
  which: NameRun,
): LineRange {
  const { lines, isStrong } = page
  const runs = runsIn(page, from, to)
  const isTail = ({ at, form }: ShapeLine): boolean => isStrong[at] === true && tails.has(form)
  const lastTail = from + lines.slice(from, to).findLastIndex(isTail)
  const hasTail = lastTail >= from
  const candidates = hasTail ? runs.filter((run) => run.from > lastTail) : runs.slice(1)
  const [only] = runs
  if (candidates.length === 0 && runs.length === 1 && only !== undefined && only.from > from)
    if (isHeadAlone(lines, only)) return { from: only.from, to }
  const start = which === 'first' && hasTail ? candidates[0] : candidates.at(-1)
  return { from: start?.from ?? to, to }
}

const ALONE_LINE_LIMIT = 3
const ALONE_WORD_LIMIT = 5

/** True for the only run below a post without words, as a deleted one: the name of the next. */
const isHeadAlone = (lines: readonly ShapeLine[], { from, to }: LineRange): boolean =>
  to - from <= ALONE_LINE_LIMIT &&
  lines[from]?.isNamelike === true &&
  lines.slice(from, to).every(({ wordCount }) => wordCount <= ALONE_WORD_LIMIT)

/** Heads without labels above the name, where they have more lines than most. */
function shortenHeads(
  page: Page,
  heads: readonly (LineRange | null)[],
  isOpener: (line: ShapeLine) => boolean,
): (LineRange | null)[] {
  const runs = heads.map((head) => head && firstRunOf(page, head))
  const usual = usualLength(runs.flatMap((run) => run ?? []))
  const endings = findEndings(page.lines)
  return heads.map((head, index) => {
    const { from = 0, to = 0 } = runs[index] ?? {}
    const first = page.lines[from]
    const isLonger = usual > 0 && to - from > usual && page.lines[to - usual]?.isNamelike
    const isFirst = isFirstName(page, endings, from, to - usual)
    const isNamed = (first !== undefined && isOpener(first)) || isFirst
    const isShortened = isLonger && !isNamed
    return head !== null && isShortened ? { from: to - usual, to: head.to } : head
  })
}

/**
 * True where the page knows the first of two lines as well as the second: a badge stands below.
 *
 *     By Corinne Tablas
 *     Corinne Tablas       first
 *     Staff writer         second
 */
function isFirstName(
  { lines, counts }: Page,
  endings: ReadonlySet<string>,
  first: number,
  second: number,
): boolean {
  const countOf = (at: number): number => {
    const { words = '' } = lines[at] ?? {}
    return (counts.get(words) ?? 0) + (endings.has(words) ? 1 : 0)
  }
  return (
    lines[first]?.isNamelike === true && countOf(first) > 1 && countOf(first) >= countOf(second)
  )
}

const ENDING_WORD_LIMIT = 4
/** Last words of short lines, behind others: "By Corinne Tablas" has "Corinne Tablas". */
const findEndings = (lines: readonly ShapeLine[]): Set<string> =>
  new Set(
    lines
      .filter(({ wordCount }) => wordCount <= 2 * ENDING_WORD_LIMIT)
      .flatMap(({ words }) => {
        const parts = words.split(' ')
        const starts = placesIn(Math.max(1, parts.length - ENDING_WORD_LIMIT), parts.length)
        return starts.map((start) => parts.slice(start).join(' '))
      }),
  )

/** Words of a line that may belong to no post, such as a count below it. */
const FEW_WORDS = 3

/**
 * Finds the opening post above its moment, where those of the others stand below theirs.
 *
 *     Ledger Lane
 *     @ledgerlane
 *     Halvorsen sells its freezers.
 *     9:02 AM · Nov 3, 2025           anchor
 */
function withRoot(page: Page, posts: ShapePost[]): ShapePost[] {
  const { lines, isPage, counts } = page
  const [opening, ...others] = posts
  const isSentence = (at: number): boolean => (lines[at]?.wordCount ?? 0) > FEW_WORDS
  if (opening === undefined || opening.body.some(isSentence)) return posts
  const names = new Set(
    others.flatMap(({ name, handle }) => [name, handle, handle && `@${handle}`]),
  )
  const isHandled = (at: number): boolean => lines[at + 1]?.isHandle === true
  const isKnown = (words: string): boolean => names.has(words) || (counts.get(words) ?? 0) > 1
  const isName = ({ at, words, isNamelike }: ShapeLine): boolean =>
    isNamelike && isPage[at] !== true && (isKnown(words) || isHandled(at))
  const nameAt = lines.slice(0, opening.timeAt).findLastIndex(isName)
  const start = isHandled(nameAt) ? nameAt + 2 : nameAt + 1
  const body = placesIn(start, opening.timeAt).filter((at) => !isPage[at])
  if (nameAt === -1 || !body.some((at) => (lines[at]?.wordCount ?? 0) >= FEW_WORDS)) return posts
  const name = lines[nameAt]?.words ?? null
  const handle = handleIn(lines.slice(nameAt + 1, start))
  return [{ ...opening, from: nameAt, nameAt, name, handle, body }, ...others]
}
