import type { ThreadFacts } from './found-post.js'

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
