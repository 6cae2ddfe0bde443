import { splitLines } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { findRepeatedLine, findTextMark, type TextKind } from './text-marks.js'

/** A text is refused where so large a share of its posts is doubtful, repeats one line, or so much of it stands in one post. */
export const REFUSED_SHARE = 0.5
/** Fewer posts are never refused for doubtful boundaries: whoever reads the table sees them all. */
export const MIN_REFUSED_POST_COUNT = 8
/** A caution is given where so large a share of the posts has doubtful boundaries. Choice: what a smaller one moves, intervals cover. */
export const CAUTION_SHARE = 0.2
/** Fewer posts get no caution, nor fewer of which none is named. */
export const MIN_CAUTION_POST_COUNT = 4
const MIN_UNNAMED_POST_COUNT = 3
/** A post of fewer lines may have line breaks. */
const MIN_JOINED_LINE_COUNT = 3
/** Posts that are shorter may hold most of a text: lines that are not blank, and characters. Choice: few posts have so many lines. */
export const MAX_POST_LINE_COUNT = 12
export const MAX_POST_LENGTH = 3000
/** Lines of so few words are names, times and buttons, where most of a post are such. */
const SHORT_LINE_WORD_COUNT = 3

/** What is doubtful in a text that was read as a thread. */
export interface Doubt {
  /** Whether so much is doubtful that the text is no thread, unless the caller insists. */
  readonly isRefused: boolean
  readonly kind: TextKind | 'boundaries'
  /** What was seen, in words. */
  readonly seen: string
}

/**
 * Judges whether the posts of a paste are posts. Doubtful boundaries count, doubtful parents do not: a boundary is doubtful where a post
 * has neither a name above it nor a mention at its start. Null where nothing is doubtful.
 */
export function judgeDoubt(text: string, posts: readonly Post[]): Doubt | null {
  const doubtfulCount = posts.filter((post, index) => index > 0 && !isNamed(post)).length
  const isMostlyNamed = posts.filter(isNamed).length > REFUSED_SHARE * posts.length
  const mark = findTextMark(text, isMostlyNamed)
  if (mark !== null) return { isRefused: true, ...mark }
  const giants = describeGiants(text, posts, isMostlyNamed)
  if (giants !== null) return { isRefused: true, kind: 'boundaries', seen: giants }
  if (posts.length >= MIN_REFUSED_POST_COUNT) {
    const repeated = findRepeatedLine(posts.map((post) => post.text))
    if (repeated !== null && repeated.count > REFUSED_SHARE * posts.length) {
      const line = JSON.stringify(repeated.line.slice(0, 40))
      return { isRefused: true, kind: 'boundaries', seen: `the line ${line} stands in ${repeated.count} of ${posts.length} posts` }
    }
  }
  const stranger = describeStrangers(posts)
  if (stranger !== null) return { isRefused: false, kind: 'boundaries', seen: stranger }
  const isFew = posts.length < MIN_CAUTION_POST_COUNT && (posts.length < MIN_UNNAMED_POST_COUNT || posts.some(isNamed))
  if (isFew || doubtfulCount < CAUTION_SHARE * posts.length) return null
  return {
    isRefused: posts.length >= MIN_REFUSED_POST_COUNT && doubtfulCount > REFUSED_SHARE * posts.length,
    kind: 'boundaries',
    seen: `${doubtfulCount} of ${posts.length} posts are set apart by blank lines alone, without a name or a mention`,
  }
}

/** So many of the handles that missing posts are said to be by come once, where they are none of a thread but of its people. */
const ONCE_SHARE = 0.8

/** Says that most posts answer missing posts of accounts that hardly come again: their own names may have been taken for those whom they answer. */
function describeStrangers(posts: readonly Post[]): string | null {
  const missing = posts.flatMap(({ meta: { missingParent } }) => (missingParent?.startsWith('@') ? [missingParent.toLowerCase()] : []))
  const kindCount = new Set(missing).size
  if (missing.length < MIN_CAUTION_POST_COUNT || missing.length * 2 <= posts.length || kindCount < ONCE_SHARE * missing.length) return null
  return `${missing.length} of ${posts.length} posts open with handles of ${kindCount} accounts that have no post here, as if each answered another: they may be the authors'`
}

/** Says that lines without blank lines between, under no name, were read as one post; null where none were. Two lines may be of one post. */
export function describeJoinedLines(text: string, posts: readonly Post[]): string | null {
  const [first] = posts
  const lineCount = splitLines(text).length
  const isAlone = posts.length === 1 && first?.author === null && first.meta['authorName'] === undefined
  if ((!isAlone && posts.some(isNamed)) || lineCount < MIN_JOINED_LINE_COUNT * posts.length) return null
  const read = posts.length === 1 ? 'one post' : `${posts.length} posts`
  return `${lineCount} lines were read as ${read}; if each line is a post, pass --one-post-per line`
}

/** Whether the paste shows where the post begins. */
const isNamed = ({ author, meta }: Post): boolean =>
  author !== null || meta['authorName'] !== undefined || meta.addressees !== undefined || meta.node !== undefined

/** Long posts that hold most of the text. One whose author is named, or among named ones, may be long if most of its lines are sentences. */
function describeGiants(text: string, posts: readonly Post[], isMostlyNamed: boolean): string | null {
  let lineCount = 0
  let length = 0
  let count = 0
  for (const post of posts) {
    const lines = post.text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length < MAX_POST_LINE_COUNT && post.text.length < MAX_POST_LENGTH) continue
    const shortCount = lines.filter((line) => line.trim().split(/\s+/).length <= SHORT_LINE_WORD_COUNT).length
    if ((isMostlyNamed || isNamed(post)) && shortCount * 2 <= lines.length) continue
    lineCount += lines.length
    length += lengthOf(post.text)
    count += 1
  }
  const share = length / lengthOf(text)
  if (count === 0 || share <= REFUSED_SHARE) return null
  const hold = `${lineCount} lines ${count === 1 ? 'holds' : 'hold'} ${Math.round(100 * Math.min(1, share))}% of the text`
  return count === 1 ? `one post of ${hold}` : `${count} posts of together ${hold}`
}

const lengthOf = (text: string): number => text.replace(/\s+/g, '').length
