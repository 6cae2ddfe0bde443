import { BAND_COUNT, hashBands } from './min-hash.js'
import { haveSameWords, readWords, type TextWords } from './same-words.js'

/** Texts of one band looked at before the search gives up: keeps the time linear where thousands open with the same phrase. */
const CANDIDATE_LIMIT = 16

/**
 * Finds texts that repeat an earlier one, exactly or nearly (see `haveSameWords`), as they come: time linear in the texts, memory in the
 * different ones. Candidates are found by MinHash, and confirmed word by word with natural's edit distance.
 */
export class DuplicateIndex<Item extends { readonly text: string }> {
  readonly #originals: { readonly item: Item; readonly words: TextWords }[] = []
  readonly #byWords = new Map<string, Item>()
  readonly #byBand: readonly Map<number, number[]>[] = Array.from({ length: BAND_COUNT }, () => new Map())

  /** @returns the first item of the same words; null for one that is new, which is then remembered, or too short to tell */
  add(item: Item): Item | null {
    const words = readWords(item.text)
    if (words === null) return null
    const key = words.words.join('')
    const same = this.#byWords.get(key)
    if (same !== undefined) return same
    const bands = hashBands(words.words)
    const near = this.#findNear(words, bands)
    if (near !== null) return near
    const index = this.#originals.push({ item, words }) - 1
    this.#byWords.set(key, item)
    for (let band = 0; band < BAND_COUNT; band++) {
      const found = this.#byBand[band]?.get(bands[band] as number)
      if (found === undefined) this.#byBand[band]?.set(bands[band] as number, [index])
      else if (found.length < CANDIDATE_LIMIT) found.push(index)
    }
    return null
  }

  #findNear(words: TextWords, bands: Int32Array): Item | null {
    const seen = new Set<number>()
    for (let band = 0; band < BAND_COUNT; band++) {
      for (const index of this.#byBand[band]?.get(bands[band] as number) ?? []) {
        if (seen.has(index)) continue
        seen.add(index)
        const original = this.#originals[index]
        if (original && haveSameWords(original.words, words)) return original.item
      }
    }
    return null
  }
}
