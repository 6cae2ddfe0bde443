import { recordScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { KnownWeights } from '../../base/statistics/interval/replicate-bootstrap.js'
import { BREAKDOWN_SCHEMA, type Breakdown, type BreakdownOptions, type DealBreakdown, type DealInfo } from '../breakdown/breakdown.js'
import type { BreakdownCapture } from '../breakdown/breakdown-capture.js'
import { listDispositions } from '../breakdown/dispositions.js'
import { describeDefault } from '../breakdown/list-cautions.js'
import { CaptureTally } from '../tally/capture-tally.js'
import { listCaptureCautions } from '../tally/list-capture-cautions.js'
import { boundGroup } from '../tally/summarise-capture.js'
import { buildGroup } from './build-group.js'
import type { CountedCaptures } from './count-captures.js'
import type { PostSums } from './count-posts.js'
import type { GroupSums } from './group-sums.js'

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

const NO_CAPTURE = new CaptureTally()

/** Caution where each text counts once. */
const NOT_COMPARED = 'Repetitions are those that scoring flagged: posts that were scored apart were not compared.'

/** Builds the breakdown of counted posts. */
export function buildBreakdown(
  { overall, deals: sumsOf, unlinkedPostCount, phrases, captures, repetitionsOf }: PostSums,
  { model, scheme, options, infoOf, handCount, amend = (breakdown) => breakdown }: BuildOptions,
): Breakdown {
  const recorded = recordScheme(scheme)
  const isDuplicateCountedOnce = options.countDuplicates === 'once'
  const known: KnownWeights = new Map()
  const groupOf = (dealId: string | null, sums: GroupSums, dealCount: number) => {
    const { postCount, defaultCount, truncatedCount, foreignCount, foreignScoredCount } = sums.counts
    const capture = captures && (captures.tallyOf.get(dealId) ?? NO_CAPTURE).totals
    return buildGroup(sums, {
      ...{ scheme, options, dealCount, known, handCount },
      strongestFor: (side) => phrases.strongest(dealId, side, options.phraseCount),
      cautions: [
        ...(defaultCount > 0 ? [describeDefault(defaultCount, postCount)] : []),
        ...(postCount === 0 && capture === null
          ? []
          : listCaptureCautions({
              ...{ capture, truncatedCount, foreignCount, foreignScoredCount },
              ...repetitionsOf(dealId),
              isDuplicateCountedOnce,
              bursts: sums.bursts,
            })),
        ...(isDuplicateCountedOnce && postCount > 0 ? [NOT_COMPARED] : []),
      ],
    })
  }
  const deals = [...sumsOf].flatMap(([dealId, sums]): DealBreakdown[] => {
    if (sums.counts.postCount === 0) return []
    const info = infoOf(dealId)
    const title = info?.title === undefined ? {} : { title: info.title }
    return [{ dealId, mover: info?.mover ?? null, move: info?.move ?? null, ...title, ...groupOf(dealId, sums, 1) }]
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

/** Adds the capture bounds of each deal, then of all posts. They bound the audited shares where an audit gives some. */
function boundCapture({ deals, overall, audit }: Breakdown, { tallyOf, whole, capture }: CountedCaptures): BreakdownCapture {
  const groups = deals.map((group) =>
    boundGroup({
      dealId: group.dealId,
      capture: (tallyOf.get(group.dealId) ?? NO_CAPTURE).totals,
      group,
      auditedShares: audit?.deals.find(({ dealId }) => dealId === group.dealId)?.shares ?? null,
    }),
  )
  const all = boundGroup({ dealId: null, capture: whole.totals, group: overall, auditedShares: audit?.overall?.shares ?? null })
  const { threads, ...sums } = capture
  return { ...sums, groups: [...groups, all], threads }
}
