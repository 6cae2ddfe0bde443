import type { Post } from './post.js'

type Answering = Pick<Post, 'parentId' | 'meta'>

export const isParentGuessed = ({ meta }: Pick<Post, 'meta'>): boolean =>
  meta.isParentInferred === true

/** Tells a post that answers one known post: not guessed, and not one of several. */
export function isParentKnown({ parentId, meta }: Answering): boolean {
  return parentId !== null && !isParentGuessed({ meta }) && meta.possibleParents === undefined
}
