import type { Ambiguity, IngestResult } from './ingest-result.js'
import { type PageLine, readPageCount, readPageLines } from './page-line.js'
import { buildPagePosts, type LineRange, type PageComment, type PagePiece } from './page-thread.js'
import type { ParsePasteOptions, PasteResult } from './parse-paste.js'
import type { ParseRecordsOptions } from './parse-records.js'
import {
  isDot,
  isGoneText,
  isOldByline,
  isRedditFurniture,
  isSorting,
  isSubreddit,
  type RedditByline,
  readPageTime,
  readRedditByline,
  readStub,
  readSubmitted,
} from './reddit-page-line.js'
import type { SourceSample } from './source-sample.js'

/**
 * Splits a page of Reddit as copied from a browser: old Reddit, the page with "level 2", and the present one. Never throws, and every
 * word of the paste is in a post, a header, a byline or a line of furniture (see `PasteResult.spans`).
 *
 * Depth comes from "level N", from the counts of children that old Reddit prints (all below a comment, hidden ones too), or from the
 * indents of the paste. The present page shows none when copied: its comments answer the account they open with, else the root post.
 */
export function readRedditPaste(text: string, options: ParsePasteOptions = {}): PasteResult {
  const lines = readPageLines(text)
  const ambiguities: Ambiguity[] = []
  const head = readHead(lines)
  const bylines: RedditByline[] = []
  for (let at = head.end; at < lines.length; at++) {
    const byline = readRedditByline(lines, at)
    if (byline === null) continue
    bylines.push(byline)
    at = byline.to - 1
  }
  let notOpenedCount = 0
  const stubs: number[][] = bylines.map(() => [])
  const comments = bylines.map((byline, index): PageComment => {
    const end = bylines[index + 1]?.from ?? lines.length
    for (let at = byline.to; at < end; at++) {
      const count = readStub(lines[at]?.words ?? '')
      if (count === null) continue
      notOpenedCount += count
      stubs[index]?.push(count)
    }
    const body = trimBody(lines, { from: byline.to, to: end }, ambiguities)
    const isSentinel = body.to === body.from + 1 && isGoneText(lines[body.from]?.words ?? '')
    const isEmpty = isSentinel || body.to === body.from
    if (isEmpty && !isSentinel && !byline.isGone && !byline.isFolded) {
      const lineNumber = lines[byline.from]?.lineNumber ?? 1
      ambiguities.push({ lineNumber, message: 'nothing but buttons stands under this byline; taken as a post without words' })
    }
    return {
      byline: { from: byline.from, to: isSentinel ? body.to : byline.to },
      parts: isEmpty ? [] : [body],
      author: byline.author,
      timeText: byline.timeText,
      likes: byline.likes,
      node: isSentinel || (isEmpty && byline.isGone) ? 'deleted' : isEmpty && byline.isFolded ? 'not-found' : null,
      depth: null,
    }
  })
  const depths = depthsOf(bylines, stubs, lines, ambiguities)
  return buildPagePosts(
    text,
    lines,
    {
      source: 'reddit-paste',
      layout: layoutOf(bylines),
      root: head.root,
      headers: head.headers,
      comments: comments.map((comment, index) => ({ ...comment, depth: depths?.[index] ?? null })),
      ambiguities,
      facts: { notOpenedCount, ...(head.reportedCount !== null && { reportedCount: head.reportedCount }) },
    },
    options,
  )
}

function layoutOf(bylines: readonly RedditByline[]): string {
  if (bylines.some(({ depth }) => depth !== null)) return 'a page of Reddit with levels'
  return bylines.some(({ childCount }) => childCount !== null) ? 'a page of old Reddit' : 'a page of Reddit'
}

/** Leaves the furniture below a comment out: a run of buttons and counts that ends it. Words of buttons inside it stay and are listed. */
function trimBody(lines: readonly PageLine[], { from, to: end }: LineRange, ambiguities: Ambiguity[]): LineRange {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const isCount = (at: number): boolean => readPageCount(wordsAt(at)) !== null
  const isButton = (at: number): boolean => at < end && isRedditFurniture(wordsAt(at))
  let to = end
  while (to > from && (isButton(to - 1) || (isCount(to - 1) && (isButton(to) || isButton(to - 2))))) to -= 1
  // A lone count above the buttons is the score where more words stand above it, else the comment itself.
  if (to === from && isCount(from) && !isButton(from)) {
    to = from + 1
    ambiguities.push({ lineNumber: lines[from]?.lineNumber ?? 1, message: 'a count alone under a byline; taken as the text of the post' })
  }
  for (let at = from; at < to; at++) {
    if (!isButton(at)) continue
    const lineNumber = lines[at]?.lineNumber ?? 1
    ambiguities.push({ lineNumber, message: 'a button word alone on its line, among the lines of a post; taken as part of the post' })
  }
  return { from, to }
}

