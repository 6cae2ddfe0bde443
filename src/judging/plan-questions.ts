import { type DealCatalogue, targetOf } from '../deals/deal-catalogue.js'
import { type DealLink, linkDeals } from '../deals/link-deals.js'
import { extractFeatures, withoutContext } from '../features/extract-features.js'
import type { PostFeatures } from '../features/post-features.js'
import type { Tokenise } from '../features/tokeniser.js'
import type { StanceInput } from '../stance/stance-classifier.js'
import type { Post } from '../thread/post.js'
import type { Thread } from '../thread/thread.js'
import type { PostRemarks } from './remark-posts.js'

/** One stance that is wanted: which post, on which deal. */
export interface Question {
  readonly input: StanceInput
  /** Null for a post tied to no deal. */
  readonly link: DealLink | null
}

/** A post and what is asked of it. */
export interface AskedPost {
  readonly post: Post
  readonly features: PostFeatures
  /** One per deal, at least one. */
  readonly questions: readonly Question[]
  /** Why it must not be judged, in words; null where it may. */
  readonly obstacle: string | null
  /** What its place in the thread does not show, see {@link flagPlace}, and what was remarked of it. */
  readonly flags: readonly string[]
}

export interface AskOptions {
  readonly catalogue: DealCatalogue
  /** Deals that the thread is known to be about. */
  readonly dealIds: readonly string[]
  /** Let replies see the posts that they answer. */
  readonly context: boolean
  /** Whether the classifier reads the move that a post is judged on. */
  readonly readsTarget: boolean
  /** How the classifier's language is split into words; default English. */
  readonly tokenise?: Tokenise
}

/** The posts of threads as questions, and which of them are about the same deals as the posts that they answer. */
export class ThreadAsker {
  readonly #options: AskOptions
  readonly #dealsOf = new WeakMap<PostFeatures, readonly string[]>()
  readonly #barred = new WeakSet<PostFeatures>()

  constructor(options: AskOptions) {
    this.#options = options
  }

  /**
   * @param remarks by post id; a post without any may be judged
   * @returns one entry per post, in the order of the thread
   */
  ask(thread: Thread, remarks: ReadonlyMap<string, PostRemarks> = new Map()): AskedPost[] {
    const { catalogue, dealIds, context, tokenise } = this.#options
    const extracted = extractFeatures(thread, tokenise)
    const links = linkDeals(thread, extracted, catalogue, { dealIds })
    const ids = new Set(thread.posts.map(({ id }) => id))
    return thread.posts.map((post, index) => {
      const whole = extracted[index] as PostFeatures
      const features = context ? whole : withoutContext(whole)
      const own = links.get(post.id) ?? []
      this.#dealsOf.set(
        features,
        own.map(({ dealId }) => dealId),
      )
      const { obstacle = null, flags = [] } = remarks.get(post.id) ?? {}
      if (obstacle !== null) this.#barred.add(features)
      return { post, features, questions: this.#question(features, own), obstacle, flags: [...flagPlace(post, whole, ids), ...flags] }
    })
  }

  /** Whether a post of the threads asked so far may be judged, so that its side can be handed on. */
  mayJudge(post: PostFeatures): boolean {
    return hasWords(post) && !this.#barred.has(post)
  }

  /**
   * Whether the post answered is judged on the same deal.
   *
   * @param dealId null where one answer serves all deals: then one deal in common is enough, or none on both sides
   */
  sharesDeal(post: PostFeatures, dealId: string | null): boolean {
    const own = this.#dealsOf.get(post) ?? []
    const above = (post.parent && this.#dealsOf.get(post.parent)) ?? []
    if (dealId !== null) return own.includes(dealId) && above.includes(dealId)
    return own.length === 0 && above.length === 0 ? true : own.some((id) => above.includes(id))
  }

  #question(features: PostFeatures, links: readonly DealLink[]): Question[] {
    const { catalogue, readsTarget } = this.#options
    if (links.length === 0) return [{ input: { features, target: null }, link: null }]
    return links.map((link) => ({ input: { features, target: readsTarget ? targetOf(catalogue, link.dealId) : null }, link }))
  }
}

/** From this depth on a chain of replies is flagged: no discussion goes so deep, a broken export does. */
const DEEP = 1000

/** @returns `parent-missing`, `cycle-cut`, `deep-chain`, `parent-without-words`, as far as they hold */
function flagPlace({ parentId, meta }: Post, { parent, depth }: PostFeatures, ids: ReadonlySet<string>): string[] {
  const flags: string[] = []
  const isOutside = parentId !== null && !ids.has(parentId)
  if (meta.missingParent !== undefined || isOutside) flags.push('parent-missing')
  if (parentId !== null && parent === null && !isOutside) flags.push('cycle-cut')
  if (depth >= DEEP) flags.push('deep-chain')
  if (parent !== null && !hasWords(parent)) flags.push('parent-without-words')
  return flags
}

/** Whether there is anything to judge by: a letter, a number, an emoji, a question or exclamation mark that is no address. */
export function hasWords({ tokens, addresseeTokenCount }: PostFeatures): boolean {
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    if (tokens[index]?.kind !== 'url' && /[\p{L}\p{N}\p{S}\p{Emoji}?!]/u.test(tokens[index]?.text ?? '')) return true
  }
  return false
}
