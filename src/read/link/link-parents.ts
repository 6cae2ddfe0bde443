import { PipelineError } from '../../base/errors.js'
import type { Post } from '../../base/thread/post.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'

/** What a bad record does: ends the reading, or is left out, listed and counted. */
export type OnBadRecord = 'throw' | 'skip'

/** Line number of a post whose form does not tell its line. */
export const NO_LINE = 0

/** Takes a fault in a record: throws it, or counts the record as skipped when the caller allowed skips. */
export function refuse(error: PipelineError, lineNumber: number, onBadRecord: OnBadRecord, skips: Skip[]): void {
  if (onBadRecord === 'throw') throw error
  skips.push({ lineNumber, code: error.code, message: error.message })
}

/** As `postKeyOf`, cheaper: every record of an import passes here, and its parent. */
const keyOf = (threadId: string, id: string): string => `${threadId.length}:${threadId}${id}`

/**
 * Ties posts read from records to their parents, whatever the order of the records.
 * A parent that is not in the post's thread becomes a value: `parentId` null, `meta.missingParent` its id. One that was missing when
 * the record was written is looked for again.
 *
 * A record that says the same as another of its input, word for word, is merged into it.
 *
 * With skips allowed, the second of two posts with one id, a post that is its own parent and all posts on a cycle are left out and
 * counted; what answered them has a missing parent.
 */
export function linkParents(placed: readonly PlacedPost[], onBadRecord: OnBadRecord, skips: Skip[], repeats = { count: 0 }): Post[] {
  const placeByKey = new Map<string, PlacedPost>()
  for (const place of placed) {
    const { post, lineNumber } = place
    const key = keyOf(post.threadId, post.id)
    const first = placeByKey.get(key)
    if (first !== undefined && isRepeat(place, first)) repeats.count += 1
    else if (first !== undefined) refuse(duplicate(place, first), lineNumber, onBadRecord, skips)
    else if (post.parentId === post.id) {
      const message = `${nameOf(place)}: expected post "${post.id}" to answer another post, got itself as parent. Correct or clear its parent id.`
      refuse(new PipelineError('INGEST_PARENT_SELF', message, { context: contextOf(place) }), lineNumber, onBadRecord, skips)
    } else placeByKey.set(key, place)
  }
  const parentAmong = ({ post }: PlacedPost): PlacedPost | undefined => {
    const parentId = parentOf(post)
    return parentId === null ? undefined : placeByKey.get(keyOf(post.threadId, parentId))
  }
  for (const cycle of findCycles(placeByKey.values(), parentAmong)) {
    const ids = cycle.map((place) => place.post.id)
    const chain = ids.length > 6 ? `${ids.slice(0, 5).join(' -> ')} -> … (${ids.length} posts)` : [...ids, ids[0]].join(' -> ')
    for (const place of cycle) {
      const message = `${nameOf(place)}: expected every chain of parents to end at a root, got the cycle ${chain}. Correct one of these parent ids.`
      refuse(
        new PipelineError('INGEST_PARENT_CYCLE', message, { context: { ...contextOf(place), postIds: ids } }),
        place.lineNumber,
        onBadRecord,
        skips,
      )
      placeByKey.delete(keyOf(place.post.threadId, place.post.id))
    }
  }
  const findRounded = roundedIdFinder(() => [...placeByKey.values()].map(({ post }) => post))
  return [...placeByKey.values()].map(({ post }) => {
    const named = parentOf(post)
    if (named === null) return post
    const isNamed = placeByKey.has(keyOf(post.threadId, named))
    const rounded = isNamed ? null : findRounded(post.threadId, named)
    const parentId = rounded === null || rounded === post.id ? named : rounded
    const isFound = isNamed || parentId !== named
    if (isNamed && post.parentId !== null) return post
    const { role, addressees, missingParent: _, ...rest } = post.meta
    const meta = { role, ...(addressees && { addressees }), ...rest }
    // "root" is what programs write for a post that answers none, unless a post has that id.
    if (!isFound && named === 'root') return { ...post, parentId: null, meta: { ...meta, role: 'root' as const } }
    if (!isFound && post.parentId === null) return post
    return isFound ? { ...post, parentId, meta } : { ...post, parentId: null, meta: { ...meta, missingParent: parentId } }
  })
}

