import { type Ambiguity, noteInto } from '../record/ingest-result.js'
import { type PasteLayout, type PostPiece, type Slice, sliceOf } from './paste-layout.js'
import { isFullStamp, isTimeLine, type PasteLine } from './paste-line.js'
import { readRootsAbove, rootOf } from './paste-names.js'

/** Lines that name an author: indices into the lines, half-open. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly handle: string
  readonly name: string | null
  readonly time: string | null
  /** Whether a time stands with the handle; a bare handle under a short line may be the start of a post. */
  readonly isTimed: boolean
  /** Whether a name stands above most posts, so that it is one here too. The handle is the name. */
  readonly isNameAlone?: true
}

/** A name line is no longer than this. X allows 50 units. */
const NAME_LENGTH_LIMIT = 60

/** Finds the bylines of a paste: "Name @handle · 2h" on one line, or name, handle and time on lines of their own. */
export function findMarks(text: string, lines: readonly PasteLine[]): Mark[] {
  const marks: Mark[] = []
  let free = 0
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]
    if (line === undefined || (line.kind !== 'byline' && line.kind !== 'handle')) continue
    const above = index > free ? lines[index - 1] : undefined
    const hasName =
      above?.kind === 'text' && line.blankCountAbove === 0 && above.handles.length === 0 && above.end - above.start <= NAME_LENGTH_LIMIT
    const startsBlock = index - 1 === free || (above?.blankCountAbove ?? 0) > 0 || lines[index - 2]?.kind !== 'text'
    let to = index + 1
    const times: string[] = line.time === '' ? [] : [line.time]
    for (let next = lines[to]; next !== undefined && times.length < 4 && next.blankCountAbove === 0; next = lines[to]) {
      const content = next.end - next.start <= NAME_LENGTH_LIMIT ? text.slice(next.start, next.end) : ''
      if (content === '' || !isTimeLine(content)) break
      times.push(content)
      to += 1
    }
    const isTimed = line.kind === 'byline' || times.length > 0
    if (!isTimed && !(hasName && startsBlock && lines[to]?.blankCountAbove === 0)) continue
    const takesNameAbove = line.name === '' && hasName
    const time = times.map((piece) => piece.replace(/^[·•|\s]+/, '')).filter((piece) => piece !== '')[0] ?? null
    const name = takesNameAbove && above ? text.slice(above.start, above.end) : line.name === '' ? null : line.name
    marks.push({ from: takesNameAbove ? index - 1 : index, to, handle: line.handles[0] ?? '', name, time, isTimed })
    free = to
    index = to - 1
  }
  return marks
}

/**
 * Handles alone on their lines as bylines, where they open at least half of all blocks: a reply seldom breaks the line behind a mention.
 * None where they are fewer.
 */
export function findBareMarks(lines: readonly PasteLine[]): Mark[] {
  const marks: Mark[] = []
  let blockCount = 0
  for (const [index, line] of lines.entries()) {
    if (index > 0 && line.blankCountAbove === 0) continue
    blockCount += 1
    const below = lines[index + 1]
    if (line.kind === 'handle' && below?.blankCountAbove === 0) {
      marks.push({ from: index, to: index + 1, handle: line.handles[0] ?? '', name: null, time: null, isTimed: false })
    }
  }
  return marks.length >= 2 && marks.length * 2 >= blockCount ? marks : []
}

/** A name above a post has no sign that ends a sentence. */
const NAME_LINE = /^[^@.!?…:;,]{1,60}(?: [\p{Lu}]\.)?(?:\*\*|__)?:?$/u
/** What marks a name in bold, and the colon behind it. */
const NAME_MARKS = /^(?:\*\*|__)|(?:\*\*|__)?:?(?:\*\*|__)?$/gu

/**
 * Names that stand alone above posts, where most replies that open with a mention have exactly one short line without a handle directly
 * above. None where fewer have.
 */
export function findNamesAbove(text: string, lines: readonly PasteLine[]): Mark[] {
  const isName = (index: number): boolean => {
    const line = lines[index]
    const below = lines[index + 1]
    if (line === undefined || below === undefined || line.kind !== 'text' || line.handles.length > 0) return false
    if (below.blankCountAbove > 0 || (index > 0 && line.blankCountAbove === 0 && lines[index - 1]?.kind !== 'section')) return false
    return line.end - line.start <= NAME_LENGTH_LIMIT && NAME_LINE.test(text.slice(line.start, line.end))
  }
  const addressed = lines.flatMap(({ kind, handles }, index) => (kind === 'text' && handles.length > 0 ? [index] : []))
  const namedCount = addressed.filter((index) => isName(index - 1)).length
  if (namedCount < 4 || namedCount * 2 <= addressed.length) return []
  return lines.flatMap((line, index): Mark[] => {
    if (!isName(index)) return []
    const name = text.slice(line.start, line.end).replace(NAME_MARKS, '')
    return [{ from: index, to: index + 1, handle: name, name, time: null, isTimed: true, isNameAlone: true }]
  })
}

/**
 * The marks that head posts. Where a page prints times, a handle without one is part of a post, but for the post in focus: the page prints
 * its time below the text, and nothing above it has one when it comes first.
 */
export function headingMarks(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): Mark[] {
  const firstTimed = marks.findIndex((mark) => mark.isTimed)
  if (firstTimed === -1) return [...marks]
  return marks.filter((mark, index) => {
    if (mark.isTimed || (index === 0 && firstTimed === 1)) return true
    return stampUnder(text, lines, mark, marks[index + 1]?.from ?? lines.length) !== null
  })
}

