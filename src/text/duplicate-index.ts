import { haveSameWords, readWords } from './same-words.js'
import { SketchIndex } from './sketch-index.js'
import { sketchText } from './text-sketch.js'

/**
 * Finds texts that repeat an earlier one, exactly or nearly (see `haveSameWords`), as they come: time linear in the texts, memory in the
 * different ones. Candidates are found by MinHash, and confirmed word by word with natural's edit distance.
 */
export class DuplicateIndex<Item extends { readonly text: string }> {
  readonly #originals: Item[] = []
  readonly #index = new SketchIndex()

  /** @returns the first item of the same words; null for one that is new, which is then remembered, or too short to tell */
  add(item: Item): Item | null {
    const sketch = sketchText(item.text)
    if (sketch === null) return null
    const place = this.#index.find(sketch.numbers, 0, (candidate) => {
      // Read again: kept for every original, the words would take more memory than the texts.
      const known = readWords(this.#originals[candidate]?.text ?? '')
      return known !== null && haveSameWords(known, sketch.words)
    })
    if (place !== -1) return this.#originals[place] ?? null
    this.#index.add(sketch.numbers, 0)
    this.#originals.push(item)
    return null
  }
}
