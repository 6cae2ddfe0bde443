import type { Post } from './post.js'
import type { Thread } from './thread.js'

/** The field of a post's record that holds its context, and the keys of that. */
export const CONTEXT_FIELD = 'context'
export const CONTEXT_KEYS: readonly string[] = ['posts', 'headers', 'duplicateOf']

/** What a post is to be judged with beside its own words, so that it can travel apart from its thread. */
export interface PostContext {
  /** Other posts of its thread, in the order of the thread: the posts above it, and root posts. */
  readonly posts: readonly Post[]
  /** Header pieces of the thread. */
  readonly headers: readonly string[]
  /** The post whose words it repeats: its id, behind `THREAD/` where it is in another thread; null where it repeats none. */
  readonly duplicateOf: string | null
}

/** A post apart from its thread. */
export interface CarriedPost {
  readonly post: Post
  /** Null: the post is judged by its own words. */
  readonly context: PostContext | null
}

/** As much of the thread as the post carries; the post itself stands last. */
export function threadAround({ post, context }: CarriedPost): Thread {
  return { id: post.threadId, posts: [...(context?.posts ?? []), post], headers: context?.headers ?? [] }
}
