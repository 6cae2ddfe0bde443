import { nodeKindOf } from '../thread/node-kind.js'
import type { NodeKind, Post } from '../thread/post.js'

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
export function unscorableReasonOf({ meta }: Pick<Post, 'meta'>, language: string | null, modelLanguage = 'en'): string | null {
  const node = nodeKindOf(meta)
  if (node !== null) return REASON_BY_NODE[node]
  return language === null ? null : `not in ${modelLanguage === 'en' ? 'English' : `the model's language, ${modelLanguage}`} (${language})`
}
