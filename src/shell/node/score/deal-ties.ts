import { recordedDeals, UNKNOWN_DEAL_FLAG } from '../../../base/thread/deal-record.js'
import { flagValue, LANGUAGE_FLAG } from '../../../judge/post-flags.js'
import { dealIdsOf, type ScoredPost } from '../../../judge/stance/stance-prediction.js'

/** Counts of posts by their ties to deals. Counts of batches add up. */
export interface TieCounts {
  readonly threadCount: number
  /** Threads whose opening posts are tied to no deal. */
  readonly untiedThreadCount: number
  readonly postCount: number
  readonly untiedCount: number
  /** Posts with a label, then the others by the reason: these five sum to the posts. */
  readonly labelledCount: number
  readonly wordlessCount: number
  /** Posts with an empty cell in the column of deals. */
  readonly emptyRowCount: number
  /** Posts in a language that the model does not read. */
  readonly foreignCount: number
  /** Posts whose label was withheld: its probability is too low. */
  readonly unsureCount: number
  /** Deleted or blocked posts, adverts and others that were not judged. */
  readonly unjudgedCount: number
  /** Posts in languages that the model does not read, by language. */
  readonly byLanguage: Readonly<Record<string, number>>
  /** Labelled posts on no deal. */
  readonly labelledUntiedCount: number
  readonly labelledByDeal: Readonly<Record<string, number>>
  /** Deals of threads that name them, and that do not. */
  readonly namedCount: number
  readonly unnamedCount: number
  readonly byDeal: Readonly<Record<string, number>>
  /** Posts by the name in their row, where no deal has that name. */
  readonly byUnknownName: Readonly<Record<string, number>>
}

export class DealTies {
  readonly #isThreadTied = new Map<string, boolean>()
  readonly #maps = {
    byDeal: new Map<string, number>(),
    byUnknownName: new Map<string, number>(),
    byLanguage: new Map<string, number>(),
    labelledByDeal: new Map<string, number>(),
  }
  #sums = {
    threadCount: 0,
    untiedThreadCount: 0,
    postCount: 0,
    untiedCount: 0,
    emptyRowCount: 0,
    labelledCount: 0,
    wordlessCount: 0,
    foreignCount: 0,
    unsureCount: 0,
    unjudgedCount: 0,
    labelledUntiedCount: 0,
    namedCount: 0,
    unnamedCount: 0,
  }

  add(posts: readonly ScoredPost[]): void {
    const sums = this.#sums
    for (const post of posts) {
      sums.postCount += 1
      if (post.stances.length === 0) sums.untiedCount += 1
      if (post.meta.rowDeals?.length === 0) sums.emptyRowCount += 1
      for (const { instead } of recordedDeals(post.meta))
        sums[instead === undefined ? 'namedCount' : 'unnamedCount'] += 1
      this.#addThread(post)
      this.#addOutcome(post)
      this.#addDeals(post)
    }
  }

  /** A thread is tied as its opening post is; without one, as its first. */
  #addThread({ threadId, stances, meta }: ScoredPost): void {
    const known = this.#isThreadTied.get(threadId)
    if (known === undefined || (!known && meta.role === 'root'))
      this.#isThreadTied.set(threadId, stances.length > 0)
  }

  #addDeals(post: ScoredPost): void {
    for (const dealId of dealIdsOf(post)) count(this.#maps.byDeal, dealId, 1)
    for (const flag of post.flags)
      if (flag.startsWith(UNKNOWN_DEAL_FLAG))
        count(this.#maps.byUnknownName, flag.slice(UNKNOWN_DEAL_FLAG.length), 1)
  }

  #addOutcome({ status, flags, meta, stances, text }: ScoredPost): void {
    const sums = this.#sums
    const language = flagValue(flags, LANGUAGE_FLAG)
    const labelled = stances.filter(({ label }) => label !== null)
    if (status === 'scored' || labelled.length > 0) {
      sums.labelledCount += 1
      if (labelled.length === 0) sums.labelledUntiedCount += 1
      for (const { dealId } of labelled) count(this.#maps.labelledByDeal, dealId, 1)
    } else if (status === 'unsure') sums.unsureCount += 1
    else if (meta.node === 'empty' || (meta.node === undefined && text.trim() === ''))
      sums.wordlessCount += 1
    else if (language !== null && meta.node === undefined) {
      sums.foreignCount += 1
      count(this.#maps.byLanguage, language, 1)
    } else sums.unjudgedCount += 1
  }

  addCounts(counts: TieCounts): void {
    for (const name of keysOf(this.#sums)) this.#sums[name] += counts[name]
    for (const name of keysOf(this.#maps))
      for (const [key, postCount] of Object.entries(counts[name]))
        count(this.#maps[name], key, postCount)
  }

  counts(): TieCounts {
    const { byDeal, byUnknownName, byLanguage, labelledByDeal } = this.#maps
    const tied = [...this.#isThreadTied.values()]
    return {
      ...this.#sums,
      threadCount: this.#sums.threadCount + tied.length,
      untiedThreadCount: this.#sums.untiedThreadCount + tied.filter((isTied) => !isTied).length,
      byDeal: Object.fromEntries(byDeal),
      byUnknownName: Object.fromEntries(byUnknownName),
      byLanguage: Object.fromEntries(byLanguage),
      labelledByDeal: Object.fromEntries(labelledByDeal),
    }
  }
}

const keysOf = <Key extends string>(counts: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(counts) as Key[]

const count = (counts: Map<string, number>, key: string, by: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + by)
