import { breakdownCaptureOf } from './breakdown-capture.js';
/** @param capture replies with a text, and replies known to exist without one, null when nobody says how many exist */
export function disposePosts({ postCount, unsureCount, unscoredCount }, audit, { capturedCount, missingCount }) {
    const ofDrawn = (countOf) => audit === null ? null : countOf(audit, audit.reachedCount ?? audit.drawnCount);
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
    };
}
/** The dispositions of each deal, then of all posts (dealId null). */
export function listDispositions(breakdown) {
    const { deals, overall, audit } = breakdown;
    const ledger = breakdownCaptureOf(breakdown);
    const of = (dealId, group) => {
        const known = ledger?.groups.find((one) => one.dealId === dealId);
        const audited = dealId === null ? audit?.overall : audit?.deals.find((one) => one.dealId === dealId);
        return disposePosts(group, audited ?? null, {
            capturedCount: known?.capturedCount ?? overall.postCount - overall.rootCount,
            missingCount: known && known.bounds.length > 0 ? known.uncapturedCount : null,
        });
    };
    return [...deals.map((deal) => ({ dealId: deal.dealId, ...of(deal.dealId, deal) })), { dealId: null, ...of(null, overall) }];
}
/** Posts that the classifier's shares of a group are of. */
export const labelledCountOf = ({ postCount, unsureCount, unscoredCount, }) => postCount - unsureCount - unscoredCount;
