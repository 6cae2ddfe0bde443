import type { IngestResult } from '../../record/ingest-result.js'
import { featuresOf } from '../shape/features.js'
import { settleNames } from '../shape/names.js'
import { parseLines, parseShapePosts } from '../shape/unknown-page.js'
import { type TaggedLines, wordsOf } from './compare-reading.js'
import { tagLines } from './tag-lines.js'
import { postsOf } from './tagged-posts.js'

/** A tagged page with the posts that its tags give. */
export interface TaggedReading extends TaggedLines {
  readonly result: IngestResult
}

/** Longest line that counts in the length of a page, on average, in UTF-16 units. */
const LINE_LENGTH = 200

/**
 * Tags the lines of a page of at most so many lines, and reads its posts from the tags, with the
 * parents that the page names; null for a longer page. Linear in the page.
 */
export function tagPage(text: string, lineLimit: number): TaggedReading | null {
  if (text.length > lineLimit * LINE_LENGTH) return null
  const lines = parseLines(text)
  if (lines.length > lineLimit) return null
  const shares = tagLines(text, lines)
  const shapeLines = featuresOf(lines)
  const posts = settleNames(shapeLines, postsOf(text, lines, shapeLines, shares))
  const result = parseShapePosts(text, lines, posts)
  return { lines, words: wordsOf(text, lines), shares, result }
}
