import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { readTime } from '../copied/kinds/counts-and-times.js'
import { shapeOf } from '../copied/kinds/recognise-line.js'
import { isTimed, withoutNumbers } from '../copied/layout/infer-layout.js'
import { CAUTION_SHARE, MIN_POST_COUNT, MIN_REFUSED_POST_COUNT, REFUSED_SHARE } from '../copied/lines/thresholds.js'
import { findRepeatedLine, findTextMark, type TextKind } from './text-marks.js'

/** Fewer posts without any name get no caution. */
const MIN_UNNAMED_POST_COUNT = 3
const MIN_JOINED_LINE_COUNT = 3
/** Longest unsuspicious post: non-blank lines, characters. Choice: few posts have that many lines. */
const MAX_POST_LINE_COUNT = 12
const MAX_POST_LENGTH = 3000
/** Words on a line of a name, time or button. */
const SHORT_LINE_WORD_COUNT = 3

/** Doubts about a text that was read as a thread. */
export interface Doubt {
  readonly isRefused: boolean
  readonly kind: TextKind | 'boundaries'
  readonly seen: string
}

const boundaries = (isRefused: boolean, seen: string): Doubt => ({ isRefused, kind: 'boundaries', seen })

/** Doubts about the boundaries of a paste: a post without a name above it or a leading mention is doubtful. */
export function judgeDoubt(text: string, posts: readonly Post[]): Doubt | null {
  const doubtfulCount = posts.filter((post, index) => index > 0 && !isNamed(post)).length
  const isMostlyNamed = posts.filter(isNamed).length > REFUSED_SHARE * posts.length
  const mark = findTextMark(text, isMostlyNamed)
  if (mark !== null) return { isRefused: true, ...mark }
  const giants = describeGiants(text, posts, isMostlyNamed)
  if (giants !== null) return boundaries(true, giants)
  if (posts.length >= MIN_REFUSED_POST_COUNT) {
    const repeated = findRepeatedLine(posts.map((post) => post.text))
    if (repeated !== null && repeated.count > REFUSED_SHARE * posts.length)
      return boundaries(true, `the line ${JSON.stringify(repeated.line.slice(0, 40))} stands in ${repeated.count} of ${posts.length} posts`)
  }
  const stranger = describeStrangers(posts)
  if (stranger !== null) return boundaries(false, stranger)
  const isFew = posts.length < MIN_POST_COUNT && (posts.length < MIN_UNNAMED_POST_COUNT || posts.some(isNamed))
  if (isFew || doubtfulCount < CAUTION_SHARE * posts.length) return null
  const isRefused = posts.length >= MIN_REFUSED_POST_COUNT && doubtfulCount > REFUSED_SHARE * posts.length
  return boundaries(isRefused, `${doubtfulCount} of ${posts.length} posts are set apart by blank lines alone, without a name or a mention`)
}

/** Share of missing accounts named only once that marks them as authors. */
const ONCE_SHARE = 0.8

/** Warns that leading handles may be the authors ("@ann: text"), since they never post. */
function describeStrangers(posts: readonly Post[]): string | null {
  const missing = posts.flatMap(({ meta: { missingParent } }) => (missingParent?.startsWith('@') ? [missingParent.toLowerCase()] : []))
  const kindCount = new Set(missing).size
  if (missing.length < MIN_POST_COUNT || missing.length * 2 <= posts.length || kindCount < ONCE_SHARE * missing.length) return null
  return `${missing.length} of ${posts.length} posts open with handles of ${kindCount} accounts without a post here: these may be the authors`
}

/** Warns that nameless lines without blank lines between were read as one post; null for two lines. */
export function describeJoinedLines(text: string, posts: readonly Post[]): string | null {
  const [first] = posts
  const lineCount = splitLines(text).length
  const isAlone = posts.length === 1 && first?.author === null && first.meta['authorName'] === undefined
  if ((!isAlone && posts.some(isNamed)) || lineCount < MIN_JOINED_LINE_COUNT * posts.length) return null
  const read = posts.length === 1 ? 'one post' : `${posts.length} posts`
  return `${lineCount} lines were read as ${read}; if each line is a post, pass --one-post-per line`
}

const isNamed = ({ author, meta }: Post): boolean =>
  author !== null || meta['authorName'] !== undefined || meta.addressees !== undefined || meta.node !== undefined

/** Long posts that hold most of the text. A named one may be long if most of its lines are sentences. */
function describeGiants(text: string, posts: readonly Post[], isMostlyNamed: boolean): string | null {
  const giants = posts.flatMap((post) => {
    const lines = post.text.split('\n').filter((line) => line.trim() !== '')
    const isLong = lines.length >= MAX_POST_LINE_COUNT || post.text.length >= MAX_POST_LENGTH
    const shortCount = lines.filter((line) => line.trim().split(/\s+/).length <= SHORT_LINE_WORD_COUNT).length
    const maySpeak = (isMostlyNamed || isNamed(post)) && shortCount * 2 <= lines.length
    return isLong && !maySpeak ? { lineCount: lines.length, length: lengthOf(post.text) } : []
  })
  const count = giants.length
  const lineCount = giants.reduce((sum, giant) => sum + giant.lineCount, 0)
  const length = giants.reduce((sum, giant) => sum + giant.length, 0)
  const share = length / lengthOf(text)
  if (count === 0 || share <= REFUSED_SHARE) return null
  const hold = `${lineCount} lines ${count === 1 ? 'holds' : 'hold'} ${Math.round(100 * Math.min(1, share))}% of the text`
  return count === 1 ? `one post of ${hold}` : `${count} posts of together ${hold}`
}

