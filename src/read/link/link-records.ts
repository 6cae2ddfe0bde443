import { type ErrorCode, PipelineError } from '../../base/errors.js'
import type { Post } from '../../base/thread/post.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import { isRoundedId, remainsOf } from '../record/detect-rounded-ids.js'
import { countAll, type IngestCounter } from '../record/ingest-counter.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'
import { tieByKeys } from './tie-by-keys.js'

/** Reaction to a bad record: throw, or leave it out and count it. */
export type OnBadRecord = 'throw' | 'skip'

export const NO_LINE = 0

export function refuse(
  error: PipelineError,
  lineNumber: number,
  onBadRecord: OnBadRecord,
  skips: Skip[],
): void {
  if (onBadRecord === 'throw') throw error
  skips.push({ lineNumber, code: error.code, message: error.message })
}

const TIED =
  'parent whose id lost its last digits is tied to the only post that it fits|parents whose ids lost their last digits are tied to the only posts that they fit'

interface LinkOptions {
  /** Counts remarks on records. */
  readonly counter?: IngestCounter
  /** Takes a post that stands in an earlier input too. */
  readonly onRepeat?: (place: PlacedPost) => void
}

/**
 * Ties posts read from records to their parents, in any order.
 *
 * A parent outside of the thread becomes `meta.missingParent`; earlier missing ones are searched
 * again. Records of one id, author, time and words are merged. Where skips are allowed, repeated
 * ids, self-replies and cycles are left out.
 */
export function linkRecords(
  placed: readonly PlacedPost[],
  onBadRecord: OnBadRecord,
  skips: Skip[],
  { counter = countAll(), onRepeat }: LinkOptions = {},
): Post[] {
  const reject = (place: PlacedPost, code: ErrorCode, message: string, facts = {}): void => {
    const { post, input, lineNumber } = place
    const name =
      input !== undefined && lineNumber === NO_LINE
        ? input
        : `${input === undefined ? '' : `${input}: `}line ${lineNumber}`
    const context = {
      postId: post.id,
      lineNumber,
      ...(input !== undefined && { path: input }),
      ...facts,
    }
    refuse(
      new PipelineError(code, `${name}: ${message}`, { context }),
      lineNumber,
      onBadRecord,
      skips,
    )
  }
  const { nodes, parentOf } = tieByKeys(placed, {
    keyOf: ({ post }) => postKeyOf(post),
    parentKeyOf: ({ post }) => {
      const id = namedParent(post)
      return id === null ? null : postKeyOf({ threadId: post.threadId, id })
    },
    take: (place, first) => {
      const { id, parentId } = place.post
      if (first !== undefined && isRepeat(place, first)) {
        if (place.input === first.input) counter.countRepeat()
        else onRepeat?.(place)
      } else if (first !== undefined)
        reject(place, 'INGEST_ID_DUPLICATE', describeDuplicate(place, first))
      else if (parentId !== id) return place
      else {
        const message = `expected post "${id}" to answer another post, got itself as parent. Correct or clear its parent id.`
        reject(place, 'INGEST_PARENT_SELF', message)
      }
      return first
    },
    refuseCycle: (cycle) => {
      const postIds = cycle.map((place) => place.post.id)
      const chain =
        postIds.length > 6
          ? `${postIds.slice(0, 5).join(' -> ')} -> … (${postIds.length} posts)`
          : [...postIds, postIds[0]].join(' -> ')
      const message = `expected every chain of parents to end at a root, got the cycle ${chain}. Correct one of these parent ids.`
      for (const place of cycle) reject(place, 'INGEST_PARENT_CYCLE', message, { postIds })
    },
  })
  const findRounded = roundedIdFinder(nodes)
  return [...nodes.values()].map((place) => {
    const { post } = place
    const named = namedParent(post)
    if (named === null) return post
    const isNamed = parentOf(place) !== undefined
    const rounded = isNamed ? null : findRounded(post.threadId, named)
    const parentId = rounded === null || rounded === post.id ? named : rounded
    const isFound = isNamed || parentId !== named
    if (isFound && !isNamed) counter.countRemark(TIED)
    if (isNamed && post.parentId !== null) return post
    return tieTo(post, parentId, isFound)
  })
}

function tieTo(post: Post, parentId: string, isFound: boolean): Post {
  const { role, addressees, missingParent: _, ...rest } = post.meta
  const meta = { role, ...(addressees && { addressees }), ...rest }
  if (isFound) return { ...post, parentId, meta }
  // Programs write 0 or -1 for no parent. A post with that id is one.
  if (NO_PARENT.has(parentId)) return { ...post, parentId: null, meta: { ...meta, role: 'root' } }
  if (post.parentId === null) return post
  return { ...post, parentId: null, meta: { ...meta, missingParent: parentId } }
}

const NO_PARENT: ReadonlySet<string> = new Set(['root', '0', '-1'])

function namedParent({ id, parentId, meta }: Post): string | null {
  return parentId ?? (meta.missingParent === id ? null : (meta.missingParent ?? null))
}

/**
 * True for a post that was captured twice, as in a list and below the post it answers, or in two
 * inputs: the first stands.
 */
function isRepeat({ post }: PlacedPost, first: PlacedPost): boolean {
  const fields = ['text', 'author', 'createdAt'] as const
  return fields.every((field) => post[field] === first.post[field])
}

function describeDuplicate(
  { post: { id, threadId }, input }: PlacedPost,
  first: PlacedPost,
): string {
  const isSameInput = first.input === input
  const line = `line ${first.lineNumber}`
  const otherPlace =
    first.lineNumber === NO_LINE ? `in ${first.input}` : `on ${line} of ${first.input}`
  const firstPlace = isSameInput ? `on ${line}` : otherPlace
  const cause = isRoundedId(id) ? ' A spreadsheet has rounded such ids: export them as text.' : ''
  const advice = isSameInput
    ? 'Give each post its own id. If such ids name the thread, map them: --columns threadId=NAME.'
    : 'Give one of the two, give threads ids of their own, or keep the first with --on-bad-record skip.'
  return `expected every id once in thread "${threadId}", got "${id}" again (first ${firstPlace}).${cause} ${advice}`
}

/**
 * Finds the post meant by a rounded id, as pandas and spreadsheets write parents: the thread's only
 * one with the same remains.
 */
function roundedIdFinder(places: ReadonlyMap<string, PlacedPost>) {
  let idsByRemains: Map<string, Set<string>> | undefined
  const keysOf = (threadId: string, id: string): string[] =>
    remainsOf(id).map((remains) => `${remains} ${threadId}`)
  return (threadId: string, id: string): string | null => {
    if (!isRoundedId(id)) return null
    if (idsByRemains === undefined) {
      idsByRemains = new Map()
      for (const { post } of places.values())
        for (const key of keysOf(post.threadId, post.id))
          idsByRemains.set(key, (idsByRemains.get(key) ?? new Set<string>()).add(post.id))
    }
    for (const key of keysOf(threadId, id)) {
      const [onlyId = null, ...others] = idsByRemains.get(key) ?? []
      if (onlyId !== null && others.length === 0) return onlyId
    }
    return null
  }
}
