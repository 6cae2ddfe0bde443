const SEGMENT_COUNT = 64
const SEGMENT_SHIFT = 32 - Math.log2(SEGMENT_COUNT)
const FIRST_SLOT_COUNT = 8
/** Growth factor of a full segment; it keeps the load between 0.64 and 0.8. */
const GROWTH = 1.25
const MAX_LOAD = 0.8

/**
 * Table of 64-bit hashes in typed arrays: 10 to 13 bytes per hash, 15 to 20 with values. It grows segment by segment, so that growth never
 * needs memory for two copies of the table.
 */
export class HashTable {
  /** Created on first use. */
  readonly #segments: Segment[] = new Array<Segment>(SEGMENT_COUNT)
  readonly #hasValues: boolean
  size = 0

  /** @param hasValues whether each hash maps to an integer in [0, 2^32) */
  constructor(hasValues = false) {
    this.#hasValues = hasValues
  }

  /** Adds a hash with the value 0; an existing hash keeps its value. @returns whether the hash is new */
  add(high: number, low: number): boolean {
    const segment = (this.#segments[high >>> SEGMENT_SHIFT] ??= new Segment(FIRST_SLOT_COUNT, this.#hasValues))
    const isNew = segment.add(high, low, 0)
    if (isNew) this.size += 1
    return isNew
  }

  has(high: number, low: number): boolean {
    return (this.#segments[high >>> SEGMENT_SHIFT]?.find(high, low) ?? -1) >= 0
  }

  /** Returns the value of a hash; undefined for an absent hash. */
  get(high: number, low: number): number | undefined {
    const segment = this.#segments[high >>> SEGMENT_SHIFT]
    const slot = segment?.find(high, low) ?? -1
    return slot < 0 ? undefined : segment?.values[slot]
  }

  /** Sets the value of an existing hash; does nothing for an absent one. */
  set(high: number, low: number, value: number): void {
    const segment = this.#segments[high >>> SEGMENT_SHIFT]
    const slot = segment?.find(high, low) ?? -1
    if (segment !== undefined && slot >= 0) segment.values[slot] = value
  }
}

/** Open addressing with linear probing. A slot of two zeros is free, so the hash (0, 0) is stored as (0, 1). */
class Segment {
  #highs: Uint32Array
  #lows: Uint32Array
  values: Uint32Array
  #count = 0

  constructor(slotCount: number, hasValues: boolean) {
    this.#highs = new Uint32Array(slotCount)
    this.#lows = new Uint32Array(slotCount)
    this.values = new Uint32Array(hasValues ? slotCount : 0)
  }

  add(high: number, low: number, value: number): boolean {
    const kept = high === 0 && low === 0 ? 1 : low
    const slot = this.#probe(high, kept)
    if (!this.#isFree(slot)) return false
    this.#highs[slot] = high
    this.#lows[slot] = kept
    if (this.values.length > 0) this.values[slot] = value
    this.#count += 1
    if (this.#count > MAX_LOAD * this.#lows.length) this.#grow()
    return true
  }

  /** @returns the slot, or -1 for an absent hash */
  find(high: number, low: number): number {
    const slot = this.#probe(high, high === 0 && low === 0 ? 1 : low)
    return this.#isFree(slot) ? -1 : slot
  }

  #isFree(slot: number): boolean {
    return this.#highs[slot] === 0 && this.#lows[slot] === 0
  }

  /** Returns the slot of a hash, or the free slot where it would be inserted. */
  #probe(high: number, low: number): number {
    const [highs, lows] = [this.#highs, this.#lows]
    let slot = low % lows.length
    while ((highs[slot] !== high || lows[slot] !== low) && (highs[slot] !== 0 || lows[slot] !== 0)) {
      slot += 1
      if (slot === lows.length) slot = 0
    }
    return slot
  }

  #grow(): void {
    const [highs, lows, values] = [this.#highs, this.#lows, this.values]
    const grown = new Segment(Math.ceil(GROWTH * lows.length), values.length > 0)
    for (let slot = 0; slot < lows.length; slot++) {
      const [high, low] = [highs[slot] as number, lows[slot] as number]
      if (high !== 0 || low !== 0) grown.add(high, low, values[slot] ?? 0)
    }
    this.#highs = grown.#highs
    this.#lows = grown.#lows
    this.values = grown.values
  }
}
