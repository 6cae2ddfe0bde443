import { smallestOf } from '../../base/statistics/extremes.js'
import { addTo } from '../../base/statistics/group-by.js'
import type { Post } from '../../base/thread/post.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isHeaderPiece } from '../record/parse-post.js'

/**
 * Finds inputs whose posts without a thread's name are one thread: their captures overlap, or one
 * answers a post that only another one has. Other inputs with a common id stay apart, since each
 * counts posts from 1.
 *
 * @param threadIds thread of each input's unnamed posts, without ties
 * @returns threads after ties: one thread takes its first input's id
 */
export function settleOverlaps(
  results: readonly IngestResult[],
  threadIds: readonly string[],
): string[] {
  const unnamed = results.map(({ records = [] }) =>
    records.flatMap((record) =>
      record.isUnnamed === true && !isHeaderPiece(record) ? record.post : [],
    ),
  )
  const idsOf = unnamed.map((posts) => new Set(posts.map(({ id }) => id)))
  const groups = unnamed.map((_, index) => new Set([index]))
  const tie = (one: number, other: number): void => {
    const group = groups[one]
    if (group !== undefined && group !== groups[other])
      for (const member of groups[other] ?? []) groups[member] = group.add(member)
  }
  for (const { one, other } of findOverlaps(unnamed, idsOf)) tie(one, other)
  const holders = new Map<string, number[]>()
  for (const [index, ids] of idsOf.entries()) for (const id of ids) addTo(holders, id, index)
  const share = (one: number, other: number): boolean =>
    [...(idsOf[one] ?? [])].some((id) => idsOf[other]?.has(id))
  for (const [index, posts] of unnamed.entries()) {
    const parentIds = new Set(
      posts.flatMap(({ parentId, meta }) => parentId ?? meta.missingParent ?? []),
    )
    for (const parentId of parentIds) {
      const [holder = index, ...others] = holders.get(parentId) ?? []
      const group = groups[index]
      const other = groups[holder]
      if (group === undefined || other === undefined || group === other || others.length > 0)
        continue
      if ([...group].some((one) => [...other].some((two) => share(one, two)))) continue
      tie(index, holder)
    }
  }
  return threadIds.map(
    (threadId, index) => threadIds[smallestOf(groups[index] ?? [index])] ?? threadId,
  )
}

/** Two inputs by index, and the ids of their equal rows. */
interface Overlap {
  readonly one: number
  readonly other: number
  readonly ids: Set<string>
  /** One of the rows has an author and a time. */
  isClear: boolean
}

/** Equal rows without an author or a time, such as a "yes" with the id 1, may meet by chance. */
const LEAST_BARE_COUNT = 2

/**
 * Finds pairs of inputs that captured the same posts: most of their common ids stand at equal rows.
 *
 *     a.csv  c1,ann,10:00,"A retreat"      b.csv  c1,ann,10:00,"A retreat"   <- one thread
 *     a.csv  1,ann,10:00,"A retreat"       b.csv  1,bo,11:00,"Smart"         <- two threads
 */
function findOverlaps(
  inputs: readonly (readonly Post[])[],
  idsOf: readonly ReadonlySet<string>[],
): Overlap[] {
  const firstOf = new Map<string, number>()
  const pairs = new Map<string, Overlap>()
  for (const [index, posts] of inputs.entries()) {
    for (const { id, author, createdAt, text } of posts) {
      const row = JSON.stringify([id, author, createdAt, text])
      const first = firstOf.get(row) ?? index
      firstOf.set(row, first)
      if (first === index) continue
      const key = `${first} ${index}`
      const pair = pairs.get(key) ?? { one: first, other: index, ids: new Set(), isClear: false }
      pair.ids.add(id)
      pair.isClear ||= author !== null && createdAt !== null
      pairs.set(key, pair)
    }
  }
  return [...pairs.values()].filter(({ one, other, ids, isClear }) => {
    if (!isClear && ids.size < LEAST_BARE_COUNT) return false
    const commonCount = [...(idsOf[one] ?? [])].filter((id) => idsOf[other]?.has(id)).length
    return ids.size * 2 > commonCount
  })
}
