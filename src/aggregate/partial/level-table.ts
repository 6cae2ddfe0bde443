/** Levels of a hash of 32 bits. */
const LEVEL_COUNT = 33

/** Counts of {@link LevelTable}, by group and key. */
export type GroupedCounts = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>

/** A sum of numbers >= 0 that stops at the largest safe integer, and so comes out the same in whatever order they are added. */
export const addUnits = (one: number, other: number): number => Math.min(Number.MAX_SAFE_INTEGER, one + other)

/**
 * Counts by group and key, of at most so many of these. What is counted (an author, a post) has a level by chance: one in 2^l has level l or
 * more. When they become too many, those of the lowest level go, so that what is left is a sample drawn by chance, and whole. Which stay
 * depends on all that was ever added, not on its order, nor on what was added to which table before they were merged.
 *
 * @see Flajolet (1990), On adaptive sampling, Computing 43:391, after an idea of Wegman
 */
export class LevelTable {
  readonly #limit: number
  readonly #levelOf: (group: string, key: string) => number
  readonly #counts = new Map<string, Map<string, number[]>>()
  readonly #sizes = new Array<number>(LEVEL_COUNT).fill(0)
  #size = 0
  #floor = 0

  /** @param levelOf the level of what is counted, 0 to 32; the same for all entries of one author or post */
  constructor(limit: number, levelOf: (group: string, key: string) => number) {
    this.#limit = limit
    this.#levelOf = levelOf
  }

  /** Levels below it were let go: 0 while all is there, then one in 2^floor is. */
  get floor(): number {
    return this.#floor
  }

  get counts(): GroupedCounts {
    return this.#counts
  }

  has(group: string, key: string): boolean {
    return this.#counts.get(group)?.has(key) === true
  }

  /** Adds `counts[i]` to the i-th count. */
  add(group: string, key: string, counts: readonly number[]): void {
    const known = this.#counts.get(group)?.get(key)
    if (known) for (let index = 0; index < known.length; index++) known[index] = addUnits(known[index] as number, counts[index] as number)
    else this.#keep(group, key, [...counts])
  }

  /** Adds 1 to one of so many counts. */
  increase(group: string, key: string, index: number, countCount: number): void {
    const known = this.#counts.get(group)?.get(key)
    if (known) known[index] = addUnits(known[index] as number, 1)
    else {
      const counts = new Array<number>(countCount).fill(0)
      counts[index] = 1
      this.#keep(group, key, counts)
    }
  }

  /** Lets go what is below a level. */
  raise(floor: number): void {
    if (floor <= this.#floor) return
    this.#floor = floor
    this.#sizes.fill(0, 0, floor)
    const left = this.#sizes.reduce((total, size) => total + size, 0)
    if (left === this.#size) return
    this.#size = left
    for (const [group, counts] of this.#counts) {
      for (const key of counts.keys()) if (this.#levelOf(group, key) < floor) counts.delete(key)
      if (counts.size === 0) this.#counts.delete(group)
    }
  }

  #keep(group: string, key: string, counts: number[]): void {
    const level = this.#levelOf(group, key)
    if (level < this.#floor) return
    let keys = this.#counts.get(group)
    if (!keys) this.#counts.set(group, (keys = new Map()))
    keys.set(key, counts)
    this.#sizes[level] = (this.#sizes[level] as number) + 1
    this.#size += 1
    while (this.#size > this.#limit) this.raise(this.#floor + 1)
  }
}
