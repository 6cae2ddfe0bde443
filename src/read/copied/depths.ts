import type { NoteAt } from '../record/ingest-result.js'
import { type Answer, ROOT } from './find-answered.js'
import type { DepthSign } from './layout.js'
import { type LineRange, linesIn, type PageLine } from './lines/page-line.js'
import { parseReplyCount } from './video-replies.js'

interface PlacedComment {
  readonly from: number
  /** Lines between its words and the next comment. */
  readonly below: LineRange
  readonly groups: Readonly<Record<string, string | undefined>>
  readonly hidden: readonly number[]
}

/**
 * Parents by depth: the nearest post above that is one step less deep. Null where the page shows no
 * depth.
 */
export function findAnswersByDepth(
  comments: readonly PlacedComment[],
  lines: readonly PageLine[],
  sign: DepthSign,
  note: NoteAt,
): Answer[] | null {
  const levels =
    sign === 'levels'
      ? comments.map(({ from }) =>
          Math.max(Number(/\d+/.exec(lines[from]?.words ?? '')?.[0] ?? 1) - 1, 0),
        )
      : null
  const shown = comments.map(({ from }) => lines[from]?.indent ?? 0)
  const [first = 0, ...others] = shown
  // A paste that begins within its first line lacks that line's indent.
  const edge =
    comments[0]?.from === 0 && others.length > 1 ? others.reduce((a, b) => Math.min(a, b)) : first
  if (levels === null && edge > first)
    note(0, 'stands at the edge, and all others are indented; taken for an outermost one')
  const indents = levels ?? depthsOfIndents([Math.max(first, edge), ...others])
  const placement = placeComments(comments, lines, sign, indents, note)
  if (placement === null) return null
  const above: number[] = []
  return placement.depths.map((depth, index) => {
    const isTooDeep = depth > above.length
    if (isTooDeep)
      note(
        comments[index]?.from ?? 0,
        'stands deeper than the post above can be answered; taken as an answer to that post',
      )
    above.length = Math.min(above.length, depth)
    const answered = above.slice(-1)
    above.push(index)
    return isTooDeep || placement.open.has(index)
      ? { posts: answered, isGuessed: true }
      : { ...ROOT, posts: answered }
  })
}

/** Depth of each comment, and those whose depth is a guess. */
interface Placement {
  readonly depths: readonly number[]
  readonly open: ReadonlySet<number>
}

function placeComments(
  comments: readonly PlacedComment[],
  lines: readonly PageLine[],
  sign: DepthSign,
  indents: readonly number[] | null,
  note: NoteAt,
): Placement | null {
  if (sign === 'links') return parseLinks(comments, indents, note)
  if (indents !== null) return { depths: indents, open: new Set<number>() }
  if (sign === 'replies') return countReplies(comments, lines)
  if (sign !== 'children' || comments.length === 0) return null
  return comments.every(({ groups }) => groups['children'] !== undefined)
    ? countChildren(comments, note)
    : parseParentLinks(comments, lines)
}

/**
 * Depths from counts below each top comment, also where nobody replied; replies have none.
 *
 *     2 replies          <- of a top comment
 *     @bo                <- two that answer it
 *     @cy
 */
function countReplies(
  comments: readonly PlacedComment[],
  lines: readonly PageLine[],
): Placement | null {
  const counts = comments.map(({ below }) =>
    linesIn([below])
      .map((at) => parseReplyCount(lines[at]?.words ?? ''))
      .find((count) => count !== null),
  )
  if (counts.every((count) => count === undefined)) return null
  const open = new Set<number>()
  let left = 0
  const depths = counts.map((count, index) => {
    left = count ?? left - 1
    if (left < 0) open.add(index)
    return count === undefined ? 1 : 0
  })
  return { depths, open }
}

/** Buttons of old Reddit, which stand in one line. */
const BUTTONS = /^permalink/i
const PARENT_LINK = /parent/i