/** The full time stamp in the body of a mark, as printed, or null. */
function stampUnder(text: string, lines: readonly PasteLine[], mark: Mark, to: number): string | null {
  for (let index = mark.to; index < to; index += 1) {
    const line = lines[index]
    if (line?.kind !== 'furniture') continue
    const content = text.slice(line.start, line.end)
    if (isFullStamp(content)) return content
  }
  return null
}

/** Lines kept as text between `from` and `to`; a lone count between two lines of text stays, one at the end is the page's. */
function keptLines(lines: readonly PasteLine[], from: number, to: number): number[] {
  const isText = (index: number): boolean =>
    index >= from && index < to && (lines[index]?.kind === 'text' || lines[index]?.kind === 'handle' || lines[index]?.kind === 'byline')
  const kept: number[] = []
  for (let index = from; index < to; index += 1) {
    if (isText(index) || (lines[index]?.kind === 'weak' && isText(index - 1) && isText(index + 1))) kept.push(index)
  }
  return kept
}

/** Joins neighbouring kept lines into slices. */
function slicesOf(lines: readonly PasteLine[], kept: readonly number[]): Slice[] {
  const slices: Slice[] = []
  let first: number | undefined
  kept.forEach((index, position) => {
    first ??= index
    if (kept[position + 1] === index + 1) return
    const start = lines[first]
    const end = lines[index]
    if (start && end) slices.push(sliceOf(start, end))
    first = undefined
  })
  return slices
}

/** The stretches that bylines take. */
export const bylineSlices = (lines: readonly PasteLine[], marks: readonly Mark[]): Slice[] =>
  marks.flatMap(({ from, to }) => {
    const [first, last] = [lines[from], lines[to - 1]]
    return first && last ? [sliceOf(first, last)] : []
  })

/** Indices of the lines that bylines take. */
export const linesOfMarks = (marks: readonly Mark[]): ReadonlySet<number> =>
  new Set(marks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset)))

/** Reads a paste in which each post stands under a byline. */
export function layOutBylines(text: string, lines: readonly PasteLine[], marks: readonly Mark[]): PasteLayout {
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  const posts: PostPiece[] = []
  const firstMark = marks[0]
  const end = lines.findIndex((line, index) => line.kind === 'end' && index >= (firstMark?.to ?? 0))
  const stop = end === -1 ? lines.length : end
  if (end !== -1) {
    const laterCount = marks.filter((mark) => mark.from > end).length
    note(end, `the thread is taken to end here; what follows (${laterCount} posts) is read as other parts of the page`)
  }
  const inThread = marks.filter((mark) => mark.from < stop)
  // Opening posts may stand without a byline below a header that shows them.
  const above = firstMark === undefined ? null : readRootsAbove(text, lines, firstMark.from)
  ambiguities.push(...(above?.ambiguities ?? []))
  for (const block of above?.roots ?? []) posts.push(rootOf(lines, block, false))
  const rootEnd = above?.roots[0]?.from
  let rootsGoOn = above === null
  inThread.forEach((mark, position) => {
    const bodyEnd = inThread[position + 1]?.from ?? stop
    const replyingTo: string[] = []
    let bodyStart = mark.to
    while (bodyStart < bodyEnd && lines[bodyStart]?.kind === 'replying') {
      replyingTo.push(...(lines[bodyStart]?.handles ?? []))
      bodyStart += 1
      while (
        bodyStart < bodyEnd &&
        (lines[bodyStart]?.kind === 'handle' || lines[bodyStart]?.kind === 'weak') &&
        lines[bodyStart]?.blankCountAbove === 0
      ) {
        replyingTo.push(...(lines[bodyStart]?.handles ?? []))
        bodyStart += 1
      }
    }
    const kept = keptLines(lines, bodyStart, bodyEnd)
    if (kept.length === 0) note(mark.from, `no words under @${mark.handle}; kept as a post with empty text`)
    if (position > 0 && lines[mark.from - 1]?.label === 'quote')
      note(mark.from, `the page shows this as quoted by the post above; taken as a post of its own`)
    const isAddressed = replyingTo.length > 0 || (lines[kept[0] ?? -1]?.handles.length ?? 0) > 0
    const isRoot =
      position === 0
        ? rootsGoOn && !isAddressed
        : rootsGoOn && !isAddressed && mark.handle.toLowerCase() === firstMark?.handle.toLowerCase()
    rootsGoOn = isRoot
    if (isRoot && position > 0)
      note(mark.from, `@${mark.handle} posts again before anyone answers; taken as a further root post, not as a reply`)
    posts.push({
      role: isRoot ? 'root' : 'reply',
      slices: slicesOf(lines, kept),
      lineNumber: lines[mark.from]?.lineNumber ?? 1,
      author: mark.handle,
      authorName: mark.name,
      timeText: mark.time ?? stampUnder(text, lines, mark, bodyEnd),
      replyingTo,
    })
  })
  const headers: Slice[] = []
  for (const line of lines.slice(0, rootEnd ?? firstMark?.from ?? 0)) {
    if (line.kind === 'text' || line.kind === 'section' || line.kind === 'handle') headers.push(sliceOf(line, line))
  }
  return { headers, bylines: bylineSlices(lines, inThread), posts, ambiguities, isRootShown: above === null || above.isRepeated }
}
