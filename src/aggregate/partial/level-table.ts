import { addUnits } from './countable-post.js'

/** Levels of a hash of 32 bits. */
const LEVEL_COUNT = 33

/**
 * Counts by key, of at most so many keys. What is counted (an author, a post) has a level by chance: one in 2^l has level l or more. When keys
 * become too many, those of the lowest level go, so that what is left is a sample drawn by chance, and whole. Which keys stay depends on all
 * that was ever added, not on its order, nor on what was added to which table before they were merged.
 *
 * @see Flajolet (1990), On adaptive sampling, Computing 43:391, after an idea of Wegman
 */
export class LevelTable {
  readonly #limit: number
  readonly #levelOf: (key: string) => number
  readonly #counts = new Map<string, number[]>()
  readonly #sizes = new Array<number>(LEVEL_COUNT).fill(0)
  #floor = 0

  /** @param levelOf the level of what the key belongs to, 0 to 32; the same for all keys of one author or post */
  constructor(limit: number, levelOf: (key: string) => number) {
    this.#limit = limit
    this.#levelOf = levelOf
  }

  /** Levels below it were let go: 0 while all is there, then one in 2^floor is. */
  get floor(): number {
    return this.#floor
  }

  get counts(): ReadonlyMap<string, readonly number[]> {
    return this.#counts
  }

  /** Adds `counts[i]` to the i-th count of the key. */
  add(key: string, counts: readonly number[]): void {
    const known = this.#counts.get(key)
    if (known) {
      for (let index = 0; index < known.length; index++) known[index] = addUnits(known[index] as number, counts[index] as number)
      return
    }
    const level = this.#levelOf(key)
    if (level < this.#floor) return
    this.#counts.set(key, [...counts])
    this.#sizes[level] = (this.#sizes[level] as number) + 1
    while (this.#counts.size > this.#limit) this.raise(this.#floor + 1)
  }

  /** Lets go what is below a level. */
  raise(floor: number): void {
    if (floor <= this.#floor) return
    const isDue = this.#sizes.slice(this.#floor, floor).some((size) => size > 0)
    this.#floor = floor
    this.#sizes.fill(0, 0, floor)
    if (!isDue) return
    for (const key of this.#counts.keys()) if (this.#levelOf(key) < floor) this.#counts.delete(key)
  }
}
