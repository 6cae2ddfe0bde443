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
  /** The parent, or null. */
  readonly parent: PostFeatures | null
  /** The first post of the branch; null for a root. */
  readonly root: PostFeatures | null
}
