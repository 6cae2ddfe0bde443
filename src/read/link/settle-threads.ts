import { addTo } from '../../base/statistics/group-by.js'
import type { PlacedPost } from '../record/ingest-result.js'
import { isHeaderPiece } from '../record/place-post.js'

/** The posts of one input that name no thread. */
export class UnnamedPosts {
  readonly ids = new Set<string>()
  readonly parentIds = new Set<string>()

  /** Takes the post of a record down, unless the record names its thread. */
  add(placed: PlacedPost): void {
    const { post, isUnnamed } = placed
    if (isUnnamed !== true || isHeaderPiece(placed)) return
    this.ids.add(post.id)
    const parentId = post.parentId ?? post.meta.missingParent
    if (parentId !== undefined) this.parentIds.add(parentId)
  }
}

/**
 * Finds the inputs whose unnamed posts are one thread: one input answers a post that stands in another one alone, and no two of them
 * hold the same id. Inputs that count their posts from 1 each stay apart.
 *
 * @param threadIds the thread of each input's unnamed posts, as long as nothing ties them to another input
 * @returns the same, where inputs are one thread that of the first of them
 */
export function settleThreads(unnamed: readonly UnnamedPosts[], threadIds: readonly string[]): string[] {
  const holders = new Map<string, number[]>()
  for (const [index, { ids }] of unnamed.entries()) for (const id of ids) addTo(holders, id, index)
  const groups = unnamed.map((_, index) => new Set([index]))
  for (const [index, { ids, parentIds }] of unnamed.entries()) {
    for (const parentId of parentIds) {
      if (ids.has(parentId)) continue
      const [holder, ...others] = holders.get(parentId) ?? []
      const [own, other] = [groups[index], groups[holder ?? index]]
      if (holder === undefined || others.length > 0 || own === undefined || other === undefined || own === other) continue
      if (![...own].every((one) => [...other].every((two) => areApart(unnamed[one]?.ids, unnamed[two]?.ids)))) continue
      for (const member of other) {
        own.add(member)
        groups[member] = own
      }
    }
  }
  return threadIds.map((threadId, index) => threadIds[Math.min(...(groups[index] ?? [index]))] ?? threadId)
}

function areApart(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  for (const id of small) if (large.has(id)) return false
  return true
}
