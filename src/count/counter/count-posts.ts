import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { groupBy } from '../../base/statistics/group-by.js'
import type { BreakdownOptions } from '../breakdown/breakdown.js'
import { findBurst, MIN_REPEAT_COUNT, type TimedPost } from '../tally/find-bursts.js'
import { type CountedCaptures, countCaptures } from './count-captures.js'
import { type CountedPost, MARK_BIT_COUNT, type PostVerdicts, type Verdict } from './counted-post.js'
import { GroupSums } from './group-sums.js'
import type { PhraseSums } from './phrase-sums.js'
import { type RepetitionCounts, type Selection, selectPosts, type WaitingPost } from './select-posts.js'
import { isEligible, type ThreadIndex } from './thread-index.js'

/** What a counter holds of posts. */
export interface HeldPosts {
  readonly threads: ThreadIndex
  /** The eligible posts of each known author, as rows. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>
  /** The eligible posts without a known author, as rows. */
  readonly unknownRows: readonly number[]
  /** Posts that others may leave out. They are in none of the rows. */
  readonly waiting: readonly WaitingPost<CountedPost>[]
  /** The distinct verdicts of posts, by index. */
  readonly verdicts: readonly PostVerdicts[]
  /** Of the posts in rows. */
  readonly phrases: PhraseSums
}

/** All sums that a breakdown is built from. */
export interface PostSums {
  readonly overall: GroupSums
  /** By deal id. */
  readonly deals: ReadonlyMap<string, GroupSums>
  readonly unlinkedPostCount: number
  readonly phrases: PhraseSums
  /** Null where no post carries a ledger. */
  readonly captures: CountedCaptures | null
  /** Repetitions on one deal; null for all posts. */
  readonly repetitionsOf: (dealId: string | null) => RepetitionCounts
}

/** Numbers in the row of a post. */
const ROW_LENGTH = 4
const NO_WORDING = -1

/** Rows of this length have no room for more: most authors write a few posts, and the room that an array keeps is five posts or more. */
const TIGHT_LENGTH = 10 * ROW_LENGTH

/** The rows of an author with one more post. They may be the same array. @param verdicts index of its verdicts */
export function withRow(rows: number[], { postedAt, wording, sentimentUnits, marks }: CountedPost, verdicts: number): number[] {
  const row = [postedAt ?? Number.NaN, wording ?? NO_WORDING, verdicts, (sentimentUnits << MARK_BIT_COUNT) | marks]
  if (rows.length < TIGHT_LENGTH) return rows.length === 0 ? row : rows.concat(row)
  rows.push(...row)
  return rows
}

/** A post as it is counted. */
interface EligiblePost extends TimedPost {
  readonly verdicts: PostVerdicts
  readonly sentimentUnits: number
  readonly marks: number
  /** Whether it is a repetition that does not count. */
  readonly isLeftOut: boolean
}

function* readRows(rows: readonly number[], verdicts: readonly PostVerdicts[]): Generator<EligiblePost, undefined> {
  for (let at = 0; at < rows.length; at += ROW_LENGTH) {
    const [postedAt, wording, code] = [rows[at] as number, rows[at + 1] as number, rows[at + 3] as number]
    yield {
      postedAt: Number.isNaN(postedAt) ? null : postedAt,
      wording: wording === NO_WORDING ? null : wording,
      verdicts: verdicts[rows[at + 2] as number] as PostVerdicts,
      sentimentUnits: code >> MARK_BIT_COUNT,
      marks: code & ((1 << MARK_BIT_COUNT) - 1),
      isLeftOut: false,
    }
  }
  return undefined
}

/** A group that counts a post, with the slot of its label there. */
interface GroupedVerdict {
  readonly group: GroupSums
  readonly slot: number
  readonly status: Verdict['status']
}

