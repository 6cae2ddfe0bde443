import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { addSentiment, addSentiments, noSentiment, type SentimentSums } from '../tally/summarise-sentiment.js'
import { addCaptures, type CaptureSums, NO_CAPTURE } from './capture-sums.js'
import type { CountablePost, Verdict } from './countable-post.js'

/** Known authors stand in so many groups, unknown ones in as many others. Choice: the error of a variance from 1,024 groups is 4 %. */
export const AUTHOR_GROUP_COUNT = 1024

/** Names of a group's plain counts, in their order. Those of the first line are of posts that count, the others also of left-out duplicates. */
export const GROUP_COUNTS = [
  ...(['postCount', 'rootCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount'] as const),
  ...(['truncatedCount', 'foreignCount', 'foreignScoredCount', 'repeatedCount'] as const),
] as const
/** A number of posts that a partial keeps for a group. */
export type GroupCount = (typeof GROUP_COUNTS)[number]

/** Everything of a group of posts that can be added up. */
export interface GroupSums {
  /** Of `post-sums.ts`. */
  readonly key: string
  readonly counts: Record<GroupCount, number>
  /** Posts of unknown authors with each label, in the order of the scheme, then without one. */
  readonly unknownLabelCounts: number[]
  /** One per label of the scheme, then that of the posts without a label: its `postCount` is that of the label. */
  readonly sentiments: SentimentSums[]
  /** By group of authors: posts with each label, then without one. See {@link AUTHOR_GROUP_COUNT}. */
  readonly authorGroups: Map<number, number[]>
  capture: CaptureSums
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0)

export function emptyGroup({ labels }: StanceScheme, key: string): GroupSums {
  return {
    key,
    counts: Object.fromEntries(GROUP_COUNTS.map((name) => [name, 0])) as Record<GroupCount, number>,
    unknownLabelCounts: zeros(labels.length + 1),
    sentiments: Array.from({ length: labels.length + 1 }, noSentiment),
    authorGroups: new Map(),
    capture: NO_CAPTURE,
  }
}

/** Place of a judgement among the labels of a scheme; behind them where there is none. */
export function slotOf({ label }: Verdict, { labels }: StanceScheme): number {
  return label === null ? labels.length : labels.indexOf(label)
}

/** A judgement as it counts in a group. */
export interface CountedVerdict {
  /** Of {@link slotOf}. */
  readonly slot: number
  readonly status: Verdict['status']
  /** Of {@link AUTHOR_GROUP_COUNT}. */
  readonly authorGroup: number
}

export function addVerdict(
  { counts, sentiments, unknownLabelCounts, authorGroups }: GroupSums,
  { author, meta, sentimentUnits }: Pick<CountablePost, 'author' | 'meta' | 'sentimentUnits'>,
  { slot, status, authorGroup }: CountedVerdict,
): void {
  counts.postCount += 1
  if (meta.role === 'root') counts.rootCount += 1
  if (status === 'unsure') counts.unsureCount += 1
  if (status === 'unscored') counts.unscoredCount += 1
  addSentiment(sentiments[slot] as SentimentSums, sentimentUnits)
  if (author === null) {
    counts.unknownAuthorCount += 1
    increase(unknownLabelCounts, slot)
  }
  const place = author === null ? AUTHOR_GROUP_COUNT + authorGroup : authorGroup
  let group = authorGroups.get(place)
  if (!group) authorGroups.set(place, (group = zeros(unknownLabelCounts.length)))
  increase(group, slot)
}

/** Adds the second to the first. */
export function addGroup(into: GroupSums, from: GroupSums): void {
  for (const name of GROUP_COUNTS) into.counts[name] += from.counts[name]
  addAll(into.unknownLabelCounts, from.unknownLabelCounts)
  for (const [slot, sums] of from.sentiments.entries()) addSentiments(into.sentiments[slot] as SentimentSums, sums)
  for (const [place, counts] of from.authorGroups) {
    const known = into.authorGroups.get(place)
    if (known) addAll(known, counts)
    else into.authorGroups.set(place, [...counts])
  }
  into.capture = addCaptures(into.capture, from.capture)
}

function addAll(into: number[], from: readonly number[]): void {
  for (const [index, count] of from.entries()) increase(into, index, count)
}

function increase(counts: number[], index: number, by = 1): void {
  counts[index] = (counts[index] ?? 0) + by
}
