import { groupBy } from '../../base/statistics/group-by.js'
import type { PostMeta } from '../../base/thread/post.js'
import { addressAccount, isAtAddress } from '../../count/thread/thread-address.js'
import { summarise } from '../../read/record/ingest-counter.js'
import type { IngestResult } from '../../read/record/ingest-result.js'

/**
 * A reading whose first post is by another account than the address: the copy begins below the
 * opening post, so that one is a reply, and guesses that others answer it fall. On a page about a
 * reply, others are guessed to answer that.
 */
export function belowOpening(read: IngestResult, url: string): IngestResult {
  const { posts, headers, summary } = read
  const [root, ...others] = posts.filter(({ meta }) => meta.role === 'root')
  const isNamed = root?.meta['authorName'] !== undefined && !root.meta['isAuthorInferred']
  if (!isNamed || others.length > 0 || isAtAddress(root.author, url) !== false) return read
  const guessed = groupBy(
    posts.filter(({ meta }) => meta.isParentInferred),
    ({ parentId }) => parentId,
  )
  if (posts.some(({ id, author }) => guessed.has(id) && isAtAddress(author, url))) return read
  const lost = new Set([root, ...(guessed.get(root.id) ?? [])])
  const below = posts.map((post) =>
    lost.has(post) ? { ...post, parentId: null, meta: lostMeta(post.meta, lost.size, url) } : post,
  )
  return { ...read, posts: below, summary: { ...summary, ...summarise(below, headers, summary) } }
}

function lostMeta(
  { isParentInferred: _, capture, ...meta }: PostMeta,
  missingParentCount: number,
  url: string,
): PostMeta {
  const { capturedCount = 0 } = capture ?? {}
  const counts = { reportedCount: null, capturedCount: capturedCount + 1, missingParentCount }
  return {
    ...meta,
    role: 'reply',
    missingParent: `@${addressAccount(url)}`,
    ...(capture && { capture: { ...capture, ...counts } }),
  }
}
