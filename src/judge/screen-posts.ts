import { detectLanguages } from '../base/text/language/detect-language.js'
import { nodeKindOf } from '../base/thread/node-kind.js'
import type { NodeKind, Post } from '../base/thread/post.js'
import type { Thread } from '../base/thread/thread.js'
import type { Originals } from './find-duplicates.js'
import { DUPLICATE_FLAG, LANGUAGE_FLAG } from './flag-prefixes.js'

/** What is known about a post before a classifier sees it. */
export interface PostScreening {
  /** Why the post must stay unscored, as the user reads it; null for a post that may be scored. */
  readonly unscorableReason: string | null
  /** `language:de`, `duplicate-of:ID`. */
  readonly flags: readonly string[]
}

export interface ScreenOptions {
  /** Whether posts in other languages than the model's may be scored. They are flagged either way. */
  readonly acceptsAnyLanguage: boolean
  /** The model's language, BCP 47. Default English. */
  readonly language?: string | undefined
}

/** Screens posts before scoring: finds those in other languages, those that are not contributions, and those that repeat earlier posts. */
export class PostScreener {
  readonly #acceptsAnyLanguage: boolean
  /** Primary language tag. */
  readonly #modelLanguage: string

  constructor({ acceptsAnyLanguage, language = 'en' }: ScreenOptions) {
    this.#acceptsAnyLanguage = acceptsAnyLanguage
    this.#modelLanguage = language.split('-')[0] ?? language
  }

  /**
   * @param originals of each post in turn: see `DuplicateFinder.find`
   * @returns screenings by post id; a post without flags that may be scored has no entry
   */
  async screen({ posts }: Thread, originals: Originals): Promise<Map<string, PostScreening>> {
    const languages = await detectLanguages(
      posts.map(({ text, meta }) => ({ text, language: meta.language })),
      this.#modelLanguage,
    )
    const screenings = new Map<string, PostScreening>()
    for (const [index, post] of posts.entries()) {
      const language = languages[index] ?? null
      const flags = language === null ? [] : [`${LANGUAGE_FLAG}${language}`]
      const unscorableReason = unscorableReasonOf(post, this.#acceptsAnyLanguage ? null : language, this.#modelLanguage)
      const original = originals[index] ?? null
      if (original !== null) flags.push(`${DUPLICATE_FLAG}${original}`)
      if (unscorableReason !== null || flags.length > 0) screenings.set(post.id, { unscorableReason, flags })
    }
    return screenings
  }
}

const REASON_BY_NODE: Readonly<Record<NodeKind, string>> = Object.freeze({
  deleted: 'deleted: its words are gone',
  blocked: 'blocked: its words were withheld from whoever captured the thread',
  'not-found': 'not found when the thread was captured',
  advert: 'an advert, no part of the discussion',
  retweet: "a retweet: the words are another post's",
  bot: 'posted by a bot',
})

/**
 * Why a post must stay unscored, whatever its text: it is not a contribution, or it is in a language the model was not trained on.
 *
 * @param language      tag of the post's language where that is not the model's; null for the model's own, and where other languages are
 *   allowed
 * @param modelLanguage primary tag of the model's language
 * @returns the reason as the user reads it; null for a post that may be scored
 */
function unscorableReasonOf({ meta }: Pick<Post, 'meta'>, language: string | null, modelLanguage: string): string | null {
  const node = nodeKindOf(meta)
  if (node !== null) return REASON_BY_NODE[node]
  return language === null ? null : `not in ${modelLanguage === 'en' ? 'English' : `the model's language, ${modelLanguage}`} (${language})`
}
