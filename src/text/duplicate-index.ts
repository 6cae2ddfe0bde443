import { haveSameWords, readWords } from './duplicate/same-words.js'
import { SketchIndex } from './duplicate/sketch-index.js'
import { sketchText } from './duplicate/text-sketch.js'
import { remember } from './memoise.js'

/** Originals whose words are at hand. */
export const REMEMBERED_ORIGINAL_COUNT = 2048

/**
 * Finds texts that repeat an earlier one, exactly or nearly (see `haveSameWords`), as they come: time linear in the texts, memory in the
 * different ones. Candidates are found by MinHash, and confirmed word by word with natural's edit distance.
 */
export class DuplicateIndex<Item extends { readonly text: string }> {
  readonly #originals: Item[] = []
  readonly #index = new SketchIndex()
  /** Kept for every original, the words would take more memory than the texts; what one text is like, the next often is too. */
  readonly #wordsOf = remember((place: number) => readWords(this.#originals[place]?.text ?? ''), REMEMBERED_ORIGINAL_COUNT)

  /** @returns the first item of the same words; null for one that is new, which is then remembered, or too short to tell */
  add(item: Item): Item | null {
    const sketch = sketchText(item.text)
    if (sketch === null) return null
    const place = this.#index.find(sketch.numbers, 0, (candidate) => {
      const known = this.#wordsOf(candidate)
      return known !== null && haveSameWords(known, sketch.words)
    })
    if (place !== -1) return this.#originals[place] ?? null
    this.#index.add(sketch.numbers, 0)
    this.#originals.push(item)
    return null
  }
}
