import { asSource, type ParsePasteOptions, type PasteResult } from '../paste/paste-spans.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import type { SourceSample } from '../record/source-sample.js'
import { depthsOfIndents, noteButtons, PAGE_TIME, type PageLine, readFirstLines, readPageCount, readPageLines } from './page-line.js'
import { buildPagePosts, type LineRange, type PageComment, type PagePiece } from './page-thread.js'

const MARKS = '(?:[▲▼△▽*•] ?)*'
const NAV = 'root|parent|prev|next|context|unvote|undown|flag|unflag|favorite|un-favorite|vouch|edit|delete|hide|past|web|on: [^|]{1,200}'
const TOGGLE = '\\[(?:[–—+-]|\\d{1,5} more)\\]'
const STATE = '\\[(?:flagged|dead|deleted|dupe)\\]'
/** "name 5 hours ago | root | parent | prev | next [–]"; a deleted comment has no name, or "[deleted]" in its place. */
const BYLINE = new RegExp(
  `^${MARKS}(?:([\\w-]{2,30}|\\[(?:deleted|flagged|dead)\\]) )?(${PAGE_TIME})((?: ?${STATE})*)((?: ?\\| (?:${NAV})(?: (?=\\|)|(?= ?\\[)|$))*)((?: ?${STATE})*) ?\\|?(?: ?(${TOGGLE}))?$`,
)
/** "236 points by name 5 hours ago | hide | past | favorite | 183 comments" */
const STORY_LINE = new RegExp(`^${MARKS}(?:([\\d,]+) points? )?by ([\\w-]{2,30}) (${PAGE_TIME})(?: ?\\|.*)?$`)
const COMMENT_COUNT = /\| ?([\d,]+) comments?\b/
const SITE =
  /^(?:hacker news|login|logout|submit|new|past|comments|ask|show|jobs|threads|y|help|add comment|[\w-]{2,30} \(\d+\)(?: ?\| ?logout)?|(?:hacker news ?)?new ?\| ?(?:threads ?\| ?)?past ?\|.*)$/i
const BUTTONS = /^(?:reply|flag|help|add comment|edit|delete|(?:reply|flag|edit|delete)(?: ?\| ?(?:reply|flag|edit|delete))+)$/
const FOOTER = /^(?:guidelines ?\| ?faq|applications are open for yc|consider applying for yc|join us for ai startup school|search:$)/i
const MORE = /^more$/i
const SENTINEL = /^\[(?:flagged|dead|deleted)\](?: ?\[(?:flagged|dead|deleted)\])*$/

interface Byline {
  readonly at: number
  readonly author: string | null
  readonly timeText: string
  readonly has: (word: 'root' | 'parent' | 'prev') => boolean
  readonly isPlain: boolean
  readonly hasState: boolean
  /** Comments folded behind `[12 more]`, itself included; null for an open one. */
  readonly foldedCount: number | null
}

function readByline(line: PageLine, at: number): Byline | null {
  const match = BYLINE.exec(line.words)
  if (match === null) return null
  const [, name, timeText = '', before = '', nav = '', after = '', toggle] = match
  const author = name?.startsWith('[') ? undefined : name
  if (author === undefined && nav === '' && toggle === undefined) return null
  const words = nav.split('|').map((word) => word.trim())
  const folded = toggle === undefined ? undefined : /\d+/.exec(toggle)?.[0]
  return {
    at,
    author: author ?? null,
    timeText,
    has: (word) => words.includes(word),
    isPlain: nav === '' && toggle === undefined,
    hasState: before + after !== '' || author !== name,
    foldedCount: folded === undefined ? null : Number(folded),
  }
}

/**
 * Splits a page of Hacker News as copied from a browser, with or without its story: never throws, and every word of the paste is in a post,
 * a header, a byline or a line of furniture (see `PasteResult.spans`).
 *
 * Depth is not copied with the page. It is read from the links of each comment: none to a parent stands at the top; one to a parent and
 * none to a root answers a comment at the top; one without "prev" is the first answer to the comment above. Among several places that are
 * left the deepest is taken and listed as ambiguous. Indented pastes show the depth themselves.
 */
export function readHnPaste(text: string, options: ParsePasteOptions = {}): PasteResult {
  const lines = readPageLines(text)
  const end = endOfPage(lines)
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  const bylines = findBylines(lines, end, note)
  const firstComment = bylines[0]?.at ?? end
  const { root, headers, reportedCount } = readHead(lines, firstComment)
  const openDepths = new Set<number>()
  const depths = depthsOf(bylines, lines, note, openDepths)
  let notOpenedCount = 0
  let hasMore = false as boolean
  const comments = bylines.map((byline, index): PageComment => {
    const from = byline.at + 1
    let to = bylines[index + 1]?.at ?? end
    while (to > from && (BUTTONS.test(lines[to - 1]?.words ?? '') || MORE.test(lines[to - 1]?.words ?? ''))) {
      hasMore ||= MORE.test(lines[to - 1]?.words ?? '') && index === bylines.length - 1
      to -= 1
    }
    noteButtons(from, to, (at) => BUTTONS.test(lines[at]?.words ?? ''), note)
    const isSentinel = to === from + 1 && SENTINEL.test(lines[from]?.words ?? '')
    const isFolded = byline.foldedCount !== null && to === from
    if (isFolded) notOpenedCount += Math.max(0, (byline.foldedCount ?? 1) - 1)
    return {
      byline: { from: byline.at, to: isSentinel ? to : from },
      parts: isSentinel || to === from ? [] : [{ from, to }],
      author: byline.author,
      timeText: byline.timeText,
      likes: null,
      node: isSentinel || (to === from && byline.hasState) ? 'deleted' : isFolded ? 'not-found' : null,
      depth: depths?.[index] ?? null,
      isDepthGuessed: openDepths.has(index),
    }
  })
  return buildPagePosts(
    text,
    lines,
    {
      source: 'hn-paste',
      layout: 'a page of Hacker News',
      root,
      headers,
      comments,
      ambiguities,
      facts: {
        notOpenedCount,
        ...(reportedCount !== null && { reportedCount }),
        ...(hasMore && { notes: ['the page goes on behind "More"'] }),
      },
    },
    options,
  )
}

