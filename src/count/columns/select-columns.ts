import type { AggregateOptions } from '../breakdown/breakdown.js'
import { MARK } from '../partial/countable-post.js'
import { HashTable } from './hash-table.js'
import { extrasAt, FIELD, hashAt, type PostColumns, timeAt } from './post-columns.js'
import { numberAt, type RecordBlock, RecordStore, wordsOf } from './record-store.js'

/** Decides by marks and key whether a post counts, and counts repetitions. */
export interface Selection {
  /** Whether the post is a contribution that counts, before repetitions are left out. */
  isEligible(marks: number, keyHigh: number, keyLow: number): boolean
  /** Whether the post is a repetition that does not count. */
  isLeftOut(keyHigh: number, keyLow: number): boolean
  /** Repetition counts by set of deals; the key is the JSON of the sorted deal ids. */
  readonly repetitions: ReadonlyMap<string, RepetitionCounts>
}

export interface RepetitionCounts {
  /** Eligible posts that repeat the text of another. */
  repeatedCount: number
  /** Number of distinct texts that they repeat. */
  originalCount: number
}

const NONE = new HashTable()

type IsEligibleAt = (words: Uint32Array, place: number) => boolean

/** Applies {@link Selection.isEligible} to the posts of a block. */
export const eligibleAt =
  ({ isEligible }: Pick<Selection, 'isEligible'>): IsEligibleAt =>
  (words, place) =>
    isEligible(words[place + FIELD.marks] as number, words[place + FIELD.key] as number, words[place + FIELD.key + 1] as number)

/** Selects the posts that count. `replies` leaves out roots with replies; `once` leaves out repetitions of a text. */
export function selectPosts(
  posts: PostColumns,
  { count, countDuplicates }: Pick<AggregateOptions, 'count' | 'countDuplicates'>,
): Selection {
  const answered = count === 'replies' ? findAnswered(posts) : NONE
  const isEligible: Selection['isEligible'] = (marks, high, low) => {
    if ((marks & MARK.noContribution) !== 0) return false
    return (marks & MARK.root) === 0 || answered.size === 0 || !answered.has(high, low)
  }
  const leftOut = countDuplicates === 'once' ? new HashTable() : NONE
  const repetitions = new Map<string, RepetitionCounts>()
  if (posts.hasRepetitions) countRepetitions(posts, eligibleAt({ isEligible }), repetitions, leftOut === NONE ? null : leftOut)
  return { isEligible, isLeftOut: (high, low) => leftOut.size > 0 && leftOut.has(high, low), repetitions }
}

/** Finds the roots that have a contribution as a reply. */
function findAnswered(posts: PostColumns): HashTable {
  const roots = new HashTable()
  for (const { words, places } of posts.blocks()) {
    for (const place of places) {
      if (((words[place + FIELD.marks] as number) & MARK.root) !== 0) roots.add(...hashAt(words, place + FIELD.key))
    }
  }
  const answered = new HashTable()
  for (const block of posts.blocks()) {
    for (const place of block.places) {
      if (((block.words[place + FIELD.marks] as number) & MARK.noContribution) !== 0) continue
      const { parent } = extrasAt(block, place)
      if (parent !== undefined && roots.has(...parent)) answered.add(...parent)
    }
  }
  return answered
}

/** Field offsets of a repeating post: hash of the original, index of its deals, whether the original is present, its time, its key. */
const REPEATED = { of: 0, deals: 2, hasOriginal: 3, time: 4, key: 6 } as const
const REPEATED_FIELD_COUNT = 8

/**
 * Counts the eligible posts that are flagged as repetitions, grouped by original and by deals. Posts about different deals do not repeat each
 * other, since each takes a stance on its own deal. The original counts for its group; if it is absent, the earliest post does.
 *
 * @param leftOut receives the keys of the posts that do not count
 */
