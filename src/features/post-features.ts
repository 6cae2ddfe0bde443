import type { Token } from './token.js'

/** What a classifier may see of a post in its thread. Never the author, the label, the id's meaning or other threads. */
export interface PostFeatures {
  readonly postId: string
  readonly text: string
  readonly tokens: readonly Token[]
  /** Number of tokens at the start that only address someone (`@name`). */
  readonly addresseeTokenCount: number
  /** 0 for a root. */
  readonly depth: number
  /** The post answered, or null. */
  readonly parent: PostFeatures | null
  /** The first post of the branch; null for a post that is its own root. */
  readonly root: PostFeatures | null
}
