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

/** Only so many posts of an account are held against what a reply carries along. */
const MAX_COMPARED_COUNT = 32

/** The posts of a thread met so far, by account: finds what a post answers that is addressed to one. */
export class AddressedPosts {
  readonly #idsByAccount = new Map<string, string[]>()
  /** By account and all handles that an answer to the post carries along. */
  readonly #idsByHandles = new Map<string, string[]>()
  readonly #handlesOf = new Map<string, readonly string[]>()

  /** @param addressees whom the post itself is addressed to: an answer on X carries their handles along, and the author's */
  add(account: string, id: string, addressees: readonly string[] = []): void {
    const author = account.toLowerCase()
    addTo(this.#idsByAccount, author, id)
    const handles = addressees.map((handle) => handle.toLowerCase())
    addTo(this.#idsByHandles, keyOf(author, handles), id)
    if (handles.length > 0) this.#handlesOf.set(id, handles)
  }

  /** How many posts of the account were met. */
  countOf(account: string): number {
    return this.#idsByAccount.get(account.toLowerCase())?.length ?? 0
  }

  /** The nearest post of the account, with the others it may be; a guess where they are more than eight. Null where it has none. */
  find(account: string): ParentChoice | null {
    return choiceOf(this.#idsByAccount.get(account.toLowerCase()) ?? [])
  }

  /**
   * What a reply answers that carries handles along, as on X: a post by the first of them, whose own handles are the others. The replier's
   * own handle is not carried. Where none fits, each of the account is a guess.
   *
   * @example `@ann no` by Cy cannot answer Ann's "@bo look", which would make it `@ann @bo no`: it answers a post in which Ann names no one.
   */
  findCarried(addressees: readonly string[], replier: string | null): ParentChoice | null {
    const [first = '', ...others] = addressees.map((handle) => handle.toLowerCase())
    const all = this.#idsByAccount.get(first) ?? []
    const own = replier === null ? [] : [replier.toLowerCase()]
    const exact = new Set([
      ...(this.#idsByHandles.get(keyOf(first, others)) ?? []).slice(-MAX_COMPARED_COUNT),
      ...(this.#idsByHandles.get(keyOf(first, [...others, ...own])) ?? []).slice(-MAX_COMPARED_COUNT),
    ])
    const carried = new Set([first, ...others, ...own])
    const near = all.slice(-MAX_COMPARED_COUNT)
    const fitting =
      exact.size > 0
        ? near.filter((id) => exact.has(id))
        : near.filter((id) => (this.#handlesOf.get(id) ?? []).every((handle) => carried.has(handle)))
    if (fitting.length > 0 || exact.size > 0) return choiceOf(fitting.length > 0 ? fitting : [...exact])
    const choice = choiceOf(all)
    return choice && { ...choice, facts: { ...choice.facts, isParentInferred: true } }
  }
}

const keyOf = (author: string, handles: readonly string[]): string =>
  [author, ...new Set(handles.filter((one) => one !== author).sort())].join(' ')

function choiceOf(ids: readonly string[]): ParentChoice | null {
  const nearest = ids.at(-1)
  if (nearest === undefined) return null
  return ids.length === 1 ? knownParent(nearest) : oneOf(ids.slice(-MAX_POSSIBLE_COUNT - 1).reverse())
}

/** What a summary says of guessed parents; none where there are none. */
export function guessNotes(guessedCount: number): readonly string[] {
  if (guessedCount === 0) return []
  const posts =
    guessedCount === 1 ? '1 post: it is not known which post it answers' : `${guessedCount} posts: it is not known which posts they answer`
  return [`${posts}; the parent is a guess (meta.isParentInferred), and no side is inherited through it`]
}
