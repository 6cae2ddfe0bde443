import { hashWords, postKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'

/** Names of threads that no source names: readers count them by input. */
const NUMBERED = /^t\d+$/

/** Keeps threads of several files apart that have a number in common, and are told from each other by a post: the same id, other words. */
export class ApartThreads {
  readonly #wordsOf = new Map<string, string>()
  #fileNumber = 0
  #nameOf = new Map<string, string>()

  /** Begins the next file. */
  begin(): void {
    this.#fileNumber += 1
    this.#nameOf = new Map()
  }

  /** Names of threads of this file that got others. */
  get names(): readonly string[] {
    return [...this.#nameOf.values()]
  }

  /** The posts of the file in turn, those of another thread under a name of its own: `t1-2` in the second file. */
  place(posts: readonly ScoredPost[]): readonly ScoredPost[] {
    const numbered = posts.filter(({ threadId }) => NUMBERED.test(threadId))
    const words = numbered.map(({ text }) => hashWords(text))
    for (const [index, post] of numbered.entries()) {
      const known = this.#wordsOf.get(postKeyOf(post))
      if (known !== undefined && known !== words[index]) this.#nameOf.set(post.threadId, `${post.threadId}-${this.#fileNumber}`)
    }
    for (const [index, post] of numbered.entries())
      if (!this.#nameOf.has(post.threadId)) this.#wordsOf.set(postKeyOf(post), words[index] ?? '')
    if (this.#nameOf.size === 0) return posts
    return posts.map((post) => ({ ...post, threadId: this.#nameOf.get(post.threadId) ?? post.threadId }))
  }
}
