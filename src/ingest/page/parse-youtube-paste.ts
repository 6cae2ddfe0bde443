import type { ParsePasteOptions, PasteResult } from '../paste/parse-paste.js'
import type { IngestResult } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { nestReplies } from './nest-replies.js'
import { PAGE_TIME, type PageLine, readPageCount, readPageLines } from './page-line.js'
import { buildPagePosts, type LineRange, type PagePiece } from './page-thread.js'

const HANDLE = /^@([\p{L}\p{N}\p{M}_.·-]{1,60})$/u
const TIME = new RegExp(`^(${PAGE_TIME})(?: \\(edited\\))?$`, 'i')
/** "@name • 3w ago (edited)", as the page for phones prints it. */
const ONE_LINE = new RegExp(`^@([\\p{L}\\p{N}\\p{M}_.·-]{1,60}) ?[•·] ?(${PAGE_TIME})(?: \\(edited\\))?$`, 'iu')
const REPLY_COUNT = /^(?:view )?([\d.,]+k?) repl(?:y|ies)$/i
const MORE_REPLIES = /^show more replies$/i
const BELOW_TEXT = /^(?:read more|show less|translate to .{1,40}|see original.{0,40}|super thanks)$/i
const SUBSCRIBERS = /^[\d.,]+ ?[kmb]? subscribers?$/i
const VIEWS = /^[\d.,]+ ?[kmb]? views\b/i
const COMMENT_COUNT = /^([\d.,]+k?) comments$/i
const END_OF_DESCRIPTION = /^(?:\.\.\.more|show more|[\d.,]+k? comments|comments)$/i

interface Byline {
  readonly from: number
  readonly to: number
  readonly author: string
  readonly timeText: string
}

function readByline(lines: readonly PageLine[], at: number): Byline | null {
  const words = lines[at]?.words ?? ''
  const [, name, time] = ONE_LINE.exec(words) ?? []
  if (name !== undefined && time !== undefined) return { from: at, to: at + 1, author: name, timeText: time }
  const author = HANDLE.exec(words)?.[1]
  const timeText = author === undefined ? undefined : TIME.exec(lines[at + 1]?.words ?? '')?.[1]
  return author === undefined || timeText === undefined ? null : { from: at, to: at + 2, author, timeText }
}

function findBylines(lines: readonly PageLine[]): Byline[] {
  const bylines: Byline[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const byline = readByline(lines, at)
    if (byline === null) continue
    bylines.push(byline)
    at = byline.to - 1
  }
  return bylines
}

/**
 * Splits a page of YouTube as copied from a browser: the video is the root post, its title the text. Never throws, and every word of the
 * paste is in a post, a header, a byline or a line of furniture. What a comment answers is told by `nestReplies`.
 */
export function readYoutubePaste(text: string, options: ParsePasteOptions = {}): PasteResult {
  const lines = readPageLines(text)
  const bylines = findBylines(lines)
  const { root, headers, reportedCount } = readHead(lines, bylines[0]?.from ?? lines.length)
  const pieces = bylines.map((byline, index) => readComment(lines, byline, bylines[index + 1]?.from ?? lines.length, root?.author ?? null))
  const answers = nestReplies(
    pieces.map(({ piece: { parts, author, timeText }, replyCount, hasMore }) => {
      const first = lines[parts[0]?.from ?? lines.length]
      const named = first === undefined ? undefined : parseLeadingMentions(text.slice(first.start, first.end).slice(0, 100)).handles[0]
      return { author, named: named ?? null, replyCount, hasMore, age: minutesOf(timeText ?? '') }
    }),
  )
  const comments = pieces.map(({ piece }, index) => ({ ...piece, depth: null, answer: answers[index] }))
  const facts = reportedCount === null ? {} : { reportedCount }
  return buildPagePosts(
    text,
    lines,
    { source: 'youtube-paste', layout: 'a page of YouTube', root, headers, comments, ambiguities: [], facts },
    options,
  )
}

