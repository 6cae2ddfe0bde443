import { formatCount } from '../../base/text/format-count.js'
import type { Post, PostFacts } from '../../base/thread/post.js'

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

/** What a post answers: one of these, the nearest first. Several are told beside it; more than eight make it a guess. */
export function choiceOf(ids: readonly string[], isGuessed: boolean): ParentChoice {
  const [nearest = null] = ids
  if (ids.length > MAX_POSSIBLE_COUNT) return guessedParent(nearest)
  if (ids.length < 2) return isGuessed ? guessedParent(nearest) : knownParent(nearest)
  return { parentId: nearest, facts: { possibleParents: ids, ...(isGuessed && { isParentInferred: true }) } }
}

/** What a summary says of parents that are guesses, and of those that are one of several; none where there are none. */
export function guessNotes(posts: readonly Pick<Post, 'meta'>[]): readonly string[] {
  const guessedCount = posts.filter(({ meta }) => meta.isParentInferred).length
  const openCount = posts.filter(({ meta }) => !meta.isParentInferred && meta.possibleParents).length
  const guessed = formatCount(guessedCount, 'post: it is not known which post it answers', 'posts: it is not known which posts they answer')
  return [
    ...(guessedCount > 0 ? [`${guessed}; the parent is a guess (meta.isParentInferred), and no label is taken over from it`] : []),
    ...(openCount > 0 ? [`${formatCount(openCount, 'answer')} to one of several posts: the nearest is taken (meta.possibleParents)`] : []),
  ]
}
