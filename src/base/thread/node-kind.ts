import type { NodeKind, PostMeta } from './post.js'

/** All kinds of nodes. */
export const NODE_KINDS: readonly NodeKind[] = ['deleted', 'blocked', 'not-found', 'advert', 'retweet', 'bot']

/** The kind of a node that is not a contribution to its thread; null for a contribution. Imported records may hold any value. */
export function nodeKindOf(meta: Pick<PostMeta, 'node'>): NodeKind | null {
  const { node } = meta
  return node === undefined ? null : (NODE_KINDS.find((kind) => kind === node) ?? null)
}
