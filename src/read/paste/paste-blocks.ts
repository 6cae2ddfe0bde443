import type { LineRange } from '../page/page-thread.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import { bylineSlices, linesOfMarks, type Mark } from './paste-bylines.js'
import { readHead } from './paste-head.js'
import { type PasteLayout, type PostPiece, sliceOf } from './paste-layout.js'
import { type PasteLine, sectionOf } from './paste-line.js'

/** Where no post is addressed to anyone, section labels are looked for in so many lines. Choice: a page's head has under ten. */
const HEAD_LINE_LIMIT = 12

/**
 * Reads a paste in which posts stand apart by blank lines and open with the handles that they answer. A byline among them speaks for the
 * post directly under it; below words that follow a thread on its page, nothing is a post.
 */
export function layOutBlocks(text: string, lines: readonly PasteLine[], timedMarks: readonly Mark[]): PasteLayout {
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  const threadEnd = findThreadEnd(text, lines)
  const marks = timedMarks.filter((mark) => mark.to < threadEnd && headsPost(text, lines, mark))
  const isByline = linesOfMarks(marks)
  const markOver = new Map(marks.map((mark) => [mark.to, mark]))
  const firstAddressed = lines.findIndex((line, index) => line.handles.length > 0 && !isByline.has(index))
  const headEnd = firstAddressed === -1 ? Math.min(HEAD_LINE_LIMIT, lines.length) : firstAddressed
  if (threadEnd < lines.length)
    note(threadEnd, `the thread is taken to end here; ${lines.length - threadEnd} lines from here on are read as other parts of the page`)

  const sectionLines: number[] = []
  const isText = lines.map((line, index) => {
    if (isByline.has(index) || index >= threadEnd) return false
    if (index < headEnd && sectionOf(line) !== null) {
      sectionLines.push(index)
      return false
    }
    if (line.kind === 'weak') return isWeakText(lines, index, note)
    return line.kind === 'text' || line.kind === 'handle' || line.kind === 'byline' || line.kind === 'end'
  })

  const isAddressed = (block: LineRange): boolean =>
    (lines[block.from]?.handles.length ?? 0) > 0 || lines[block.from - 1]?.kind === 'replying'
  const blocks = joinParagraphs(lines, findBlocks(lines, isText, note), isAddressed, note)
  const firstReply = blocks.findIndex(isAddressed)
  const addressedCount = blocks.filter(isAddressed).length
  const takesAllAsRoots = firstReply > 0 && addressedCount * 2 >= blocks.length - firstReply
  const headBlocks = firstReply === -1 ? blocks : blocks.slice(0, firstReply)
  const head = readHead(text, lines, headBlocks, sectionLines, takesAllAsRoots, marks[0]?.to)
  if (firstReply === -1 && head.replies.length > 0)
    note(head.roots[0]?.from ?? 0, 'no post names an author or an addressee; the first is taken as the root post, those below as replies')
  if (firstReply !== -1 && head.roots.length === 0)
    note(blocks[firstReply]?.from ?? 0, 'the first post is addressed to someone; no root post is taken to be in the paste')

  const replies = [...head.replies, ...(firstReply === -1 ? [] : blocks.slice(firstReply))]
  const posts: PostPiece[] = []
  /** Root posts stand under one byline until the next. */
  let rootMark: Mark | undefined
  const add = (block: LineRange, role: 'root' | 'reply'): void => {
    const first = lines[block.from]
    const last = lines[block.to - 1]
    const over = markOver.get(block.from)
    if (role === 'root') rootMark = over ?? rootMark
    else if (over !== undefined)
      note(over.from, `stands above one post of a thread without bylines; @${over.handle} is taken as the author of that post alone`)
    const mark = role === 'root' ? rootMark : over
    posts.push({
      role,
      slices: first && last ? [sliceOf(first, last)] : [],
      lineNumber: lines[block.from]?.lineNumber ?? 1,
      author: mark?.handle ?? null,
      authorName: mark?.name ?? null,
      timeText: mark?.time ?? null,
      replyingTo: readReplyingTo(lines, block.from),
    })
  }
  for (const block of head.roots) add(block, 'root')
  for (const block of replies) {
    add(block, 'reply')
    if (firstReply !== -1 && block.from >= (blocks[firstReply]?.from ?? 0) && !isAddressed(block))
      note(block.from, 'stands without a mention; taken as a reply of its own, not as more of the post above')
  }
  const bylines = bylineSlices(lines, marks)
  return { headers: head.headers, bylines, posts, ambiguities: [...ambiguities, ...head.ambiguities], isRootShown: head.isRepeated }
}

/** Whether a byline heads the post under it. "@ann yesterday" does so only above all replies: below, it is a reply. */
function headsPost(text: string, lines: readonly PasteLine[], { from, to, name }: Mark): boolean {
  const first = lines[from]
  const below = lines[to]
  if (first === undefined || below === undefined || (below.kind !== 'text' && below.kind !== 'handle' && below.kind !== 'replying'))
    return false
  const isSure = name !== null || to - from > 1 || /[·•|]/.test(text.slice(first.start, first.end))
  return isSure || (below.blankCountAbove === 0 && !lines.slice(0, from).some(({ handles }) => handles.length > 0))
}

