import { distinctHits } from '../deals/alias-table.js'
import type { DealCatalogue } from '../deals/deal-catalogue.js'
import { nameDeals } from '../deals/find-named-deals.js'
import { PipelineError } from '../errors.js'
import { tokenise } from '../features/tokenise.js'
import type { OnBadRecord } from '../ingest/link/link-parents.js'
import type { Post } from '../thread/post.js'
import type { CarriedPost } from '../thread/post-context.js'
import type { Thread } from '../thread/thread.js'
import { type PostPlace, placePosts } from '../thread/walk-thread.js'
import { OriginalFinder } from './find-original.js'

/** So many root posts of a thread are carried as they are; of more, one for each set of deals that any of them names. */
const MAX_ROOT_COUNT = 8
/** Every post carries all above it: the size of a chain grows with the square of its length. Deeper than this only broken exports go. */
export const MAX_CARRIED_DEPTH = 1000

/** The deals that threads are read for, and what a thread too deep does. */
export interface CarrierOptions {
  /** By which deals are named where a thread has many roots. */
  readonly catalogue: DealCatalogue
  /** Whether a post too deep to carry what stands above it ends the work, or is left out and counted. Default `throw`. */
  readonly onBadRecord?: OnBadRecord
}

/**
 * Gives each post of threads what it is to be judged with, so that it is scored apart as it would be in its thread, among the threads
 * carried before it: the posts above it, as far as judging reads them; the roots, by which the thread's deals are known; the header
 * pieces; and the earlier post that it repeats. Nothing else of a thread has a say: no answers to it, no siblings, no times, no authors.
 */
export class ContextCarrier {
  readonly #catalogue: DealCatalogue
  readonly #originals = new OriginalFinder()
  readonly #isSkipping: boolean
  #skippedCount = 0

  constructor({ catalogue, onBadRecord = 'throw' }: CarrierOptions) {
    this.#catalogue = catalogue
    this.#isSkipping = onBadRecord === 'skip'
  }

  /** Posts left out so far. */
  get skippedCount(): number {
    return this.#skippedCount
  }

  /**
   * @param originals tells which posts repeat others; default: those are found among the threads carried
   * @returns one entry per post, in the order of the thread
   * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE` for a post with more than 1,000 above it, unless those are left out
   */
  carry(thread: Thread, originals: Pick<OriginalFinder, 'find'> = this.#originals): CarriedPost[] {
    const places = placePosts(thread)
    const roots = this.#pickRoots(thread.posts.filter(({ id, meta }) => meta.role === 'root' && places.get(id)?.parent === null))
    const isCarried = new Set(roots.map(({ id }) => id))
    const isTooDeep = ({ id }: Post): boolean => (places.get(id)?.depth ?? 0) > MAX_CARRIED_DEPTH
    const posts = this.#isSkipping ? thread.posts.filter((post) => !isTooDeep(post)) : thread.posts
    this.#skippedCount += thread.posts.length - posts.length
    return posts.map((post) => {
      const above = postsAbove(post, places)
      const branch = above[0] ?? post
      const others = isCarried.has(branch.id) ? roots.filter(({ id }) => id !== branch.id) : roots
      const context = [...others, ...above].map(asContext)
      return { post, context: { posts: context, headers: thread.headers, duplicateOf: originals.find(post) } }
    })
  }

  /** The roots that tell all deals of the thread. */
  #pickRoots(roots: readonly Post[]): readonly Post[] {
    if (roots.length <= MAX_ROOT_COUNT) return roots
    const rootByDeals = new Map<string, Post>()
    for (const root of roots) {
      const tokens = tokenise(root.text)
      const deals = nameDeals(this.#catalogue, tokens, distinctHits(this.#catalogue.names.find(tokens))).join(' ')
      if (deals !== '' && !rootByDeals.has(deals)) rootByDeals.set(deals, root)
    }
    return [...rootByDeals.values()]
  }
}

/** The posts that lead to a post, its branch's first one first. */
function postsAbove(post: Post, places: ReadonlyMap<string, PostPlace>): Post[] {
  const { depth = 0 } = places.get(post.id) ?? {}
  if (depth > MAX_CARRIED_DEPTH) {
    throw new PipelineError(
      'INGEST_THREAD_TOO_LARGE',
      `expected at most ${MAX_CARRIED_DEPTH} posts above a post that carries its context, got ${depth} above "${post.id}" of thread "${post.threadId}". Look at the export: no discussion goes so deep. --on-bad-record skip leaves such posts out; classify without --filter reads the thread whole.`,
      { context: { postId: post.id, threadId: post.threadId, depth } },
    )
  }
  const above: Post[] = []
  for (let place = places.get(post.id); place?.parent; place = places.get(place.parent.id)) above.push(place.parent)
  return above.reverse()
}

/** What judging reads of a post that is not the one judged. */
function asContext({ id, threadId, parentId, text, meta: { role, node, language } }: Post): Post {
  const meta = { role, ...(node !== undefined && { node }), ...(language !== undefined && { language }) }
  return { id, threadId, parentId, author: null, createdAt: null, text, meta }
}
