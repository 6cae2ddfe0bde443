/** The n-grams of a model: 32-bit hashes with inverse document frequencies. */
export interface Vocabulary {
  /** Word n-grams, then character n-grams; ascending within each block. */
  readonly keys: Int32Array
  /** Inverse document frequency per key, `ln((1 + n) / (1 + df)) + 1`. */
  readonly idf: Float32Array
  /** Keys `[0, wordCount)` are word n-grams, the rest character n-grams. */
  readonly wordCount: number
}

/** Counts the documents that contain each n-gram. */
export class DocumentFrequencies {
  readonly #counts = new Map<number, number>()
  readonly #lastDocument = new Map<number, number>()

  add(hash: number, document: number): void {
    if (this.#lastDocument.get(hash) === document) return
    this.#lastDocument.set(hash, document)
    this.#counts.set(hash, (this.#counts.get(hash) ?? 0) + 1)
  }

  /** @returns `[hash, document count]` for hashes in at least `minDocuments` documents, ascending by hash */
  atLeast(minDocuments: number): [number, number][] {
    return [...this.#counts].filter(([, count]) => count >= minDocuments).sort(([a], [b]) => a - b)
  }
}
