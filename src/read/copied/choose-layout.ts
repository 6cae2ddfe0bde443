import { longPattern, memoise } from '../../base/text/lazily.js'
import { depthsOfIndents } from './depths.js'
import { countKinds, kindsOf, WORDS } from './kinds.js'
import { headOf, LAYOUTS, type Layout } from './layout.js'
import { isThreadLabel, parseTime } from './line-kinds.js'
import { type PageLine, parsePageLines } from './page-line.js'
import { countStray, splitThread } from './posts.js'
import { LEAST_COUNT, MIN_LIST_LINE_COUNT, SAMPLE_LENGTH } from './thresholds.js'

const SAMPLE_LINE_LIMIT = 1000
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

function countSigns(lines: readonly PageLine[], { signs = '(?!)' }: Layout): number {
  const matcher = longPattern(`^(?:${signs})$`)
  const found = lines.flatMap(({ words }) => {
    const folded = words.toLowerCase()
    return words !== '' && matcher.test(folded) ? folded.replace(/[\d.,]+/g, '0') : []
  })
  return new Set(found).size
}

/** True for a page without any line that only its site prints: the site may be another. */
export function lacksSign(text: string, id: string): boolean {
  const layouts = LAYOUTS.filter(({ id: own }) => own === id)
  const lines = layouts.length === 0 ? [] : linesOf(sampleOf(text))
  return layouts.length > 0 && !layouts.some((layout) => countSigns(lines, layout) > 0)
}

function scoreLayout(sample: string, sampleLines: readonly PageLine[], layout: Layout): number {
  const signCount = Math.min(SIGN_LIMIT, countSigns(sampleLines, layout))
  const needs = new Set(layout.needs)
  if (needs.has('sign') && signCount === 0) return 0
  const { lines, posts: all, headEnd } = splitThread(sample, layout, sampleLines)
  if (needs.has('heading') && !lines.some(({ kind }) => kind === 'heading')) return 0
  const posts = all.filter(({ parts, byline }) => parts.length > 0 && byline.from >= headEnd)
  if (
    needs.has('indents') &&
    depthsOfIndents(posts.map(({ byline }) => lines[byline.from]?.indent ?? 0)) === null
  )
    return 0
  // A label such as "Original post" opens a post without a byline; this layout lacks it.
  const labelAt =
    headOf(layout) === 'post'
      ? sampleLines.slice(0, headEnd).findIndex(({ words }) => isThreadLabel(words))
      : -1
  if (labelAt !== -1 && lines.slice(labelAt, headEnd).some(({ kind }) => kind === 'long')) return 0
  if (posts.length < (signCount > 0 ? LEAST_SIGNED : LEAST_COUNT)) return 0
  // Times, counts and buttons within words are bylines of another layout.
  const leftCount = posts.reduce(
    (sum, { parts }) =>
      sum +
      parts.reduce((count, { from, to }) => count + countKinds(lines, from, to, BYLINE_KINDS), 0),
    0,
  )
  const strayCount = countStray(lines, posts, WORDS)
  const timedCount = posts.filter(({ timeText }) => timeText !== null).length
  return Math.max(
    0,
    posts.length + timedCount - leftCount - strayCount * STRAY_WEIGHT + signCount * SIGN_WEIGHT,
  )
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
  /^\S.{0,80} says:?$|^by .{1,80} (?:writes:|on \w+day )|^.{1,70}?: \S|\d\s?(?:[ap]m)?\]|[•·] ?\d|@\S{1,60} ?[•·]|\d likesreply|\bago\b|submitted|post(?:ed)? by| on \w{3,9} \d{1,2}, \d{4}|\S [—–] (?:\S{4,9} at )?\d{1,2}[/:.]\d/iu

function best(
  sample: string,
  lines: readonly PageLine[],
  layouts: readonly Layout[],
): Layout | null {
  const scored = layouts.map((layout) => ({ layout, score: scoreLayout(sample, lines, layout) }))
  const [first] = scored.sort((left, right) => right.score - left.score)
  return first !== undefined && first.score > 0 ? first.layout : null
}

/** Form of a named layout that fits a text best. @throws {RangeError} for an unknown id */
export function chooseVariant(text: string, id: string): Layout {
  const variants = LAYOUTS.filter((layout) => layout.id === id)
  const sample = sampleOf(text)
  const layout =
    (variants.length > 1 ? best(sample, linesOf(sample), variants) : null) ?? variants[0]
  if (layout === undefined) throw new RangeError(`expected the id of a layout, got "${id}"`)
  return layout
}

export function chooseLayout(text: string): Layout | null {
  const sample = sampleOf(text)
  const lines = linesOf(sample)
  return mayHaveBylines(sample, lines) ? best(sample, lines, LAYOUTS) : null
}
