import { mixBits } from '../text/hash-text.js'

/** Share of places that may be taken before the table doubles. Choice: few steps to a free one. */
const MAX_LOAD = 0.5
const FIRST_PLACE_COUNT = 1024
const PRIME = 0x01000193
const OTHER_PRIME = 0x5bd1e995
const OTHER_SEED = 0x9747b28c

/**
 * Thread ids that were seen, as hashes of 64 bits: 16 to 32 bytes a thread, however long its id. A
 * `Set` of the ids themselves ends at 16.7 million, and takes some 100 bytes for each.
 *
 * Two ids of one hash count as one: among 100 million, with a chance of 1 in 3,700.
 */
export class ThreadIdSet {
  #places = new Uint32Array(2 * FIRST_PLACE_COUNT)
  #size = 0

  /** Number of ids seen. */
  get size(): number {
    return this.#size
  }

  /** Adds an id. @returns false if it was seen before */
  add(threadId: string): boolean {
    const [one, other] = hashesOf(threadId)
    if (!put(this.#places, one, other)) return false
    this.#size += 1
    if (this.#size > (this.#places.length / 2) * MAX_LOAD) this.#grow()
    return true
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#places.length)
    for (let at = 0; at < this.#places.length; at += 2) {
      const one = this.#places[at] ?? 0
      if (one !== 0) put(larger, one, this.#places[at + 1] ?? 0)
    }
    this.#places = larger
  }
}

/** Puts a pair of hashes into the first free place from its own. @returns false if it is there */
function put(places: Uint32Array, one: number, other: number): boolean {
  const mask = places.length - 1
  for (let at = (2 * other) & mask; ; at = (at + 2) & mask) {
    if (places[at] === one && places[at + 1] === other) return false
    if (places[at] !== 0) continue
    places[at] = one
    places[at + 1] = other
    return true
  }
}

/** Two hashes of 32 bits. The first is never 0, which marks a free place. */
function hashesOf(text: string): readonly [one: number, other: number] {
  let one = text.length
  let other = OTHER_SEED
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, PRIME)
    other = Math.imul(other ^ unit, OTHER_PRIME) ^ (other >>> 15)
  }
  return [mixBits(one) >>> 0 || 1, mixBits(other) >>> 0]
}
