import { addTo } from '../base/statistics/group-by.js'
import type { DealRecord } from '../base/thread/capture-ledger.js'
import { recordDeals, UNKNOWN_DEAL_FLAG } from '../base/thread/deal-record.js'
import { isParentKnown } from '../base/thread/known-parent.js'
import type { Post } from '../base/thread/post.js'
import type { Thread } from '../base/thread/thread.js'
import { type Deal, recordOf } from './deals/deal.js'
import { type DealCatalogue, targetOf } from './deals/deal-catalogue.js'
import { isOpenedBy, namesDeal } from './deals/deal-names.js'
import { findCompanies } from './deals/find-companies.js'
import { type DealLink, linkDeals, rowDealsOf } from './deals/link-deals.js'
import { findOtherCompany } from './deals/other-company.js'
import { extractFeatures } from './features/extract-features.js'
import type { PostFeatures } from './features/token.js'
import type { Tokenise } from './features/tokenise.js'
import type { LearntRecord } from './learn/cross-fitted-labels.js'
import { hasWords, type PostScreening } from './screen-posts.js'
import type { StanceInput } from './stance/stance-classifier.js'

/** A question for the classifier: the stance of one post on one deal. */
export interface Question {
  readonly input: StanceInput
  readonly link: DealLink | null
}

/** A post with the questions to put to the classifier about it. */
export interface PlannedPost {
  readonly post: Post
  readonly features: PostFeatures
  readonly questions: readonly Question[]
  /** The reason why the post stays unscored, for users; null for a post that may be scored. */
  readonly unscorableReason: string | null
  /** Flags of {@link postFlagsOf}, then those of the screening. */
  readonly flags: readonly string[]
}

interface QuestionOptions {
  readonly catalogue: DealCatalogue
  readonly dealIds: readonly string[]
  /** The classifier reads the post answered: see `StanceClassifier`. */
  readonly readsThread: boolean
  /** The classifier's answer depends on the move in question. */
  readonly readsTarget: boolean
  /** Splits text of the classifier's language into tokens. Default: English. */
  readonly tokenise?: Tokenise
  /** The labels that the classifier learnt; the first post of each thread names them. */
  readonly learnt?: LearntRecord | undefined
}

/** Plans the questions about posts. */
export class QuestionPlanner {
  readonly #options: QuestionOptions
  readonly #own: readonly Deal[]

  constructor(options: QuestionOptions) {
    this.#options = options
    const { deals, ownIndexes } = options.catalogue
    this.#own = deals.filter((_, index) => ownIndexes.has(index))
  }

  /**
   * Plans the questions about threads. Each step runs over all threads before the next, so that its
   * tables stay in the processor's cache.
   *
   * @param screenings one per post of each thread; a post without one may be scored
   * @returns one entry per post, in thread order
   */
  planQuestions(
    threads: readonly Thread[],
    screenings: readonly (readonly PostScreening[])[] = [],
  ): readonly PlannedPost[] {
    const { catalogue, dealIds, readsThread, tokenise, learnt } = this.#options
    const read = threads.map(cutLongTexts)
    const extracted = read.map((thread) => extractFeatures(thread, tokenise))
    const linked = read.map((thread, place) =>
      linkDeals(thread, extracted[place] as PostFeatures[], catalogue, dealIds),
    )
    return threads.flatMap((thread, place) => {
      const { posts } = thread
      const links = linked[place] as ReadonlyMap<string, readonly DealLink[]>
      const ids = new Set(posts.map(({ id }) => id))
      return posts.map((each, index) => {
        const post = withoutEarlier(each, dealIds.length === 1)
        const whole = extracted[place]?.[index] as PostFeatures
        const features = readsThread ? whole : whole.alone
        const postLinks = links.get(post.id) ?? []
        const { unscorableReason: screened = null, flags = [] } = screenings[place]?.[index] ?? {}
        const unknownDeals = dealIds.length === 1 ? [] : this.#unknownDealsOf(each)
        const isElsewhere = postLinks.length === 0 && unknownDeals.length > 0
        const unscorableReason = screened ?? (isElsewhere ? REASON_UNKNOWN_DEAL : null)
        return {
          post: withLearnt(
            withRecords(post, index === 0 ? this.#recordsIn(thread, links) : []),
            index === 0 ? learnt : undefined,
          ),
          features,
          questions: this.#questionsFor(features, postLinks),
          unscorableReason,
          flags: [...postFlagsOf(post, whole, ids), ...unknownDeals, ...flags],
        }
      })
    })
  }

  #unknownDealsOf({ meta }: Post): string[] {
    const { catalogue, dealIds } = this.#options
    const isKnown = (name: string): boolean => {
      const deal = catalogue.deals[catalogue.called(name) ?? -1]
      return deal !== undefined && (dealIds.length === 0 || dealIds.includes(deal.id))
    }
    return (rowDealsOf(meta) ?? [])
      .filter((name) => !isKnown(name))
      .map((name) => `${UNKNOWN_DEAL_FLAG}${name}`)
  }

