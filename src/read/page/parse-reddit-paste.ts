import { asSource, type ParsePasteOptions, type PasteResult } from '../paste/paste-spans.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import type { SourceSample } from '../record/source-sample.js'
import { noteButtons, type PageLine, readFirstLines, readPageCount, readPageLines } from './page-line.js'
import { buildPagePosts, type LineRange, type PageComment } from './page-thread.js'
import { depthsOf } from './reddit-page-depths.js'
import { readHead } from './reddit-page-head.js'
import {
  isGoneText,
  isOldByline,
  isRedditAdvert,
  isRedditFurniture,
  isRedditTail,
  isSubreddit,
  isVoteElsewhere,
  type RedditByline,
  readRedditByline,
  readStub,
  readSubmitted,
} from './reddit-page-line.js'

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
  const note = noteInto(ambiguities, lines)
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
    const body = trimBody(lines, { from: byline.to, to: endAtVote(lines, byline.to, end) }, note)
    const isSentinel = body.to === body.from + 1 && isGoneText(lines[body.from]?.words ?? '')
    const isEmpty = isSentinel || body.to === body.from
    if (isEmpty && !isSentinel && !byline.isGone && !byline.isFolded) {
      note(byline.from, 'nothing but buttons stands under this byline; taken as a post without words')
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
  const doubtful = new Set<number>()
  const depths = depthsOf(bylines, stubs, lines, note, doubtful)
  return buildPagePosts(
    text,
    lines,
    {
      source: 'reddit-paste',
      layout: layoutOf(bylines),
      root: head.root,
      headers: head.headers,
      comments: comments.map((comment, index) => ({ ...comment, depth: depths?.[index] ?? null, isDepthGuessed: doubtful.has(index) })),
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

/** Pages in other languages are known by their votes: what stands below the last of them under a comment is the page's, as below an advert. */
function endAtVote(lines: readonly PageLine[], from: number, end: number): number {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const vote = lines.slice(from, end).findLastIndex(({ words }) => isVoteElsewhere(words))
  if (vote !== -1) return from + vote
  for (let at = from; at < end; at++) {
    if (isRedditAdvert(wordsAt(at)) || isRedditAdvert([at, at + 1, at + 2].map(wordsAt).join(''))) return at
    // The box of the group stands below the last button.
    if (at > from && (isRedditTail(wordsAt(at)) || isSubreddit(wordsAt(at))) && isRedditFurniture(wordsAt(at - 1))) return at
  }
  return end
}

/** Leaves the furniture below a comment out: a run of buttons and counts that ends it. Words of buttons inside it stay and are listed. */
function trimBody(lines: readonly PageLine[], { from, to: end }: LineRange, note: NoteAt): LineRange {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const isCount = (at: number): boolean => readPageCount(wordsAt(at)) !== null
  const isButton = (at: number): boolean =>
    at < end && (isRedditFurniture(wordsAt(at)) || (at > from && isGoneText(wordsAt(at)) && isRedditFurniture(wordsAt(at - 1))))
  let to = end
  while (to > from && (isButton(to - 1) || (isCount(to - 1) && (isButton(to) || isButton(to - 2))))) to -= 1
  // A lone count above the buttons is the score where more words stand above it, else the comment itself.
  if (to === from && isCount(from) && !isButton(from)) {
    to = from + 1
    note(from, 'a count alone under a byline; taken as the text of the post')
  }
  noteButtons(from, to, isButton, note)
  return { from, to }
}

/** `readRedditPaste` as a source. */
export const parseRedditPaste = asSource(readRedditPaste)

/** Knows a page of Reddit by its bylines: two, or one with the line that names who posted. */
export function recogniseRedditPaste({ text }: SourceSample): string | null {
  if (/^\s*(?:[{<]|\[\s*[{\]"])/.test(text.slice(0, 1000))) return null
  const lines = readFirstLines(text)
  let bylineCount = 0
  let isOwn = false
  for (let at = 0; at < lines.length; at++) {
    const words = lines[at]?.words ?? ''
    isOwn ||=
      /^level \d+$/i.test(words) ||
      readSubmitted(words) !== null ||
      isSubreddit(words) ||
      /^(?:upvote|downvote)$/i.test(words) ||
      isVoteElsewhere(words)
    const byline = readRedditByline(lines, at)
    if (byline === null) continue
    isOwn ||= isOldByline(words)
    bylineCount += 1
    at = byline.to - 1
  }
  return bylineCount >= 1 && isOwn ? 'bylines, levels or votes stand as on a page of Reddit' : null
}
