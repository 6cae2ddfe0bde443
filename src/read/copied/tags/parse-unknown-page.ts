import type { IngestResult } from '../../record/ingest-result.js'
import { headersOf } from '../cut-posts.js'
import { isOf, type KindLine, kindsOf } from '../lines/kinds.js'
import { parseThread } from '../parse-thread.js'
import { findTaggedPosts, type TaggedPage, tagPage } from './tagged-page.js'
import type { TaggedPost } from './tagged-post.js'
import { splitPostOf, UNKNOWN_LAYOUT, UNKNOWN_PAGE } from './unknown-layout.js'

/** Reads a page of any site by the tags of its lines: no posts of a long one. Linear. */
export function parseUnknownPage(text: string): IngestResult {
  const page = tagPage(text)
  return page === null ? parsePosts(text, [], []) : parseTaggedPage(page)
}

/** Reads a tagged page, with the parents that it names. */
export const parseTaggedPage = (page: TaggedPage): IngestResult =>
  parsePosts(page.text, page.lines, findTaggedPosts(page))

function parsePosts(
  text: string,
  lines: readonly KindLine[],
  taggedPosts: readonly TaggedPost[],
): IngestResult {
  const names = new Set(taggedPosts.flatMap(({ name }) => name ?? []))
  // A line of the site in place of words is counted by the thread's notes.
  const posts = taggedPosts.flatMap((post) =>
    isGone(lines, post) ? [] : splitPostOf(withoutLabels(lines, post), names),
  )
  const headEnd = taggedPosts[0]?.from ?? lines.length
  const headers = posts.length === 0 ? [] : headersOf(lines, headEnd)
  const thread = { lines, posts, rootCount: 0, headers, headEnd, end: lines.length, others: [] }
  return parseThread(text, UNKNOWN_LAYOUT, thread, UNKNOWN_PAGE)
}

const NOTICES = kindsOf('notice')
const isGone = (lines: readonly KindLine[], { body }: TaggedPost): boolean =>
  body.length > 0 && body.every((at) => isOf(lines[at], NOTICES))

/** A post without labels at its end: "Attachments:". */
function withoutLabels(lines: readonly KindLine[], post: TaggedPost): TaggedPost {
  const last = post.body.findLastIndex((at) => lines[at]?.kind !== 'furniture')
  return last === -1 ? post : { ...post, body: post.body.slice(0, last + 1) }
}
