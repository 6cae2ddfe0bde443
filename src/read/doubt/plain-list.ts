import { splitLines } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import type { OnePostPer } from '../paste/parse-plain.js'

/** Fewest lines of a list for each that opens with a mention. Choice: threads of mentions have more. */
export const LINES_PER_MENTION = 5
/** Fewest lines of a list. */
const MIN_LINE_COUNT = 6
/** More lines nearly as long as the longest: a program wrapped them. */
const MAX_WRAPPED_SHARE = 0.5
/** More lines that repeat others, or have a word or two, are buttons and names of a page. Choice: a crowd repeats "lol", not every sixth line. */
const MAX_REPEATED_SHARE = 0.15
const MAX_SHORT_SHARE = 0.4
/** More lines with a time of day are an agenda or a log. */
const MAX_CLOCK_SHARE = 0.3
const CLOCK = /\b\d{1,2}:\d{2}\b/
/** More lines that are whole sentences, of more words a line on average, are paragraphs of an article. */
const MAX_SENTENCE_SHARE = 0.9
const PARAGRAPH_WORD_COUNT = 25
const SENTENCE = /^["'“(]?\p{Lu}.*[.!?…]["'”)]?$/u

/**
 * Whether a text without names is a list of one post a line: blank lines stand between all lines or between none, and the lines look like
 * what people write, not like a page, an article or a wrapped text. Linear in the text. Gives how the posts are set apart; null for any
 * other text.
 */
export function findListForm(text: string): OnePostPer | null {
  const lines = splitLines(text)
  if (lines.length < MIN_LINE_COUNT) return null
  const apartCount = lines.slice(1).filter(({ blankCountAbove }) => blankCountAbove > 0).length
  if (apartCount > 0 && apartCount < lines.length - 1) return null
  const words = lines.map(({ start, end }) => text.slice(start, end).trim())
  const counts = words.map((line) => line.split(/\s+/).length)
  const share = (isOne: (line: string, index: number) => boolean): number => words.filter(isOne).length / words.length
  const longest = words.reduce((most, { length }) => Math.max(most, length), 0)
  if (share(({ length }) => length > longest * 0.75) > MAX_WRAPPED_SHARE) return null
  if (1 - new Set(words.map((line) => line.toLowerCase())).size / words.length > MAX_REPEATED_SHARE) return null
  if (share((_, index) => (counts[index] ?? 0) <= 2) > MAX_SHORT_SHARE) return null
  if (share((line) => CLOCK.test(line)) > MAX_CLOCK_SHARE) return null
  const isLong = counts.reduce((sum, count) => sum + count, 0) > PARAGRAPH_WORD_COUNT * words.length
  if (isLong && share((line) => SENTENCE.test(line)) > MAX_SENTENCE_SHARE) return null
  return apartCount > 0 ? 'paragraph' : 'line'
}

/** Fewer lines may be one post and its answer. */
const MIN_MENTIONING_LINE_COUNT = 12

/** `findListForm` of a text that was cut at mentions alone, where few lines open with one. */
export function findMentioningListForm(text: string, posts: readonly Post[]): OnePostPer | null {
  const isCutAtMentions = posts.every(
    ({ author, meta }) => (author === null || meta['isAuthorInferred']) && meta['authorName'] === undefined,
  )
  if (!isCutAtMentions || !posts.some(({ meta }) => meta.addressees !== undefined)) return null
  const { length } = splitLines(text)
  return length < MIN_MENTIONING_LINE_COUNT || posts.length * LINES_PER_MENTION > length || findListForm(text) !== 'line' ? null : 'line'
}
