import { countEach } from '../../../base/statistics/group-by.js'
import type { IngestResult } from '../../record/ingest-result.js'
import { headersOf } from '../cut-posts.js'
import { isOf, type KindLine, kindsOf } from '../lines/kinds.js'
import { LEAST_COUNT } from '../lines/thresholds.js'
import { parseThread } from '../parse-thread.js'
import { wordsFor } from '../words/words.js'
import { splitChats } from './split-chats.js'
import { findTaggedPosts, type TaggedPage, tagPage } from './tagged-page.js'
import type { TaggedPost } from './tagged-posts.js'
import { splitPostOf, UNKNOWN_LAYOUT, UNKNOWN_PAGE } from './unknown-layout.js'
import { wholePosts } from './whole-posts.js'

/** Reads a page of any site by the tags of its lines: no posts of a long one. Linear. */
export function parseUnknownPage(text: string): IngestResult {
  const page = tagPage(text)
  return page === null ? parsePosts(text, [], []) : parseTaggedPage(page).whole
}

/** Reads a tagged page, with the parents that it names: as tagged, and with its posts whole. */
export function parseTaggedPage(page: TaggedPage) {
  const parse = (posts: readonly TaggedPost[]): IngestResult =>
    parsePosts(page.text, page.lines, splitChats(page.lines, posts))
  const posts = findTaggedPosts(page)
  const wholes = wholePosts(page, posts)
  const asTagged = parse(posts)
  const isSame = wholes.length === posts.length && wholes.every((post, at) => post === posts[at])
  return { asTagged, whole: isSame ? asTagged : parse(wholes) }
}

function parsePosts(
  text: string,
  pageLines: readonly KindLine[],
  taggedPosts: readonly TaggedPost[],
): IngestResult {
  const lines = withoutColons(withoutMarksBehind(pageLines, taggedPosts), taggedPosts)
  const names = new Set(taggedPosts.flatMap(({ name }) => name ?? []))
  const worded = new Set(taggedPosts.flatMap(({ body }) => body))
  const labels = countEach(lines.flatMap((_, at) => (worded.has(at) ? [] : labelAt(lines, at))))
  // A line of the site in place of words is counted by the thread's notes.
  const posts = taggedPosts.flatMap((post, index) => {
    if (isGone(lines, post)) return []
    const worded = index === 0 ? withoutCounts(lines, post) : post
    return splitPostOf(withoutLabels(lines, worded, labels), names)
  })
  const headEnd = taggedPosts[0]?.from ?? lines.length
  const headers = posts.length === 0 ? [] : headersOf(lines, headEnd)
  const thread = { lines, posts, rootCount: 0, headers, headEnd, end: lines.length, others: [] }
  return parseThread(text, UNKNOWN_LAYOUT, thread, UNKNOWN_PAGE)
}

/** Dash before the name below, or the word for a later change. */
const MARK_BEHIND = new RegExp(`\\s(?:[–—]|\\((?:${wordsFor('edited')})\\))$`, 'iu')

/**
 * Lines without what the page prints behind the last one of a post.
 *
 *     The hall was empty. –         <- the dash, where others have it too
 *     Ann Bo
 *     We meet at noon. (edited)     <- the mark
 */
function withoutMarksBehind(
  lines: readonly KindLine[],
  posts: readonly TaggedPost[],
): readonly KindLine[] {
  const shortened = [...lines]
  const last = posts.flatMap(({ body }) => body.at(-1) ?? [])
  const markAt = (at: number): string => MARK_BEHIND.exec(lines[at]?.words ?? '')?.[0] ?? ''
  const counts = countEach(last.map(markAt))
  for (const at of last) {
    const mark = markAt(at)
    const line = lines[at]
    const isOnce = mark.length === 2 && counts.get(mark) === 1
    if (line === undefined || mark === '' || isOnce) continue
    const { words, end } = line
    shortened[at] = { ...line, words: words.slice(0, -mark.length), end: end - mark.length }
  }
  return shortened
}

const COLON = /^\s{0,2}[:：]\s{0,2}(?=\S)/u

/**
 * Lines without the colon between name and words, where most posts open with it.
 *
 *     Ann Bo
 *     : Well done.          <- the colon
 */
function withoutColons(
  lines: readonly KindLine[],
  posts: readonly TaggedPost[],
): readonly KindLine[] {
  const colonAt = (at: number): string => COLON.exec(lines[at]?.words ?? '')?.[0] ?? ''
  const opened = posts.flatMap(({ body }) => body[0] ?? []).filter((at) => colonAt(at) !== '')
  if (2 * opened.length <= posts.length || opened.length < LEAST_COUNT) return lines
  const places = new Set(opened)
  return lines.map((line, at) => {
    const { length } = places.has(at) ? colonAt(at) : ''
    return { ...line, words: line.words.slice(length), start: line.start + length }
  })
}

const COUNTS = kindsOf('count')

/**
 * An opening post without the numbers above its words and below: answers, views, votes.
 *
 *     7
 *     412
 *     They sold the gym, and kept our contracts.     <- its words
 *     24
 */
function withoutCounts(lines: readonly KindLine[], post: TaggedPost): TaggedPost {
  const isWords = (at: number): boolean => !isOf(lines[at], COUNTS)
  const first = post.body.findIndex(isWords)
  const last = post.body.findLastIndex(isWords)
  return first === -1 ? post : { ...post, body: post.body.slice(first, last + 1) }
}

const NOTICES = kindsOf('notice')
const isGone = (lines: readonly KindLine[], { body }: TaggedPost): boolean =>
  body.length > 0 && body.every((at) => isOf(lines[at], NOTICES))

/** "Source: " before other words. */
const labelAt = (lines: readonly KindLine[], at: number): string[] =>
  /^\p{L}[\p{L} ]{1,20}: (?=\S)/u.exec(lines[at]?.words ?? '') ?? []

/**
 * A post without labels at its end: "Attachments:", or one that stands below other posts.
 *
 *     Sell it, and be done.
 *     Source: the forum, page 2     <-
 */
function withoutLabels(
  lines: readonly KindLine[],
  post: TaggedPost,
  labels: ReadonlyMap<string, number>,
): TaggedPost {
  const isLabel = (at: number): boolean =>
    lines[at]?.kind === 'furniture' ||
    labelAt(lines, at).some((label) => (labels.get(label) ?? 0) >= LEAST_COUNT)
  const last = post.body.findLastIndex((at) => !isLabel(at))
  return last === -1 ? post : { ...post, body: post.body.slice(0, last + 1) }
}
