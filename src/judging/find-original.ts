import { QuotationIndex } from '../text/duplicate/quotation-index.js'
import { DuplicateIndex } from '../text/duplicate-index.js'
import { nodeKindOf } from '../thread/node-kind.js'
import type { Post } from '../thread/post.js'

/** Finds posts that repeat an earlier one, in the order they come. */
export class OriginalFinder {
  readonly #texts = new DuplicateIndex<Post>()
  readonly #quotations = new QuotationIndex<Post>()

  /** @returns the first post of the same words: its id, behind `THREAD/` where it is in another thread; null for a post that is new */
  find(post: Post): string | null {
    if (nodeKindOf(post.meta) !== null) return null
    const original = this.#findPost(post)
    return original === null ? null : `${original.threadId === post.threadId ? '' : `${original.threadId}/`}${original.id}`
  }

  #findPost(post: Post): Post | null {
    const same = this.#texts.add(post)
    // Statements of articles: the sentences differ, the words quoted in them are the same.
    const quotations = post.meta['quotations']
    if (post.author === null || !Array.isArray(quotations)) return same
    const told = this.#quotations.add(post, {
      speaker: post.author,
      quotations: quotations.filter((quotation) => typeof quotation === 'string'),
    })
    return same ?? told
  }
}
