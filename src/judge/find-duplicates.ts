import { QuotationIndex } from '../base/text/duplicate/quotation-index.js'
import { extractComparableWords, haveSameWords, type TextWords } from '../base/text/duplicate/same-words.js'
import { SketchIndex } from '../base/text/duplicate/sketch-index.js'
import { SKETCH_LENGTH } from '../base/text/duplicate/text-sketch.js'
import { memoise } from '../base/text/memoise.js'
import type { Post } from '../base/thread/post.js'
import { type DuplicateKeys, idOf, type KeyTexts, packDuplicateKeys, textOf, threadOf } from './duplicate-keys.js'

/** How much an index holds before it is full: posts, or bytes of their keys. */
export interface DuplicateLimits {
  readonly posts: number
  readonly bytes: number
}

/** For inputs of any size. Choice: both indexes together take about 100 MB at most. */
export const BOUNDED_LIMITS: DuplicateLimits = Object.freeze({ posts: 50_000, bytes: 24 * 1024 * 1024 })
/** For posts held in memory: each is compared with all before it. */
export const UNBOUNDED_LIMITS: DuplicateLimits = Object.freeze({ posts: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY })

/** For each post the id of the earlier post that it repeats; null for a new one. */
export type Originals = readonly (string | null)[]

/**
 * Finds posts that repeat an earlier one, exactly or nearly (see `haveSameWords`), in time linear in the texts. Where memory is bounded, two
 * indexes are kept; when the newer one is full it replaces the older one. What is found for a batch depends only on the batches from
 * {@link DuplicateFinder.since} on, so that a resumed run can catch up.
 */
export class DuplicateFinder {
  readonly #limits: DuplicateLimits
  #older: DuplicateIndex | null = null
  #newer: DuplicateIndex

  /** @param since index of the first batch that it will see */
  constructor(since = 0, limits: DuplicateLimits = UNBOUNDED_LIMITS) {
    this.#newer = new DuplicateIndex(since)
    this.#limits = limits
  }

  /** Index of the first batch that is remembered. */
  get since(): number {
    return (this.#older ?? this.#newer).since
  }

  /** @returns for each post the id of the first one remembered with the same words, as `THREAD/ID` when it is in another thread; null for a new post */
  find(batchIndex: number, keys: DuplicateKeys): Originals {
    if (this.#newer.postCount >= this.#limits.posts || this.#newer.byteCount >= this.#limits.bytes) {
      this.#older = this.#newer
      this.#newer = new DuplicateIndex(batchIndex)
    }
    const pack = this.#newer.take(keys)
    const quotingByRow = new Map(keys.quoting.map((quoting) => [quoting.row, quoting]))
    return Array.from({ length: keys.count }, (_, row) => {
      const quoting = quotingByRow.get(row)
      const isSketched = keys.isSketched[row] === 1
      // The newer index is always asked, so that its contents do not depend on the older one.
      const latest = isSketched ? this.#newer.addText(keys, row) : null
      // Statements in news articles: the sentences around them differ, but the quoted words are the same.
      const latestQuoted = quoting ? this.#newer.quotations.add({ keys: pack, row }, quoting) : null
      const same = (isSketched ? this.#older?.findText(keys, row) : null) ?? latest
      return nameOf(same ?? (quoting && this.#older?.quotations.find(quoting)) ?? latestQuoted, keys, row)
    })
  }
}

/** The duplicates among posts that are held together. */
export const findDuplicates = (posts: readonly Post[]): Originals => new DuplicateFinder().find(0, packDuplicateKeys(posts))

interface Place {
  readonly keys: KeyTexts
  readonly row: number
}

/** A post's id, after the thread's name where the post belongs to another thread. */
function nameOf(original: Place | null, keys: DuplicateKeys, row: number): string | null {
  if (original === null) return null
  const thread = threadOf(original.keys, original.row)
  return `${thread === threadOf(keys, row) ? '' : `${thread}/`}${idOf(original.keys, original.row)}`
}

/** Number of originals whose words are cached: the words of all would take more memory than the texts. */
const CACHED_ORIGINAL_COUNT = 2048

class DuplicateIndex {
  readonly since: number
  readonly quotations = new QuotationIndex<Place>()
  postCount = 0
  byteCount = 0
  readonly #index = new SketchIndex()
  /** The sketches are not kept: `#index` holds what it needs of them. */
  readonly #packs: KeyTexts[] = []
  /** One for each remembered text. */
  readonly #packOf: number[] = []
  readonly #rowOf: number[] = []
  readonly #wordsOf = memoise((place: number) => {
    const { keys, row } = this.#placeOf(place)
    return extractComparableWords(textOf(keys, row))
  }, CACHED_ORIGINAL_COUNT)

  constructor(since: number) {
    this.since = since
  }

  /** @returns what is kept of the keys, whose texts are added next */
  take({ count, bytes, ends }: DuplicateKeys): KeyTexts {
    this.postCount += count
    this.byteCount += bytes.length
    const pack = { bytes, ends }
    this.#packs.push(pack)
    return pack
  }

  findText(keys: DuplicateKeys, row: number): Place | null {
    let words: TextWords | null = null
    const place = this.#index.find(keys.sketches, row * SKETCH_LENGTH, (candidate) => {
      words ??= extractComparableWords(textOf(keys, row))
      const known = this.#wordsOf(candidate)
      return known !== null && words !== null && haveSameWords(known, words)
    })
    return place === -1 ? null : this.#placeOf(place)
  }

  /** Like `find`, and remembers a new text of the keys taken last. */
  addText(keys: DuplicateKeys, row: number): Place | null {
    const found = this.findText(keys, row)
    if (found !== null) return found
    this.#index.add(keys.sketches, row * SKETCH_LENGTH)
    this.#packOf.push(this.#packs.length - 1)
    this.#rowOf.push(row)
    return null
  }

  #placeOf(place: number): Place {
    return { keys: this.#packs[this.#packOf[place] as number] as KeyTexts, row: this.#rowOf[place] as number }
  }
}
