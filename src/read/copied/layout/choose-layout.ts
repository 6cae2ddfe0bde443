import { longPattern } from '../../../base/text/lazily.js'
import type { SourceSample } from '../../record/source-sample.js'
import { readTime } from '../kinds/counts-and-times.js'
import { countKinds, kindsOf, WORDS } from '../kinds/kinds.js'
import { headOf, type Layout } from '../kinds/layout.js'
import { LAYOUTS } from '../kinds/layout-record.js'
import { isThreadLabel } from '../kinds/recognise-line.js'
import { depthsOfIndents } from '../lines/page-depths.js'
import { type PageLine, readPageLines } from '../lines/page-line.js'
import { MIN_LIST_LINE_COUNT } from '../lines/thresholds.js'
import { countStray, splitPage } from './split-page.js'
import type { SplitPage } from './split-types.js'

const SAMPLE_LENGTH = 60_000
const SAMPLE_LINE_LIMIT = 1000
/** Weight of a line that only this page prints, beside a byline; counted up to a limit. */
const SIGN_WEIGHT = 6
const SIGN_LIMIT = 5
const STRAY_WEIGHT = 0.5
/** Fewest bylines of a page with and without such a line. */
const LEAST_SIGNED = 2
const LEAST_UNSIGNED = 3

const BYLINE_KINDS = kindsOf('time', 'count', 'reply', 'button')

const sampleOf = (text: string): string => {
  const end = text.length <= SAMPLE_LENGTH ? text.length : text.lastIndexOf('\n', SAMPLE_LENGTH)
  return text.slice(0, end === -1 ? SAMPLE_LENGTH : end)
}

function countSigns(sampleLines: readonly PageLine[], layout: Layout): number {
  const matcher = longPattern(`^(?:${layout.signs ?? '(?!)'})$`)
  const signs = sampleLines.flatMap(({ words }) => {
    const folded = words.toLowerCase()
    return words !== '' && matcher.test(folded) ? folded.replace(/[\d.,]+/g, '0') : []
  })
  return new Set(signs).size
}

/** True for a page without any line that only its site prints: the site may be another. */
export function lacksSign(text: string, id: string): boolean {
  const layouts = LAYOUTS.filter(({ id: own }) => own === id)
  const lines = layouts.length === 0 ? [] : readPageLines(sampleOf(text))
  return layouts.length > 0 && !layouts.some((layout) => countSigns(lines, layout) > 0)
}

function scoreLayout(sample: string, sampleLines: readonly PageLine[], layout: Layout): number {
  const signCount = Math.min(SIGN_LIMIT, countSigns(sampleLines, layout))
  if (layout.needsSign === true && signCount === 0) return 0
  if (layout.needs !== undefined && !sampleLines.some(({ words }) => words.toLowerCase() === layout.needs)) return 0
  const page = splitPage(sample, layout, sampleLines)
  const { lines, root, comments } = page
  const posts = (root === null ? comments : [root, ...comments]).filter(({ parts }) => parts.length > 0)
  if (layout.needsDepth === true && depthsOfIndents(posts.map(({ byline }) => lines[byline.from]?.indent ?? 0)) === null) return 0
  // A label such as "Original post" opens a post without a byline; this layout lacks it.
  const labelAt = headOf(layout) === 'post' ? sampleLines.slice(0, page.headEnd).findIndex(({ words }) => isThreadLabel(words)) : -1
  if (labelAt !== -1 && lines.slice(labelAt, page.headEnd).some(({ kind }) => kind === 'long')) return 0
  if (posts.length < (signCount > 0 ? LEAST_SIGNED : LEAST_UNSIGNED)) return 0
  // Times, counts and buttons within words are bylines of another layout.
  const leftCount = posts.reduce(
    (sum, { parts }) => sum + parts.reduce((count, { from, to }) => count + countKinds(lines, from, to, BYLINE_KINDS), 0),
    0,
  )
  const strayCount = countStray(lines, posts, WORDS)
  const timedCount = posts.filter(({ timeText }) => timeText !== null).length
  return Math.max(0, posts.length + timedCount - leftCount - strayCount * STRAY_WEIGHT + signCount * SIGN_WEIGHT)
}

function mayHaveBylines(sample: string, sampleLines: readonly PageLine[]): boolean {
  if (/^\s*(?:[{<]|\[\s*[{\]"])/.test(sample.slice(0, 1000))) return false
  const lines = sampleLines.slice(0, SAMPLE_LINE_LIMIT)
  if (lines.length >= MIN_LIST_LINE_COUNT && lines.every(({ blankCountAbove }, index) => index === 0 || blankCountAbove === 0)) return true
  const isByline = ({ words }: PageLine): boolean => BYLINE_SIGN.test(words) || (words.length < 100 && readTime(words) !== null)
  return lines.some((line, at) => isByline(line) && lines.slice(at + 1).some(isByline))
}
const BYLINE_SIGN =
  /^\S.{0,80} says:?$|^by .{1,80} (?:writes:|on \w+day )|^.{1,70}?: \S|\d\s?(?:[ap]m)?\]|[•·] ?\d|@\S{1,60} ?[•·]|\d likesreply|\bago\b|submitted|post(?:ed)? by| on \w{3,9} \d{1,2}, \d{4}|\S [—–] (?:\S{4,9} at )?\d{1,2}[/:.]\d/iu

function rank(sample: string, lines: readonly PageLine[], layouts: readonly Layout[]) {
  return layouts.map((layout) => ({ layout, score: scoreLayout(sample, lines, layout) })).sort((left, right) => right.score - left.score)
}

export function chooseVariant(text: string, id: string): { readonly layout: Layout; readonly page: SplitPage } {
  const variants = LAYOUTS.filter((layout) => layout.id === id)
  const sample = sampleOf(text)
  const layout = (variants.length > 1 ? rank(sample, readPageLines(sample), variants)[0]?.layout : undefined) ?? variants[0]
  if (layout === undefined) throw new RangeError(`expected the id of a layout, got "${id}"`)
  return { layout, page: splitPage(text, layout) }
}

const chosen = new WeakMap<SourceSample, Layout | null>()

export function chooseLayout(sample: SourceSample): Layout | null {
  const known = chosen.get(sample)
  if (known !== undefined) return known
  const head = sampleOf(sample.text)
  const lines = readPageLines(head)
  const best = mayHaveBylines(head, lines) ? rank(head, lines, LAYOUTS)[0] : undefined
  const layout = best !== undefined && best.score > 0 ? best.layout : null
  chosen.set(sample, layout)
  return layout
}
