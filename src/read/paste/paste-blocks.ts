import { SITE } from '../layout/post-words.js'
import { type LineRange, linesIn, rangesOf } from '../page/page-line.js'
import { type Ambiguity, type NoteAt, noteInto } from '../record/ingest-result.js'
import type { Mark } from './paste-bylines.js'
import { readHead } from './paste-head.js'
import { type PasteLayout, type PostPiece, pieceOf, spanOf } from './paste-layout.js'
import { type PasteLine, sectionOf } from './paste-line.js'

/** Where no post is addressed to anyone, section labels are looked for in so many lines. Choice: a page's head has under ten. */
const HEAD_LINE_LIMIT = 12

/**
 * Reads a paste in which posts stand apart by blank lines and open with the handles that they answer. A byline among them speaks for the
 * post directly under it; below words that follow a thread on its page, nothing is a post.
 */
export function layOutBlocks(text: string, given: readonly PasteLine[], timedMarks: readonly Mark[]): PasteLayout {
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, given)
  const own = findOwnName(text, given)
  const lines = own === null ? given : given.map((line, index) => (index === own.index ? own.line : line))
  const threadEnd = findThreadEnd(text, lines)
  const headsPost = ({ to, isNameAlone }: Mark): boolean => isNameAlone === true || /^(?:text|handle|replying)$/.test(lines[to]?.kind ?? '')
  const marks = timedMarks.filter((mark) => mark.to < threadEnd && headsPost(mark))
  const isByline = new Set(linesIn(marks))
  const markOver = new Map(marks.map((mark) => [mark.to, mark]))
  const firstAddressed = lines.findIndex((line, index) => line.handles.length > 0 && !isByline.has(index))
  const headEnd = firstAddressed === -1 ? Math.min(HEAD_LINE_LIMIT, lines.length) : firstAddressed
  if (threadEnd < lines.length)
    note(threadEnd, `the thread is taken to end here; ${lines.length - threadEnd} lines from here on are read as other parts of the page`)

  const sectionLines: number[] = []
  const asides = findAsides(text, lines)
  const adverts = findAdverts(lines)
  const cards = findLinkCards(text, lines)
  const advertStarts = adverts.filter((index, at) => adverts[at - 1] !== index - 1)
  for (const [found, message] of [
    [asides, 'words in brackets, or an address, alone; taken as a note of whoever copied the thread, not as a post'],
    [advertStarts, 'an advert; left out of the posts'],
    [cards, 'a site and a title below it end a post; taken for the card of a link, not for words of the post'],
  ] as const)
    for (const index of found) note(index, message)
  const isLeftOut = new Set([...linesIn(marks), ...asides, ...adverts])
  const isCard = new Set(cards)
  const isText = lines.map((line, index) => {
    if (isLeftOut.has(index) || index >= threadEnd) return false
    if (index < headEnd && sectionOf(line) !== null) {
      sectionLines.push(index)
      return false
    }
    if (isCard.has(index)) return false
    if (line.kind === 'weak') return isWeakText(lines, index, note)
    return line.kind === 'text' || line.kind === 'handle' || line.kind === 'byline' || line.kind === 'end'
  })

  const isAddressed = (block: LineRange): boolean =>
    (lines[block.from]?.handles.length ?? 0) > 0 || lines[block.from - 1]?.kind === 'replying'
  const blocks = joinParagraphs(text, lines, findBlocks(lines, isText, note), isAddressed, note)
  const firstReply = blocks.findIndex(isAddressed)
  const addressedCount = blocks.filter(isAddressed).length
  const takesAllAsRoots = firstReply > 0 && addressedCount >= firstReply && addressedCount * 2 >= blocks.length - firstReply
  const headBlocks = firstReply === -1 ? blocks : blocks.slice(0, firstReply)
  const firstItem = lines.findIndex(({ depth }) => depth !== null)
  const rootLine = own?.index ?? (firstItem !== -1 && firstItem < (blocks[firstReply]?.from ?? lines.length) ? firstItem : undefined)
  const head = readHead(text, lines, headBlocks, sectionLines, takesAllAsRoots, marks[0]?.to, rootLine)
  if (firstReply === -1 && head.replies.length > 0)
    note(head.roots[0]?.from ?? 0, 'no post names an author or an addressee; the first is taken as the root post, those below as replies')
  if (firstReply !== -1 && head.roots.length === 0)
    note(blocks[firstReply]?.from ?? 0, 'the first post is addressed to someone; no root post is taken to be in the paste')

  const replies = [...head.replies, ...(firstReply === -1 ? [] : blocks.slice(firstReply))]
  const posts: PostPiece[] = []
  /** Root posts stand under one byline until the next. */
  let rootMark: Mark | undefined
  const add = (block: LineRange, role: 'root' | 'reply'): void => {
    const over = markOver.get(block.from) ?? (block.from === own?.index ? own.mark : undefined)
    if (role === 'root') rootMark = over ?? rootMark
    else if (over !== undefined && !over.isNameAlone)
      note(over.from, `stands above one post of a thread without bylines; @${over.handle} is taken as the author of that post alone`)
    const mark = role === 'root' ? rootMark : over
    posts.push(
      pieceOf(text, lines.slice(block.from, block.to), {
        role,
        author: mark?.handle ?? null,
        authorName: mark?.isNameAlone ? null : (mark?.name ?? null),
        timeText: mark?.time ?? null,
        replyingTo: readReplyingTo(lines, block.from),
        ...(mark?.isNameAlone && { isNameAlone: true }),
      }),
    )
  }
  for (const block of head.roots) add(block, 'root')
  for (const block of replies) {
    add(block, 'reply')
    if (firstReply !== -1 && block.from >= (blocks[firstReply]?.from ?? 0) && !isAddressed(block))
      note(block.from, 'stands without a mention; taken as a reply of its own, not as more of the post above')
  }
  const bylines = [...marks.flatMap((mark) => spanOf(lines, mark)), ...(own === null ? [] : [own.slice])]
  return {
    headers: head.headers,
    bylines,
    posts,
    ambiguities: [...ambiguities, ...head.ambiguities],
    isRootShown: head.isRepeated,
    advertCount: advertStarts.length,
  }
}

