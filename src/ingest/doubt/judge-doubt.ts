import type { Post } from '../../thread/post.js'
import { findRepeatedLine, findTextMark, type TextKind } from './text-marks.js'

/** A text is refused where so large a share of its posts is doubtful, repeats one line, or so much of it stands in one post. */
export const REFUSED_SHARE = 0.5
/** Fewer posts are never refused for doubtful boundaries: whoever reads the table sees them all. */
export const MIN_REFUSED_POST_COUNT = 8
/** A caution is given where so large a share of the posts has doubtful boundaries. Choice: what a smaller one moves, intervals cover. */
export const CAUTION_SHARE = 0.2
/** Fewer posts get no caution. */
export const MIN_CAUTION_POST_COUNT = 4
/** One post may hold most of a text that is no longer than this: lines that are not blank, and characters. */
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
 * Judges whether the posts of a paste are posts. Doubtful boundaries count, doubtful parents do not: a boundary is doubtful where a post has
 * neither a name above it nor a mention at its start.
 *
 * @returns null where nothing is doubtful
 */
export function judgeDoubt(text: string, posts: readonly Post[]): Doubt | null {
  const doubtfulCount = posts.filter((post, index) => index > 0 && !isNamed(post)).length
  const isMostlyNamed = posts.filter(isNamed).length > REFUSED_SHARE * posts.length
  const mark = findTextMark(text, isMostlyNamed)
  if (mark !== null) return { isRefused: true, ...mark }
  const giant = describeGiant(text, posts, isMostlyNamed)
  if (giant !== null) return { isRefused: true, kind: 'boundaries', seen: giant }
  if (posts.length >= MIN_REFUSED_POST_COUNT) {
    const repeated = findRepeatedLine(posts.map((post) => post.text))
    if (repeated !== null && repeated.count > REFUSED_SHARE * posts.length) {
      const line = JSON.stringify(repeated.line.slice(0, 40))
      return { isRefused: true, kind: 'boundaries', seen: `the line ${line} stands in ${repeated.count} of ${posts.length} posts` }
    }
  }
  if (posts.length < MIN_CAUTION_POST_COUNT || doubtfulCount < CAUTION_SHARE * posts.length) return null
  return {
    isRefused: posts.length >= MIN_REFUSED_POST_COUNT && doubtfulCount > REFUSED_SHARE * posts.length,
    kind: 'boundaries',
    seen: `${doubtfulCount} of ${posts.length} posts are set apart by blank lines alone, without a name or a mention`,
  }
}

/** Whether the paste shows where the post begins. */
const isNamed = ({ author, meta }: Post): boolean =>
  author !== null || meta['authorName'] !== undefined || meta.addressees !== undefined || meta.node !== undefined

/** A post that holds most of a long text. A root whose author is named may be long, unless most of its lines are a few words. */
function describeGiant(text: string, posts: readonly Post[], isMostlyNamed: boolean): string | null {
  let longest = posts[0]
  for (const post of posts) if (post.text.length > (longest?.text.length ?? 0)) longest = post
  if (longest === undefined) return null
  const length = lengthOf(longest.text)
  const share = length / lengthOf(text)
  const lines = longest.text.split('\n').filter((line) => line.trim() !== '')
  if (share <= REFUSED_SHARE || (lines.length < MAX_POST_LINE_COUNT && length < MAX_POST_LENGTH)) return null
  const shortCount = lines.filter((line) => line.trim().split(/\s+/).length <= SHORT_LINE_WORD_COUNT).length
  if (isMostlyNamed && longest.meta.role === 'root' && shortCount * 2 <= lines.length) return null
  return `one post of ${lines.length} lines holds ${Math.round(100 * Math.min(1, share))} % of the text`
}

const lengthOf = (text: string): number => text.replace(/\s+/g, '').length
