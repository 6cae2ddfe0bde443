import type { Post } from '../../../base/thread/post.js'
import { LEAST_COUNT } from '../lines/thresholds.js'
import { compareReading } from './compare-reading.js'
import type { TaggedReading } from './tagged-page.js'

/** Least share of posts below a name of their own, and of the posts of another reading. Choice. */
const SIGNED_SHARE = 0.7
const FOUND_SHARE = 0.8
const isSigned = ({ author, meta }: Post): boolean =>
  author !== null && meta['isAuthorInferred'] === undefined

/**
 * True if the posts by the tags of a page are named and nearly as many as those of another reading,
 * which has at least `limit` more lines wrong.
 */
export function fitsBetter(tagged: TaggedReading, posts: readonly Post[], limit: number): boolean {
  const { posts: taggedPosts } = tagged.result
  const signedCount = taggedPosts.filter(isSigned).length
  if (signedCount < LEAST_COUNT || signedCount < SIGNED_SHARE * taggedPosts.length) return false
  if (taggedPosts.length < FOUND_SHARE * posts.length) return false
  const { wrongCount } = compareReading(tagged, posts)
  return wrongCount - compareReading(tagged, taggedPosts).wrongCount >= limit
}