/** A signature of a mail has so many lines at most. */
const SIGNATURE_LINE_LIMIT = 5

/**
 * Where other parts of the page begin: at words that follow a thread on its page, or a signature, below the first reply. Nothing is the end
 * above which an account is addressed that is addressed again below.
 */
function findThreadEnd(text: string, lines: readonly PasteLine[]): number {
  const lastOf = new Map<string, number>()
  lines.forEach(({ kind, handles: [handle] }, index) => {
    if (kind === 'text' && handle !== undefined) lastOf.set(handle.toLowerCase(), index)
  })
  let isBegun = lastOf.size === 0
  let coveredTo = 0
  for (const [index, line] of lines.entries()) {
    const [handle] = line.handles
    const isSignature = index + SIGNATURE_LINE_LIMIT >= lines.length && /^(?:--|—)$/.test(text.slice(line.start, line.end))
    if (index > 0 && isBegun && index > coveredTo && (line.kind === 'end' || isSignature)) return index
    if (line.kind !== 'text' || handle === undefined) continue
    isBegun = true
    coveredTo = Math.max(coveredTo, lastOf.get(handle.toLowerCase()) ?? 0)
  }
  return lines.length
}

/** A short line that may be a post or the page's: text only inside a post, where no other furniture touches it. */
function isWeakText(lines: readonly PasteLine[], index: number, note: NoteAt): boolean {
  const line = lines[index]
  const above = lines[index - 1]
  const below = lines[index + 1]
  const isFurniture = (other: PasteLine | undefined): boolean =>
    other !== undefined && (other.kind === 'weak' || other.kind === 'furniture' || other.kind === 'section' || other.kind === 'replying')
  if (line === undefined || isFurniture(above) || isFurniture(below)) return false
  const touchesText = (above !== undefined && line.blankCountAbove === 0) || below?.blankCountAbove === 0
  note(
    index,
    touchesText
      ? 'a count, time or button word alone on its line, among the lines of a post; taken as part of the post'
      : 'a count, time or button word standing alone; taken as page furniture, not as a post',
  )
  return touchesText
}

/** Joins text lines with nothing between them. Where most mentions open a line without a blank line above, each opens a post. */
function findBlocks(lines: readonly PasteLine[], isText: readonly boolean[], note: NoteAt): LineRange[] {
  const blocks: { from: number; to: number }[] = []
  const inner: number[] = []
  let openingCount = 0
  lines.forEach((line, index) => {
    if (!isText[index]) return
    const isFirst = line.blankCountAbove > 0 || !isText[index - 1]
    if (line.handles.length > 0) isFirst ? (openingCount += 1) : inner.push(index)
    const open = blocks.at(-1)
    if (isFirst || open === undefined) blocks.push({ from: index, to: index + 1 })
    else open.to = index + 1
  })
  if (inner.length === 0) return blocks
  if (inner.length <= openingCount) {
    for (const index of inner) note(index, 'opens with a mention but has no blank line above; taken as part of the post above')
    return blocks
  }
  const parts: LineRange[] = []
  for (const { from, to } of blocks) {
    let start = from
    for (let index = from + 1; index < to; index += 1) {
      if (lines[index]?.handles.length === 0) continue
      parts.push({ from: start, to: index })
      start = index
      note(index, 'opens with a mention and has no blank line above, as most do here; taken as a post of its own')
    }
    parts.push({ from: start, to })
  }
  return parts
}

/**
 * Where every addressed post has two blank lines or more above, a single blank line is one inside a post: joins the paragraphs.
 */
function joinParagraphs(
  lines: readonly PasteLine[],
  blocks: readonly LineRange[],
  isAddressed: (block: LineRange) => boolean,
  note: NoteAt,
): readonly LineRange[] {
  const blanksAbove = (block: LineRange): number => lines[block.from]?.blankCountAbove ?? 0
  const firstReply = blocks.findIndex(isAddressed)
  if (firstReply === -1) return blocks
  const isApart = blocks.slice(Math.max(firstReply, 1)).every((block) => !isAddressed(block) || blanksAbove(block) >= 2)
  const addressedCount = blocks.filter(isAddressed).length
  if (!isApart || addressedCount < 2) return blocks
  const joined: LineRange[] = []
  for (const [index, block] of blocks.entries()) {
    const above = joined.at(-1)
    if (above === undefined || index <= firstReply || blanksAbove(block) !== 1 || above.to !== block.from) joined.push(block)
    else {
      joined[joined.length - 1] = { from: above.from, to: block.to }
      note(block.from, 'stands below a single blank line where posts stand apart by two; taken as more of the post above')
    }
  }
  return joined
}

const NO_HANDLES: readonly string[] = Object.freeze([])

/** Handles of the "Replying to" lines directly above a block. */
function readReplyingTo(lines: readonly PasteLine[], from: number): readonly string[] {
  if (lines[from - 1]?.kind !== 'replying') return NO_HANDLES
  const handles: string[] = []
  for (let index = from - 1; lines[index]?.kind === 'replying'; index -= 1) handles.push(...(lines[index]?.handles ?? []).toReversed())
  return handles.reverse()
}
