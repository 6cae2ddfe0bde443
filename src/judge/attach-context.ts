import { PipelineError } from '../base/errors.js'
import type { Post } from '../base/thread/post.js'
import type { CarriedPost, Thread } from '../base/thread/thread.js'
import { type PostPlace, placePosts } from '../base/thread/walk-thread.js'
import type { OnBadRecord } from '../read/link/link-parents.js'
import { distinctHits } from './deals/alias-table.js'
import type { DealCatalogue } from './deals/deal-catalogue.js'
import { findRootDeals } from './deals/find-root-deals.js'
import { splitText } from './features/tokenise.js'
import { DuplicateFinder, type DuplicateLimits, duplicateKeyOf } from './find-duplicates.js'

/** Threads with at most this many roots carry all of them. Larger threads carry one root for each distinct set of deals that a root names. */
const MAX_ROOT_COUNT = 8
/**
 * Deepest reply that can carry its context. Every post carries all its ancestors, so the output of a chain grows with the square of its
 * length. Real discussions do not go deeper; broken exports do.
 */
export const MAX_CARRIED_DEPTH = 1000

/** The deal catalogue, and how posts that are too deep are handled. */
export interface AttachOptions {
  /** Finds the deals that roots name in threads with many roots. */
  readonly catalogue: DealCatalogue
  /** What to do with a post that is too deep: throw, or leave it out and count it. Default `throw`. */
  readonly onBadRecord?: OnBadRecord
  /** How far back duplicates are looked for. Default: each post is compared with all before it. */
  readonly limits?: DuplicateLimits
}

/**
 * Attaches to each post the context it needs to be scored alone as it would be scored in its thread: its ancestors, with the fields that
 * scoring uses; the roots, which name the thread's deals; the header pieces; and the id of the earlier post it repeats, among the threads
 * seen so far. Replies to the post, siblings, times and authors do not affect its score and are left out.
 */
export class ContextAttacher {
  readonly #catalogue: DealCatalogue
  readonly #duplicates: DuplicateFinder
  readonly #isSkipping: boolean
  #skippedCount = 0

  constructor({ catalogue, onBadRecord = 'throw', limits }: AttachOptions) {
    this.#catalogue = catalogue
    this.#duplicates = new DuplicateFinder(limits)
    this.#isSkipping = onBadRecord === 'skip'
  }

  /** Number of posts left out so far because they are too deep. */
  get skippedCount(): number {
    return this.#skippedCount
  }

  /** @throws {PipelineError} `INGEST_THREAD_TOO_LARGE` for a post with more than 1,000 ancestors, unless such posts are left out */
  attach(threads: readonly Thread[]): CarriedPost[][] {
    const originals = this.#duplicates.find(threads.flatMap(({ posts }) => posts.map(duplicateKeyOf))).values()
    return threads.map((thread) => this.#attachTo(thread, new Map(thread.posts.map((post) => [post, originals.next().value ?? null]))))
  }

  #attachTo(thread: Thread, originalOf: ReadonlyMap<Post, string | null>): CarriedPost[] {
    const places = placePosts(thread)
    const roots = this.#selectRoots(thread.posts.filter(({ id, meta }) => meta.role === 'root' && places.get(id)?.parent === null))
    const postById = new Map(thread.posts.map((post) => [post.id, post]))
    const isTooDeep = ({ id }: Post): boolean => (places.get(id)?.depth ?? 0) > MAX_CARRIED_DEPTH
    const posts = this.#isSkipping ? thread.posts.filter((post) => !isTooDeep(post)) : thread.posts
    this.#skippedCount += thread.posts.length - posts.length
    return posts.map((post) => {
      const ancestors = ancestorsOf(post, places, postById)
      const others = roots.filter((root) => root !== post && !ancestors.includes(root))
      const context = [...others, ...ancestors].map(toContextPost)
      return { post, context: { posts: context, headers: thread.headers, duplicateOf: originalOf.get(post) ?? null } }
    })
  }

  /** Selects roots that together name all deals of the thread. */
  #selectRoots(roots: readonly Post[]): readonly Post[] {
    if (roots.length <= MAX_ROOT_COUNT) return roots
    const rootByDeals = new Map<string, Post>()
    for (const root of roots) {
      const { words } = splitText(root.text)
      const deals = findRootDeals(this.#catalogue, words, distinctHits(this.#catalogue.findNames(words))).join(' ')
      if (deals !== '' && !rootByDeals.has(deals)) rootByDeals.set(deals, root)
    }
    return [...rootByDeals.values()]
  }
}

/** The ancestors of a post, guessed and possible ones too, the least deep first. */
function ancestorsOf(post: Post, places: ReadonlyMap<string, PostPlace>, postById: ReadonlyMap<string, Post>): Post[] {
  const { depth = 0 } = places.get(post.id) ?? {}
  if (depth > MAX_CARRIED_DEPTH) {
    const message = `expected at most ${MAX_CARRIED_DEPTH} ancestors of a post that carries its context, got ${depth} for post "${post.id}" of thread "${post.threadId}". Check the export: real discussions are not this deep. --on-bad-record skip leaves such posts out; classify without --filter scores the whole thread.`
    throw new PipelineError('INGEST_THREAD_TOO_LARGE', message, { context: { postId: post.id, threadId: post.threadId, depth } })
  }
  const ancestors = new Map<string, Post>()
  const open = [post]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const id of next.meta.possibleParents ?? [places.get(next.id)?.parent?.id ?? '']) {
      const ancestor = postById.get(id)
      if (ancestor === undefined || ancestor === post || ancestors.has(id)) continue
      ancestors.set(id, ancestor)
      open.push(ancestor)
    }
  }
  const depthOf = ({ id }: Post): number => places.get(id)?.depth ?? 0
  return [...ancestors.values()].sort((left, right) => depthOf(left) - depthOf(right))
}

/** Keeps the fields of an ancestor or root that scoring uses. */
function toContextPost({ id, threadId, parentId, text, meta: { role, node, language, isParentInferred, possibleParents } }: Post): Post {
  const meta = {
    role,
    ...(node !== undefined && { node }),
    ...(language !== undefined && { language }),
    ...(isParentInferred && { isParentInferred }),
    ...(possibleParents && { possibleParents }),
  }
  return { id, threadId, parentId, author: null, createdAt: null, text, meta }
}
