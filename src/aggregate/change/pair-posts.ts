import type { ScoredPost } from '../../stance/stance-prediction.js'
import { postKeyOf } from '../../thread/post-key.js'

/** One post as it stood in the two runs that are compared; at least one of the two is there. */
export interface PostPair {
  /** Names it in both: the id in its thread of the earlier run, else one that no post of that run has. */
  readonly threadId: string
  readonly postId: string
  readonly from: ScoredPost | null
  readonly to: ScoredPost | null
  /** Whether its text, its role or the post it answers is another in the later run. False unless it stands in both. */
  readonly isEdited: boolean
}

export interface PairedPosts {
  /** Those of the earlier run in its order, then the new ones. */
  readonly pairs: readonly PostPair[]
  /** Common name of a post of the later run, by {@link postKeyOf} its own. */
  readonly nameOf: ReadonlyMap<string, string>
}

/** Ids that `ingest` gives to posts without one, by their position: another post before them moves them. */
const POSITIONAL_ID = /^p\d+$/

/**
 * Finds the posts of an earlier run again in a later one. Within a thread the same id with the same text is the same post; then the
 * same author and text, the first with the first; then the same id with another text, an edited post, unless the id only tells
 * the post's position. What is left was deleted, or is new.
 *
 * @param from, to each post once in its thread
 */
export function pairPosts(from: readonly ScoredPost[], to: readonly ScoredPost[]): PairedPosts {
  const laterOf = new Map<ScoredPost, ScoredPost>()
  const taken = new Set<ScoredPost>()
  const matchBy = (keyOf: (post: ScoredPost) => string | null): void => {
    const waiting = new Map<string, ScoredPost[]>()
    for (const post of to) {
      const key = taken.has(post) ? null : keyOf(post)
      if (key === null) continue
      const posts = waiting.get(key)
      if (posts) posts.push(post)
      else waiting.set(key, [post])
    }
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
  /** The post of the later run under its common name, and so the post that it answers. */
  const renamed = (post: ScoredPost): ScoredPost => ({
    ...post,
    id: nameOf.get(postKeyOf(post)) ?? post.id,
    parentId: post.parentId === null ? null : (nameOf.get(postKeyOf({ threadId: post.threadId, id: post.parentId })) ?? post.parentId),
  })
  const kept = from.map((post): PostPair => {
    const later = laterOf.get(post)
    const match = later === undefined ? null : renamed(later)
    const isEdited = match !== null && (match.text !== post.text || match.parentId !== post.parentId || match.meta.role !== post.meta.role)
    return { threadId: post.threadId, postId: post.id, from: post, to: match, isEdited }
  })
  const fresh = added.map((post): PostPair => {
    const named = renamed(post)
    return { threadId: named.threadId, postId: named.id, from: null, to: named, isEdited: false }
  })
  return { pairs: [...kept, ...fresh], nameOf }
}
