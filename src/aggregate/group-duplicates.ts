import { DUPLICATE_FLAG, readFlag } from '../judging/flags.js'
import type { ScoredPost } from '../stance/stance-prediction.js'

/** What duplicates are told by. */
export type FlaggedPost = Pick<ScoredPost, 'id' | 'threadId' | 'createdAt' | 'deals' | 'flags'>

/** Posts of the same words on the same deals. The first is the one that stands for all: the original, or the earliest that is there. */
export type DuplicateGroup<Post extends FlaggedPost> = readonly [Post, ...Post[]]

/**
 * Gathers the posts that are flagged as repeating another. Posts about different deals are no group: each says something of its own deal.
 * Does not depend on the order of posts.
 */
export function groupDuplicates<Post extends FlaggedPost>(posts: readonly Post[]): DuplicateGroup<Post>[] {
  const flagged = posts.flatMap((post) => {
    const reference = readFlag(post.flags, DUPLICATE_FLAG)
    return reference === null ? [] : [{ post, reference }]
  })
  if (flagged.length === 0) return []
  const byPlace = new Map(posts.map((post) => [`${post.threadId}/${post.id}`, post]))
  const members = new Map<string, { readonly original: Post | null; readonly repeated: Post[] }>()
  for (const { post, reference } of flagged) {
    const found = byPlace.get(`${post.threadId}/${reference}`) ?? byPlace.get(reference)
    const original = found !== undefined && found !== post && dealsOf(found) === dealsOf(post) ? found : null
    const key = JSON.stringify([found ? [found.threadId, found.id] : reference, dealsOf(post)])
    const group = members.get(key)
    if (group) group.repeated.push(post)
    else members.set(key, { original, repeated: [post] })
  }
  return [...members.values()].flatMap(({ original, repeated }): DuplicateGroup<Post>[] => {
    const [first, ...rest] = [...(original === null ? [] : [original]), ...repeated.sort(byTime)]
    return first === undefined || rest.length === 0 ? [] : [[first, ...rest]]
  })
}

/** The posts without those that repeat another one of them. */
export function withoutDuplicates<Post extends FlaggedPost>(posts: readonly Post[]): readonly Post[] {
  const left = new Set<Post>(groupDuplicates(posts).flatMap(([, ...repeated]) => repeated))
  return left.size === 0 ? posts : posts.filter((post) => !left.has(post))
}

const dealsOf = ({ deals }: FlaggedPost): string => JSON.stringify([...deals].sort())

/** Posts of unknown time stand last; equal ones by thread and id. */
function byTime(one: FlaggedPost, other: FlaggedPost): number {
  const keyOf = ({ createdAt, threadId, id }: FlaggedPost): string => JSON.stringify([createdAt ?? '~', threadId, id])
  return keyOf(one) < keyOf(other) ? -1 : 1
}
