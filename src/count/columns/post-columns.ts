import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Hash } from '../../base/text/hash-text.js'
import { type CountablePost, MARK, type PostExtras, type PostVerdicts } from '../partial/countable-post.js'
import { verdictsRowOf } from '../partial/post-row.js'
import { numberAt, type RecordBlock, RecordStore, type SpillRoom, wordsOf } from './record-store.js'

/** Field offsets in a post's record. Hashes and times take two words; the offset is that of the first. */
export const FIELD = Object.freeze({
  /** Hash of the author; of the post itself if the author is unknown. */
  cluster: 0,
  isKnown: 2,
  key: 3,
  thread: 5,
  time: 7,
  wording: 9,
  verdicts: 11,
  /** Bits 0-7: marks. Bit 8: has a time. Bit 9: has a wording. Bits 16-31: sentiment plus `SENTIMENT_OFFSET`. */
  marks: 12,
})
const FIELD_COUNT = 13
const HAS_TIME = 1 << 8
const HAS_WORDING = 1 << 9
/** Offset that makes stored sentiments non-negative. */
const SENTIMENT_OFFSET = 1 << 15

/** Verdicts of a post, with the index of its set of deals. */
export interface NumberedVerdicts extends PostVerdicts {
  /** Index into {@link PostColumns.dealSets}. */
  readonly deals: number
}

/** The posts of a breakdown in typed arrays, about 56 bytes per post. */
export class PostColumns {
  readonly #scheme: StanceScheme
  readonly #records: RecordStore
  readonly room: SpillRoom | null
  readonly #verdictsOf: NumberedVerdicts[] = []
  readonly #numberOf = new Map<string, number>()
  readonly #dealsOf = new Map<string, number>()
  readonly #fields = new Uint32Array(FIELD_COUNT)
  #lastVerdicts: PostVerdicts | null = null
  #lastNumber = 0
  hasRepetitions = false
  hasLedgers = false
  /** Whether any post is a placeholder without its text. */
  hasGone = false

  constructor(scheme: StanceScheme, room: SpillRoom | null) {
    this.#scheme = scheme
    this.room = room
    this.#records = new RecordStore(FIELD_COUNT, room)
  }

  get count(): number {
    return this.#records.count
  }

  /** The distinct verdicts of posts, by index. */
  get verdicts(): readonly NumberedVerdicts[] {
    return this.#verdictsOf
  }

  /** The distinct sets of deals by index, each as the JSON of its sorted ids. */
  get dealSets(): readonly string[] {
    return [...this.#dealsOf.keys()]
  }

  add(post: CountablePost): void {
    const { key, thread, author, postedAt, wording, marks, sentimentUnits, extras } = post
    const fields = this.#fields
    setHash(fields, FIELD.cluster, author ?? key)
    fields[FIELD.isKnown] = author === null ? 0 : 1
    setHash(fields, FIELD.key, key)
    setHash(fields, FIELD.thread, thread)
    setHash(fields, FIELD.time, wordsOf(postedAt ?? 0))
    setHash(fields, FIELD.wording, wording ?? [0, 0])
    fields[FIELD.verdicts] = this.#number(post.verdicts)
    fields[FIELD.marks] =
      marks | (postedAt === null ? 0 : HAS_TIME) | (wording === null ? 0 : HAS_WORDING) | ((sentimentUnits + SENTIMENT_OFFSET) << 16)
    if (extras.repetition !== undefined) this.hasRepetitions = true
    if (extras.capture !== undefined) this.hasLedgers = true
    if ((marks & MARK.gone) !== 0) this.hasGone = true
    const isPlain = Object.keys(extras).length === 0
    this.#records.add(fields, isPlain ? '' : JSON.stringify(extras))
  }

  /** Yields the posts by partition; all posts of an author are in one partition. */
  blocks(): Generator<RecordBlock> {
    return this.#records.blocks()
  }

  /** Yields all posts, sorted by hash of the author, then of the post. */
  *sorted(): Generator<CountablePost> {
    for (const block of this.blocks()) for (const place of sortByAuthor(block).places) yield this.postAt(block, place)
  }

  postAt(block: RecordBlock, place: number): CountablePost {
    const { words } = block
    return {
      key: hashAt(words, place + FIELD.key),
      thread: hashAt(words, place + FIELD.thread),
      author: words[place + FIELD.isKnown] === 1 ? hashAt(words, place + FIELD.cluster) : null,
      postedAt: timeAt(words, place),
      wording: wordingAt(words, place),
      verdicts: this.verdictsAt(words, place),
      sentimentUnits: sentimentAt(words, place),
      marks: (words[place + FIELD.marks] as number) & 0xff,
      extras: extrasAt(block, place),
    }
  }

  verdictsAt(words: Uint32Array, place: number): NumberedVerdicts {
    return this.#verdictsOf[words[place + FIELD.verdicts] as number] as NumberedVerdicts
  }

  #number(verdicts: PostVerdicts): number {
    if (verdicts === this.#lastVerdicts) return this.#lastNumber
    const text = JSON.stringify(verdictsRowOf(verdicts, this.#scheme))
    let number = this.#numberOf.get(text)
    if (number === undefined) {
      this.#numberOf.set(text, (number = this.#verdictsOf.length))
      const set = JSON.stringify(verdicts.stances.map(({ dealId }) => dealId).sort())
      const deals = this.#dealsOf.get(set) ?? this.#dealsOf.size
      this.#dealsOf.set(set, deals)
      const { label, status, stances } = verdicts
      this.#verdictsOf.push({
        label,
        status,
        stances: stances.map((one) => ({ dealId: one.dealId, label: one.label, status: one.status })),
        deals,
      })
    }
    this.#lastVerdicts = verdicts
    this.#lastNumber = number
    return number
  }
}

/** Sorts the posts of a partition by author, then by key, which gives a unique order. */
export const sortByAuthor = (block: RecordBlock): RecordBlock =>
  block.sortBy(FIELD.cluster, FIELD.cluster + 1, FIELD.isKnown, FIELD.key, FIELD.key + 1)

export const hashAt = (words: Uint32Array, place: number): Hash => [words[place] as number, words[place + 1] as number]

/** Milliseconds since 1970; null if unknown. */
export const timeAt = (words: Uint32Array, place: number): number | null =>
  ((words[place + FIELD.marks] as number) & HAS_TIME) === 0 ? null : numberAt(words, place + FIELD.time)

export const wordingAt = (words: Uint32Array, place: number): Hash | null =>
  ((words[place + FIELD.marks] as number) & HAS_WORDING) === 0 ? null : hashAt(words, place + FIELD.wording)

/** Sentiment in ten-thousandths. */
export const sentimentAt = (words: Uint32Array, place: number): number => ((words[place + FIELD.marks] as number) >>> 16) - SENTIMENT_OFFSET

export function extrasAt(block: RecordBlock, place: number): PostExtras {
  const text = block.textAt(place)
  return text === '' ? {} : (JSON.parse(text) as PostExtras)
}

function setHash(fields: Uint32Array, field: number, [high, low]: Hash): void {
  fields[field] = high
  fields[field + 1] = low
}
