import { foldSpace } from '../../../../src/base/text/fold-text.js'
import { shapesOf } from '../../../../src/read/copied/tags/line-shapes.js'
import { TAGS, type Tag, type TagShares } from '../../../../src/read/copied/tags/tag-lines.js'
import type { TaggedPage } from '../../../../src/read/copied/tags/tagged-page.js'
import { parseLines } from '../../../../src/read/copied/tags/unknown-layout.js'

/** Shares of a line that is surely of one tag. */
export const surely = (tag: Tag, share = 0.999): TagShares =>
  Object.fromEntries(
    TAGS.map((each) => [each, each === tag ? share : (1 - share) / (TAGS.length - 1)]),
  ) as Record<Tag, number>

/** A page whose lines are each of one tag, with a share of .999 or the given one. */
export function taggedPage(
  rows: readonly (readonly [tag: Tag, words: string, share?: number])[],
): TaggedPage {
  const text = rows.map(([, words]) => words).join('\n')
  const lines = parseLines(text)
  return {
    text,
    lines,
    shapes: shapesOf(lines),
    words: lines.map(({ start, end }) => foldSpace(text.slice(start, end))),
    shares: rows.filter(([, words]) => words !== '').map(([tag, , share]) => surely(tag, share)),
  }
}