interface Head {
  readonly root: PagePiece | null
  readonly headers: readonly LineRange[]
  readonly reportedCount: number | null
  /** The first line that may be a comment's byline. */
  readonly end: number
}

/** The lines from which the comments of a page begin, whatever stands above. */
const COMMENTS_START = /^(?:comments section|sort by:?|sorted by:?.{0,20}|(?:all )?[\d,.]+k? comments?|post a comment!?|search comments)$/i
const COMMENT_COUNT = /^(?:all )?([\d,.]+k?) comments?\b/i

/** Reads the root post: who posted it, its title, and the words below. */
function readHead(lines: readonly PageLine[]): Head {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const submittedAt = lines.findIndex(({ words }) => readSubmitted(words) !== null)
  const newAt = lines.findIndex((_, at) => isSubreddit(wordsAt(at)) && isDot(wordsAt(at + 1)) && readPageTime(wordsAt(at + 2)) !== null)
  const firstByline = lines.findIndex((_, at) => {
    const byline = readRedditByline(lines, at)
    return byline !== null && !(newAt !== -1 && at <= newAt + 3)
  })
  const limit = firstByline === -1 ? lines.length : firstByline
  const nothing = { root: null, headers: headersIn(lines, 0, limit), reportedCount: countIn(lines, 0, limit), end: limit }
  if (submittedAt !== -1 && submittedAt < limit) {
    const submitted = readSubmitted(wordsAt(submittedAt))
    if (submitted === null) return nothing
    const title = submitted.isOld ? submittedAt - 1 : submittedAt + 1
    const bodyFrom = submitted.isOld ? submittedAt + 1 : submittedAt + 2
    return readRoot(lines, { byline: { from: submittedAt, to: submittedAt + 1 }, title, bodyFrom, limit, ...submitted })
  }
  if (newAt !== -1 && newAt < limit) {
    const timeText = readPageTime(wordsAt(newAt + 2))
    const author = /^(?:u\/)?[\w-]{2,23}$/.test(wordsAt(newAt + 3)) ? wordsAt(newAt + 3).replace(/^u\//, '') : null
    const to = newAt + (author === null ? 3 : 4)
    return readRoot(lines, { byline: { from: newAt, to }, title: to, bodyFrom: to + 1, limit, author, timeText })
  }
  return nothing
}

interface RootPlace {
  readonly byline: LineRange
  readonly title: number
  readonly bodyFrom: number
  readonly limit: number
  readonly author: string | null
  readonly timeText: string | null
}

function readRoot(lines: readonly PageLine[], { byline, title, bodyFrom, limit, author, timeText }: RootPlace): Head {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const isEnd = (at: number): boolean => COMMENTS_START.test(wordsAt(at)) || isRedditFurniture(wordsAt(at))
  const hasTitle = title >= 0 && title < limit && !isEnd(title)
  let to = Math.min(bodyFrom, limit)
  while (to < limit && !isEnd(to)) to += 1
  // The score may stand between the words and the first button.
  while (to > bodyFrom && to < limit && readPageCount(wordsAt(to - 1)) !== null) to -= 1
  const parts = [...(hasTitle ? [{ from: title, to: title + 1 }] : []), ...(to > bodyFrom ? [{ from: bodyFrom, to }] : [])]
  const upvote = lines.findIndex(({ words }, at) => at >= to && at < limit && /^upvote$/i.test(words))
  const likes = upvote === -1 ? null : readPageCount(wordsAt(upvote + 1))
  const isGone = to === bodyFrom + 1 && isGoneText(wordsAt(bodyFrom))
  const top = Math.min(byline.from, hasTitle ? title : byline.from)
  return {
    root: {
      byline,
      parts: isGone ? parts.slice(0, hasTitle ? 1 : 0) : parts,
      author,
      timeText,
      likes,
      node: isGone ? 'deleted' : null,
    },
    headers: [...headersIn(lines, 0, top), ...headersIn(lines, to, limit)],
    reportedCount: countIn(lines, to, limit),
    end: limit,
  }
}

/** What stands in the head and is neither furniture nor a count. */
function headersIn(lines: readonly PageLine[], from: number, to: number): LineRange[] {
  const headers: LineRange[] = []
  for (let at = from; at < to; at++) {
    const words = lines[at]?.words ?? ''
    const isPart = isRedditFurniture(words) || isSorting(words) || COMMENTS_START.test(words) || isSubreddit(words) || isDot(words)
    if (!isPart && readPageCount(words) === null && readPageTime(words) === null) headers.push({ from: at, to: at + 1 })
  }
  return headers
}

/** How many comments the page says it has: "45 comments", or the number below "Downvote". */
function countIn(lines: readonly PageLine[], from: number, to: number): number | null {
  for (let at = from; at < to; at++) {
    const words = lines[at]?.words ?? ''
    const counted =
      readPageCount(COMMENT_COUNT.exec(words)?.[1]) ?? (/^downvote$/i.test(words) ? readPageCount(lines[at + 1]?.words) : null)
    if (counted !== null) return counted
  }
  return null
}

function depthsOf(
  bylines: readonly RedditByline[],
  stubs: readonly (readonly number[])[],
  lines: readonly PageLine[],
  ambiguities: Ambiguity[],
): (number | null)[] | null {
  if (bylines.some(({ depth }) => depth !== null)) return bylines.map(({ depth }) => depth)
  const indents = bylines.map(({ from }) => lines[from]?.indent ?? 0)
  if (indents.some((indent) => indent !== indents[0])) {
    const open: number[] = []
    return indents.map((indent) => {
      while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop()
      open.push(indent)
      return open.length - 1
    })
  }
  if (bylines.length === 0 || bylines.some(({ childCount }) => childCount === null)) return null
  return depthsOfCounts(bylines, stubs, lines, ambiguities)
}

/** Depths from how many comments stand below each: the next ones on the page, and those behind the stubs among them. */
function depthsOfCounts(
  bylines: readonly RedditByline[],
  stubs: readonly (readonly number[])[],
  lines: readonly PageLine[],
  ambiguities: Ambiguity[],
): number[] {
  const open: number[] = []
  const take = (count: number): boolean => {
    for (let at = 0; at < open.length; at++) open[at] = (open[at] ?? 0) - count
    return (open.at(-1) ?? 0) >= 0
  }
  const close = (): void => {
    while (open.length > 0 && (open.at(-1) ?? 0) <= 0) open.pop()
  }
  return bylines.map(({ childCount, from, isFolded }, index) => {
    close()
    const depth = open.length
    take(1)
    // Those below a folded comment are not on the page.
    const below = childCount ?? 0
    if (isFolded) take(below)
    else open.push(below)
    for (const hidden of stubs[index] ?? []) {
      close()
      if (open.length === 0 || take(hidden)) continue
      ambiguities.push({
        lineNumber: lines[from]?.lineNumber ?? 1,
        message: 'more replies are hidden below it than the counts of children leave room for; depths may be wrong from here on',
      })
    }
    return depth
  })
}

/** `readRedditPaste` as a source. */
export function parseRedditPaste(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const { posts, headers, summary } = readRedditPaste(text, options)
  return { posts, headers: new Map([[options.threadId ?? 't1', headers]]), summary }
}

/** Lines looked at for a sign. */
const SIGN_LINE_LIMIT = 400

/** Knows a page of Reddit by its bylines: two, or one with the line that names who posted. */
export function recogniseRedditPaste({ text }: SourceSample): string | null {
  if (/^\s*(?:[{<]|\[\s*[{\]"])/.test(text.slice(0, 1000))) return null
  const lines = readPageLines(text.slice(0, 100_000)).slice(0, SIGN_LINE_LIMIT)
  let bylineCount = 0
  let isOwn = false
  for (let at = 0; at < lines.length; at++) {
    const words = lines[at]?.words ?? ''
    isOwn ||= /^level \d+$/i.test(words) || readSubmitted(words) !== null || isSubreddit(words) || /^(?:upvote|downvote)$/i.test(words)
    const byline = readRedditByline(lines, at)
    if (byline === null) continue
    isOwn ||= isOldByline(words)
    bylineCount += 1
    at = byline.to - 1
  }
  return bylineCount >= 1 && isOwn ? 'bylines, levels or votes stand as on a page of Reddit' : null
}
