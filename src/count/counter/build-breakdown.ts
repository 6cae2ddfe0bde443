import { recordScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { groupBy } from '../../base/statistics/group-by.js'
import type { KnownWeights } from '../../base/statistics/interval/replicate-bootstrap.js'
import {
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type BreakdownOptions,
  type DealBreakdown,
  type DealInfo,
  type GroupBreakdown,
} from '../breakdown/breakdown.js'
import { listDispositions } from '../breakdown/breakdown-capture.js'
import { describeDefault, listCaptureCautions, listCautions } from '../breakdown/list-cautions.js'
import { type AuthorCounts, boundShares, estimateIntervals, sharesOf } from '../tally/authors.js'
import { type Burst, findBurst, MIN_REPEAT_COUNT, type TimedPost } from '../tally/find-bursts.js'
import { type SentimentSums, summariseSentiment } from '../tally/summarise-sentiment.js'
import { boundCapture, captureTotals, countCaptures } from './count-captures.js'
import { selectPosts, type WaitingPost } from './select-posts.js'
import { type CountedPost, isEligible, MARK, MARK_BIT_COUNT, type PostVerdicts, type ThreadIndex, type Verdict } from './thread-index.js'

export interface BuildOptions {
  readonly model: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  readonly infoOf: (dealId: string) => DealInfo | null
  /** Labels by hand that the model learnt; 0 where it learnt none. */
  readonly handCount: number
  readonly isCapturedOnly?: boolean
  /** Amends the breakdown before the capture bounds are computed: an audit replaces the shares. */
  readonly amend?: (breakdown: Breakdown) => Breakdown
}

/** Caution where each text counts once. */
const NOT_COMPARED = 'Repetitions are those that scoring flagged: posts that were scored apart were not compared.'

export function buildBreakdown(
  held: HeldPosts,
  { model, scheme, options, infoOf, handCount, isCapturedOnly, amend = (breakdown) => breakdown }: BuildOptions,
): Breakdown {
  const { overall, deals: sumsOf, unlinkedPostCount, repetitionsOf } = countPosts(held, scheme, options)
  const captures = countCaptures(held.threads)
  const recorded = recordScheme(scheme)
  const isDuplicateCountedOnce = options.countDuplicates === 'once'
  const known: KnownWeights | null = isCapturedOnly ? null : new Map()
  /** Counts, shares and intervals of one set of posts. */
  const groupOf = (dealId: string | null, sums: GroupSums, dealCount: number): GroupBreakdown => {
    const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount, defaultCount, ...captured } = sums.counts
    const labelCounts = sums.labelCounts.slice(0, -1)
    const { intervals, labelledAuthorCount } = estimateIntervals(sums, scheme, options, known)
    const group = {
      ...{ postCount, rootCount, authorCount: sums.authorCount, unknownAuthorCount, unsureCount, unscoredCount },
      shares: sharesOf(scheme.labels, labelCounts, scheme),
      sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
      bounds: boundShares(labelCounts, postCount, scheme),
      intervals,
      sentiment: summariseSentiment(sums.sentiments, scheme),
    }
    const capture = captures && captureTotals(captures.ledgersOf.get(dealId))
    const cautions = [
      ...listCautions(group, { labelledAuthorCount, dealCount, handCount, isTwoWay: options['twoWay'] === true }),
      ...(defaultCount > 0 ? [describeDefault(defaultCount, postCount)] : []),
      ...(postCount === 0 && capture === null
        ? []
        : listCaptureCautions({ capture, ...captured, ...repetitionsOf(dealId), isDuplicateCountedOnce, bursts: sums.bursts })),
      ...(isDuplicateCountedOnce && postCount > 0 ? [NOT_COMPARED] : []),
    ]
    return { ...group, cautions }
  }
  const deals = [...sumsOf].flatMap(([dealId, sums]): DealBreakdown[] => {
    if (sums.counts.postCount === 0) return []
    const { mover = null, move = null, title } = infoOf(dealId) ?? {}
    return [{ dealId, mover, move, ...(title !== undefined && { title }), ...groupOf(dealId, sums, 1) }]
  })
  deals.sort((one, other) => other.postCount - one.postCount || (one.dealId < other.dealId ? -1 : 1))
  const breakdown = amend({
    schema: BREAKDOWN_SCHEMA,
    model,
    ...(recorded && { scheme: recorded }),
    options,
    deals,
    overall: groupOf(null, overall, deals.length),
    unlinkedPostCount,
    audit: null,
    capture: null,
  })
  const whole: Breakdown = captures === null ? breakdown : { ...breakdown, capture: boundCapture(breakdown, captures) }
  return { ...whole, dispositions: listDispositions(whole) }
}

