import { levelOfHash } from '../../text/hash-text.js'
import { LevelTable } from './level-table.js'

/** Choice: about 200 KB of a partial. Of a million posts 1 in 128 is there, and of 1,000 that come twice all go unnoticed once in 2,500 times. */
export const KEY_LIMIT = 10_000

/** Which posts are in, by the hash of thread and id: of up to {@link KEY_LIMIT} posts every one, of more a sample, by which one that comes twice is told. */
export class KeySample {
  readonly #table = new LevelTable(KEY_LIMIT, levelOfHash)

  /** One post in 2^floor is there. */
  get floor(): number {
    return this.#table.floor
  }

  get size(): number {
    return this.#table.counts.size
  }

  /** In the order of their digits. */
  get hashes(): readonly string[] {
    return [...this.#table.counts.keys()].sort()
  }

  /** @returns whether it was in already, as far as the sample tells */
  add(hash: string): boolean {
    if (levelOfHash(hash) < this.#table.floor) return false
    if (this.#table.has(hash, '')) return true
    this.#table.add(hash, '', [1])
    return false
  }

  /** Adds those of others. @returns how many were in already */
  addSample(other: KeySample): number {
    this.raise(other.floor)
    return other.hashes.filter((hash) => this.add(hash)).length
  }

  /** Lets go what is below a level. */
  raise(floor: number): void {
    this.#table.raise(floor)
  }
}
