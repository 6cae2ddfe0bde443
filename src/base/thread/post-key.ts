import type { Post } from './post.js'

/** A key that identifies a post among all posts. Change it with care: partial breakdowns hold hashes of it. */
export const postKeyOf = ({ threadId, id }: Pick<Post, 'threadId' | 'id'>): string => JSON.stringify([threadId, id])
