import { BAND_COUNT, hashBands } from './min-hash.js'
import { haveSameWords, readWords, type TextWords } from './same-words.js'

/** Texts of one band looked at before the search gives up: keeps the time linear where thousands open with the same phrase. */
const CANDIDATE_LIMIT = 16

/**
 * Finds texts that repeat an earlier one, exactly or nearly (see `haveSameWords`), as they come: time linear in the texts, memory in the
 * different ones. Candidates are found by MinHash, and confirmed word by word with natural's edit distance.
 */
export class DuplicateIndex<Item extends { readonly text: string }> {
  readonly #originals: Item[] = []
  readonly #byWords = new Map<string, number>()
  /** Places among the originals by the hash of a band; a lone one, as most are, without a list of its own. */
  readonly #byBand: readonly Map<number, number | number[]>[] = Array.from({ length: BAND_COUNT }, () => new Map())

  /** @returns the first item of the same words; null for one that is new, which is then remembered, or too short to tell */
  add(item: Item): Item | null {
    const words = readWords(item.text)
    if (words === null) return null
    const key = words.words.join('')
    const same = this.#byWords.get(key)
    if (same !== undefined) return this.#originals[same] ?? null
    const bands = hashBands(words.words)
    const near = this.#findNear(words, bands)
    if (near !== null) return near
    const place = this.#originals.push(item) - 1
    this.#byWords.set(key, place)
    for (const [index, places] of this.#byBand.entries()) {
      const band = bands[index] as number
      const found = places.get(band)
      if (found === undefined) places.set(band, place)
      else if (typeof found === 'number') places.set(band, [found, place])
      else if (found.length < CANDIDATE_LIMIT) found.push(place)
    }
    return null
  }

  #findNear(words: TextWords, bands: Int32Array): Item | null {
    const seen = new Set<number>()
    for (const [index, places] of this.#byBand.entries()) {
      for (const place of [places.get(bands[index] as number) ?? []].flat()) {
        if (seen.has(place)) continue
        seen.add(place)
        const original = this.#originals[place]
        // Read again: kept for every original, the words would take more memory than the texts.
        const known = original && readWords(original.text)
        if (known && haveSameWords(known, words)) return original
      }
    }
    return null
  }
}
