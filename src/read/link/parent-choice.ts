import { formatCount } from '../../base/text/format-count.js'
import type { Post, PostFacts } from '../../base/thread/post.js'

/** Parent of a post, with the fields of `meta` on its source. */
export interface ParentChoice {
  readonly parentId: string | null
  readonly facts: Pick<PostFacts, 'missingParent' | 'isParentInferred' | 'possibleParents'>
}

export const knownParent = (parentId: string | null): ParentChoice => ({ parentId, facts: {} })

export const guessedParent = (parentId: string | null): ParentChoice => ({
  parentId,
  facts: { isParentInferred: true },
})

export const missingParent = (name: string): ParentChoice => ({
  parentId: null,
  facts: { missingParent: name },
})

/** With more candidates than this, a handle says nothing. Choice: threads seldom have that many. */
export const MAX_POSSIBLE_COUNT = 8

/**
 * Parent among candidates, the nearest first. Several are listed; more than eight make it a guess.
 */
export function choiceOf(ids: readonly string[], isGuessed: boolean): ParentChoice {
  const [nearest = null] = ids
  if (ids.length > MAX_POSSIBLE_COUNT) return guessedParent(nearest)
  if (ids.length < 2) return isGuessed ? guessedParent(nearest) : knownParent(nearest)
  return {
    parentId: nearest,
    facts: { possibleParents: ids, ...(isGuessed && { isParentInferred: true }) },
  }
}

export function guessNotes(posts: readonly Pick<Post, 'meta'>[]): readonly string[] {
  const openCount = posts.filter(
    ({ meta }) => !meta.isParentInferred && meta.possibleParents,
  ).length
  return openCount === 0
    ? []
    : [
        `${formatCount(openCount, 'answer')} to one of several posts: the nearest is taken (meta.possibleParents)`,
      ]
}
