import { countEach } from '../../base/statistics/group-by.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

const LONE_SURROGATE = /\p{Surrogate}/gu

/** Unique keys of posts for links (`#post-<key>`): the id, prefixed by its thread's id where several threads have the id. */
export function postKeys(posts: readonly ScoredPost[]): ReadonlyMap<ScoredPost, string> {
  const idCounts = countEach(posts.map(({ id }) => id))
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

/** The fragment URL of a post in the page. */
export const anchorOf = (key: string): string => `#post-${encodeURIComponent(key)}`
