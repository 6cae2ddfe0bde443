import type { Post } from '../../thread/post.js'
import { readTime, shapeOf } from '../layout/page-words.js'
import { CAUTION_SHARE, type Doubt, MIN_CAUTION_POST_COUNT, MIN_REFUSED_POST_COUNT, REFUSED_SHARE } from './judge-doubt.js'
import { findRepeatedLine } from './text-marks.js'

/**
 * Judges whether a page was read by its own layout: another leaves buttons and times in posts, and takes sentences for names. Linear in the
 * posts. Null where nothing is doubtful.
 */
export function judgePage(posts: readonly Post[]): Doubt | null {
  const { length } = posts
  if (length < MIN_CAUTION_POST_COUNT) return null
  const repeated = findRepeatedLine(posts.map(({ text }) => text))
  const countOf = (isOne: (post: Post) => boolean): number => posts.filter(isOne).length
  const seen = [
    { count: repeated?.count ?? 0, what: `the line ${JSON.stringify(repeated?.line.slice(0, 40))} stands in` },
    { count: countSame(posts.map(({ text }) => text)), what: 'the same words are all of' },
    { count: countOf(hasTime), what: 'a time alone on a line stands in' },
    { count: countOf(({ author }) => isSentence(author)), what: 'a sentence stands where the name does in' },
  ].reduce((most, each) => (each.count > most.count ? each : most))
  if (seen.count < 2 || seen.count < CAUTION_SHARE * length) return null
  return {
    isRefused: length >= MIN_REFUSED_POST_COUNT && seen.count >= REFUSED_SHARE * length,
    kind: 'boundaries',
    seen: `${seen.what} ${seen.count} of ${length} posts`,
  }
}

/** How many posts say nothing but what most others say. */
function countSame(texts: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return most > REFUSED_SHARE * texts.length ? most : 0
}

const hasTime = ({ text }: Post): boolean =>
  text.includes('\n') && text.split('\n').some((line) => line.length < TIME_LENGTH_LIMIT && readTime(line.trim()) !== null)
/** Longer lines are no times. */
const TIME_LENGTH_LIMIT = 60

const isSentence = (author: string | null): boolean => author?.includes(' ') === true && shapeOf(author) === 'x'
