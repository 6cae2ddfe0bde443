import type { PostFacts } from '../../base/thread/post.js'

/** A post as its source gives it, before it is tied to its thread. Ids are strings, whatever the source writes. */
export interface FoundPost {
  /** Unique in the whole input, not only in its thread. */
  readonly id: string
  /** Null when the source names none: the thread is then that of the root reached. */
  readonly threadId: string | null
  readonly parentId: string | null
  readonly author: string | null
  /** ISO 8601, UTC. */
  readonly createdAt: string | null
  readonly text: string
  readonly meta: PostFacts
}

/** What a source says of a thread as a whole, for its capture ledger. */
export interface ThreadFacts {
  /** Replies that exist according to the source. */
  readonly reportedCount?: number
  readonly depthLimit?: string
  readonly notOpenedCount?: number
  /** Adverts that were left out of the posts. */
  readonly advertCount?: number
  /** Records of its posts left out before. */
  readonly duplicateCount?: number
  readonly notes?: readonly string[]
}

type Facts = { -readonly [Key in keyof ThreadFacts]: ThreadFacts[Key] }

/** Gathers what a source says of its threads while its posts are read. */
export class ThreadFactsBook {
  readonly #facts = new Map<string, Facts>()

  /** The facts by thread id, as read so far. */
  get byThread(): ReadonlyMap<string, ThreadFacts> {
    return this.#facts
  }

  /** A later and higher count wins: threads grow while they are captured. */
  report(threadId: string, count: number | null): void {
    if (count === null) return
    const facts = this.#of(threadId)
    facts.reportedCount = Math.max(facts.reportedCount ?? 0, count)
  }

  /** Counts replies behind a stub that nobody opened. */
  leaveUnopened(threadId: string, count: number): void {
    const facts = this.#of(threadId)
    facts.notOpenedCount = (facts.notOpenedCount ?? 0) + count
  }

  limitDepth(threadId: string, words: string): void {
    this.#of(threadId).depthLimit = words
  }

  note(threadId: string, words: string): void {
    const facts = this.#of(threadId)
    if (!facts.notes?.includes(words)) facts.notes = [...(facts.notes ?? []), words]
  }

  #of(threadId: string): Facts {
    const known = this.#facts.get(threadId)
    if (known !== undefined) return known
    const facts: Facts = {}
    this.#facts.set(threadId, facts)
    return facts
  }
}
