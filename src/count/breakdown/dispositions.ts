import type { Breakdown, Dispositions, GroupBreakdown } from './breakdown.js'
import type { GroupAudit } from './breakdown-audit.js'
import { breakdownCaptureOf } from './breakdown-capture.js'

/** @param capture replies with a text, and replies known to exist without one, null when nobody says how many exist */
export function disposePosts(
  { postCount, unsureCount, unscoredCount }: Pick<GroupBreakdown, 'postCount' | 'unsureCount' | 'unscoredCount'>,
  audit: Pick<GroupAudit, 'drawnCount' | 'labelledCount' | 'undecidedCount' | 'reachedCount'> | null,
  { capturedCount, missingCount }: { readonly capturedCount: number; readonly missingCount: number | null },
): Dispositions {
  const ofDrawn = (countOf: (drawn: NonNullable<typeof audit>, reachedCount: number) => number): number | null =>
    audit === null ? null : countOf(audit, audit.reachedCount ?? audit.drawnCount)
  return {
    known: missingCount === null ? null : capturedCount + missingCount,
    captured: capturedCount,
    counted: postCount,
    scored: labelledCountOf({ postCount, unsureCount, unscoredCount }),
    unsure: unsureCount,
    unscored: unscoredCount,
    drawn: ofDrawn(({ drawnCount }) => drawnCount),
    labelled: ofDrawn(({ labelledCount }) => labelledCount),
    skipped: ofDrawn(({ labelledCount, undecidedCount }, reachedCount) => reachedCount - labelledCount - undecidedCount),
    undecided: ofDrawn(({ undecidedCount }) => undecidedCount),
    notReached: ofDrawn(({ drawnCount }, reachedCount) => drawnCount - reachedCount),
  }
}

/** The dispositions of each deal, then of all posts (dealId null). */
export function listDispositions(breakdown: Breakdown): (Dispositions & { readonly dealId: string | null })[] {
  const { deals, overall, audit } = breakdown
  const ledger = breakdownCaptureOf(breakdown)
  const of = (dealId: string | null, group: GroupBreakdown): Dispositions => {
    const known = ledger?.groups.find((one) => one.dealId === dealId)
    const audited = dealId === null ? audit?.overall : audit?.deals.find((one) => one.dealId === dealId)
    return disposePosts(group, audited ?? null, {
      capturedCount: known?.capturedCount ?? overall.postCount - overall.rootCount,
      missingCount: known && known.bounds.length > 0 ? known.uncapturedCount : null,
    })
  }
  return [...deals.map((deal) => ({ dealId: deal.dealId, ...of(deal.dealId, deal) })), { dealId: null, ...of(null, overall) }]
}

/** Posts that the classifier's shares of a group are of. */
export const labelledCountOf = ({
  postCount,
  unsureCount,
  unscoredCount,
}: Pick<GroupBreakdown, 'postCount' | 'unsureCount' | 'unscoredCount'>): number => postCount - unsureCount - unscoredCount
