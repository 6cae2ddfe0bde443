import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { hashText } from '../../base/text/hash-text.js'
import type { PhraseUnits, PostVerdicts } from '../partial/countable-post.js'
import { type PhraseSum, strongestPhrases } from '../tally/summarise-phrases.js'
import { addSaturating } from '../tally/summarise-sentiment.js'
import { numberAt, RecordStore, type SpillRoom, wordsOf } from './record-store.js'

/** Field offsets of a phrase record: after the hash, the index of the post's verdicts, then the weight in two words. */
const PHRASE = { verdicts: 2, units: 3 } as const
const PHRASE_FIELD_COUNT = 5

/** The strongest phrases of a group, by side. */
export type SidePhrases = ReadonlyMap<string, readonly PhraseSum[]>

/** The phrases of all counted posts. They are summed partition by partition, so that they need not all be in memory. */
export class PhraseColumns {
  readonly #verdicts: readonly PostVerdicts[]
  readonly #scheme: StanceScheme
  readonly #records: RecordStore

  constructor(verdicts: readonly PostVerdicts[], scheme: StanceScheme, room: SpillRoom | null) {
    this.#verdicts = verdicts
    this.#scheme = scheme
    this.#records = new RecordStore(PHRASE_FIELD_COUNT, room)
  }

  /** @param verdicts index of the post's verdicts */
  add(verdicts: number, phrases: readonly PhraseUnits[] = []): void {
    for (const [phrase, units] of phrases) this.#records.add([...hashText(phrase), verdicts, ...wordsOf(units)], phrase)
  }

  /** Finds the strongest phrases of each deal; the key null holds those of all posts. */
  strongest(phraseCount: number): ReadonlyMap<string | null, SidePhrases> {
    const strongest = new Map<string | null, Map<string, readonly PhraseSum[]>>()
    for (const block of this.#records.blocks()) {
      const { words, places } = block
      const sums = new Map<string | null, Map<string, Map<string, PhraseSum>>>()
      for (const place of places) {
        const verdicts = this.#verdicts[words[place + PHRASE.verdicts] as number] as PostVerdicts
        const side = verdicts.label ?? ''
        if (!this.#scheme.sides.includes(side)) continue
        const [phrase, units] = [block.textAt(place), numberAt(words, place + PHRASE.units)]
        // Phrases explain the post's top-level label, and so only the deals on which it has that label.
        const explained = verdicts.stances.flatMap(({ dealId, label }) => (label === side ? [dealId] : []))
        for (const dealId of [null, ...explained]) addPhrase(sums, dealId, side, phrase, units)
      }
      for (const [dealId, sides] of sums) {
        const known = strongest.get(dealId) ?? new Map<string, readonly PhraseSum[]>()
        strongest.set(dealId, known)
        for (const [side, phrases] of sides) {
          known.set(side, strongestPhrases([...(known.get(side) ?? []), ...phrases.values()], phraseCount))
        }
      }
    }
    return strongest
  }
}

function addPhrase(
  sums: Map<string | null, Map<string, Map<string, PhraseSum>>>,
  dealId: string | null,
  side: string,
  phrase: string,
  units: number,
): void {
  const sides = sums.get(dealId) ?? new Map<string, Map<string, PhraseSum>>()
  sums.set(dealId, sides)
  const phrases = sides.get(side) ?? new Map<string, PhraseSum>()
  sides.set(side, phrases)
  const known = phrases.get(phrase)
  phrases.set(phrase, { phrase, postCount: 1 + (known?.postCount ?? 0), weightUnits: addSaturating(units, known?.weightUnits ?? 0) })
}
