import { largestOf } from '../../base/statistics/extremes.js'
import { countEach } from '../../base/statistics/group-by.js'
import { longPattern, memoise } from '../../base/text/lazily.js'
import { splitThread } from './cut-posts.js'
import { depthsOfIndents } from './depths.js'
import { LAYOUTS, type Layout } from './layout.js'
import { parseTime, shapeOf } from './line-kinds.js'
import { countKinds, type Kind, type KindLine, kindsOf, WORDS } from './lines/kinds.js'
import { type LineRange, type PageLine, parsePageLines } from './lines/page-line.js'
import { withPlainSigns } from './lines/plain-signs.js'
import { LEAST_COUNT, MIN_LIST_LINE_COUNT, SAMPLE_LENGTH, USUAL_SHARE } from './lines/thresholds.js'
import type { SplitPost, SplitThread } from './split-post.js'
import { REPLY_BUTTON } from './video-replies.js'
import { wordsFor } from './words/words.js'

const SAMPLE_LINE_LIMIT = 1000
/** UTF-16 units that tell which layouts may fit. Choice: ten posts or more of most pages. */
const OPENING_LENGTH = 4_000
/** Share of the best score in the opening that lets another layout read the whole sample. */
const NEAR_SHARE = 0.8
/** Weight of a line that only this page prints, beside a byline; counted up to a limit. */
const SIGN_WEIGHT = 6
const SIGN_LIMIT = 5
const STRAY_WEIGHT = 0.5
const LEAST_SIGNED = 2

const BYLINE_KINDS = kindsOf('time', 'count', 'reply', 'button')

/**
 * Lines of a sample. The choice of a layout, of its form and of its site's signs ask for the same.
 */
const linesOf = memoise((sample: string) => parsePageLines(sample), 1)

const sampleOf = (text: string): string => {
  const end = text.length <= SAMPLE_LENGTH ? text.length : text.lastIndexOf('\n', SAMPLE_LENGTH)
  return text.slice(0, end === -1 ? SAMPLE_LENGTH : end)
}

/** Each line of a sample once, in lower case. */
const wordsIn = (lines: readonly PageLine[]): string[] => [
  ...new Set(lines.flatMap(({ words }) => (words === '' ? [] : words.toLowerCase()))),
]

/** Number of first lines among which a site's own name tells it. */
const LOGO_LINE_COUNT = 3

/** "Facebook" for facebook.com */
const isNameOf = (words: string, hosts: readonly string[] = []): boolean =>
  words.length > 1 && hosts.some((host) => host === `${words}.com` || host === `${words}.org`)

/** Account of X: another site has a point or a second "@" in it. */
const X_HANDLE = /^@\w{1,15}$/

/**
 * True for a page with bylines of X, whatever its language.
 *
 *     @ramesh_y
 *     ·
 *     24 नव॰
 */
function hasDottedHandles(lines: readonly PageLine[]): boolean {
  const handleLines = lines.filter(
    ({ words }, at) =>
      X_HANDLE.test(words) &&
      LONE_DOT.test(lines[at + 1]?.words ?? '') &&
      /^.{0,19}\d/.test(lines[at + 2]?.words ?? ''),
  )
  return handleLines.length >= LEAST_COUNT
}

const AGED = longPattern(
  `^(?:(?:${wordsFor('before')}) .{1,20}|.{1,20} (?:ago|${wordsFor('ago')})|${wordsFor('agoAlone')})(?: ?\\(.{1,20}\\))?$`,
)

/**
 * True for a page with bylines of YouTube, whatever its language: no name stands above handles.
 *
 *     Ответить
 *     @ann_b
 *     3 дня назад (изменено)
 */
function hasAgedHandles(lines: readonly PageLine[]): boolean {
  const isAged = (at: number): boolean => AGED.test((lines[at]?.words ?? '').toLowerCase())
  const handlesAt = lines.flatMap(({ words }, at) =>
    /^@[^\s@]+$/.test(words) && isAged(at + 1) ? at : [],
  )
  if (handlesAt.length < LEAST_COUNT) return false
  const counts = countEach(lines.map(({ words }) => words))
  const isLoneName = (words: string): boolean =>
    counts.get(words) === 1 && shapeOf(words) !== 'long' && !/\d/.test(words)
  const named = handlesAt.filter((at) => {
    const above = lines[at - 1]?.words ?? ''
    return lines[at]?.blankCountAbove === 0 && above !== '' && isLoneName(above)
  })
  return 2 * named.length < handlesAt.length
}

const LABEL = /^\p{L}[^\d]{0,20}$/u
const COUNT = /^\d[\d.,]{0,6} ?\p{L}{0,4}$/u

/**
 * What ends most posts of a page, in any language: on Facebook an age and two buttons, on TikTok an
 * age, a button and a count. Null for other pages.
 *
 *     18h         2d ago
 *     Like        Reply
 *     Reply       302
 */