/** What a counter holds of posts. */
export interface HeldPosts {
  readonly threads: ThreadIndex
  /** The eligible posts of each author, as rows; under null those without a known author. */
  readonly rowsOf: Map<string | null, number[]>
  /** Posts that others may leave out. They are in none of the rows. */
  readonly waiting: WaitingPost<CountedPost>[]
  /** The distinct verdicts of posts, by index. */
  readonly verdicts: PostVerdicts[]
}

class GroupSums implements AuthorCounts {
  /** Of counted posts; those of truncated and foreign posts also cover repetitions that are left out. */
  readonly counts = {
    ...{ postCount: 0, rootCount: 0, unknownAuthorCount: 0, unsureCount: 0, unscoredCount: 0, defaultCount: 0 },
    ...{ truncatedCount: 0, foreignCount: 0, foreignScoredCount: 0 },
  }
  /** Distinct known authors. */
  authorCount = 0
  readonly kinds = new Map<string, number>()
  /** One entry per label of the scheme, then one for posts without a label. */
  readonly labelCounts: number[]
  /** Likewise, of posts that were judged and are in the language of the model: the words of others tell it nothing. */
  readonly sentiments: readonly SentimentSums[]
  readonly unknownLabelCounts: number[]
  readonly bursts: Burst[] = []
  /** Post counts, by slot, of the author whose posts are being added. */
  readonly #row: number[]

  constructor({ labels }: StanceScheme) {
    this.sentiments = [...labels, null].map(() => ({ postCount: 0, unitCount: 0 }))
    this.labelCounts = this.sentiments.map(() => 0)
    this.unknownLabelCounts = this.sentiments.map(() => 0)
    this.#row = this.sentiments.map(() => 0)
  }

  /** @param slot index of its label; the number of labels for no label */
  add(post: EligiblePost, slot: number, status: Verdict['status'], isAuthorKnown: boolean): void {
    const { counts } = this
    const { marks } = post
    if ((marks & MARK.truncated) !== 0) counts.truncatedCount += 1
    if ((marks & MARK.foreign) !== 0) {
      counts.foreignCount += 1
      if (post.verdicts.status !== 'unscored') counts.foreignScoredCount += 1
    }
    if (post.isLeftOut) return
    counts.postCount += 1
    if ((marks & MARK.root) !== 0) counts.rootCount += 1
    if ((marks & MARK.byDefault) !== 0) counts.defaultCount += 1
    if (status === 'unsure') counts.unsureCount += 1
    if (status === 'unscored') counts.unscoredCount += 1
    if (!isAuthorKnown) counts.unknownAuthorCount += 1
    this.labelCounts[slot] = (this.labelCounts[slot] as number) + 1
    if (status !== 'unscored' && (marks & MARK.foreign) === 0) {
      const sentiments = this.sentiments[slot] as SentimentSums
      sentiments.postCount += 1
      sentiments.unitCount += post.sentimentUnits
    }
    const row = isAuthorKnown ? this.#row : this.unknownLabelCounts
    row[slot] = (row[slot] as number) + 1
  }

