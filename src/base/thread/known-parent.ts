import type { Post } from './post.js'

type Answering = Pick<Post, 'parentId' | 'meta'>

export const isParentGuessed = ({ meta }: Pick<Post, 'meta'>): boolean => meta.isParentInferred === true

/** Tells a post that answers one known post: not guessed, and not one of several. */
export function isParentKnown({ parentId, meta }: Answering): boolean {
  return parentId !== null && !isParentGuessed({ meta }) && meta.possibleParents === undefined
}

/** Names the posts that a post answers or may answer. */
export function describeAnswer({ parentId, meta }: Answering): string {
  if (parentId === null) return 'answers no post of its thread'
  if (isParentGuessed({ meta })) return 'which post it answers is not known'
  const [last, ...others] = (meta.possibleParents ?? [parentId]).toReversed()
  return `answers ${others.length === 0 ? '' : `${others.toReversed().join(', ')} or `}${last}`
}
