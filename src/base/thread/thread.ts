import { PipelineError } from '../errors.js'
import type { Post } from './post.js'

/** One or more root posts and their replies, in input order. */
export interface Thread {
  readonly id: string
  readonly posts: readonly Post[]
  /**
   * Text outside the posts (a page's title, headline, summary): used to find deals, never scored.
   */
  readonly headers: readonly string[]
}

/**
 * Groups posts by `threadId`; threads and posts keep their order of first appearance.
 *
 * @throws {PipelineError} `INGEST_ID_DUPLICATE` when two posts of one thread share an id
 */
export function buildThreads(
  posts: Iterable<Post>,
  headersOf: ReadonlyMap<string, readonly string[]> = new Map(),
): Thread[] {
  const postsByThread = new Map<string, Map<string, Post>>()
  for (const post of posts) {
    let members = postsByThread.get(post.threadId)
    if (!members) postsByThread.set(post.threadId, (members = new Map()))
    if (members.has(post.id)) {
      const message = `expected every id once in thread "${post.threadId}", got "${post.id}" twice. Give each post its own id.`
      throw new PipelineError('INGEST_ID_DUPLICATE', message, {
        context: { threadId: post.threadId, postId: post.id },
      })
    }
    members.set(post.id, post)
  }
  return [...postsByThread].map(([id, members]) => ({
    id,
    posts: [...members.values()],
    headers: headersOf.get(id) ?? [],
  }))
}
