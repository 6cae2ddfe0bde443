import type { PhraseSummary } from '../breakdown/breakdown.js'
import { UNITS } from './summarise-sentiment.js'

/** An evidence phrase for a post's label, with the sum of its weights in that post, in ten-thousandths. */
export type PhraseUnits = readonly [phrase: string, units: number]

/** Posts and weight, in ten-thousandths, by phrase. */
type PhraseSums = Map<string, { readonly postCount: number; readonly weightUnits: number }>

/** Adds numbers >= 0 and saturates at the largest safe integer, so that the order of addition does not matter. */
export const addSaturating = (one: number, other: number): number => Math.min(Number.MAX_SAFE_INTEGER, one + other)

/** The phrases of counted posts, summed by deal (null: of all posts) and side. */
export class PhraseCounter {
  readonly #sums: Map<string, PhraseSums>

  constructor(sums = new Map<string, PhraseSums>()) {
    this.#sums = sums
  }

  /** Phrases explain the post's top-level label, and so only the deals on which it has that label. */
  add(
    { label, stances }: { readonly label: string | null; readonly stances: readonly { dealId: string; label: string | null }[] },
    phrases: readonly PhraseUnits[],
  ): void {
    if (label === null || phrases.length === 0) return
    const explained = stances.filter((stance) => stance.label === label).map(({ dealId }) => dealId)
    for (const dealId of [null, ...explained]) {
      const key = JSON.stringify([dealId, label])
      const sums: PhraseSums = this.#sums.get(key) ?? new Map()
      this.#sums.set(key, sums)
      for (const [phrase, units] of phrases) {
        const { postCount, weightUnits } = sums.get(phrase) ?? { postCount: 0, weightUnits: 0 }
        sums.set(phrase, { postCount: postCount + 1, weightUnits: addSaturating(units, weightUnits) })
      }
    }
  }

  /** The strongest phrases for a side, in descending order of weight, then of posts, then by UTF-16 code units. */
  strongest(dealId: string | null, side: string, phraseCount: number): PhraseSummary[] {
    return [...(this.#sums.get(JSON.stringify([dealId, side])) ?? [])]
      .sort(
        ([phrase, one], [other, sums]) => sums.weightUnits - one.weightUnits || sums.postCount - one.postCount || (phrase < other ? -1 : 1),
      )
      .slice(0, phraseCount)
      .map(([phrase, { postCount, weightUnits }]) => ({ phrase, postCount, weight: weightUnits / UNITS }))
  }

  copy(): PhraseCounter {
    return new PhraseCounter(new Map([...this.#sums].map(([key, sums]) => [key, new Map(sums)])))
  }
}

/** Folds spellings of one phrase: NFC, lower case, straight quotes, single spaces, no punctuation at either end. */
export function normalisePhrase(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|(?<![\s\p{P}])[\s\p{P}]+$/gu, '')
}
