import { foldSpace } from '../../../base/text/fold-text.js'
import { memoise } from '../../../base/text/lazily.js'
import { shapesOf } from './line-shapes.js'
import { settleNames } from './settle-names.js'
import { tagLines } from './tag-lines.js'
import { postsOf, type TaggedLines, type TaggedPost } from './tagged-posts.js'
import { parseLines } from './unknown-layout.js'

/** A page whose lines are tagged. */
export interface TaggedPage extends TaggedLines {
  /** Whole words of each line, white space folded. */
  readonly words: readonly string[]
}

/** Longest page whose lines are tagged, in lines, and their mean length in UTF-16 units. */
const LINE_LIMIT = 3000
const LINE_LENGTH = 200

/** Shortest page that shows enough of what recurs to doubt its layout, in lines. Choice. */
export const LEAST_LINE_COUNT = 40

/** Tags the lines of a page; null for a long one. Linear in the page. */
export const tagPage = memoise((text: string): TaggedPage | null => {
  if (text.length > LINE_LIMIT * LINE_LENGTH) return null
  const lines = parseLines(text)
  if (lines.length > LINE_LIMIT) return null
  return {
    text,
    lines,
    shapes: shapesOf(lines),
    words: lines.map(({ start, end }) => foldSpace(text.slice(start, end))),
    shares: tagLines(text, lines),
  }
}, 1)

/** The posts of a page by the tags of its lines, or by other shares of the tags. */
export function findTaggedPosts(page: TaggedPage, shares = page.shares): TaggedPost[] {
  return settleNames(page.shapes, postsOf({ ...page, shares }))
}