  /** The records of the user's deals that posts are tied to. */
  #recordsIn(thread: Thread, links: ReadonlyMap<string, readonly DealLink[]>): DealRecord[] {
    if (this.#own.length === 0) return []
    const textsOf = new Map<string, string[]>()
    for (const { id, text } of thread.posts)
      for (const { dealId } of links.get(id) ?? []) addTo(textsOf, dealId, text)
    let names: readonly string[] | null = null
    return this.#own.flatMap((deal) => {
      const texts = textsOf.get(deal.id)
      if (texts === undefined) return []
      const isNamed = namesDeal(deal, [...thread.headers, ...texts])
      if (isNamed || isOpenedBy(deal, thread.posts)) {
        const other = this.#own.length === 1 && findOtherCompany(thread, deal)
        return [{ ...recordOf(deal), ...(other && { other }) }]
      }
      names ??= findCompanies([thread]).slice(0, MAX_INSTEAD)
      return [{ ...recordOf(deal), instead: names }]
    })
  }

  #questionsFor(features: PostFeatures, links: readonly DealLink[]): Question[] {
    const { catalogue, readsTarget } = this.#options
    if (links.length === 0) return [{ input: { features, target: null }, link: null }]
    return links.map((link) => ({
      input: { features, target: readsTarget ? targetOf(catalogue, link.dealId) : null },
      link,
    }))
  }
}

/** Names kept of a thread that does not name the deal. */
const MAX_INSTEAD = 3

const REASON_UNKNOWN_DEAL = 'its row names a deal that is not known'

/** Characters of a text that are read. Choice: platforms allow fewer (Reddit 40,000). */
const MAX_READ_LENGTH = 50_000

const isLong = ({ text }: Post): boolean => text.length > MAX_READ_LENGTH

function cutLongTexts(thread: Thread): Thread {
  if (!thread.posts.some(isLong)) return thread
  return {
    ...thread,
    posts: thread.posts.map((post) =>
      isLong(post) ? { ...post, text: post.text.slice(0, MAX_READ_LENGTH) } : post,
    ),
  }
}

function withRecords(post: Post, records: readonly DealRecord[]): Post {
  const meta = recordDeals(post.meta, records)
  return meta === post.meta ? post : { ...post, meta }
}

/** @param isOne true if all posts are about one deal, whatever their rows name */
function withoutEarlier(post: Post, isOne: boolean): Post {
  const { rowDeals, earlierDeals, ...meta } = post.meta
  if (earlierDeals === undefined && !(isOne && rowDeals)) return post
  return { ...post, meta: isOne || rowDeals === undefined ? meta : { ...meta, rowDeals } }
}

function withLearnt(post: Post, learnt: LearntRecord | undefined): Post {
  if (learnt === undefined && post.meta.capture?.learnt === undefined) return post
  const { capture, ...facts } = post.meta
  const { learnt: _, ...ledger } = capture ?? {}
  const kept = { ...ledger, ...(learnt && { learnt }) }
  return { ...post, meta: Object.keys(kept).length === 0 ? facts : { ...facts, capture: kept } }
}

/** A reply this deep is flagged: broken exports go so deep. */
const DEEP_CHAIN_DEPTH = 1000

function postFlagsOf(
  post: Post,
  { parent, depth }: PostFeatures,
  ids: ReadonlySet<string>,
): string[] {
  const { parentId, meta } = post
  const flags = isLong(post) ? ['text-cut'] : []
  const isOutside = parentId !== null && !ids.has(parentId)
  if (meta.missingParent !== undefined || isOutside) flags.push('parent-missing')
  if (isParentKnown(post) && parent === null && !isOutside) flags.push('cycle-cut')
  if (depth >= DEEP_CHAIN_DEPTH) flags.push('deep-chain')
  if (parent !== null && !hasWords(parent)) flags.push('parent-without-words')
  return flags
}