function usualTail(lines: readonly PageLine[]): 'liked' | 'counted' | null {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const isReply = (at: number): boolean => REPLY_BUTTON.test(wordsAt(at))
  const isAge = (at: number): boolean =>
    !wordsAt(at).includes(':') && parseTime(wordsAt(at)) !== null
  const repliesAt = [...lines.keys()].filter(isReply)
  const isLiked = (at: number): boolean => LABEL.test(wordsAt(at - 1)) && isAge(at - 2)
  const isCounted = (at: number): boolean => isAge(at - 1) && COUNT.test(wordsAt(at + 1))
  const isUsual = (isOne: (at: number) => boolean): boolean => {
    const count = repliesAt.filter(isOne).length
    return count >= LEAST_COUNT && count > USUAL_SHARE * repliesAt.length
  }
  if (isUsual(isLiked)) return 'liked'
  return isUsual(isCounted) ? 'counted' : null
}

/** The layout whose bylines or tails a page shows, whatever its language; none of others. */
const byBylines = (lines: readonly PageLine[]): ((layout: Layout) => boolean) => {
  const isDotted = hasDottedHandles(lines)
  const shown = new Set<Layout['bylines'] | null>([usualTail(lines)])
  if (isDotted) shown.add('dotted')
  else if (hasAgedHandles(lines)) shown.add('aged')
  return ({ bylines }) => bylines !== undefined && shown.has(bylines)
}