  /** Ends a known author. Call it after the author's last post; again, it does nothing. */
  endAuthor(): void {
    if (!this.#row.some((count) => count > 0)) return
    this.authorCount += 1
    const kind = this.#row.join()
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    this.#row.fill(0)
  }
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

interface EligiblePost extends TimedPost, Pick<CountedPost, 'verdicts' | 'sentimentUnits' | 'marks'> {
  /** Whether it is a repetition that does not count. */
  readonly isLeftOut: boolean
}

function readRow(rows: readonly number[], at: number, verdicts: readonly PostVerdicts[]): EligiblePost {
  const [postedAt, wording, code] = [rows[at] as number, rows[at + 1] as number, rows[at + 3] as number]
  return {
    postedAt: Number.isNaN(postedAt) ? null : postedAt,
    wording: wording === NO_WORDING ? null : wording,
    verdicts: verdicts[rows[at + 2] as number] as PostVerdicts,
    sentimentUnits: code >> MARK_BIT_COUNT,
    marks: code & ((1 << MARK_BIT_COUNT) - 1),
    isLeftOut: false,
  }
}

/** Counts all posts, one author at a time. */
function countPosts(held: HeldPosts, scheme: StanceScheme, options: BreakdownOptions) {
  const { threads, rowsOf, waiting, verdicts } = held
  const { leftOut, repetitions } = selectPosts(threads, waiting, options.countDuplicates === 'once')
  const decided = waiting.filter(({ post, thread }) => isEligible(post.id, post.marks, thread)).map(({ post }) => post)
  const decidedOf = groupBy(decided, ({ author }) => author)

  const deals = new Map<string, GroupSums>()
  const overall = new GroupSums(scheme)
  const slotOf = ({ label }: Verdict): number => (label === null ? scheme.labels.length : scheme.labels.indexOf(label))
  /** The groups that count a post, with the slot of its label there. */
  const groupsOf = new Map<PostVerdicts, readonly { group: GroupSums; slot: number; status: Verdict['status'] }[]>()
  for (const judged of verdicts) {
    const onDeals = judged.stances.map((stance) => {
      const group = deals.get(stance.dealId) ?? new GroupSums(scheme)
      deals.set(stance.dealId, group)
      return { group, slot: slotOf(stance), status: stance.status }
    })
    groupsOf.set(judged, [{ group: overall, slot: slotOf(judged), status: judged.status }, ...onDeals])
  }
  const membersOf = ({ verdicts: judged }: EligiblePost) => groupsOf.get(judged) ?? []
  let unlinkedPostCount = 0
  const countPost = (post: EligiblePost, isAuthorKnown: boolean): void => {
    if (!post.isLeftOut && post.verdicts.stances.length === 0) unlinkedPostCount += 1
    for (const { group, slot, status } of membersOf(post)) group.add(post, slot, status, isAuthorKnown)
  }
  const countAuthor = (author: string | null, rows: readonly number[]): void => {
    const posts: EligiblePost[] = []
    const take = (post: EligiblePost): void => {
      countPost(post, author !== null)
      if (author !== null) posts.push(post)
    }
    for (let at = 0; at < rows.length; at += ROW_LENGTH) take(readRow(rows, at, verdicts))
    for (const post of decidedOf.get(author) ?? []) take({ ...post, isLeftOut: leftOut.has(post) })
    for (const post of posts) for (const { group } of membersOf(post)) group.endAuthor()
    if (posts.length < MIN_REPEAT_COUNT || findBurst(posts) === null) return
    for (const group of new Set(posts.flatMap((post) => membersOf(post).map(({ group }) => group)))) {
      const burst = findBurst(posts.filter((post) => membersOf(post).some((member) => member.group === group)))
      if (burst !== null) group.bursts.push(burst)
    }
  }
  for (const [author, rows] of rowsOf) countAuthor(author, rows)
  for (const author of decidedOf.keys()) if (!rowsOf.has(author)) countAuthor(author, [])
  return {
    ...{ overall, deals, unlinkedPostCount },
    /** Posts on one deal (null: all) that repeat the text of another, and the number of distinct texts that they repeat. */
    repetitionsOf: (dealId: string | null) => {
      const own = repetitions.filter(({ dealIds }) => dealId === null || dealIds.includes(dealId))
      return { repeatedCount: sum(own.map(({ repeatedCount }) => repeatedCount)), originalCount: own.length }
    },
  }
}
