import { isParentKnown } from '../../base/thread/known-parent.js'
import type { Post } from '../../base/thread/post.js'
import type { Thread } from '../../base/thread/thread.js'
import { placePosts } from '../../base/thread/walk-thread.js'
import type { PostFeatures, Token } from './token.js'
import { type Tokenise, tokenise } from './tokenise.js'

const NONE: readonly PostFeatures[] = Object.freeze([])

/** Counts the handles at the start. They address someone and are not part of the post's words. */
function countAddresseeTokens(tokens: readonly Token[]): number {
  let count = 0
  while (tokens[count]?.kind === 'mention') count++
  return count
}

/**
 * Extracts the features of every post of a thread. Replies share their parent's features by reference.
 *
 * @param split splits texts into tokens; default English, see `tokeniserFor`
 * @returns one entry per post, in the order of `thread.posts`
 */
export function extractFeatures(thread: Thread, split: Tokenise = tokenise): PostFeatures[] {
  const places = placePosts(thread)
  const featuresById = new Map<string, PostFeatures>()
  const featuresOf = (id: string): PostFeatures | null => featuresById.get(id) ?? null
  const extract = (post: Post, parent: PostFeatures | null, depth: number): PostFeatures => {
    const tokens = split(post.text)
    return {
      postId: post.id,
      text: post.text,
      tokens,
      addresseeTokenCount: countAddresseeTokens(tokens),
      depth,
      parent,
      possibleParents: NONE,
      root: parent === null ? null : (parent.root ?? parent),
    }
  }
  const byDepth = [...thread.posts].sort((a, b) => (places.get(a.id)?.depth ?? 0) - (places.get(b.id)?.depth ?? 0))
  for (const post of byDepth) {
    const place = places.get(post.id)
    const parent = place?.parent && isParentKnown(post) ? featuresOf(place.parent.id) : null
    featuresById.set(post.id, extract(post, parent, place?.depth ?? 0))
  }
  for (const { id, meta } of thread.posts) {
    const features = featuresOf(id)
    if (features && meta.possibleParents && !meta.isParentInferred)
      featuresById.set(id, Object.assign(features, { possibleParents: meta.possibleParents.map(featuresOf) }))
  }
  return thread.posts.map((post) => featuresById.get(post.id) as PostFeatures)
}

/** Extracts the features of a single text, optionally with the text it answers. */
export function extractTextFeatures(
  text: string,
  parentText: string | null = null,
  postId = 'text',
  split: Tokenise = tokenise,
): PostFeatures {
  const post = (id: string, parentId: string | null, body: string): Post => ({
    id,
    threadId: postId,
    parentId,
    author: null,
    createdAt: null,
    text: body,
    meta: { role: parentId === null ? 'root' : 'reply' },
  })
  const parentId = `${postId}/parent`
  const posts = parentText === null ? [post(postId, null, text)] : [post(parentId, null, parentText), post(postId, parentId, text)]
  return extractFeatures({ id: postId, posts, headers: [] }, split).at(-1) as PostFeatures
}

/** Features of a post without its parent. */
export const withoutContext = (features: PostFeatures): PostFeatures => ({
  ...features,
  parent: null,
  possibleParents: NONE,
  root: null,
  depth: 0,
})