/** Number of lines that only the site prints. Numbers and owners in them are alike. */
function countLines(words: readonly string[], { signs = '(?!)', hosts }: Layout): number {
  const matcher = longPattern(`^(?:${signs})$`)
  const signLines = words.filter(
    (line, index) => matcher.test(line) || (index < LOGO_LINE_COUNT && isNameOf(line, hosts)),
  )
  return new Set(signLines.map((line) => line.replace(/^.{1,40}?(?=[’']s )|[\d.,]+/g, '0'))).size
}

/** True for a page without any line that only its site prints: the site may be another. */
export function lacksLine(text: string, id: string): boolean {
  const layouts = LAYOUTS.filter((layout) => layout.id === id)
  const words = layouts.length === 0 ? [] : wordsIn(linesOf(sampleOf(text)))
  return layouts.length > 0 && !layouts.some((layout) => countLines(words, layout) > 0)
}

/** True for a page without any sign of its site: a line that only it prints, or its bylines. */
export function lacksSign(text: string, id: string): boolean {
  const layouts = LAYOUTS.filter((layout) => layout.id === id && layout.bylines !== undefined)
  return lacksLine(text, id) && !layouts.some(byBylines(linesOf(sampleOf(text))))
}

/** Fewest lines of one site that tell it without a post. */
const LEAST_SITE_COUNT = 2

/** "a page of Reddit": the layout whose lines a text shows most; null for few, or of several. */
export function findSite(text: string): string | null {
  const words = wordsIn(linesOf(sampleOf(text)))
  const counted = LAYOUTS.map((layout) => ({ layout, count: countLines(words, layout) }))
  const most = largestOf(counted.map(({ count }) => count))
  const [first, ...others] = counted.filter(({ count }) => count === most)
  const isOne = others.every(({ layout }) => layout.id === first?.layout.id)
  return most >= LEAST_SITE_COUNT && isOne ? (first?.layout.name ?? null) : null
}

/** Layout that cuts a sample into posts, its score, and the cut. */
interface Fit {
  readonly layout: Layout
  readonly score: number
  readonly thread: SplitThread | null
}

/** Lines of given kinds between posts: names and headlines that another layout would read. */
function countStray(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  stray: ReadonlySet<Kind>,
): number {
  const count = ({ from, to }: LineRange): number => countKinds(lines, from, to, stray)
  const all = count({ from: posts[0]?.byline.from ?? 0, to: posts.at(-1)?.parts.at(-1)?.to ?? 0 })
  return posts
    .flatMap(({ byline, parts }) => [byline, ...parts])
    .reduce((left, range) => left - count(range), all)
}

function fitLayout(
  text: string,
  pageLines: readonly PageLine[],
  layout: Layout,
  signCount: number,
): Fit {
  const unfit = { layout, score: 0, thread: null }
  const needs = new Set(layout.needs)
  if (needs.has('sign') && signCount === 0) return unfit
  const thread = splitThread(text, layout, pageLines)
  const { lines, headEnd } = thread
  if (needs.has('heading') && !lines.some(({ kind }) => kind === 'heading')) return unfit
  const posts = thread.posts.filter(
    ({ parts, byline }) => parts.length > 0 && byline.from >= headEnd,
  )
  if (
    needs.has('indents') &&
    depthsOfIndents(posts.map(({ byline }) => lines[byline.from]?.indent ?? 0)) === null
  )
    return unfit
  if (posts.length < (signCount > 0 ? LEAST_SIGNED : LEAST_COUNT)) return unfit
  // Times, counts and buttons within words are bylines of another layout.
  const leftCount = posts.reduce(
    (sum, { parts }) =>
      sum +
      parts.reduce((count, { from, to }) => count + countKinds(lines, from, to, BYLINE_KINDS), 0),
    0,
  )
  const strayCount = countStray(lines, posts, WORDS)
  const cut = posts.flatMap((post) => (post.quoted === undefined ? post : [post, post.quoted]))
  const timedCount = cut.filter(({ timeText }) => timeText !== null).length
  const score =
    cut.length + timedCount - leftCount - strayCount * STRAY_WEIGHT + signCount * SIGN_WEIGHT
  return { layout, score: Math.max(0, score), thread }
}

function mayHaveBylines(sample: string, sampleLines: readonly PageLine[]): boolean {
  if (/^\s*(?:[{<]|\[\s*[{\]"])/.test(sample.slice(0, 1000))) return false
  const lines = sampleLines.slice(0, SAMPLE_LINE_LIMIT)
  if (
    lines.length >= MIN_LIST_LINE_COUNT &&
    lines.every(({ blankCountAbove }, index) => index === 0 || blankCountAbove === 0)
  )
    return true
  const isByline = ({ words }: PageLine): boolean =>
    LONE_DOT.test(words) ||
    BYLINE_SIGN.test(words) ||
    (words.length < 100 && parseTime(words) !== null)
  return lines.some((line, at) => isByline(line) && lines.slice(at + 1).some(isByline))
}
const LONE_DOT = /^[·•]$/
const BYLINE_SIGN =
  /^\S.{0,80} says:?$|^by .{1,80} (?:writes:|on \w+day )|^.{1,70}?: \S|\d\s?(?:[ap]m)?\]|[•·] ?\d|\| \p{L}{3,9} \d|@\S{1,60} ?[•·]|\d likesreply|\bago\b|submitted|post(?:ed)? by| on \w{3,9} \d{1,2}, \d{4}|\S [—–] (?:\S{4,9} at )?\d{1,2}[/:.]\d/iu

/**
 * Layout that fits a sample best. The opening of a long sample tells which layouts may fit; only
 * they read the whole.
 */
function bestFit(sample: string, layouts: readonly Layout[]): Fit | null {
  const lines = linesOf(sample)
  const words = wordsIn(lines)
  const hasBylines = byBylines(lines)
  const countSigns = (layout: Layout): number =>
    countLines(words, layout) + (hasBylines(layout) ? 1 : 0)
  const counts = layouts.map((layout) => Math.min(SIGN_LIMIT, countSigns(layout)))
  // Signs tell the site; which form of its pages it is, posts tell.
  const mostOf = (id: string): number => largestOf(counts.filter((_, at) => layouts[at]?.id === id))
  const signed = layouts.map((layout, at) => ({
    layout,
    signCount: counts[at] === 0 ? 0 : mostOf(layout.id),
  }))
  const opening = lines.filter(({ end }) => end <= OPENING_LENGTH)
  const end = opening.length === lines.length ? sample.length : (opening.at(-1)?.end ?? 0)
  const first = signed.map(({ layout, signCount }) => ({
    signCount,
    fit: fitLayout(sample.slice(0, end), opening, layout, signCount),
  }))
  const least = NEAR_SHARE * largestOf(first.map(({ fit }) => fit.score))
  const fits =
    end === sample.length
      ? first.map(({ fit }) => fit)
      : first
          .filter(({ fit }) => fit.score >= least)
          .map(({ fit, signCount }) => fitLayout(sample, lines, fit.layout, signCount))
  const [best] = fits.toSorted((left, right) => right.score - left.score)
  return best !== undefined && best.score > 0 ? best : null
}

/** Form of a named layout that fits a text best. @throws {RangeError} for an unknown id */
export function chooseVariant(text: string, id: string): Layout {
  const variants = LAYOUTS.filter((layout) => layout.id === id)
  const layout =
    (variants.length > 1 ? bestFit(sampleOf(text), variants)?.layout : null) ?? variants[0]
  if (layout === undefined) throw new RangeError(`expected the id of a layout, got "${id}"`)
  return layout
}

/** Layout that fits a text best, and the cut that it makes, if all of the text was cut for it. */
export interface LayoutChoice {
  readonly layout: Layout
  readonly thread?: SplitThread
}

export function chooseLayout(text: string): LayoutChoice | null {
  const sample = withPlainSigns(sampleOf(text))
  const fit = mayHaveBylines(sample, linesOf(sample)) ? bestFit(sample, LAYOUTS) : null
  if (fit === null) return null
  const { layout, thread } = fit
  return sample === text && thread !== null ? { layout, thread } : { layout }
}
