import type { Token } from './token.js'

/** The parts of a post in its thread that a classifier may use. Excludes the author, the label, the meaning of ids, and other threads. */
export interface PostFeatures {
  readonly postId: string
  readonly text: string
  readonly tokens: readonly Token[]
  /** Number of leading tokens that only address someone (`@name`). */
  readonly addresseeTokenCount: number
  /** 0 for a root. */
  readonly depth: number
  /** The parent; null for none, and where it is a guess or one of several. */
  readonly parent: PostFeatures | null
  /** The posts that it may answer where they are several, nearest first; null for one of them that is not in the thread. Empty elsewhere. */
  readonly possibleParents: readonly (PostFeatures | null)[]
  /** The first post of the branch; null for a root. */
  readonly root: PostFeatures | null
}
