import type { NodeKind, PostMeta } from './post.js'

/** Every kind of node. */
export const NODE_KINDS: readonly NodeKind[] = ['deleted', 'blocked', 'not-found', 'advert', 'retweet', 'bot']

/** What kind of node a post is that is no contribution to its thread; null for a contribution. Records from outside may hold any word. */
export function nodeKindOf(meta: Pick<PostMeta, 'node'>): NodeKind | null {
  const { node } = meta
  return node === undefined ? null : (NODE_KINDS.find((kind) => kind === node) ?? null)
}
