import type { NoteAt } from '../record/ingest-result.js'
import { type Answer, ROOT } from './find-answered.js'
import type { DepthSign } from './layout.js'
import type { PageLine } from './lines/page-line.js'

interface PlacedComment {
  readonly from: number
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
  const areCounted =
    sign === 'children' &&
    comments.length > 0 &&
    comments.every(({ groups }) => groups['children'] !== undefined)
  const indented = indents && { depths: indents, open: new Set<number>() }
  const other = indented ?? (areCounted ? countChildren(comments, note) : null)
  const placement = sign === 'links' ? parseLinks(comments, indents, note) : other
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
