import type { Post } from './post.js'

/** A key that identifies a post among all posts. */
export const postKeyOf = ({ threadId, id }: Pick<Post, 'threadId' | 'id'>): string => JSON.stringify([threadId, id])
