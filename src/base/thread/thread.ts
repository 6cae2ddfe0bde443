import { PipelineError } from '../errors.js'
import type { Post } from './post.js'

/** One or more root posts and their replies, in input order. */
export interface Thread {
  readonly id: string
  readonly posts: readonly Post[]
  /** Text outside the posts (a page's title, headline, summary): used to find deals, never scored. */
  readonly headers: readonly string[]
}

/**
 * Groups posts by `threadId`; threads and posts keep their order of first appearance.
 *
 * @throws {PipelineError} `INGEST_ID_DUPLICATE` when two posts of one thread share an id
 */
export function buildThreads(posts: Iterable<Post>, headersOf: ReadonlyMap<string, readonly string[]> = new Map()): Thread[] {
  const postsByThread = new Map<string, Map<string, Post>>()
  for (const post of posts) {
    let members = postsByThread.get(post.threadId)
    if (!members) postsByThread.set(post.threadId, (members = new Map()))
    if (members.has(post.id)) {
      const message = `expected every id once in thread "${post.threadId}", got "${post.id}" twice. Give each post its own id.`
      throw new PipelineError('INGEST_ID_DUPLICATE', message, { context: { threadId: post.threadId, postId: post.id } })
    }
    members.set(post.id, post)
  }
  return [...postsByThread].map(([id, members]) => ({ id, posts: [...members.values()], headers: headersOf.get(id) ?? [] }))
}

/** Field of a post's record that holds its context, and the keys of the context. */
export const CONTEXT_FIELD = 'context'
export const CONTEXT_KEYS: readonly string[] = ['posts', 'headers', 'duplicateOf']

/** The context needed to score a post apart from its thread. */
export interface PostContext {
  /** Other posts of its thread, in thread order: its ancestors, and root posts. */
  readonly posts: readonly Post[]
  /** Header pieces of the thread. */
  readonly headers: readonly string[]
  /** Id of the post it repeats, as `THREAD/ID` when that is in another thread; null if it repeats none. */
  readonly duplicateOf: string | null
}

/** A post that carries its context, to be scored apart from its thread. */
export interface CarriedPost {
  readonly post: Post
  /** Null: the post is scored by its own words. */
  readonly context: PostContext | null
}

/** The part of the thread that the post carries, with the post itself last. */
export const threadAround = ({ post, context }: CarriedPost): Thread => ({
  id: post.threadId,
  posts: [...(context?.posts ?? []), post],
  headers: context?.headers ?? [],
})
