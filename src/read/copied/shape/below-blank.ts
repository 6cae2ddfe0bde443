import { isLabel, type ShapeLine } from './features.js'
import type { Page } from './page.js'
import type { ShapePost } from './post.js'

/** Share of posts with a blank line between labels and words from which on it parts them. */
const BLANK_SHARE = 0.8
const LABEL_WORD_LIMIT = 5

/**
 * Posts whose words begin below a blank line, where labels stand above it in nearly all.
 *
 *     noobtuber
 *     Ars Scholae Palatinae
 *
 *     They broke the product.     <- the words
 */
export function belowBlank({ lines }: Page, posts: readonly ShapePost[]): ShapePost[] {
  const starts = posts.map(({ body }) => {
    const start = body.findIndex((at) => lines[at]?.isApart)
    const above = body.slice(0, Math.max(0, start))
    return above.every((at) => isLabel(lines[at] as ShapeLine, LABEL_WORD_LIMIT)) ? start : -1
  })
  const worded = posts.filter(({ body }) => body.length > 0).length
  const count = starts.filter((start) => start !== -1).length
  if (count < BLANK_SHARE * worded) return [...posts]
  return posts.map((post, index) => ({
    ...post,
    body: post.body.slice(Math.max(0, starts[index] ?? 0)),
  }))
}
