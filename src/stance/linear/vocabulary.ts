/** Features known to a model: 32-bit hashes of n-grams, each with its inverse document frequency. */
export interface Vocabulary {
  /** Ascending within each block; words first, then characters. */
  readonly keys: Uint32Array
  /** Inverse document frequency per key, `ln((1 + n) / (1 + df)) + 1`. */
  readonly idf: Float32Array
  /** Keys `[0, wordCount)` are word n-grams, the rest character n-grams. */
  readonly wordCount: number
}

const GOLDEN_RATIO = 0x9e3779b1

/** Open-addressing table from hash to feature index; one per block, so that a word and a character n-gram never mix. */
export class HashIndex {
  readonly #slots: Int32Array
  readonly #keys: Uint32Array
  readonly #shift: number

  /** @param keys the vocabulary's keys; entries `[first, end)` are indexed */
  constructor(keys: Uint32Array, first: number, end: number) {
    let bits = 4
    while (1 << bits < (end - first) * 2) bits++
    this.#slots = new Int32Array(1 << bits).fill(-1)
    this.#keys = keys
    this.#shift = 32 - bits
    const mask = (1 << bits) - 1
    for (let index = first; index < end; index++) {
      let slot = Math.imul(keys[index] as number, GOLDEN_RATIO) >>> this.#shift
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask
      this.#slots[slot] = index
    }
  }

  /** @returns the feature's index, or -1 when the hash is unknown */
  find(hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = Math.imul(hash, GOLDEN_RATIO) >>> this.#shift
    for (;;) {
      const index = slots[slot] as number
      if (index === -1 || this.#keys[index] === hash) return index
      slot = (slot + 1) & mask
    }
  }
}

/** Counts in how many documents each n-gram stands; grown over a training set, then cut at a minimum. */
export class DocumentFrequencies {
  readonly #counts = new Map<number, number>()
  readonly #lastDocument = new Map<number, number>()

  add(hash: number, document: number): void {
    if (this.#lastDocument.get(hash) === document) return
    this.#lastDocument.set(hash, document)
    this.#counts.set(hash, (this.#counts.get(hash) ?? 0) + 1)
  }

  /** @returns `[hash, document count]` with at least `minDocuments`, ascending by hash */
  atLeast(minDocuments: number): [number, number][] {
    return [...this.#counts].filter(([, count]) => count >= minDocuments).sort(([a], [b]) => a - b)
  }
}
