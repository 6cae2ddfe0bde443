import { detectLanguages } from '../text/language/detect-language.js'
import type { Thread } from '../thread/thread.js'
import { OriginalFinder } from './find-original.js'
import { DUPLICATE_FLAG, LANGUAGE_FLAG } from './flags.js'
import { findObstacle } from './unscorable-reason.js'

/** What is known of a post before any classifier sees it. */
export interface PostRemarks {
  /** Why it must not be judged, in words; null where it may. */
  readonly obstacle: string | null
  /** `language:de`, `duplicate-of:ID`. */
  readonly flags: readonly string[]
}

export interface RemarkOptions {
  /** Posts in other languages may be judged; they are flagged all the same. */
  readonly isAnyLanguage: boolean
  /** The model's, BCP 47; default English. */
  readonly language?: string | undefined
  /** Knows which posts repeat others. Default: finds them among the posts remarked. */
  readonly originals?: Pick<OriginalFinder, 'find'>
}

/** Says of the posts of threads, in the order they come, which are foreign, which no contributions, and which repeat others. */
export class PostRemarker {
  readonly #isAnyLanguage: boolean
  /** Primary tag of the model's language. */
  readonly #home: string
  readonly #originals: Pick<OriginalFinder, 'find'>

  constructor({ isAnyLanguage, language = 'en', originals = new OriginalFinder() }: RemarkOptions) {
    this.#isAnyLanguage = isAnyLanguage
    this.#home = language.split('-')[0] ?? language
    this.#originals = originals
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
      const original = this.#originals.find(post)
      if (original !== null) flags.push(`${DUPLICATE_FLAG}${original}`)
      if (obstacle !== null || flags.length > 0) remarks.set(post.id, { obstacle, flags })
    }
    return remarks
  }
}