export const lengthOf = (text: string): number => text.replace(/\s+/g, '').length

export function judgePage(posts: readonly Post[]): Doubt | null {
  const { length } = posts
  const bylineCount = posts.reduce((most, { text }) => Math.max(most, countBylines(text)), 0)
  if (bylineCount >= MIN_BYLINE_COUNT)
    return boundaries(true, `one of ${length} posts holds ${bylineCount} lines with a time, as bylines have`)
  if (length < MIN_POST_COUNT) return null
  const listedCount = posts.filter(({ text }) => isLabel(text)).length
  if (listedCount > LABEL_SHARE * length) return boundaries(true, `${listedCount} of ${length} posts are names and labels, as in a list`)
  const texts = posts.map(({ text }) => text)
  const speakerOf = findSpeakers(posts)
  const repeated = findRepeatedLine([...groupBy(posts, speakerOf).values()].map((own) => own.map(({ text }) => text).join('\n')))
  const sameCount = Math.max(...countEach(texts).values())
  const countOf = (isOne: (post: Post) => boolean): number => posts.filter(isOne).length
  const seen = [
    { count: repeated?.count ?? 0, what: `the line ${JSON.stringify(repeated?.line.slice(0, 40))} stands in` },
    { count: sameCount > REFUSED_SHARE * length ? sameCount : 0, what: 'the same words are all of' },
    { count: countOf(hasTime), what: 'a time alone on a line stands in' },
    { count: countFramed(posts, speakerOf), what: 'a short line that opens or ends several posts stands in' },
    {
      count: countOf(({ author }) => author?.includes(' ') === true && shapeOf(author) === 'long'),
      what: 'a sentence stands in place of the name in',
    },
  ].reduce((most, each) => (each.count > most.count ? each : most))
  if (seen.count < 2 || seen.count < CAUTION_SHARE * length) {
    const menuCount = countOf(isMenu)
    return menuCount === 0 ? null : boundaries(false, `a count or a menu of the page stands in ${menuCount} of ${length} posts`)
  }
  const isRefused = length >= MIN_REFUSED_POST_COUNT && seen.count >= REFUSED_SHARE * length
  return boundaries(isRefused, `${seen.what} ${seen.count} of ${length} posts`)
}

/** Lines of one post that end with a time. Choice: a post that quotes a page quotes two or three. */
const MIN_BYLINE_COUNT = 5
const countBylines = (text: string): number =>
  text.includes('\n') ? text.split('\n').filter((line) => line.length < TIME_LENGTH_LIMIT && isByline(foldSpace(line))).length : 0
const isByline = (line: string): boolean =>
  (/\d|day/.test(line) ? isTimed(line) : readTime(line) !== null) ||
  (/[·•|]/.test(line) && line.split(/[·•|]/).some((part) => readTime(part.trim()) !== null))

/** Above this share of labels alone, a page lists titles, files or songs. */
const LABEL_SHARE = 0.6
/** True for lines like names or times only. Scripts without spaces or capitals are never labels. */
const isLabel = (text: string): boolean =>
  !/[\p{Lo}]/u.test(text) &&
  text.split('\n').every((line) => /\p{L}|\d:\d/u.test(line) && (shapeOf(foldSpace(line)) === 'Name' || readTime(foldSpace(line)) !== null))

const EDGE_LENGTH_LIMIT = 30

/** Author of a post, where a crowd writes. Elsewhere each post is its own speaker: an author may repeat a slogan. */
function findSpeakers(posts: readonly Post[]): (post: Post) => string {
  const isCrowd = new Set(posts.map(({ author, id }) => author ?? id)).size * 2 > posts.length
  return ({ author, id }) => (isCrowd ? (author ?? id) : id)
}

function countFramed(posts: readonly Post[], speakerOf: (post: Post) => string): number {
  const authorsOf = new Map<string, Set<string>>()
  const edges = posts.map((post) => {
    const { text } = post
    const lines = text.includes('\n') ? text.split('\n').map(foldSpace).filter(Boolean) : []
    const ends = [lines[0] ?? '', lines.at(-1) ?? ''].filter((line) => line.length <= EDGE_LENGTH_LIMIT && /^[^@]*[\p{L}\d]/u.test(line))
    const edge = new Set(ends.map(withoutNumbers))
    for (const line of edge) authorsOf.set(line, (authorsOf.get(line) ?? new Set<string>()).add(speakerOf(post)))
    return edge
  })
  return edges.filter((edge) => [...edge].some((line) => (authorsOf.get(line)?.size ?? 0) > 1)).length
}

/** Short lines that make a menu. One with a number may be a table. */
const MIN_MENU_LINE_COUNT = 8
const MENU_SHARE = 0.7
function isMenu({ text }: Post): boolean {
  if (!text.includes('\n')) return false
  if (/^\d[\d,.]{0,6}k?\n\S/i.test(text)) return true
  const lines = text.split('\n').map(foldSpace).filter(Boolean)
  const isLink = (line: string): boolean => line.split(' ').length <= 3 && !/\d/.test(line)
  return lines.length >= MIN_MENU_LINE_COUNT && lines.filter(isLink).length >= MENU_SHARE * lines.length
}

const hasTime = ({ text }: Post): boolean =>
  text.split('\n').some((line) => line.length < TIME_LENGTH_LIMIT && readTime(line.trim()) !== null)
const TIME_LENGTH_LIMIT = 60
