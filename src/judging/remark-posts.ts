import { detectLanguages } from '../text/detect-language.js'
import { DuplicateIndex } from '../text/duplicate-index.js'
import { QuotationIndex } from '../text/quotation-index.js'
import { nodeKindOf } from '../thread/node-kind.js'
import type { Post } from '../thread/post.js'
import type { Thread } from '../thread/thread.js'
import { findObstacle } from './find-obstacle.js'
import { DUPLICATE_FLAG, LANGUAGE_FLAG } from './flags.js'

/** What is known of a post before any classifier sees it. */
export interface PostRemarks {
  /** Why it must not be judged, in words; null where it may. */
  readonly obstacle: string | null
  /** `language:de`, `duplicate-of:ID`. */
  readonly flags: readonly string[]
}

/** Says of the posts of threads, in the order they come, which are foreign, which no contributions, and which repeat others. */
export class PostRemarker {
  readonly #isAnyLanguage: boolean
  /** Primary tag of the model's language. */
  readonly #home: string
  readonly #texts = new DuplicateIndex<Post>()
  readonly #quotations = new QuotationIndex<Post>()

  /**
   * @param isAnyLanguage posts in other languages may be judged; they are flagged all the same
   * @param language the model's, BCP 47; default English
   */
  constructor({ isAnyLanguage, language = 'en' }: { readonly isAnyLanguage: boolean; readonly language?: string | undefined }) {
    this.#isAnyLanguage = isAnyLanguage
    this.#home = language.split('-')[0] ?? language
  }

  /** @returns remarks by post id; a post that there is nothing to say of has none */
  async remark({ posts }: Thread): Promise<Map<string, PostRemarks>> {
    const languages = await detectLanguages(
      posts.map(({ text, meta }) => ({ text, language: meta.language })),
      this.#home,
    )
    const remarks = new Map<string, PostRemarks>()
    for (const [index, post] of posts.entries()) {
      const language = languages[index] ?? null
      const flags = language === null ? [] : [`${LANGUAGE_FLAG}${language}`]
      const obstacle = findObstacle(post, this.#isAnyLanguage ? null : language, this.#home)
      const original = nodeKindOf(post.meta) !== null ? null : this.#findOriginal(post)
      if (original !== null) flags.push(duplicateFlag(original, post))
      if (obstacle !== null || flags.length > 0) remarks.set(post.id, { obstacle, flags })
    }
    return remarks
  }

  #findOriginal(post: Post): Post | null {
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

/** The id stands alone for a post of the same thread, else behind the thread's id: `duplicate-of:THREAD/ID`. */
function duplicateFlag(original: Post, post: Post): string {
  return `${DUPLICATE_FLAG}${original.threadId === post.threadId ? '' : `${original.threadId}/`}${original.id}`
}
