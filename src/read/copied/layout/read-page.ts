import type { Layout } from '../kinds/layout.js'
import { findQuotations, linesIn } from '../lines/page-line.js'
import type { SplitPage, SplitPost } from './split-types.js'
import { type PageCounts, readPageCounts } from './stated-counts.js'

/** Split page with its posts and their answered accounts. */
export interface ReadPage {
  readonly text: string
  readonly layout: Layout
  readonly page: SplitPage
  readonly posts: readonly SplitPost[]
  /** Lines that repeat a post above: see `findQuotations`. */
  readonly quotations: ReadonlyMap<number, string | null>
  readonly counts: PageCounts
}

export function readPage(text: string, layout: Layout, page: SplitPage): ReadPage {
  const { lines } = page
  const shownPosts = page.root === null ? page.comments : [page.root, ...page.comments]
  const authored = page.mentions !== undefined ? [] : shownPosts.map(({ parts, handle, name }) => ({ parts, author: handle ?? name }))
  const quotations = findQuotations(text, lines, authored)
  // Without a name above, the quoted name is the answered account, perhaps with the minute of its post.
  const stamps = new Set(shownPosts.map(({ name, timeText }) => `${name} ${timeText}`))
  const posts = shownPosts.map((post) => {
    const at = layout.hasReplyNames || post.to !== null ? undefined : linesIn(post.parts).find((line) => quotations.get(line) != null)
    const to = quotations.get(at ?? -1) ?? post.to
    const stamped = `${to} ${/↑ ?(.{1,40})$/.exec(lines[at ?? -1]?.words ?? '')?.[1]}`
    return { ...post, to: stamps.has(stamped) ? stamped : to }
  })
  return { text, layout, page, posts, quotations, counts: readPageCounts(page, shownPosts, layout) }
}
