import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import {
  type Random,
  seededRandom,
  shuffled,
} from '../../../src/base/statistics/random/seeded-random.js'
import { sampleSizeFor } from '../../../src/count/audit/draw/sample-size.js'
import { shareIntervals } from '../../../src/count/share/intervals.js'
import type { FrameUnit } from '../../../src/count/share/join-audit.js'
import { standingOf } from '../../../src/count/share/lead-without-one-account.js'

/** Shares of made-up crowds: ties, small and clear leads, many and few posts without a side. */
const CROWDS = [
  [0.35, 0.35, 0.3],
  [0.4, 0.3, 0.3],
  [0.45, 0.25, 0.3],
  [0.15, 0.1, 0.75],
  [0.55, 0.25, 0.2],
  [0.25, 0.2, 0.55],
  [0.1, 0.3, 0.6],
  [0.5, 0.3, 0.2],
] as const
/**
 * Labels that misread posts turn into: any other, the other side or none, or the second side alone.
 */
const MISREADINGS = ['any', 'sided', 'second'] as const

/** Verdicts on crowds of one size. A true tie makes every lead false. */
export interface VerdictTally {
  readonly postCount: number
  readonly draws: number
  readonly leadCount: number
  readonly majorityCount: number
  readonly falseCount: number
}

/**
 * Draws crowds, reads them with errors, and counts the verdicts that the true labels contradict.
 * In every second crowd accounts write as many posts as their rank allows, mostly on one side.
 *
 * @param errorRate part of the posts that a reader misreads, in [0, 1]
 */
export function tallyVerdicts(
  postCount: number,
  {
    errorRate,
    draws,
    seed,
  }: { readonly errorRate: number; readonly draws: number; readonly seed: number },
): VerdictTally {
  const random = seededRandom(seed)
  const tally = {
    leadCount: 0,
    majorityCount: 0,
    falseCount: 0,
    kinds: {} as Record<string, number>,
  }
  for (let draw = 0; draw < draws; draw++) {
    const misreading = MISREADINGS[draw % MISREADINGS.length] ?? 'any'
    const shares = CROWDS[draw % CROWDS.length] ?? CROWDS[0]
    const isClustered = Math.floor(draw / CROWDS.length) % 2 === 1
    const posts = isClustered
      ? drawAccounts(postCount, shares, random)
      : drawLabels(postCount, shares, random).map((label, account) => ({ label, account }))
    const truth = posts.map(({ label }) => label)
    const order = shuffled(posts, random)
    const read = order
      .slice(0, sampleSizeFor(postCount))
      .map(({ label }) => (random() < errorRate ? misread(label, misreading, random) : label))
    const counts = { populationCount: postCount, hitCounts: countsOf(read), missingCount: 0 }
    const { lead, most } = standingOf(counts, {
      units: unitsOf(order, read),
      labels: scheme.labels,
      sides: scheme.sides,
      estimate: (sample) => shareIntervals(sample, scheme.labels),
    })
    const [first = 0, second = 0] = countsOf(truth)
    const majority =
      most === null ? null : (countsOf(truth)[scheme.labels.indexOf(most as never)] ?? 0)
    const isLead = lead?.word === 'more'
    const isAhead = lead?.ahead === scheme.sides[0] ? first > second : second > first
    if (isLead) tally.leadCount += 1
    if (majority !== null) tally.majorityCount += 1
    if ((isLead && !isAhead) || (majority !== null && 2 * majority <= postCount))
      tally.falseCount += 1
  }
  return { postCount, draws, ...tally }
}

const countsOf = (labels: readonly number[]): number[] =>
  scheme.labels.map((_, index) => labels.filter((label) => label === index).length)

/** A post with its true label and the account that wrote it. */
interface DrawnPost {
  readonly label: number
  readonly account: number
}

/** Units as the audit joins them; only what the rules of a lead look at. */
const unitsOf = (order: readonly DrawnPost[], read: readonly number[]): FrameUnit[] =>
  order.map(({ account }, index) => {
    const label = read[index]
    const post = { author: `author ${account}`, flags: [], threadId: 'thread', id: `post ${index}` }
    return {
      post,
      outcome: label === undefined ? null : 'labelled',
      label: label === undefined ? null : scheme.labels[label],
    } as unknown as FrameUnit
  })

const POSTS_PER_ACCOUNT = 4.5
const ZIPF_EXPONENT = 1.2
/** Part of an account's posts that say the same. */
const SAME_SHARE = 0.55

/** Posts of accounts by Zipf's law; over half of each account's posts have its own label. */
function drawAccounts(count: number, shares: readonly number[], random: Random): DrawnPost[] {
  const weights = Array.from(
    { length: Math.max(5, Math.ceil(count / POSTS_PER_ACCOUNT)) },
    (_, rank) => (rank + 1) ** -ZIPF_EXPONENT,
  )
  const favourites = drawLabels(weights.length, shares, random)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return drawLabels(count, shares, random).map((label) => {
    let left = random() * total
    const index = weights.findIndex((weight) => (left -= weight) <= 0)
    const account = index < 0 ? weights.length - 1 : index
    return { account, label: random() < SAME_SHARE ? (favourites[account] ?? label) : label }
  })
}

function drawLabels(count: number, shares: readonly number[], random: Random): number[] {
  const [first = 0, second = 0] = shares
  return Array.from({ length: count }, () => {
    const at = random()
    if (at < first) return 0
    return at < first + second ? 1 : 2
  })
}

function misread(label: number, how: (typeof MISREADINGS)[number], random: Random): number {
  if (how === 'any') return (label + 1 + Math.floor(2 * random())) % scheme.labels.length
  if (how === 'second') return 1
  return label < 2 ? 2 : Math.floor(2 * random())
}