function countRepetitions(
  posts: PostColumns,
  isEligible: IsEligibleAt,
  repetitions: Map<string, RepetitionCounts>,
  leftOut: HashTable | null,
): void {
  const originals = findOriginals(posts, isEligible)
  const { dealSets } = posts
  for (const block of gatherRepeated(posts, isEligible, originals).blocks()) {
    const { words, places } = block.sortBy(REPEATED.of, REPEATED.of + 1, REPEATED.deals)
    for (let start = 0, end = 0; start < places.length; start = end) {
      const isSame = (index: number): boolean =>
        [0, 1, 2].every((field) => words[(places[index] as number) + field] === words[(places[start] as number) + field])
      while (end < places.length && isSame(end)) end += 1
      const group = places.subarray(start, end)
      const first = words[(places[start] as number) + REPEATED.hasOriginal] === 1 ? null : earliestOf(words, group)
      const repeatedCount = group.length - (first === null ? 0 : 1)
      if (repeatedCount === 0) continue
      for (const place of group) if (place !== first) leftOut?.add(...hashAt(words, place + REPEATED.key))
      const set = dealSets[words[(places[start] as number) + REPEATED.deals] as number] as string
      const counts = repetitions.get(set) ?? { repeatedCount: 0, originalCount: 0 }
      repetitions.set(set, counts)
      counts.repeatedCount += repeatedCount
      counts.originalCount += 1
    }
  }
}

/** Maps each original named by a flag to the index of its deals plus 1; 0 for an original that is absent or not eligible. */
function findOriginals(posts: PostColumns, isEligible: IsEligibleAt): HashTable {
  const originals = new HashTable(true)
  for (const block of posts.blocks()) {
    for (const place of block.places) {
      if (isEligible(block.words, place)) for (const key of extrasAt(block, place).repetition?.candidates ?? []) originals.add(...key)
    }
  }
  for (const { words, places } of posts.blocks()) {
    for (const place of places) {
      const key = hashAt(words, place + FIELD.key)
      if (originals.has(...key) && isEligible(words, place)) originals.set(...key, posts.verdictsAt(words, place).deals + 1)
    }
  }
  return originals
}

function gatherRepeated(posts: PostColumns, isEligible: IsEligibleAt, originals: HashTable): RecordStore {
  const repeated = new RecordStore(REPEATED_FIELD_COUNT, posts.room)
  for (const block of posts.blocks()) {
    for (const place of block.places) {
      const { repetition } = extrasAt(block, place)
      if (repetition === undefined || !isEligible(block.words, place)) continue
      const key = hashAt(block.words, place + FIELD.key)
      const { deals } = posts.verdictsAt(block.words, place)
      const found = repetition.candidates.find((candidate) => (originals.get(...candidate) ?? 0) > 0)
      // A post does not repeat itself.
      if (found !== undefined && found[0] === key[0] && found[1] === key[1]) continue
      const hasOriginal = found !== undefined && originals.get(...found) === deals + 1
      // Posts of unknown time sort last.
      const time = wordsOf(timeAt(block.words, place) ?? Number.POSITIVE_INFINITY)
      repeated.add([...(found ?? repetition.reference), deals, hasOriginal ? 1 : 0, ...time, ...key])
    }
  }
  return repeated
}

/** Finds the earliest post; ties go to the smallest key. */
function earliestOf(words: RecordBlock['words'], places: Uint32Array): number {
  let [first, firstTime] = [-1, 0]
  for (const place of places) {
    const time = numberAt(words, place + REPEATED.time)
    const isBefore = first < 0 || time < firstTime || (time === firstTime && isKeyBelow(words, place, first))
    if (isBefore) [first, firstTime] = [place, time]
  }
  return first
}

function isKeyBelow(words: Uint32Array, one: number, other: number): boolean {
  const [high, otherHigh] = [words[one + REPEATED.key] as number, words[other + REPEATED.key] as number]
  return high < otherHigh || (high === otherHigh && (words[one + REPEATED.key + 1] as number) < (words[other + REPEATED.key + 1] as number))
}
