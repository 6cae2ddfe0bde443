import { recordScheme } from '../../base/scheme/scheme-tag.js'
import { byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
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
import { describeDefault, listCautions } from '../breakdown/list-cautions.js'
import { boundShares, estimateIntervals, sharesOf } from '../tally/authors.js'
import { listCaptureCautions } from '../tally/list-capture-cautions.js'
import { summariseSentiment } from '../tally/summarise-sentiment.js'
import { boundCapture, captureTotals, countCaptures } from './count-captures.js'
import { countPosts, type GroupSums, type HeldPosts } from './count-posts.js'

interface BuildOptions {
  readonly model: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  readonly infoOf: (dealId: string) => DealInfo | null
  /** Labels by hand that the model learnt; 0 where it learnt none. */
  readonly handCount: number
  /** Amends the breakdown before the capture bounds are computed: an audit replaces the shares. */
  readonly amend?: (breakdown: Breakdown) => Breakdown
}

/** Caution where each text counts once. */
const NOT_COMPARED = 'Repetitions are those that scoring flagged: posts that were scored apart were not compared.'

/** Counts the posts and builds their breakdown. */
export function buildBreakdown(
  held: HeldPosts,
  { model, scheme, options, infoOf, handCount, amend = (breakdown) => breakdown }: BuildOptions,
): Breakdown {
  const { overall, deals: sumsOf, unlinkedPostCount, phrases, repetitionsOf } = countPosts(held, scheme, options)
  const captures = countCaptures(held.threads)
  const recorded = recordScheme(scheme)
  const isDuplicateCountedOnce = options.countDuplicates === 'once'
  const known: KnownWeights = new Map()
  /** Counts, shares and intervals of one set of posts. */
  const groupOf = (dealId: string | null, sums: GroupSums, dealCount: number): GroupBreakdown => {
    const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount, defaultCount, ...captured } = sums.counts
    const labelCounts = scheme.labels.map((_, label) => sums.sentiments[label]?.postCount ?? 0)
    const { intervals, labelledAuthorCount } = estimateIntervals(sums, scheme, options, known)
    const group = {
      ...{ postCount, rootCount, authorCount: sums.authorCount, unknownAuthorCount, unsureCount, unscoredCount },
      shares: sharesOf(scheme.labels, labelCounts, scheme),
      sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
      bounds: boundShares(labelCounts, postCount, scheme),
      intervals,
      sentiment: summariseSentiment(sums.sentiments, scheme),
      phrases: byLabel(
        { ...scheme, labels: scheme.sides },
        scheme.sides.map((side) => phrases.strongest(dealId, side, options.phraseCount)),
      ),
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
