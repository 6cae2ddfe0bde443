import { QuotationIndex } from '../../text/duplicate/quotation-index.js'
import { haveSameWords, readWords, type TextWords } from '../../text/duplicate/same-words.js'
import { SketchIndex } from '../../text/duplicate/sketch-index.js'
import { SKETCH_LENGTH } from '../../text/duplicate/text-sketch.js'
import { REMEMBERED_ORIGINAL_COUNT } from '../../text/duplicate-index.js'
import { remember } from '../../text/memoise.js'
import { idOf, type Probes, textOf, threadOf } from './probes.js'

/** What an index holds before it is full: so many posts, or so many bytes of text. */
export interface RepeatLimits {
  readonly posts: number
  readonly bytes: number
}

/** Choice: both indexes together take about 100 MB at most. */
export const REPEAT_LIMITS: RepeatLimits = Object.freeze({ posts: 50_000, bytes: 24 * 1024 * 1024 })

/**
 * Finds posts that repeat an earlier one in bounded memory: two indexes are kept, and when the newer one is full it takes the place of the
 * older one. What is found for a parcel depends on the parcels from {@link RepeatFinder.since} on alone, so that a resumed run can catch up.
 */
export class RepeatFinder {
  readonly #limits: RepeatLimits
  #older: RepeatIndex | null = null
  #newer: RepeatIndex

  /** @param since index of the first parcel that it will see */
  constructor(since = 0, limits: RepeatLimits = REPEAT_LIMITS) {
    this.#newer = new RepeatIndex(since)
    this.#limits = limits
  }

  /** Index of the first parcel that is remembered. */
  get since(): number {
    return (this.#older ?? this.#newer).since
  }

  /** @returns of each post the first that is remembered with the same words, as `OriginalFinder.find` names it */
  find(parcelIndex: number, probes: Probes): (string | null)[] {
    if (this.#newer.postCount >= this.#limits.posts || this.#newer.byteCount >= this.#limits.bytes) {
      this.#older = this.#newer
      this.#newer = new RepeatIndex(parcelIndex)
    }
    const pack = this.#newer.take(probes)
    const told = new Map(probes.quoting.map((quoting) => [quoting.row, quoting]))
    return Array.from({ length: probes.count }, (_, row) => {
      const quoting = told.get(row)
      // The newer one is always asked, so that what it knows does not depend on the older one.
      const latest = probes.isSketched[row] === 1 ? this.#newer.addText(pack, row) : null
      const latestTold = quoting ? this.#newer.told.add({ probes, row }, quoting) : null
      const same = (probes.isSketched[row] === 1 ? this.#older?.findText(probes, row) : null) ?? latest
      return nameOf(same ?? (quoting && this.#older?.told.look(quoting)) ?? latestTold, probes, row)
    })
  }
}

interface Place {
  readonly probes: Probes
  readonly row: number
}

/** The thread's name stands before the id of a post of another thread. */
function nameOf(original: Place | null, probes: Probes, row: number): string | null {
  if (original === null) return null
  const thread = threadOf(original.probes, original.row)
  return `${thread === threadOf(probes, row) ? '' : `${thread}/`}${idOf(original.probes, original.row)}`
}

class RepeatIndex {
  readonly since: number
  readonly told = new QuotationIndex<Place>()
  postCount = 0
  byteCount = 0
  readonly #index = new SketchIndex()
  readonly #packs: Probes[] = []
  /** Of each text that is remembered. */
  readonly #packOf: number[] = []
  readonly #rowOf: number[] = []
  readonly #wordsOf = remember((place: number) => {
    const { probes, row } = this.#placeOf(place)
    return readWords(textOf(probes, row))
  }, REMEMBERED_ORIGINAL_COUNT)

  constructor(since: number) {
    this.since = since
  }

  /** @returns the number under which the pack is kept */
  take(probes: Probes): number {
    this.postCount += probes.count
    this.byteCount += probes.bytes.length
    return this.#packs.push(probes) - 1
  }

  findText(probes: Probes, row: number): Place | null {
    let words: TextWords | null = null
    const place = this.#index.find(probes.sketches, row * SKETCH_LENGTH, (candidate) => {
      words ??= readWords(textOf(probes, row))
      const known = this.#wordsOf(candidate)
      return known !== null && words !== null && haveSameWords(known, words)
    })
    return place === -1 ? null : this.#placeOf(place)
  }

  /** The same; a text that is new is remembered. */
  addText(pack: number, row: number): Place | null {
    const probes = this.#packs[pack] as Probes
    const found = this.findText(probes, row)
    if (found !== null) return found
    this.#index.add(probes.sketches, row * SKETCH_LENGTH)
    this.#packOf.push(pack)
    this.#rowOf.push(row)
    return null
  }

  #placeOf(place: number): Place {
    return { probes: this.#packs[this.#packOf[place] as number] as Probes, row: this.#rowOf[place] as number }
  }
}
