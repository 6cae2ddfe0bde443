import { addTo } from '../../base/statistics/group-by.js'
import type { PostFacts } from '../../base/thread/post.js'

/** What a post answers, with what its `meta` says of how that is known. */
export interface ParentChoice {
  readonly parentId: string | null
  readonly facts: Pick<PostFacts, 'missingParent' | 'isParentInferred' | 'possibleParents'>
}

/** The page or an id shows the parent. Null for a post that answers none. */
export const knownParent = (parentId: string | null): ParentChoice => ({ parentId, facts: {} })

/** Nothing names the parent: a guess, which is marked. */
export const guessedParent = (parentId: string | null): ParentChoice => ({ parentId, facts: { isParentInferred: true } })

/** The parent is not among the posts: its id, or a handle with `@`. */
export const missingParent = (name: string): ParentChoice => ({ parentId: null, facts: { missingParent: name } })

/** An account with more posts above names none of them. Choice: posts of one thread seldom have so many candidates. */
export const MAX_POSSIBLE_COUNT = 8

/** The account that is answered wrote several posts above, given nearest first; a guess where they are more than eight. */
export function oneOf(ids: readonly string[]): ParentChoice {
  const [nearest = null] = ids
  return ids.length > MAX_POSSIBLE_COUNT ? guessedParent(nearest) : { parentId: nearest, facts: { possibleParents: ids } }
}

/** The posts of a thread met so far, by account: finds what a post answers that is addressed to one. */
export class AddressedPosts {
  readonly #idsByAccount = new Map<string, string[]>()

  add(account: string, id: string): void {
    addTo(this.#idsByAccount, account.toLowerCase(), id)
  }

  /** How many posts of the account were met. */
  countOf(account: string): number {
    return this.#idsByAccount.get(account.toLowerCase())?.length ?? 0
  }

  /** The nearest post of the account, with the others it may be; a guess where they are more than eight. Null where it has none. */
  find(account: string): ParentChoice | null {
    const ids = this.#idsByAccount.get(account.toLowerCase()) ?? []
    const nearest = ids.at(-1)
    if (nearest === undefined) return null
    return ids.length === 1 ? knownParent(nearest) : oneOf(ids.slice(-MAX_POSSIBLE_COUNT - 1).reverse())
  }
}

/** What a summary says of guessed parents; none where there are none. */
export function guessNotes(guessedCount: number): readonly string[] {
  if (guessedCount === 0) return []
  const posts =
    guessedCount === 1 ? '1 post: it is not known which post it answers' : `${guessedCount} posts: it is not known which posts they answer`
  return [`${posts}; the parent is a guess (meta.isParentInferred), and no side is inherited through it`]
}
