import { grown } from '../hash-text.js'
import { BAND_COUNT } from './min-hash.js'
import { mayHaveSameWords, SKETCH_LENGTH } from './text-sketch.js'

/** The most candidates compared per band. Keeps the time linear when thousands of texts start with the same phrase. */
const CANDIDATE_LIMIT = 16
const START_CAPACITY = 1024

/**
 * Index of text sketches in typed arrays: about 200 bytes per text, and no objects for the garbage collector to visit. A text is identified
 * by its place: 0, 1, 2 and so on.
 */
export class SketchIndex {
  #count = 0
  /** Second halves of the hashes of all words, by place. */
  #seconds = new Int32Array(START_CAPACITY)
  /** Sketch shapes by place; they rule out most candidates cheaply. */
  #shapes = new Int32Array(START_CAPACITY)
  readonly #byWords = new HashTable()
  readonly #byBand: readonly HashTable[] = Array.from({ length: BAND_COUNT }, () => new HashTable())

  /**
   * @param sketches array that contains the sketch from index `at` on
   * @param isSame   whether the text at a place has nearly the same words
   * @returns the first place with the same words, otherwise one with nearly the same; -1 for none
   */
  find(sketches: Int32Array, at: number, isSame: (place: number) => boolean): number {
    const second = sketches[at + 1] as number
    const shape = sketches[at + SKETCH_LENGTH - 1] as number
    for (let place = this.#byWords.first(sketches[at] as number); place !== -1; place = this.#byWords.after(place)) {
      if (this.#seconds[place] === second) return place
    }
    const seen: number[] = []
    for (let index = 0; index < BAND_COUNT; index++) {
      const table = this.#byBand[index] as HashTable
      let left = CANDIDATE_LIMIT
      for (let place = table.first(sketches[at + 2 + index] as number); place !== -1 && left > 0; place = table.after(place)) {
        left -= 1
        if (seen.includes(place)) continue
        if (mayHaveSameWords(shape, this.#shapes[place] as number) && isSame(place)) return place
        seen.push(place)
      }
    }
    return -1
  }

  /** @returns the place of the added text: 0, 1, 2, … */
  add(sketches: Int32Array, at: number): number {
    const place = this.#count++
    if (place >= this.#seconds.length) {
      this.#seconds = grown(this.#seconds)
      this.#shapes = grown(this.#shapes)
    }
    this.#seconds[place] = sketches[at + 1] as number
    this.#shapes[place] = sketches[at + SKETCH_LENGTH - 1] as number
    this.#byWords.add(sketches[at] as number, place)
    for (let index = 0; index < BAND_COUNT; index++) this.#byBand[index]?.add(sketches[at + 2 + index] as number, place)
    return place
  }
}

/** Multimap from hash to places, ascending. */
class HashTable {
  #mask = 2 * START_CAPACITY - 1
  #hashes = new Int32Array(2 * START_CAPACITY)
  /** First and last place of a list, plus 1; 0 marks an empty slot. */
  #heads = new Int32Array(2 * START_CAPACITY)
  #tails = new Int32Array(2 * START_CAPACITY)
  /** The next place in a list, plus 1. */
  #next = new Int32Array(START_CAPACITY)
  #slotCount = 0

  /** -1 for none. */
  first(hash: number): number {
    return (this.#heads[this.#slotOf(hash)] as number) - 1
  }

  /** -1 for none. */
  after(place: number): number {
    return (this.#next[place] as number) - 1
  }

  add(hash: number, place: number): void {
    if (place >= this.#next.length) this.#next = grown(this.#next)
    if (2 * this.#slotCount > this.#mask) this.#grow()
    const slot = this.#slotOf(hash)
    if (this.#heads[slot] === 0) {
      this.#hashes[slot] = hash
      this.#heads[slot] = place + 1
      this.#slotCount += 1
    } else this.#next[(this.#tails[slot] as number) - 1] = place + 1
    this.#tails[slot] = place + 1
  }

  #slotOf(hash: number): number {
    let slot = (hash ^ (hash >>> 15)) & this.#mask
    while (this.#heads[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & this.#mask
    return slot
  }

  #grow(): void {
    const [hashes, heads, tails] = [this.#hashes, this.#heads, this.#tails]
    this.#mask = 2 * this.#mask + 1
    this.#hashes = new Int32Array(this.#mask + 1)
    this.#heads = new Int32Array(this.#mask + 1)
    this.#tails = new Int32Array(this.#mask + 1)
    for (let old = 0; old < heads.length; old++) {
      const head = heads[old] as number
      if (head === 0) continue
      const slot = this.#slotOf(hashes[old] as number)
      this.#hashes[slot] = hashes[old] as number
      this.#heads[slot] = head
      this.#tails[slot] = tails[old] as number
    }
  }
}
