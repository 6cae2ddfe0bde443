import { isParentKnown } from '../../base/thread/known-parent.js'
import { findPrompts } from '../../base/thread/prompt-posts.js'
import type { Thread } from '../../base/thread/thread.js'
import { placePosts } from '../../base/thread/walk-thread.js'
import { PostFeatures, splitOf } from './token.js'
import { splitText, type Tokenise, tokenise } from './tokenise.js'

type Place = Pick<PostFeatures, 'postId' | 'threadId' | 'parent' | 'depth' | 'isPrompt'>

function readPost(text: string, split: Tokenise, place: Place): PostFeatures {
  const { words, starts } = split === tokenise ? splitText(text) : splitOf(split(text))
  const wordIndex = words.findIndex(({ kind }) => kind !== 'mention')
  const addresseeTokenCount = wordIndex === -1 ? words.length : wordIndex
  const root = place.parent && (place.parent.root ?? place.parent)
  return new PostFeatures({ ...place, text, words, starts, addresseeTokenCount, root })
}

/**
 * Extracts the features of every post of a thread, in order. Replies share their parent's features
 * by reference.
 */
export function extractFeatures(thread: Thread, split: Tokenise = tokenise): PostFeatures[] {
  const places = placePosts(thread)
  const prompts = findPrompts(thread, places)
  const featuresById = new Map<string, PostFeatures>()
  const featuresOf = (id: string): PostFeatures | null => featuresById.get(id) ?? null
  const byDepth = [...thread.posts].sort(
    (a, b) => (places.get(a.id)?.depth ?? 0) - (places.get(b.id)?.depth ?? 0),
  )
  for (const post of byDepth) {
    const place = places.get(post.id)
    const parent = place?.parent && isParentKnown(post) ? featuresOf(place.parent.id) : null
    featuresById.set(
      post.id,
      readPost(post.text, split, {
        postId: post.id,
        threadId: thread.id,
        parent,
        depth: place?.depth ?? 0,
        isPrompt: prompts.has(post.id),
      }),
    )
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
  const placeUnder = (id: string, parent: PostFeatures | null): Place => ({
    postId: id,
    threadId: null,
    parent,
    depth: parent === null ? 0 : 1,
    isPrompt: false,
  })
  const parent =
    parentText === null ? null : readPost(parentText, split, placeUnder(`${postId}/parent`, null))
  return readPost(text, split, placeUnder(postId, parent))
}
