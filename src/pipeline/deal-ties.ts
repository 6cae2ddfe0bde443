import { flagValue, LANGUAGE_FLAG, UNKNOWN_DEAL_FLAG } from '../judge/screen-posts.js'
import type { ScoredPost } from '../judge/stance/stance-prediction.js'

/** How posts were tied to deals. Plain JSON; the counts of batches add up. */
export interface TieCounts {
  readonly threadCount: number
  /** Threads whose first post is tied to no deal, nor is another opening post: what such a thread is about is not known. */
  readonly untiedThreadCount: number
  readonly postCount: number
  /** Posts on no named deal. */
  readonly untiedCount: number
  /** Posts that name no deal, tied to that of their thread's heading. */
  readonly defaultCount: number
  /** Posts whose row has a column of deals and names none in it. */
  readonly emptyRowCount: number
  /** Posts without a label because the model does not read their language. */
  readonly foreignCount: number
  /** Posts by deal id. */
  readonly byDeal: Readonly<Record<string, number>>
  /** Posts by the name in their row that calls no deal. */
  readonly byUnknownName: Readonly<Record<string, number>>
}

export class DealTies {
  readonly #isThreadTied = new Map<string, boolean>()
  readonly #byDeal = new Map<string, number>()
  readonly #byUnknownName = new Map<string, number>()
  #sums = { threadCount: 0, untiedThreadCount: 0, postCount: 0, untiedCount: 0, defaultCount: 0, emptyRowCount: 0, foreignCount: 0 }

  add(posts: readonly ScoredPost[]): void {
    const sums = this.#sums
    for (const { threadId, deals, stances, status, flags, meta } of posts) {
      const known = this.#isThreadTied.get(threadId)
      if (known !== true && (known === undefined || meta.role === 'root')) this.#isThreadTied.set(threadId, deals.length > 0)
      sums.postCount += 1
      if (deals.length === 0) sums.untiedCount += 1
      if (stances.some(({ by }) => by === 'default')) sums.defaultCount += 1
      if (meta.rowDeals?.length === 0) sums.emptyRowCount += 1
      if (status === 'unscored' && flagValue(flags, LANGUAGE_FLAG) !== null) sums.foreignCount += 1
      for (const dealId of deals) count(this.#byDeal, dealId, 1)
      for (const flag of flags) if (flag.startsWith(UNKNOWN_DEAL_FLAG)) count(this.#byUnknownName, flag.slice(UNKNOWN_DEAL_FLAG.length), 1)
    }
  }

  /** Adds the counts of a batch of whole threads. */
  addCounts({ byDeal, byUnknownName, ...sums }: TieCounts): void {
    const names = Object.keys(this.#sums) as (keyof typeof sums)[]
    for (const name of names) this.#sums[name] += sums[name]
    for (const [dealId, postCount] of Object.entries(byDeal)) count(this.#byDeal, dealId, postCount)
    for (const [name, postCount] of Object.entries(byUnknownName)) count(this.#byUnknownName, name, postCount)
  }

  counts(): TieCounts {
    const tied = [...this.#isThreadTied.values()]
    return {
      ...this.#sums,
      threadCount: this.#sums.threadCount + tied.length,
      untiedThreadCount: this.#sums.untiedThreadCount + tied.filter((isTied) => !isTied).length,
      byDeal: Object.fromEntries(this.#byDeal),
      byUnknownName: Object.fromEntries(this.#byUnknownName),
    }
  }
}

const count = (counts: Map<string, number>, key: string, by: number): void => void counts.set(key, (counts.get(key) ?? 0) + by)
