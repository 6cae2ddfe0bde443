import { grown } from '../hash-text.js'
import { BAND_COUNT } from './min-hash.js'
import { mayHaveSameWords, SKETCH_LENGTH } from './text-sketch.js'

/** The most candidates compared per band. Keeps the time linear when thousands of texts start with the same phrase. */
const CANDIDATE_LIMIT = 16
const START_CAPACITY = 1024

/**
 * Index of text sketches in typed arrays: 150 to 200 bytes per text, and no objects for the garbage collector to visit. A text is identified
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
    const last = this.#byWords.last(sketches[at] as number)
    for (let place = last; place !== -1; ) {
      place = this.#byWords.after(place)
      if (this.#seconds[place] === second) return place
      if (place === last) break
    }
    const seen: number[] = []
    for (let index = 0; index < BAND_COUNT; index++) {
      const table = this.#byBand[index] as HashTable
      const last = table.last(sketches[at + 2 + index] as number)
      for (let place = last, left = CANDIDATE_LIMIT; place !== -1 && left > 0; left--) {
        place = table.after(place)
        if (!seen.includes(place)) {
          if (mayHaveSameWords(shape, this.#shapes[place] as number) && isSame(place)) return place
          seen.push(place)
        }
        if (place === last) break
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
  /** The last place of each list, plus 1; 0 marks an empty slot. */
  #slots = new Int32Array(2 * START_CAPACITY)
  #slotCount = 0
  /** By place: its hash, and the next place in its list. The first follows the last. */
  #hashes = new Int32Array(START_CAPACITY)
  #next = new Int32Array(START_CAPACITY)

  /** -1 for none. */
  last(hash: number): number {
    return (this.#slots[this.#slotOf(hash)] as number) - 1
  }

  after(place: number): number {
    return this.#next[place] as number
  }

  add(hash: number, place: number): void {
    if (place >= this.#next.length) {
      this.#next = grown(this.#next)
      this.#hashes = grown(this.#hashes)
    }
    if (2 * this.#slotCount > this.#mask) this.#grow()
    const slot = this.#slotOf(hash)
    const last = (this.#slots[slot] as number) - 1
    if (last === -1) this.#slotCount += 1
    this.#next[place] = last === -1 ? place : (this.#next[last] as number)
    if (last !== -1) this.#next[last] = place
    this.#hashes[place] = hash
    this.#slots[slot] = place + 1
  }

  #slotOf(hash: number): number {
    let slot = (hash ^ (hash >>> 15)) & this.#mask
    for (let last = this.#slots[slot]; last !== 0 && this.#hashes[(last as number) - 1] !== hash; last = this.#slots[slot]) {
      slot = (slot + 1) & this.#mask
    }
    return slot
  }

  #grow(): void {
    const slots = this.#slots
    this.#mask = 2 * this.#mask + 1
    this.#slots = new Int32Array(this.#mask + 1)
    for (const last of slots) if (last !== 0) this.#slots[this.#slotOf(this.#hashes[last - 1] as number)] = last
  }
}
