import type { ScoredPost } from '../../stance/stance-prediction.js'

/** Halves of surrogate pairs that stand alone: no address can hold them. */
const LONE_SURROGATE = /\p{Surrogate}/gu

/** Under which name each post is linked to (`#post-<key>`): its id, behind its thread's id where several threads have that id. */
export function postKeys(posts: readonly ScoredPost[]): ReadonlyMap<ScoredPost, string> {
  const idCounts = new Map<string, number>()
  for (const { id } of posts) idCounts.set(id, (idCounts.get(id) ?? 0) + 1)
  const taken = new Set<string>()
  return new Map(
    posts.map((post) => {
      const plain = ((idCounts.get(post.id) ?? 0) > 1 ? `${post.threadId}/${post.id}` : post.id).replace(LONE_SURROGATE, '\ufffd')
      let key = plain
      for (let copy = 2; taken.has(key); copy++) key = `${plain}~${copy}`
      taken.add(key)
      return [post, key]
    }),
  )
}

/** The address of a post within the page. */
export const addressOf = (key: string): string => `#post-${encodeURIComponent(key)}`
