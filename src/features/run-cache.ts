import type { Token } from './token.js'

/** Places for runs by their hash, each for the two used last. A power of two. */
const BUCKET_COUNT = 32_768
const FNV_PRIME = 16777619

/** A run and its tokens. */
interface KnownRun {
  readonly run: string
  readonly tokens: readonly Token[]
}

/** The hash of a run from that of all but its last UTF-16 unit: FNV-1a, beginning with 0. */
export const hashStep = (hash: number, unit: number): number => Math.imul(hash ^ unit, FNV_PRIME)

/**
 * Remembers the tokens of runs that were met twice: most runs that are new never come again. Finds a run where it stands in a text, without
 * taking it out. Answers don't depend on what is remembered.
 */
export class RunMemory {
  readonly #split: (run: string) => readonly Token[]
  readonly #latest: (KnownRun | undefined)[] = new Array(BUCKET_COUNT)
  readonly #older: (KnownRun | undefined)[] = new Array(BUCKET_COUNT)
  /** The hash of the last run of a bucket that was met once. */
  readonly #met = new Int32Array(BUCKET_COUNT)

  /** @param split a pure function of the run; its answers are shared */
  constructor(split: (run: string) => readonly Token[]) {
    this.#split = split
  }

  /** @param hash of the run, see {@link hashStep} */
  split(text: string, start: number, end: number, hash: number): readonly Token[] {
    const bucket = (hash ^ (hash >>> 16)) & (BUCKET_COUNT - 1)
    const latest = this.#latest[bucket]
    if (latest !== undefined && stands(latest.run, text, start, end)) return latest.tokens
    let found = this.#older[bucket]
    if (found === undefined || !stands(found.run, text, start, end)) {
      const run = text.slice(start, end)
      const tokens = this.#split(run)
      if (this.#met[bucket] !== hash) {
        this.#met[bucket] = hash
        return tokens
      }
      // A copy takes no more room than it needs.
      found = { run, tokens: tokens.slice() }
    }
    this.#older[bucket] = latest
    this.#latest[bucket] = found
    return found.tokens
  }
}

const stands = (run: string, text: string, start: number, end: number): boolean => run.length === end - start && text.startsWith(run, start)