/**
 * Depths from links to a parent, which top comments lack. The first below one of these answers it;
 * others may answer any comment in between, the one above most often.
 *
 *     permalink save report reply             <- of a top comment
 *     [–]bo 802 points 1 day ago              <- answers it
 *     permalink save parent report reply
 *     [–]cy 77 points 1 day ago               <- answers either
 *     permalink save parent report reply
 */
function parseParentLinks(
  comments: readonly PlacedComment[],
  lines: readonly PageLine[],
): Placement | null {
  const buttons = comments.map(({ below }) =>
    lines.slice(below.from, below.to).flatMap(({ words }) => (BUTTONS.test(words) ? words : [])),
  )
  if (buttons.every(({ length }) => length === 0)) return null
  const open = new Set<number>()
  let isBelowTop = false
  let above = -1
  const depths = buttons.map((ofComment, index) => {
    const isFolded = ofComment.length === 0
    const isTop = !isFolded && !ofComment.some((words) => PARENT_LINK.test(words))
    if (isFolded || !(isTop || isBelowTop)) open.add(index)
    if (isTop) above = 0
    // Without buttons it is taken as beside the one above.
    else above = isFolded ? Math.max(above, 0) : above + 1
    isBelowTop = isTop && comments[index]?.hidden.length === 0
    return above
  })
  return { depths, open }
}

/** Depths from indents. Null where all are equal. */
export function depthsOfIndents(indents: readonly number[]): number[] | null {
  if (indents.every((indent) => indent === indents[0])) return null
  const open: number[] = []
  return indents.map((indent) => {
    while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop()
    open.push(indent)
    return open.length - 1
  })
}

/**
 * Depths from links: the top lacks "parent", one below "root", an answer to the comment above
 * "prev".
 */
function parseLinks(
  comments: readonly PlacedComment[],
  byIndent: readonly number[] | null,
  note: NoteAt,
) {
  const links = comments.map(
    ({ groups }) => new Set((groups['links'] ?? '').split('|').map((word) => word.trim())),
  )
  const hasLinks = links.some((each) => each.has('parent') || each.has('prev'))
  const open = new Set<number>()
  if (
    byIndent !== null &&
    (!hasLinks || links.every((each, index) => each.has('parent') === (byIndent[index] ?? 0) > 0))
  )
    return { depths: byIndent, open }
  if (!hasLinks) return comments.length === 1 ? { depths: [0], open } : null
  let above = -1
  const depths = links.map((each, index) => {
    const last = above
    if (!each.has('parent')) above = 0
    else if (!each.has('root')) above = 1
    else above = Math.max(2, each.has('prev') ? last : last + 1)
    if (each.has('root') && each.has('prev') && last > 2) {
      open.add(index)
      const from = comments[index]?.from ?? 0
      note(
        from,
        `may stand at any depth from 3 to ${last + 1}, which the paste does not show; taken as beside the post above`,
      )
    }
    return above
  })
  return { depths, open }
}

/** Depths from child counts: the next comments, plus those behind links. */
function countChildren(comments: readonly PlacedComment[], note: NoteAt) {
  const left: number[] = []
  const open = new Set<number>()
  let isDoubtful = false
  const take = (count: number): boolean => {
    for (let at = 0; at < left.length; at++) left[at] = (left[at] ?? 0) - count
    return (left.at(-1) ?? 0) >= 0
  }
  const close = (): void => {
    while (left.length > 0 && (left.at(-1) ?? 0) <= 0) left.pop()
  }
  const depths = comments.map(({ groups, from, hidden }, index) => {
    close()
    const depth = left.length
    if (isDoubtful) open.add(index)
    take(1)
    // Replies of a folded comment are hidden.
    if (groups['more'] === undefined) left.push(Number(groups['children']))
    else take(Number(groups['children']))
    for (const count of hidden) {
      close()
      if (left.length === 0 || take(count)) continue
      isDoubtful = true
      note(
        from,
        'more replies are hidden below it than the counts of children leave room for; depths may be wrong from here on',
      )
    }
    return depth
  })
  return { depths, open }
}