/** The first post of a paste, where it opens with the handle of its author: "@ann: They gave up." above replies that open with "@ann". */
function findOwnName(text: string, lines: readonly PasteLine[]) {
  const index = lines.findIndex(({ kind, handles }) => kind === 'text' && handles.length > 0)
  const line = lines[index]
  const [handle] = line?.handles ?? []
  if (line === undefined || handle === undefined || text[line.start + handle.length + 1] !== ':') return null
  const others = lines.slice(index + 1).filter(({ kind, handles }) => kind === 'text' && handles.length > 0)
  const namingCount = others.filter(({ handles }) => handles[0]?.toLowerCase() === handle.toLowerCase()).length
  if (namingCount < 2 || namingCount * 2 <= others.length) return null
  const slice = { start: line.start, end: line.start + handle.length + 2 }
  const words = text.slice(slice.end, line.end)
  if (words.trim() === '') return null
  const start = slice.end + (words.length - words.trimStart().length)
  const mark: Mark = { from: index, to: index, handle, name: null, time: null, isTimed: true }
  return { index, slice, mark, line: { ...line, handles: [], start, blankCountAbove: Math.max(1, line.blankCountAbove) } }
}

/** The card of a link at the end of a post: its site alone on a line, and at most one line below it. */
function findLinkCards(text: string, lines: readonly PasteLine[]): readonly number[] {
  const isLast = (index: number): boolean => lines[index + 1] === undefined || (lines[index + 1]?.blankCountAbove ?? 0) > 0
  return lines.flatMap(({ kind, start, end, blankCountAbove }, index) => {
    if (kind !== 'text' || blankCountAbove > 0 || index === 0 || end - start > 80 || !SITE.test(text.slice(start, end))) return []
    if (isLast(index)) return [index]
    return isLast(index + 1) && lines[index + 1]?.handles.length === 0 ? [index, index + 1] : []
  })
}

const MIN_ASIDE_COUNT = 2
const ASIDE = /^\[[^[\]@]{2,80} [^[\]@]{2,120}\]$/u

/** Lines of several words that stand in brackets from first to last, and an address of the page at its top or foot. */
function findAsides(text: string, lines: readonly PasteLine[]): readonly number[] {
  const contentOf = ({ start, end }: PasteLine): string => text.slice(start, Math.min(end, start + 210))
  const isAlone = (index: number): boolean => (lines[index]?.blankCountAbove ?? 1) > 0 && (lines[index + 1]?.blankCountAbove ?? 1) > 0
  const isEdge = (index: number): boolean => (index === 0 || index === lines.length - 1) && isAlone(index)
  const found = lines.flatMap((line, index) => (line.kind === 'text' && ASIDE.test(contentOf(line)) ? [index] : []))
  const edges = lines.flatMap((line, index) => (isEdge(index) && /^(?:https?:\/\/\S+|\[.*\])$/u.test(contentOf(line)) ? [index] : []))
  return [...new Set([...(found.length < MIN_ASIDE_COUNT ? [] : found), ...edges])]
}

