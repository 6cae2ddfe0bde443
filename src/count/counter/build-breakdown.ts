import { recordScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { OtherCompany } from '../../base/thread/capture-ledger.js'
import {
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type BreakdownOptions,
  type CountedBreakdown,
  type CountedGroup,
  type DealBreakdown,
  type DealInfo,
} from '../breakdown/breakdown.js'
import { findingIf, findingOf, inOrder } from '../breakdown/finding.js'
import { findInCapture, findInCounts } from '../cautions/find-in-posts.js'
import { withVerdicts } from '../may-print/refusals.js'
import type { GroupSums, PostSums } from '../tally/post-sums.js'
import { boundShares, sharesOf } from '../tally/shares.js'
import type { ThreadIndex } from '../thread/thread-index.js'
import {
  boundCapture,
  type CountedCaptures,
  captureTotals,
  countCaptures,
} from './count-captures.js'

interface CountedPosts {
  readonly threads: ThreadIndex
  readonly sums: PostSums
  readonly model: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  readonly infoOf: (dealId: string) => DealInfo | null
  /** Names in place of a deal's that no text holds; null where one does. */
  readonly insteadOf: (dealId: string) => readonly string[] | null
  /** A company that posts name in place of a deal's; null without one. */
  readonly otherOf: (dealId: string) => OtherCompany | null
  readonly handCount: number
}

/** Counts, and the ledgers of their capture; null if no post carries one. */
export interface Counted {
  readonly breakdown: CountedBreakdown
  readonly captures: CountedCaptures | null
}

export function countBreakdown({
  threads,
  sums: whole,
  model,
  scheme,
  options,
  infoOf,
  insteadOf,
  otherOf,
  handCount,
}: CountedPosts): Counted {
  const captures = countCaptures(threads)
  const recorded = recordScheme(scheme)
  const groupOf = (dealId: string | null, sums: GroupSums, dealCount: number): CountedGroup => {
    const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount } = sums.counts
    const labelCounts = sums.labelCounts.slice(0, -1)
    const group = {
      postCount,
      rootCount,
      promptCount: sums.promptCount,
      authorCount: sums.authors.size,
      unknownAuthorCount,
      unsureCount,
      unscoredCount,
      written: { ...sums.written },
      shares: sharesOf(scheme.labels, labelCounts, scheme),
      sidedShares: sharesOf(scheme.sides, labelCounts, scheme),
      bounds: boundShares(labelCounts, postCount, scheme),
      intervals: [],
    }
    const capture = captures && captureTotals(captures.ledgersOf.get(dealId))
    const mover = infoOf(dealId ?? '')?.mover ?? ''
    const names = dealId === null ? null : insteadOf(dealId)
    const other = dealId === null ? null : otherOf(dealId)
    const textCount = postCount + sums.promptCount
    const unnamed = { mover, names: names ?? [], postCount: textCount }
    const findings = inOrder([
      ...findingIf(names !== null, 'mover-unnamed', unnamed),
      ...(other === null ? [] : [findingOf('other-company', { ...other, mover })]),
      ...findInCounts(sums, { dealCount, handCount, options, model }),
      ...findInCapture(capture, sums),
    ])
    return { ...group, findings }
  }
  // A deal of opening posts alone has nothing to count.
  const counted = [...whole.deals].filter(([, { counts }]) => counts.postCount > 0)
  const deals = counted.map(([dealId, sums]): CountedGroup<DealBreakdown> => {
    const { mover = null, move = null, title } = infoOf(dealId) ?? {}
    const named = { dealId, mover, move, ...(title !== undefined && { title }) }
    return { ...named, ...groupOf(dealId, sums, 1) }
  })
  deals.sort(
    (one, other) => other.postCount - one.postCount || (one.dealId < other.dealId ? -1 : 1),
  )
  const breakdown: CountedBreakdown = {
    schema: BREAKDOWN_SCHEMA,
    model,
    ...(recorded && { scheme: recorded }),
    options,
    deals,
    overall: groupOf(null, whole.overall, deals.length),
    unlinkedPostCount: whole.unlinkedPostCount,
    audit: null,
  }
  return { breakdown, captures }
}

/** Adds the verdicts and the bounds of the capture. An audit must be applied before. */
export function concludeBreakdown({ breakdown, captures }: Counted): Breakdown {
  const capture = captures === null ? null : boundCapture(breakdown, captures)
  return withVerdicts({ ...breakdown, capture })
}
