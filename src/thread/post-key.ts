import type { Post } from './post.js'

/**
 * Names a post among all: the same for the same post, different for any other. Never changed lightly, since the samples of a partial
 * breakdown are drawn by its hash.
 */
export const postKeyOf = ({ threadId, id }: Pick<Post, 'threadId' | 'id'>): string => JSON.stringify([threadId, id])
