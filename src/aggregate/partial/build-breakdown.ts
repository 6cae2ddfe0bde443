import { recordScheme } from '../../scheme/scheme-tag.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { BREAKDOWN_SCHEMA, type Breakdown, type BreakdownOptions, type DealBreakdown, type DealInfo } from '../breakdown/breakdown.js'
import type { BreakdownCapture } from '../breakdown/breakdown-capture.js'
import { buildGroup } from '../breakdown/build-group.js'
import { listCaptureCautions } from '../breakdown/list-capture-cautions.js'
import { type DuplicateGroup, groupDuplicates, withoutDuplicates } from '../group-duplicates.js'
import { findBursts, type TimedPost } from '../tally/find-bursts.js'
import { eligibility, eligiblePosts } from '../tally/select-posts.js'
import { boundGroup, type CaptureTotals, captureOfThreads, readCapture, summariseCapture } from '../tally/summarise-capture.js'
import type { PhraseSum } from '../tally/summarise-phrases.js'
import { captureOfSums, NO_CAPTURE, summariseCaptureSums } from './capture-sums.js'
import type { CountablePost } from './countable-post.js'
import { addUnits } from './level-table.js'
import { dealIdOfKey, groupKeyOf, OVERALL, PostSums, readBurstKey, readPhraseKey } from './post-sums.js'

interface BuildOptions {
  readonly model: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  readonly infoOf: (dealId: string) => DealInfo | null
  /** What is made of the breakdown before capture bounds its shares: an audit gives other shares. */
  readonly amend?: (breakdown: Breakdown) => Breakdown
}

/** What only posts that are there one by one tell, or what stands for it. */
interface Held {
  readonly sums: PostSums
  /** By group; null where no post carries a ledger. */
  readonly captureOf: ((key: string) => CaptureTotals) | null
  /** The same, with what no post is left to count of. */
  readonly wholeCaptureOf: (key: string) => CaptureTotals
  readonly capture: Omit<BreakdownCapture, 'groups'> | null
  /** How many posts repeat how many others; null for others that were not told apart. */
  readonly duplicatesOf: (key: string) => { readonly repeatedCount: number; readonly originalCount: number | null }
  /** Whole sentences on what is missing for want of the posts. */
  readonly cautions: readonly string[]
}

const UNLIMITED = { posts: Infinity, authors: Infinity, phrases: Infinity, bursts: Infinity }

/** Breaks down posts that are all there. */
export function breakDownPosts(posts: readonly CountablePost[], build: BuildOptions): Breakdown {
  const { scheme, options } = build
  const sums = new PostSums(scheme, UNLIMITED)
  const eligible = eligiblePosts(posts, options.count)
  const counted = options.countDuplicates === 'once' ? new Set(withoutDuplicates(eligible)) : null
  foldPosts(sums, posts, options, (post) => counted?.has(post) === false)
  const record = readCapture(posts)
  const eligibleOf = new Map<string, CountablePost[]>([[OVERALL, [...eligible]]])
  for (const post of eligible) {
    for (const dealId of post.deals) {
      const group = eligibleOf.get(groupKeyOf(dealId))
      if (group) group.push(post)
      else eligibleOf.set(groupKeyOf(dealId), [post])
    }
  }
  const threadsOf = (key: string): string[] => (eligibleOf.get(key) ?? []).map(({ threadId }) => threadId)
  const totalsOf = (threadIds: Iterable<string>): CaptureTotals =>
    captureOfThreads(record ?? { ledgerOf: new Map(), threadIds: new Set() }, threadIds)
  return assemble(build, {
    sums,
    captureOf: record === null ? null : (key) => totalsOf(threadsOf(key)),
    // A thread of which no post is left to count is missing all the more.
    wholeCaptureOf: (key) => totalsOf(key === OVERALL ? (record?.threadIds ?? []) : threadsOf(key)),
    capture: record === null ? null : summariseCapture(record),
    duplicatesOf: (key) => countDuplicates(groupDuplicates(eligibleOf.get(key) ?? [])),
    cautions: [],
  })
}

const countDuplicates = (groups: readonly DuplicateGroup<CountablePost>[]) => ({
  repeatedCount: groups.reduce((total, group) => total + group.length - 1, 0),
  originalCount: groups.length,
})

/** Breaks down posts of which only sums are left. */
export function breakDownSums(sums: PostSums, build: BuildOptions): Breakdown {
  const overall = sums.groupOf(OVERALL)
  const isCaptured = overall.capture.ledgerCount > 0
  const captureOf = (key: string): CaptureTotals => captureOfSums(sums.groups.get(key)?.capture ?? NO_CAPTURE)
  return assemble(build, {
    sums,
    captureOf: isCaptured ? captureOf : null,
    wholeCaptureOf: captureOf,
    capture: isCaptured ? summariseCaptureSums(overall.capture, overall.counts.foreignCount) : null,
    duplicatesOf: (key) => ({ repeatedCount: sums.groups.get(key)?.counts.repeatedCount ?? 0, originalCount: null }),
    cautions: isCaptured
      ? ['There are too many posts to hold one by one: captures are added up ledger by ledger, two of one thread as if of two threads.']
      : [],
  })
}

