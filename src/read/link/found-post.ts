import type { PostFacts } from '../../base/thread/post.js'

/** A post as its source gives it, before it is tied to its thread. Ids are strings, whatever the source writes. */
export interface FoundPost {
  /** Unique in the whole input, not only in its thread. */
  readonly id: string
  /** Null when the source names none: the thread is then that of the root reached. */
  readonly threadId: string | null
  readonly parentId: string | null
  readonly author: string | null
  /** ISO 8601, UTC. */
  readonly createdAt: string | null
  readonly text: string
  readonly meta: PostFacts
}

/** What a source says of a thread as a whole, for its capture ledger. */
export interface ThreadFacts {
  /** Replies that exist according to the source. */
  readonly reportedCount?: number
  readonly depthLimit?: string
  readonly notOpenedCount?: number
  /** Adverts that were left out of the posts. */
  readonly advertCount?: number
  /** Records of its posts left out before. */
  readonly duplicateCount?: number
  readonly notes?: readonly string[]
}
