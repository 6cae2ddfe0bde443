import type { LineRange } from '../page/page-thread.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import { bylineSlices, linesOfMarks, type Mark } from './paste-bylines.js'
import { readHead } from './paste-head.js'
import { type PasteLayout, type PostPiece, sliceOf } from './paste-layout.js'
import { type PasteLine, sectionOf } from './paste-line.js'

/** Where no post is addressed to anyone, section labels are looked for in so many lines. Choice: a page's head has under ten. */
const HEAD_LINE_LIMIT = 12

/** Reads a paste in which posts stand apart by blank lines and open with the handles that they answer. */
export function layOutBlocks(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): PasteLayout {
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  const isByline = linesOfMarks(marks)
  const firstAddressed = lines.findIndex((line, index) => line.handles.length > 0 && !isByline.has(index))
  const headEnd = firstAddressed === -1 ? Math.min(HEAD_LINE_LIMIT, lines.length) : firstAddressed

  const sectionLines: number[] = []
  const isText = lines.map((line, index) => {
    if (isByline.has(index)) return false
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
  const rootMark = marks[0]
  const head = readHead(text, lines, headBlocks, sectionLines, takesAllAsRoots)
  if (firstReply === -1 && head.replies.length > 0)
    note(head.roots[0]?.from ?? 0, 'no post names an author or an addressee; the first is taken as the root post, those below as replies')
  if (firstReply === 0) note(blocks[0]?.from ?? 0, 'the first post is addressed to someone; no root post is taken to be in the paste')

  const replies = [...head.replies, ...(firstReply === -1 ? [] : blocks.slice(firstReply))]
  const posts: PostPiece[] = []
  const add = (block: LineRange, role: 'root' | 'reply'): void => {
    const first = lines[block.from]
    const last = lines[block.to - 1]
    posts.push({
      role,
      slices: first && last ? [sliceOf(first, last)] : [],
      lineNumber: lines[block.from]?.lineNumber ?? 1,
      author: role === 'root' && rootMark ? rootMark.handle : null,
      authorName: role === 'root' && rootMark ? rootMark.name : null,
      timeText: role === 'root' && rootMark ? rootMark.time : null,
      replyingTo: readReplyingTo(lines, block.from),
    })
  }
  for (const block of head.roots) add(block, 'root')
  for (const block of replies) {
    add(block, 'reply')
    if (firstReply !== -1 && block.from >= (blocks[firstReply]?.from ?? 0) && !isAddressed(block))
      note(block.from, 'stands without a mention; taken as a reply of its own, not as more of the post above')
  }
  return { headers: head.headers, bylines: bylineSlices(lines, marks), posts, ambiguities: [...ambiguities, ...head.ambiguities] }
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