/**
 * Adds posts to sums.
 *
 * @param isLeftOut a duplicate that does not count
 */
export function foldPosts(
  sums: PostSums,
  posts: readonly CountablePost[],
  { count }: Pick<BreakdownOptions, 'count'>,
  isLeftOut: (post: CountablePost) => boolean,
): void {
  const isEligible = eligibility(posts, count)
  for (const post of posts) {
    const mayCount = isEligible(post)
    sums.add(post, mayCount, mayCount && !isLeftOut(post))
  }
}

function assemble({ model, scheme, options, infoOf, amend = (breakdown) => breakdown }: BuildOptions, held: Held): Breakdown {
  const { sums } = held
  const recorded = recordScheme(scheme)
  const burstsOf = collectBursts(sums)
  const groupOf = (key: string, dealCount: number) => {
    const group = sums.groupOf(key)
    const { truncatedCount, foreignCount, foreignScoredCount } = group.counts
    const phrases = collectPhrases(sums, key)
    const authors = { rows: [...(sums.authors.counts.get(key)?.values() ?? [])], sampleRate: 2 ** sums.authors.floor }
    return buildGroup(
      { sums: group, authors, phrases },
      {
        scheme,
        options,
        dealCount,
        cautions: [
          ...listCaptureCautions({
            capture: held.captureOf?.(key) ?? null,
            ...{ truncatedCount, foreignCount, foreignScoredCount },
            ...held.duplicatesOf(key),
            isDuplicateCountedOnce: options.countDuplicates === 'once',
            bursts: findBursts(burstsOf.get(key) ?? []),
            burstSampleRate: 2 ** sums.bursts.floor,
          }),
          ...(sums.phrases.floor > 0 && phrases.size > 0
            ? [`Too many different words spoke to hold them all: the words here are those of 1 in ${2 ** sums.phrases.floor} posts.`]
            : []),
          ...held.cautions,
        ],
      },
    )
  }
  const deals = [...sums.groups].flatMap(([key, { counts }]): DealBreakdown[] => {
    const dealId = dealIdOfKey(key)
    if (dealId === null || counts.postCount === 0) return []
    const info = infoOf(dealId)
    return [{ dealId, mover: info?.mover ?? null, move: info?.move ?? null, ...groupOf(key, 1) }]
  })
  deals.sort((one, other) => other.postCount - one.postCount || (one.dealId < other.dealId ? -1 : 1))
  const breakdown = amend({
    schema: BREAKDOWN_SCHEMA,
    model,
    ...(recorded && { scheme: recorded }),
    options,
    deals,
    overall: groupOf(OVERALL, deals.length),
    unlinkedPostCount: sums.unlinkedPostCount,
    audit: null,
    capture: null,
  })
  return held.capture === null ? breakdown : { ...breakdown, capture: boundCapture(breakdown, held.capture, held.wholeCaptureOf) }
}

/** What capture leaves open of each deal, then of all posts; of the audited shares where there are. */
function boundCapture(
  { deals, overall, audit }: Breakdown,
  { threads, ...capture }: Omit<BreakdownCapture, 'groups'>,
  captureOf: (key: string) => CaptureTotals,
): BreakdownCapture {
  const groups = deals.map((group) =>
    boundGroup({
      dealId: group.dealId,
      capture: captureOf(groupKeyOf(group.dealId)),
      group,
      auditedShares: audit?.deals.find(({ dealId }) => dealId === group.dealId)?.shares ?? null,
    }),
  )
  const all = boundGroup({ dealId: null, capture: captureOf(OVERALL), group: overall, auditedShares: audit?.overall?.shares ?? null })
  return { ...capture, groups: [...groups, all], threads }
}

function collectPhrases({ phrases }: PostSums, key: string): Map<string, PhraseSum[]> {
  const sides = new Map<string, Map<string, PhraseSum>>()
  for (const [of, [units = 0, posts = 0]] of phrases.counts.get(key) ?? []) {
    const { side, phrase } = readPhraseKey(of)
    const sums = sides.get(side) ?? new Map<string, PhraseSum>()
    sides.set(side, sums)
    const known = sums.get(phrase)
    sums.set(phrase, { phrase, postCount: posts + (known?.postCount ?? 0), weightUnits: addUnits(units, known?.weightUnits ?? 0) })
  }
  return new Map([...sides].map(([side, sums]) => [side, [...sums.values()]]))
}

function collectBursts(sums: PostSums): Map<string, TimedPost[]> {
  const postsOf = new Map<string, TimedPost[]>([[OVERALL, []]])
  for (const [author, keys] of sums.bursts.counts) {
    for (const [key, [count = 0]] of keys) {
      const { postedAt, wording, deals } = readBurstKey(key)
      for (const group of [OVERALL, ...deals.map(groupKeyOf)]) {
        const posts = postsOf.get(group) ?? []
        postsOf.set(group, posts)
        posts.push({ author, postedAt, wording, count })
      }
    }
  }
  return postsOf
}