/** The parent that a post names, found or not. */
function parentOf({ id, parentId, meta }: Post): string | null {
  return parentId ?? (meta.missingParent === id ? null : (meta.missingParent ?? null))
}

/** Where a record stands, as messages begin. */
function nameOf({ input, lineNumber }: PlacedPost): string {
  const line = `line ${lineNumber}`
  return input === undefined ? line : lineNumber === NO_LINE ? input : `${input}: ${line}`
}

function contextOf({ post, input, lineNumber }: PlacedPost) {
  return { postId: post.id, lineNumber, ...(input !== undefined && { path: input }) }
}

/** Whether two records of one input are the same, word for word. */
function isRepeat(place: PlacedPost, first: PlacedPost): boolean {
  return place.input === first.input && JSON.stringify(place.post) === JSON.stringify(first.post)
}

/** The remark on merged records. */
export const REPEATED = 'record repeats another one word for word; merged into it|records repeat another one word for word; merged into it'

function duplicate(place: PlacedPost, first: PlacedPost): PipelineError {
  const { id, threadId } = place.post
  const isSameInput = first.input === place.input
  const line = `line ${first.lineNumber}`
  const firstPlace = isSameInput ? `on ${line}` : first.lineNumber === NO_LINE ? `in ${first.input}` : `on ${line} of ${first.input}`
  const advice = isSameInput
    ? 'Give each post its own id, or keep the first of each with --on-bad-record skip.'
    : 'Give one of the two, give threads ids of their own, or keep the first with --on-bad-record skip.'
  const message = `${nameOf(place)}: expected every id once in thread "${threadId}", got "${id}" again (first ${firstPlace}). ${advice}`
  return new PipelineError('INGEST_ID_DUPLICATE', message, { context: contextOf(place) })
}

/** The cycles of a graph in which every node has at most one parent, each from the node met first. Linear time. */
export function findCycles<Node>(nodes: Iterable<Node>, parentOf: (node: Node) => Node | undefined): Node[][] {
  const cycles: Node[][] = []
  const settled = new Set<Node>()
  for (const start of nodes) {
    // Most chains end here: a root, or an answer to a post that was settled before it.
    const first = parentOf(start)
    if (first === undefined || settled.has(first)) {
      settled.add(start)
      continue
    }
    const positionOf = new Map<Node, number>()
    let node: Node | undefined = start
    while (node !== undefined && !settled.has(node)) {
      const met = positionOf.get(node)
      if (met !== undefined) {
        cycles.push([...positionOf.keys()].slice(met))
        break
      }
      positionOf.set(node, positionOf.size)
      node = parentOf(node)
    }
    for (const visited of positionOf.keys()) settled.add(visited)
  }
  return cycles
}

/** Whether an id may be what a double made of another: as many digits as ids of X have, and a value that a double holds exactly. */
const mayBeRounded = (id: string): boolean => /^\d{17,20}$/.test(id) && BigInt(Number(id)).toString() === id

/**
 * Finds the post that an id means whose last digits a double has lost, as pandas writes parents into a column with gaps: the only post of
 * the thread with the same double.
 *
 * @param ids of all posts, each with its thread; looked at only when the first such id is asked for
 */
function roundedIdFinder(ids: () => Iterable<{ readonly threadId: string; readonly id: string }>) {
  let idByDouble: Map<string, string | null> | undefined
  const keyOf = (threadId: string, id: string): string => `${Number(id)} ${threadId}`
  return (threadId: string, id: string): string | null => {
    if (!mayBeRounded(id)) return null
    if (idByDouble === undefined) {
      idByDouble = new Map()
      for (const post of ids()) {
        if (!/^\d{17,20}$/.test(post.id)) continue
        const key = keyOf(post.threadId, post.id)
        idByDouble.set(key, idByDouble.has(key) ? null : post.id)
      }
    }
    return idByDouble.get(keyOf(threadId, id)) ?? null
  }
}