/** Reads what stands from a byline to the next: the words, then a count of likes, "Reply" and a count of answers. */
function readComment(lines: readonly PageLine[], byline: Byline, end: number, channel: string | null) {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  let button = end - 1
  while (button >= byline.to && wordsAt(button).toLowerCase() !== 'reply') button -= 1
  let to = button >= byline.to ? button : end
  let likes: number | null = null
  while (to > byline.to) {
    const count: number | null = likes === null ? readPageCount(wordsAt(to - 1)) : null
    if (count === null && !BELOW_TEXT.test(wordsAt(to - 1)) && wordsAt(to - 1) !== channel) break
    likes ??= count
    to -= 1
  }
  // A lone count above the button is the comment itself.
  if (to === byline.to && likes !== null) {
    to += 1
    likes = null
  }
  let replyCount = 0
  let hasMore = false
  for (let at = button; at >= byline.to && at < end; at += 1) {
    replyCount ||= readPageCount(REPLY_COUNT.exec(wordsAt(at))?.[1]) ?? 0
    hasMore ||= MORE_REPLIES.test(wordsAt(at))
  }
  const piece: PagePiece = {
    byline: { from: byline.from, to: byline.to },
    parts: to > byline.to ? [{ from: byline.to, to }] : [],
    author: byline.author,
    timeText: byline.timeText,
    likes,
    node: null,
  }
  return { piece, replyCount, hasMore }
}

/** The title stands above the channel and its subscribers, or above the views; the description between the views and "...more". */
function readHead(lines: readonly PageLine[], end: number): { root: PagePiece | null; headers: LineRange[]; reportedCount: number | null } {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const find = (pattern: RegExp, from = 0): number => {
    for (let at = from; at < end; at += 1) if (pattern.test(wordsAt(at))) return at
    return -1
  }
  const subscribers = find(SUBSCRIBERS)
  const views = find(VIEWS)
  const channelAt = subscribers > 0 ? subscribers - 1 : views + 1
  let title = subscribers > 0 ? subscribers - 2 : views - 1
  while (subscribers > 0 && title >= 0 && wordsAt(title) === wordsAt(channelAt)) title -= 1
  const reportedCount = readPageCount(COMMENT_COUNT.exec(wordsAt(find(COMMENT_COUNT)))?.[1])
  if (title < 0) return { root: null, headers: [], reportedCount }
  const root = {
    byline: { from: channelAt, to: channelAt + 1 },
    parts: [{ from: title, to: title + 1 }],
    author: wordsAt(channelAt),
    timeText: null,
    likes: null,
    node: null,
  }
  const from = views + 1
  const close = find(END_OF_DESCRIPTION, from)
  const isBelow = views > title && subscribers > 0 && close > from
  return {
    root,
    headers: isBelow ? Array.from({ length: close - from }, (_, at) => ({ from: from + at, to: from + at + 1 })) : [],
    reportedCount,
  }
}

const MINUTES: Readonly<Record<string, number>> = { s: 0, mi: 1, m: 1, h: 60, d: 1440, w: 10080, mo: 43200, y: 525600 }

/** The age that a time of the page gives; null for a date. */
function minutesOf(timeText: string): number | null {
  const [, count, unit = ''] = /^(\d{1,3}) ?(s|mi|mo|m|h|d|w|y)/i.exec(timeText) ?? []
  return count === undefined ? null : Number(count) * (MINUTES[unit.toLowerCase()] ?? 1)
}

/** `readYoutubePaste` as a source. */
export function parseYoutubePaste(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const { posts, headers, summary } = readYoutubePaste(text, options)
  return { posts, headers: new Map([[options.threadId ?? 't1', headers]]), summary }
}

/** Lines looked at for a sign. */
const SIGN_LINE_LIMIT = 400

/** Knows a page of YouTube by its bylines, and the lines "Reply" below them or the subscribers above. */
export function recogniseYoutubePaste({ text }: SourceSample): string | null {
  const lines = readPageLines(text.slice(0, 100_000)).slice(0, SIGN_LINE_LIMIT)
  const bylineCount = findBylines(lines).length
  const isOwn = lines.some(({ words }) => SUBSCRIBERS.test(words)) || lines.filter(({ words }) => words === 'Reply').length >= 2
  return bylineCount >= 2 && isOwn ? 'bylines "@name" and "2 days ago" stand as on a page of YouTube' : null
}
