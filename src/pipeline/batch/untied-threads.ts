import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** Counts threads whose first post is tied to no deal: what such a thread is about is not known. */
export class UntiedThreads {
  readonly #seen = new Set<string>()
  #count = 0

  get count(): number {
    return this.#count
  }

  get threadCount(): number {
    return this.#seen.size
  }

  /** Adds posts, in the order of their threads. */
  add(posts: readonly ScoredPost[]): void {
    for (const { threadId, deals } of posts) {
      if (this.#seen.has(threadId)) continue
      this.#seen.add(threadId)
      if (deals.length === 0) this.#count += 1
    }
  }
}
