/** The n-grams of a model: 32-bit hashes with inverse document frequencies. */
export interface Vocabulary {
  /** Word n-grams, then character n-grams; ascending within each block. */
  readonly keys: Int32Array
  /** Inverse document frequency per key, `ln((1 + n) / (1 + df)) + 1`. */
  readonly idf: Float32Array
  /** Keys `[0, wordCount)` are word n-grams, the rest character n-grams. */
  readonly wordCount: number
}

/**
 * Open-addressing hash table from n-gram hash to feature index. Each block has its own, so that word and character n-grams cannot collide.
 * The slot is the hash's leading bits, which are as random as any others; ascending keys then fill the table sequentially.
 */
export class HashIndex {
  /** Pairs of key and index; index -1 marks an empty slot. Stored together, so that a look-up touches one cache line. */
  readonly #slots: Int32Array
  readonly #shift: number
  readonly #mask: number

  /** @param keys the vocabulary's keys; entries `[first, end)` are indexed */
  constructor(keys: Int32Array, first: number, end: number) {
    let bits = 4
    while (1 << bits < (end - first) * 2) bits++
    this.#slots = new Int32Array(2 << bits).fill(-1)
    this.#shift = 32 - bits
    this.#mask = (1 << bits) - 1
    for (let index = first; index < end; index++) {
      const key = keys[index] as number
      let slot = key >>> this.#shift
      while (this.#slots[slot * 2 + 1] !== -1) slot = (slot + 1) & this.#mask
      this.#slots[slot * 2] = key
      this.#slots[slot * 2 + 1] = index
    }
  }

  /** @returns the feature's index, or -1 for an unknown hash */
  find(hash: number): number {
    const slots = this.#slots
    let slot = hash >>> this.#shift
    for (;;) {
      const index = slots[slot * 2 + 1] as number
      if (index === -1 || slots[slot * 2] === hash) return index
      slot = (slot + 1) & this.#mask
    }
  }
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