/** Where the page ends: its footer and all below it is furniture. A footer stands below the last byline. */
function endOfPage(lines: readonly PageLine[]): number {
  let end = lines.length
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at]
    if (line === undefined || readByline(line, at) !== null || STORY_LINE.test(line.words)) break
    if (FOOTER.test(line.words)) end = at
  }
  return end
}

/** A name and a time alone on a line head a comment only where the page has no better bylines, or stand where one would. */
function findBylines(lines: readonly PageLine[], end: number, note: NoteAt): Byline[] {
  const all: Byline[] = []
  for (let at = 0; at < end; at++) {
    const line = lines[at]
    const byline = line === undefined ? null : readByline(line, at)
    if (byline !== null) all.push(byline)
  }
  const hasLinks = all.some(({ isPlain }) => !isPlain)
  return all.filter(({ isPlain, at }) => {
    if (!isPlain) return true
    const above = lines[at - 1]
    const isApart = at === 0 || (lines[at]?.blankCountAbove ?? 0) > 0 || BUTTONS.test(above?.words ?? '')
    if (hasLinks || !isApart) {
      note(at, `a name and a time without links; taken as ${isApart && !hasLinks ? 'the byline of a comment' : 'words of the post above'}`)
    }
    return isApart && !hasLinks
  })
}

function readHead(lines: readonly PageLine[], end: number): { root: PagePiece | null; headers: LineRange[]; reportedCount: number | null } {
  const headers: LineRange[] = []
  let story = -1
  for (let at = 0; at < end && story === -1; at++) if (STORY_LINE.test(lines[at]?.words ?? '')) story = at
  const isSite = (at: number): boolean => SITE.test(lines[at]?.words ?? '') && (lines[at]?.words ?? '') !== ''
  const title = story > 0 && !isSite(story - 1) ? story - 1 : -1
  const headEnd = title === -1 ? (story === -1 ? end : story) : title
  for (let at = 0; at < headEnd; at++) if (!isSite(at) && !BUTTONS.test(lines[at]?.words ?? '')) headers.push({ from: at, to: at + 1 })
  if (story === -1) return { root: null, headers, reportedCount: null }
  const [, points, author = null, timeText = null] = STORY_LINE.exec(lines[story]?.words ?? '') ?? []
  let to = end
  while (to > story + 1 && (BUTTONS.test(lines[to - 1]?.words ?? '') || isSite(to - 1))) to -= 1
  const parts = [...(title === -1 ? [] : [{ from: title, to: title + 1 }]), ...(to > story + 1 ? [{ from: story + 1, to }] : [])]
  return {
    root: { byline: { from: story, to: story + 1 }, parts, author, timeText, likes: readPageCount(points), node: null },
    headers,
    reportedCount: readPageCount(COMMENT_COUNT.exec(lines[story]?.words ?? '')?.[1]),
  }
}

/**
 * Depths of all comments; null when the paste shows none.
 *
 * @param openDepths takes the indices of comments that may stand at other depths too
 */
function depthsOf(bylines: readonly Byline[], lines: readonly PageLine[], note: NoteAt, openDepths: Set<number>): number[] | null {
  const hasLinks = bylines.some(({ has }) => has('parent') || has('prev'))
  const byIndent = depthsOfIndents(bylines.map(({ at }) => lines[at]?.indent ?? 0))
  if (byIndent !== null && (!hasLinks || bylines.every(({ has }, index) => has('parent') === (byIndent[index] ?? 0) > 0))) return byIndent
  if (!hasLinks) return bylines.length === 1 ? [0] : null
  let above = -1
  return bylines.map(({ has, at }, index) => {
    const open = above
    if (!has('parent')) above = 0
    else if (!has('root')) above = 1
    else if (!has('prev')) above = Math.max(2, open + 1)
    else above = Math.max(2, open)
    if (has('root') && has('prev') && open > 2) {
      openDepths.add(index)
      note(at, `may stand at any depth from 3 to ${open + 1}, which the paste does not show; taken as beside the post above`)
    }
    return above
  })
}

/** `readHnPaste` as a source. */
export const parseHnPaste = asSource(readHnPaste)

/** Knows a page of Hacker News by the line below its title, or by two bylines with its links. */
export function recogniseHnPaste({ text }: SourceSample): string | null {
  if (/^\s*[[{<]/.test(text.slice(0, 1000)) && !/^\s*\[[–—+-]\]/.test(text.slice(0, 1000))) return null
  const lines = readFirstLines(text)
  if (lines.some(({ words }) => STORY_LINE.test(words) && /\|/.test(words) && /point/.test(words))) {
    return 'a line "points by … | comments" stands as on a page of Hacker News'
  }
  const linkedCount = lines.filter((line, at) => readByline(line, at)?.isPlain === false).length
  return linkedCount >= 2 ? 'the bylines look like those of Hacker News ("name 5 hours ago | parent | next [–]")' : null
}
