import type { NoteAt } from '../record/ingest-result.js'
import { depthsOfIndents, type PageLine } from './page-line.js'
import type { RedditByline } from './reddit-page-line.js'

/**
 * How deep each comment stands, or null where the page does not show it.
 *
 * @param doubtful takes the indices of comments whose depth the counts of children contradict
 */
export function depthsOf(
  bylines: readonly RedditByline[],
  stubs: readonly (readonly number[])[],
  lines: readonly PageLine[],
  note: NoteAt,
  doubtful: Set<number>,
): (number | null)[] | null {
  if (bylines.some(({ depth }) => depth !== null)) return bylines.map(({ depth }) => depth)
  const byIndent = depthsOfIndents(bylines.map(({ from }) => lines[from]?.indent ?? 0))
  if (byIndent !== null) return byIndent
  if (bylines.length === 0 || bylines.some(({ childCount }) => childCount === null)) return null
  return depthsOfCounts(bylines, stubs, note, doubtful)
}

/** Depths from how many comments stand below each: the next ones on the page, and those behind the stubs among them. */
function depthsOfCounts(
  bylines: readonly RedditByline[],
  stubs: readonly (readonly number[])[],
  note: NoteAt,
  doubtful: Set<number>,
): number[] {
  const open: number[] = []
  let isDoubtful = false
  const take = (count: number): boolean => {
    for (let at = 0; at < open.length; at++) open[at] = (open[at] ?? 0) - count
    return (open.at(-1) ?? 0) >= 0
  }
  const close = (): void => {
    while (open.length > 0 && (open.at(-1) ?? 0) <= 0) open.pop()
  }
  return bylines.map(({ childCount, from, isFolded }, index) => {
    close()
    const depth = open.length
    if (isDoubtful) doubtful.add(index)
    take(1)
    // Those below a folded comment are not on the page.
    const below = childCount ?? 0
    if (isFolded) take(below)
    else open.push(below)
    for (const hidden of stubs[index] ?? []) {
      close()
      if (open.length === 0 || take(hidden)) continue
      isDoubtful = true
      note(from, 'more replies are hidden below it than the counts of children leave room for; depths may be wrong from here on')
    }
    return depth
  })
}
