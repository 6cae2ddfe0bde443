import { nodeKindOf } from '../thread/node-kind.js'
import type { NodeKind, Post } from '../thread/post.js'

/** Why the nodes of a thread that are no contributions (`meta.node`) are not judged. */
const REASON_BY_NODE: Readonly<Record<NodeKind, string>> = Object.freeze({
  deleted: 'deleted: its words are gone',
  blocked: 'blocked: its words were withheld from whoever captured the thread',
  'not-found': 'not found when the thread was captured',
  advert: 'an advert, no part of the discussion',
  retweet: "a retweet: the words are another post's",
  bot: 'posted by a bot',
})

/**
 * What keeps a post from being judged, whatever its words: it is a node of the tree that is no contribution, or it is in a language
 * that the models do not read.
 *
 * @param language tag of a language other than the model's; null for that one, and where foreign posts are to be judged too
 * @param home the model's language
 * @returns the reason in words; null for a post that may be judged
 */
export function findObstacle({ meta }: Pick<Post, 'meta'>, language: string | null, home = 'en'): string | null {
  const node = nodeKindOf(meta)
  if (node !== null) return REASON_BY_NODE[node]
  return language === null ? null : `not in ${home === 'en' ? 'English' : `the model's language, ${home}`} (${language})`
}
