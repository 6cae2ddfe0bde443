import type { Post } from './post.js'
import type { Thread } from './thread.js'

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