const ADVERT_LINE_LIMIT = 8

/** Lines that stand together and hold the mark of an advert, and no mention before words. */
function findAdverts(lines: readonly PasteLine[]): readonly number[] {
  const starts = lines.flatMap(({ blankCountAbove }, index) => (index === 0 || blankCountAbove > 0 ? [index] : []))
  return starts.flatMap((from, at) => {
    const block = lines.slice(from, Math.min(starts[at + 1] ?? lines.length, from + ADVERT_LINE_LIMIT + 1))
    const isAdvert = block.some(({ kind, label }) => kind === 'weak' && /^(?:ad|promoted|sponsored|advertisement)$/.test(label))
    const isOwn =
      block.length > 1 && block.length <= ADVERT_LINE_LIMIT && !block.some(({ kind, handles }) => kind === 'text' && handles.length > 0)
    return isAdvert && isOwn ? block.map((_, offset) => from + offset) : []
  })
}

const SIGNATURE_LINE_LIMIT = 5

/** Where other parts of the page begin: at words that follow a thread, or a signature. No account addressed above is addressed again below. */
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
  if (!touchesText) note(index, 'a count, time or button word standing alone; taken as page furniture, not as a post')
  return touchesText
}

/** What goes on with the post above, whatever stands between: what it announces by a colon, or a postscript. */
function goesOn(text: string, above: PasteLine | undefined, line: PasteLine): boolean {
  if (above === undefined || line.blankCountAbove !== 1 || line.handles.length > 0) return false
  return text[above.end - 1] === ':' || /^p\.? ?s\.?\b[:.]?/i.test(text.slice(line.start, line.start + 6))
}

/** Joins text lines with nothing between them. Where most mentions open a line without a blank line above, each opens a post. */
function findBlocks(lines: readonly PasteLine[], isText: readonly boolean[], note: NoteAt): LineRange[] {
  const places = lines.flatMap((_, index) => (isText[index] ? [index] : []))
  const isFirst = (index: number): boolean => (lines[index]?.blankCountAbove ?? 0) > 0 || !isText[index - 1]
  const isMention = (index: number): boolean => (lines[index]?.handles.length ?? 0) > 0
  const mentions = places.filter(isMention)
  const inner = mentions.filter((index) => !isFirst(index))
  const doesEachOpen = inner.length * 2 > mentions.length
  const taken = doesEachOpen
    ? 'opens with a mention and has no blank line above, as most do here; taken as a post of its own'
    : 'opens with a mention but has no blank line above; taken as part of the post above'
  for (const index of inner) note(index, taken)
  for (const index of doesEachOpen ? places : [])
    if (!isFirst(index) && !isMention(index))
      note(index, 'no mention and no blank line above; taken as more of the post above, but may be a post')
  return rangesOf(places, (index) => isFirst(index) || (doesEachOpen && isMention(index)))
}

/** Where every addressed post has two blank lines or more above, a single blank line is one inside a post: joins the paragraphs. */
function joinParagraphs(
  text: string,
  lines: readonly PasteLine[],
  blocks: readonly LineRange[],
  isAddressed: (block: LineRange) => boolean,
  note: NoteAt,
): readonly LineRange[] {
  const blanksAbove = (block: LineRange): number => lines[block.from]?.blankCountAbove ?? 0
  const firstReply = blocks.findIndex(isAddressed)
  if (firstReply === -1) return blocks
  const isApart = blocks.slice(Math.max(firstReply, 1)).every((block) => !isAddressed(block) || blanksAbove(block) >= 2)
  const arePartedByTwo = isApart && blocks.filter(isAddressed).length >= 2
  const joined: LineRange[] = []
  for (const [index, block] of blocks.entries()) {
    const above = joined.at(-1)
    const line = lines[block.from]
    const isBelow = above !== undefined && above.to === block.from && !isAddressed(block)
    const isParted = isBelow && arePartedByTwo && blanksAbove(block) === 1
    if (isParted || (isBelow && index > firstReply && line !== undefined && goesOn(text, lines[above.to - 1], line))) {
      joined[joined.length - 1] = { from: above.from, to: block.to }
      const place = isParted
        ? 'stands below a single blank line where posts stand apart by two'
        : 'stands below a colon, or opens a postscript'
      note(block.from, `${place}; taken as more of the post above`)
    } else joined.push(block)
  }
  return joined
}

function readReplyingTo(lines: readonly PasteLine[], from: number): readonly string[] {
  let first = from
  while (lines[first - 1]?.kind === 'replying') first -= 1
  return lines.slice(first, from).flatMap(({ handles }) => handles)
}
