import { countKinds, type Kind, type KindLine } from './kinds.js'
import type { Layout } from './layout.js'
import { readKinds } from './line-kinds.js'
import { findMarks } from './marks.js'
import { type LineRange, type PageLine, readPageLines } from './page-line.js'
import { readPosts } from './posts.js'
import type { SplitPost, SplitThread } from './split-post.js'

/** Cuts a page into posts by a layout: its lines have kinds, kinds make bylines, below each stands a post. Linear in the text. */
export function splitThread(text: string, layout: Layout, pageLines: readonly PageLine[] = readPageLines(text)): SplitThread {
  const lines = readKinds(text, layout, pageLines)
  return readPosts(text, lines, findMarks(lines, layout), layout)
}

/** Lines of given kinds between posts: names and headlines that another layout would read. */
export function countStray(lines: readonly KindLine[], posts: readonly SplitPost[], stray: ReadonlySet<Kind>): number {
  const count = ({ from, to }: LineRange): number => countKinds(lines, from, to, stray)
  const all = count({ from: posts[0]?.byline.from ?? 0, to: posts.at(-1)?.parts.at(-1)?.to ?? 0 })
  return posts.flatMap(({ byline, parts }) => [byline, ...parts]).reduce((left, range) => left - count(range), all)
}
