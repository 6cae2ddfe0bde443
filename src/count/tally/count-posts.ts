import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { BreakdownOptions } from '../breakdown/breakdown.js'
import { PhraseColumns } from '../columns/phrase-columns.js'
import { extrasAt, FIELD, type PostColumns, sentimentAt, sortByAuthor, timeAt, wordingAt } from '../columns/post-columns.js'
import type { RecordBlock } from '../columns/record-store.js'
import { eligibleAt, type RepetitionCounts, type Selection, selectPosts } from '../columns/select-columns.js'
import type { Verdict } from '../partial/countable-post.js'
import { GroupSums } from '../partial/group-sums.js'
import { type CountedCaptures, countCaptures } from './count-captures.js'
import { findBurst, MIN_REPEAT_COUNT, type TimedPost } from './find-bursts.js'

/** All sums that a breakdown is built from. */
export interface CountedPosts {
  readonly overall: GroupSums
  /** By deal id. */
  readonly deals: ReadonlyMap<string, GroupSums>
  readonly unlinkedPostCount: number
  readonly phrases: PhraseColumns
  /** Null where no post carries a ledger. */
  readonly captures: CountedCaptures | null
  /** Repetitions on one deal; null for all posts. */
  readonly repetitionsOf: (dealId: string | null) => RepetitionCounts
}

/** A verdict with the group that counts it. */
interface GroupedVerdict {
  readonly group: GroupSums
  readonly slot: number
  readonly status: Verdict['status']
}

/** Counts all posts, one author at a time. */
export function countPosts(posts: PostColumns, scheme: StanceScheme, options: BreakdownOptions): CountedPosts {
  const selection = selectPosts(posts, options)
  const deals = new Map<string, GroupSums>()
  const overall = new GroupSums(scheme)
  const slotOf = ({ label }: Verdict): number => (label === null ? scheme.labels.length : scheme.labels.indexOf(label))
  const groupedOf = posts.verdicts.map((verdicts): GroupedVerdict[] => {
    const grouped = verdicts.stances.map((stance) => {
      const group = deals.get(stance.dealId) ?? new GroupSums(scheme)
      deals.set(stance.dealId, group)
      return { group, slot: slotOf(stance), status: stance.status }
    })
    return [{ group: overall, slot: slotOf(verdicts), status: verdicts.status }, ...grouped]
  })
  const phrases = new PhraseColumns(posts.verdicts, scheme, posts.room)
  let unlinkedPostCount = 0

  const addPost = (block: RecordBlock, place: number, isAuthorKnown: boolean): void => {
    const { words } = block
    const number = words[place + FIELD.verdicts] as number
    const grouped = groupedOf[number] as GroupedVerdict[]
    const marks = words[place + FIELD.marks] as number
    for (const { group } of grouped) group.addEligible(marks, grouped[0]?.status !== 'unscored')
    if (selection.isLeftOut(words[place + FIELD.key] as number, words[place + FIELD.key + 1] as number)) return
    if (grouped.length === 1) unlinkedPostCount += 1
    const sentimentUnits = sentimentAt(words, place)
    for (const { group, slot, status } of grouped) group.addCounted(slot, status, marks, sentimentUnits, isAuthorKnown)
    phrases.add(number, extrasAt(block, place).phrases)
  }

  const isEligible = eligibleAt(selection)
  for (const block of posts.blocks()) {
    for (const [places, isKnown] of byAuthor(sortByAuthor(block))) {
      const isCounted = (place: number): boolean => isEligible(block.words, place)
      const eligible = places.every(isCounted) ? places : places.filter(isCounted)
      for (const place of eligible) addPost(block, place, isKnown)
      if (!isKnown) continue
      const groups = new Set<GroupSums>()
      for (const place of eligible) {
        for (const { group } of groupedOf[block.words[place + FIELD.verdicts] as number] ?? []) groups.add(group)
      }
      for (const group of groups) group.endAuthor()
      addBursts(block.words, eligible, groups, groupedOf)
    }
  }
  return {
    ...{ overall, deals, unlinkedPostCount, phrases },
    captures: countCaptures(posts, selection),
    repetitionsOf: (dealId) => sumRepetitions(selection, dealId),
  }
}

/** Yields the posts of each known author together, and each post of an unknown author alone. */
function* byAuthor({ words, places }: RecordBlock): Generator<readonly [places: Uint32Array, isKnown: boolean]> {
  for (let start = 0, end = 0; start < places.length; start = end) {
    const first = places[start] as number
    const isKnown = words[first + FIELD.isKnown] === 1
    end = start + 1
    while (isKnown && end < places.length && isSameAuthor(words, first, places[end] as number)) end += 1
    yield [places.subarray(start, end), isKnown]
  }
}

const isSameAuthor = (words: Uint32Array, one: number, other: number): boolean =>
  words[one + FIELD.cluster] === words[other + FIELD.cluster] &&
  words[one + FIELD.cluster + 1] === words[other + FIELD.cluster + 1] &&
  words[other + FIELD.isKnown] === 1

/** Adds an author's bursts to their groups. An author without a burst overall has none on any deal. */
function addBursts(words: Uint32Array, places: Uint32Array, groups: Iterable<GroupSums>, groupedOf: readonly GroupedVerdict[][]): void {
  const timed = (place: number): TimedPost => ({ postedAt: timeAt(words, place), wording: wordingAt(words, place) })
  if (places.length < MIN_REPEAT_COUNT || findBurst(Array.from(places, timed)) === null) return
  for (const group of groups) {
    const isOf = (place: number): boolean =>
      groupedOf[words[place + FIELD.verdicts] as number]?.some((grouped) => grouped.group === group) === true
    const burst = findBurst(Array.from(places.filter(isOf), timed))
    if (burst !== null) group.bursts.push(burst)
  }
}

function sumRepetitions({ repetitions }: Selection, dealId: string | null): RepetitionCounts {
  const sums = { repeatedCount: 0, originalCount: 0 }
  for (const [set, { repeatedCount, originalCount }] of repetitions) {
    if (dealId !== null && !(JSON.parse(set) as string[]).includes(dealId)) continue
    sums.repeatedCount += repeatedCount
    sums.originalCount += originalCount
  }
  return sums
}
