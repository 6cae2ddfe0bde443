/** Bits that are looked up per key. With 25 bits of memory per key, three in 100,000 new keys look known; with 50 bits, one in ten million. */
const PROBE_COUNT = 8
/** 32 MiB: 25 bits each for ten million threads. Beyond that, most threads look known and are gathered through the disk. */
const MAX_BIT_COUNT = 2 ** 28
const MIN_BIT_COUNT = 2 ** 16
/** An input has at most one thread per 50 bytes, because a record takes no fewer. */
const BITS_PER_BYTE = 0.5

/**
 * Bloom filter: a set of keys in a fixed amount of memory. It never misses a known key, and rarely takes a new key for known.
 *
 * @see Bloom (1970), Space/time trade-offs in hash coding with allowable errors, CACM 13:422
 */
export class ThreadFilter {
  readonly #words: Uint32Array
  readonly #mask: number

  /** @param byteCount size of the inputs */
  constructor(byteCount: number) {
    const wanted = 2 ** Math.ceil(Math.log2(Math.max(MIN_BIT_COUNT, byteCount * BITS_PER_BYTE)))
    const bitCount = Math.min(MAX_BIT_COUNT, wanted)
    this.#words = new Uint32Array(bitCount / 32)
    this.#mask = bitCount - 1
  }

  has(key: string): boolean {
    return this.#probe(key, false)
  }

  /** @returns whether the key was known before */
  add(key: string): boolean {
    return this.#probe(key, true)
  }

  #probe(key: string, isAdding: boolean): boolean {
    let { first, step } = hashKey(key)
    let isKnown = true
    for (let probe = 0; probe < PROBE_COUNT; probe++) {
      const bit = first & this.#mask
      const word = this.#words[bit >>> 5] as number
      const flag = 1 << (bit & 31)
      if ((word & flag) === 0) {
        if (!isAdding) return false
        isKnown = false
        this.#words[bit >>> 5] = word | flag
      }
      first = (first + step) | 0
      step = (step + probe) | 0
    }
    return isKnown
  }
}

/** Two 32-bit hashes: FNV-1a, and the same from another start, both with the finaliser of Murmur3. */
function hashKey(key: string): { first: number; step: number } {
  let first = 0x811c9dc5
  let step = 0x1b873593
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index)
    first = Math.imul(first ^ unit, 0x01000193)
    step = Math.imul(step ^ unit, 0x5bd1e995)
  }
  return { first: finish(first), step: finish(step) | 1 }
}

function finish(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
