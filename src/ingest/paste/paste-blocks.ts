import type { Ambiguity } from '../record/ingest-result.js'
import type { Mark } from './paste-bylines.js'
import type { Block } from './paste-head.js'
import { readHead } from './paste-head.js'
import type { PasteLayout, PostPiece } from './paste-layout.js'
import { sliceOf } from './paste-layout.js'
import type { PasteLine } from './paste-line.js'
import { sectionOf } from './paste-line.js'

/** Where no post is addressed to anyone, section labels are looked for in so many lines. Choice: a page's head has under ten. */
const HEAD_LINE_LIMIT = 12

/** Reads a paste in which posts stand apart by blank lines and open with the handles that they answer. */
export function layOutBlocks(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): PasteLayout {
  const ambiguities: Ambiguity[] = []
  const isByline = new Set(marks.flatMap((mark) => Array.from({ length: mark.to - mark.from }, (_, offset) => mark.from + offset)))
  const numberOf = (index: number): number => lines[index]?.lineNumber ?? 1
  const firstAddressed = lines.findIndex((line, index) => line.handles.length > 0 && !isByline.has(index))
  const headEnd = firstAddressed === -1 ? Math.min(HEAD_LINE_LIMIT, lines.length) : firstAddressed

  const sectionLines: number[] = []
  const isText = lines.map((line, index) => {
    if (isByline.has(index)) return false
    if (index < headEnd && sectionOf(line) !== null) {
      sectionLines.push(index)
      return false
    }
    if (line.kind === 'weak') return isWeakText(lines, index, ambiguities)
    return line.kind === 'text' || line.kind === 'handle' || line.kind === 'byline' || line.kind === 'end'
  })

  const isAddressed = (block: Block): boolean => (lines[block.from]?.handles.length ?? 0) > 0 || lines[block.from - 1]?.kind === 'replying'
  const blocks = joinParagraphs(lines, findBlocks(lines, isText, ambiguities), isAddressed, ambiguities)
  const firstReply = blocks.findIndex(isAddressed)
  const addressedCount = blocks.filter(isAddressed).length
  const takesAllAsRoots = firstReply > 0 && addressedCount * 2 >= blocks.length - firstReply
  const headBlocks = firstReply === -1 ? blocks : blocks.slice(0, firstReply)
  const rootMark = marks[0]
  const head = readHead(text, lines, headBlocks, sectionLines, takesAllAsRoots)
  if (firstReply === -1 && head.replies.length > 0) {
    ambiguities.push({
      lineNumber: numberOf(head.roots[0]?.from ?? 0),
      message: 'no post names an author or an addressee; the first is taken as the root post, those below as replies',
    })
  }
  if (firstReply === 0) {
    ambiguities.push({
      lineNumber: numberOf(blocks[0]?.from ?? 0),
      message: 'the first post is addressed to someone; no root post is taken to be in the paste',
    })
  }

  const replies = [...head.replies, ...(firstReply === -1 ? [] : blocks.slice(firstReply))]
  const posts: PostPiece[] = []
  const add = (block: Block, role: 'root' | 'reply'): void => {
    const first = lines[block.from]
    const last = lines[block.to - 1]
    posts.push({
      role,
      slices: first && last ? [sliceOf(first, last)] : [],
      lineNumber: numberOf(block.from),
      author: role === 'root' && rootMark ? rootMark.handle : null,
      authorName: role === 'root' && rootMark ? rootMark.name : null,
      timeText: role === 'root' && rootMark ? rootMark.time : null,
      replyingTo: readReplyingTo(lines, block.from),
    })
  }
  for (const block of head.roots) add(block, 'root')
  for (const block of replies) {
    add(block, 'reply')
    if (firstReply !== -1 && block.from >= (blocks[firstReply]?.from ?? 0) && !isAddressed(block)) {
      ambiguities.push({
        lineNumber: numberOf(block.from),
        message: 'stands without a mention; taken as a reply of its own, not as more of the post above',
      })
    }
  }
  const bylines = marks.flatMap((mark) => {
    const first = lines[mark.from]
    const last = lines[mark.to - 1]
    return first && last ? [sliceOf(first, last)] : []
  })
  return { headers: head.headers, bylines, posts, ambiguities: [...ambiguities, ...head.ambiguities] }
}

/** A short line that may be a post or the page's: text only inside a post, where no other furniture touches it. */
function isWeakText(lines: readonly PasteLine[], index: number, ambiguities: Ambiguity[]): boolean {
  const line = lines[index]
  const above = lines[index - 1]
  const below = lines[index + 1]
  const isFurniture = (other: PasteLine | undefined): boolean =>
    other !== undefined && (other.kind === 'weak' || other.kind === 'furniture' || other.kind === 'section' || other.kind === 'replying')
  if (line === undefined || isFurniture(above) || isFurniture(below)) return false
  const touchesText = (above !== undefined && line.blankCountAbove === 0) || below?.blankCountAbove === 0
  ambiguities.push({
    lineNumber: line.lineNumber,
    message: touchesText
      ? 'a count, time or button word alone on its line, among the lines of a post; taken as part of the post'
      : 'a count, time or button word standing alone; taken as page furniture, not as a post',
  })
  return touchesText
}

/** Joins text lines with nothing between them. Where most mentions open a line without a blank line above, each opens a post. */
function findBlocks(lines: readonly PasteLine[], isText: readonly boolean[], ambiguities: Ambiguity[]): Block[] {
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
    for (const index of inner) {
      ambiguities.push({
        lineNumber: lines[index]?.lineNumber ?? 1,
        message: 'opens with a mention but has no blank line above; taken as part of the post above',
      })
    }
    return blocks
  }
  const parts: Block[] = []
  for (const { from, to } of blocks) {
    let start = from
    for (let index = from + 1; index < to; index += 1) {
      if (lines[index]?.handles.length === 0) continue
      parts.push({ from: start, to: index })
      start = index
      ambiguities.push({
        lineNumber: lines[index]?.lineNumber ?? 1,
        message: 'opens with a mention and has no blank line above, as most do here; taken as a post of its own',
      })
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
  blocks: readonly Block[],
  isAddressed: (block: Block) => boolean,
  ambiguities: Ambiguity[],
): readonly Block[] {
  const blanksAbove = (block: Block): number => lines[block.from]?.blankCountAbove ?? 0
  const firstReply = blocks.findIndex(isAddressed)
  if (firstReply === -1) return blocks
  const isApart = blocks.slice(Math.max(firstReply, 1)).every((block) => !isAddressed(block) || blanksAbove(block) >= 2)
  const addressedCount = blocks.filter(isAddressed).length
  if (!isApart || addressedCount < 2) return blocks
  const joined: Block[] = []
  for (const [index, block] of blocks.entries()) {
    const above = joined.at(-1)
    if (above === undefined || index <= firstReply || blanksAbove(block) !== 1 || above.to !== block.from) joined.push(block)
    else {
      joined[joined.length - 1] = { from: above.from, to: block.to }
      ambiguities.push({
        lineNumber: lines[block.from]?.lineNumber ?? 1,
        message: 'stands below a single blank line where posts stand apart by two; taken as more of the post above',
      })
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
