import { type PhraseSum, type PhraseUnits, strongestPhrases } from '../tally/summarise-phrases.js'
import { addSaturating } from '../tally/summarise-sentiment.js'
import type { PostVerdicts } from './counted-post.js'

/** Sums by phrase, by side. */
type SideSums = Map<string, Map<string, PhraseSum>>

/** The phrases of counted posts, summed by deal and side. The key null holds those of all posts. */
export class PhraseSums {
  readonly #sums: Map<string | null, SideSums>

  constructor(sums = new Map<string | null, SideSums>()) {
    this.#sums = sums
  }

  /** Phrases explain the post's top-level label, and so only the deals on which it has that label. */
  add({ label, stances }: PostVerdicts, phrases: readonly PhraseUnits[]): void {
    if (label === null || phrases.length === 0) return
    const explained = stances.filter((stance) => stance.label === label).map(({ dealId }) => dealId)
    for (const dealId of [null, ...explained]) {
      const sums = this.#sumsOf(dealId, label)
      for (const [phrase, units] of phrases) {
        const known = sums.get(phrase)
        sums.set(phrase, { phrase, postCount: 1 + (known?.postCount ?? 0), weightUnits: addSaturating(units, known?.weightUnits ?? 0) })
      }
    }
  }

  /** The strongest phrases for a side, in descending order of weight. */
  strongest(dealId: string | null, side: string, phraseCount: number): readonly PhraseSum[] {
    return strongestPhrases([...(this.#sums.get(dealId)?.get(side)?.values() ?? [])], phraseCount)
  }

  copy(): PhraseSums {
    const sides = (sums: SideSums): SideSums => new Map([...sums].map(([side, phrases]) => [side, new Map(phrases)]))
    return new PhraseSums(new Map([...this.#sums].map(([dealId, sums]) => [dealId, sides(sums)])))
  }

  #sumsOf(dealId: string | null, side: string): Map<string, PhraseSum> {
    const sides = this.#sums.get(dealId) ?? new Map<string, Map<string, PhraseSum>>()
    this.#sums.set(dealId, sides)
    const sums = sides.get(side) ?? new Map<string, PhraseSum>()
    sides.set(side, sums)
    return sums
  }
}