/** Counts all posts, one author at a time. */
export function countPosts(held: HeldPosts, scheme: StanceScheme, options: BreakdownOptions): PostSums {
  const { threads, rowsOf, unknownRows, waiting, verdicts } = held
  const selection = selectPosts(threads, waiting, options.countDuplicates === 'once')
  const decided = waiting.filter(({ post, thread }) => isEligible(post.id, post.marks, thread)).map(({ post }) => post)
  const decidedOf = groupBy(decided, ({ author }) => author)
  const phrases = decided.length === 0 ? held.phrases : held.phrases.copy()
  for (const post of decided) if (!selection.leftOut.has(post)) phrases.add(post.verdicts, post.phrases)

  const deals = new Map<string, GroupSums>()
  const overall = new GroupSums(scheme)
  const slotOf = ({ label }: Verdict): number => (label === null ? scheme.labels.length : scheme.labels.indexOf(label))
  const groupedOf = new Map<PostVerdicts, readonly GroupedVerdict[]>()
  const groupsOf = (judged: PostVerdicts): readonly GroupedVerdict[] => {
    const known = groupedOf.get(judged)
    if (known !== undefined) return known
    const onDeals = judged.stances.map((stance) => {
      const group = deals.get(stance.dealId) ?? new GroupSums(scheme)
      deals.set(stance.dealId, group)
      return { group, slot: slotOf(stance), status: stance.status }
    })
    const all = [{ group: overall, slot: slotOf(judged), status: judged.status }, ...onDeals]
    groupedOf.set(judged, all)
    return all
  }
  let unlinkedPostCount = 0
  const countPost = (post: EligiblePost, isAuthorKnown: boolean): void => {
    const { marks, sentimentUnits } = post
    const groups = groupsOf(post.verdicts)
    for (const { group } of groups) group.addEligible(marks, post.verdicts.status !== 'unscored')
    if (post.isLeftOut) return
    if (groups.length === 1) unlinkedPostCount += 1
    for (const { group, slot, status } of groups) group.addCounted(slot, status, marks, sentimentUnits, isAuthorKnown)
  }
  const decidedBy = (author: string | null): EligiblePost[] =>
    (decidedOf.get(author) ?? []).map((post) => ({ ...post, isLeftOut: selection.leftOut.has(post) }))
  const countAuthor = (author: string, rows: readonly number[]): void => {
    const posts = [...readRows(rows, verdicts)]
    if (decidedOf.has(author)) posts.push(...decidedBy(author))
    const groups = new Set<GroupSums>()
    for (const post of posts) {
      countPost(post, true)
      for (const { group } of groupsOf(post.verdicts)) groups.add(group)
    }
    for (const group of groups) group.endAuthor()
    if (posts.length < MIN_REPEAT_COUNT || findBurst(posts) === null) return
    for (const group of groups) {
      const burst = findBurst(posts.filter((post) => groupsOf(post.verdicts).some((grouped) => grouped.group === group)))
      if (burst !== null) group.bursts.push(burst)
    }
  }
  for (const [author, rows] of rowsOf) countAuthor(author, rows)
  for (const author of decidedOf.keys()) if (author !== null && !rowsOf.has(author)) countAuthor(author, [])
  for (const post of readRows(unknownRows, verdicts)) countPost(post, false)
  for (const post of decidedBy(null)) countPost(post, false)
  return {
    ...{ overall, deals, unlinkedPostCount, phrases },
    captures: countCaptures(threads),
    repetitionsOf: (dealId) => sumRepetitions(threads, selection, dealId),
  }
}

function sumRepetitions(threads: ThreadIndex, { repetitions }: Selection, dealId: string | null): RepetitionCounts {
  const sums = { repeatedCount: 0, originalCount: 0 }
  for (const [set, { repeatedCount, originalCount }] of repetitions) {
    if (dealId !== null && !threads.dealsOf(set).includes(dealId)) continue
    sums.repeatedCount += repeatedCount
    sums.originalCount += originalCount
  }
  return sums
}
