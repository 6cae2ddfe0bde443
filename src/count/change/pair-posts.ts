import { groupBy } from '../../base/statistics/group-by.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** One post in the two compared runs; at least one of `from` and `to` is not null. */
export interface PostPair {
  readonly from: ScoredPost | null
  readonly to: ScoredPost | null
  /** Whether text, role or parent differ in the later run; false for a post of only one run. */
  readonly isEdited: boolean
}

export interface PairedPosts {
  /** Posts of the earlier run in their order, then new posts. */
  readonly pairs: readonly PostPair[]
  /** Id of each post of the later run in the earlier one, or one that the earlier run does not use, by its own {@link postKeyOf}. */
  readonly nameOf: ReadonlyMap<string, string>
}

/** Ids that `ingest` assigns by position. They shift when a post is inserted before. */
const POSITIONAL_ID = /^p\d+$/

/**
 * Matches the posts of two runs within each thread: first by id and text; then by author and text, in order of appearance; then by id alone,
 * which makes an edited post, unless the id is positional. The remaining posts were deleted, or are new.
 *
 * @param from, to posts with unique ids in their threads
 */
export function pairPosts(from: readonly ScoredPost[], to: readonly ScoredPost[]): PairedPosts {
  const laterOf = new Map<ScoredPost, ScoredPost>()
  const taken = new Set<ScoredPost>()
  const matchBy = (keyOf: (post: ScoredPost) => string | null): void => {
    const waiting = groupBy(
      to.filter((post) => !taken.has(post)),
      keyOf,
    )
    for (const posts of waiting.values()) posts.reverse()
    for (const post of from) {
      const key = laterOf.has(post) ? null : keyOf(post)
      const later = key === null ? undefined : waiting.get(key)?.pop()
      if (later === undefined) continue
      laterOf.set(post, later)
      taken.add(later)
    }
  }
  matchBy(({ threadId, id, text }) => JSON.stringify([threadId, id, text]))
  matchBy(({ threadId, author, text }) => JSON.stringify([threadId, author, text]))
  matchBy((post) => (POSITIONAL_ID.test(post.id) ? null : postKeyOf(post)))

  const used = new Set(from.map(postKeyOf))
  const nameOf = new Map<string, string>()
  for (const [post, later] of laterOf) nameOf.set(postKeyOf(later), post.id)
  const added = to.filter((post) => !taken.has(post))
  for (const { threadId, id } of added) {
    let name = id
    while (used.has(postKeyOf({ threadId, id: name }))) name = `${name}'`
    used.add(postKeyOf({ threadId, id: name }))
    nameOf.set(postKeyOf({ threadId, id }), name)
  }
  const kept = from.map((post): PostPair => {
    const later = laterOf.get(post) ?? null
    const parentId = later === null || later.parentId === null ? null : nameOf.get(postKeyOf({ ...later, id: later.parentId }))
    const isEdited =
      later !== null && (later.text !== post.text || (parentId ?? later.parentId) !== post.parentId || later.meta.role !== post.meta.role)
    return { from: post, to: later, isEdited }
  })
  const fresh = added.map((post): PostPair => ({ from: null, to: post, isEdited: false }))
  return { pairs: [...kept, ...fresh], nameOf }
}
