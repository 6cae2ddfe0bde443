import { PipelineError } from '../../errors.js'
import type { Post } from '../../thread/post.js'
import type { Skip } from '../record/ingest-result.js'

/** What a bad record does: ends the reading, or is left out, listed and counted. */
export type OnBadRecord = 'throw' | 'skip'

/** A post and the 1-based line on which its record starts. */
export interface PlacedPost {
  readonly post: Post
  readonly lineNumber: number
}

/** Takes a fault in a record: throws it, or counts the record as skipped when the caller allowed skips. */
export function refuse(error: PipelineError, lineNumber: number, onBadRecord: OnBadRecord, skips: Skip[]): void {
  if (onBadRecord === 'throw') throw error
  skips.push({ lineNumber, code: error.code, message: error.message })
}

/** As `postKeyOf`, cheaper: every record of an import passes here, and its parent. */
const keyOf = (threadId: string, id: string): string => `${threadId.length}:${threadId}${id}`

/**
 * Ties posts read from records to their parents, whatever the order of the records.
 * A parent that is not in the post's thread becomes a value: `parentId` null, `meta.missingParent` its id.
 *
 * With skips allowed, the second of two posts with one id, a post that is its own parent and all posts on a cycle are left out and
 * counted; what answered them has a missing parent.
 *
 * @throws {PipelineError} `INGEST_ID_DUPLICATE`, `INGEST_PARENT_SELF` or `INGEST_PARENT_CYCLE`, unless `onBadRecord` is `skip`
 */
export function linkParents(placed: readonly PlacedPost[], onBadRecord: OnBadRecord, skips: Skip[]): Post[] {
  const placeByKey = new Map<string, PlacedPost>()
  for (const place of placed) {
    const { post, lineNumber } = place
    const key = keyOf(post.threadId, post.id)
    const first = placeByKey.get(key)
    if (first !== undefined) {
      const message = `line ${lineNumber}: expected every id once in thread "${post.threadId}", got "${post.id}" again (first on line ${first.lineNumber}). Give each post its own id.`
      refuse(
        new PipelineError('INGEST_ID_DUPLICATE', message, { context: { postId: post.id, lineNumber } }),
        lineNumber,
        onBadRecord,
        skips,
      )
    } else if (post.parentId === post.id) {
      const message = `line ${lineNumber}: expected post "${post.id}" to answer another post, got itself as parent. Correct or clear its parent id.`
      refuse(new PipelineError('INGEST_PARENT_SELF', message, { context: { postId: post.id, lineNumber } }), lineNumber, onBadRecord, skips)
    } else placeByKey.set(key, place)
  }
  for (const cycle of findCycles(placeByKey)) {
    const lineNumber = Math.min(...cycle.slice(0, 1000).map((place) => place.lineNumber))
    const ids = cycle.map((place) => place.post.id)
    const chain = ids.length > 6 ? `${ids.slice(0, 5).join(' -> ')} -> … (${ids.length} posts)` : [...ids, ids[0]].join(' -> ')
    for (const place of cycle) {
      const message = `line ${place.lineNumber}: expected every chain of parents to end at a root, got the cycle ${chain}. Correct one of these parent ids.`
      refuse(
        new PipelineError('INGEST_PARENT_CYCLE', message, { context: { postIds: ids, lineNumber } }),
        place.lineNumber,
        onBadRecord,
        skips,
      )
      placeByKey.delete(keyOf(place.post.threadId, place.post.id))
    }
  }
  return [...placeByKey.values()].map(({ post: given }) => {
    const post = given.meta['parentUnchecked'] === undefined ? given : asChecked(given)
    if (post.parentId === null || placeByKey.has(keyOf(post.threadId, post.parentId))) return post
    const { role, addressees, ...rest } = post.meta
    return { ...post, parentId: null, meta: { role, ...(addressees && { addressees }), ...rest, missingParent: post.parentId } }
  })
}

/** Without the mark that `ingest --no-link` leaves: the parent has been looked for now. */
function asChecked(post: Post): Post {
  const { parentUnchecked: _, ...meta } = post.meta
  return { ...post, meta: { ...meta, role: post.meta.role } }
}

/** The cycles of a graph in which every node has at most one parent, each from the post met first. Linear time. */
function findCycles(placeByKey: ReadonlyMap<string, PlacedPost>): PlacedPost[][] {
  const cycles: PlacedPost[][] = []
  const settled = new Set<string>()
  for (const start of placeByKey.keys()) {
    const path: string[] = []
    const positionOf = new Map<string, number>()
    let key: string | null = start
    while (key !== null && placeByKey.has(key) && !settled.has(key)) {
      const met = positionOf.get(key)
      if (met !== undefined) {
        cycles.push(path.slice(met).flatMap((onCycle) => placeByKey.get(onCycle) ?? []))
        break
      }
      positionOf.set(key, path.length)
      path.push(key)
      const post: Post | undefined = placeByKey.get(key)?.post
      key = post === undefined || post.parentId === null ? null : keyOf(post.threadId, post.parentId)
    }
    for (const visited of path) settled.add(visited)
  }
  return cycles
}
