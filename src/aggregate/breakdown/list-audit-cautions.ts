import { MIN_THREAD_COUNT } from '../audit/estimate-population.js'
import type { GroupBreakdown } from './breakdown.js'
import type { AuditAgreement, BreakdownAudit, GroupAudit } from './breakdown-audit.js'
import { describeUnlabelled, NOT_AUDITED } from './list-cautions.js'

/** More drawn posts without a label than this print a caution. */
const MAX_UNLABELLED_SHARE = 0.05
/** Below this alpha data do not bear firm conclusions. Origin: Krippendorff (2004), Content Analysis, p. 241. */
export const MIN_ALPHA = 0.667
/** A share that the loudest accounts move by this much prints a caution. */
const MIN_LOUD_CHANGE = 0.05

/** The group's own cautions with what the audit settles taken out, and what it brings up added: whole sentences. */
export function listAuditCautions(
  group: Pick<GroupBreakdown, 'cautions' | 'postCount' | 'unsureCount' | 'unscoredCount'>,
  audit: GroupAudit,
  { coders, agreement }: Pick<BreakdownAudit, 'coders' | 'agreement'>,
  joinedStratumCount: number,
): string[] {
  if (audit.shares === null) {
    const labelled = audit.labelledCount === 0 ? 'None' : `Only ${audit.labelledCount}`
    return [...group.cautions, `${labelled} of the ${audit.populationCount} posts was labelled in the audit: there are no audited shares.`]
  }
  const { clusters, sensitivity, drawnCount, labelledCount, skippedCount, undecidedCount } = audit
  const { unsureCount, unscoredCount } = group
  const unlabelled = describeUnlabelled(group)
  const cautions = group.cautions
    .filter((caution) => caution !== NOT_AUDITED)
    .map((caution) =>
      caution === unlabelled
        ? `The classifier gave ${unsureCount + unscoredCount} of ${audit.populationCount} posts no label (${unsureCount} unsure, ${unscoredCount} unscored): its counts leave them out, the audited shares do not.`
        : caution,
    )
  if (drawnCount - labelledCount > MAX_UNLABELLED_SHARE * drawnCount) {
    cautions.push(
      `${drawnCount - labelledCount} of the ${drawnCount} posts drawn for the audit have no label (${skippedCount} skipped or not reached, ${undecidedCount} undecided between coders): the audited shares take them to be like the others.${undecidedCount > 0 ? ' They seldom are where coders differ: settle those with audit --adjudicate.' : ''}`,
    )
  }
  if (joinedStratumCount > 0) {
    cautions.push(
      `${joinedStratumCount === 1 ? 'From one stratum' : `From ${joinedStratumCount} strata`} of the sample no post was labelled: ${joinedStratumCount === 1 ? 'its' : 'their'} posts are taken to be like those of the stratum beside.`,
    )
  }
  if (clusters === null) cautions.push('Fewer than two authors: there is no audited interval for a wider crowd.')
  else if (!clusters.by.includes('thread')) {
    cautions.push(
      `Fewer than ${MIN_THREAD_COUNT} threads (${clusters.threadCount}): the audited intervals for a wider crowd let posts of one author depend on each other, but not posts of one thread.`,
    )
  }
  if (sensitivity !== null && sensitivity.warning !== null) cautions.push(sensitivity.warning)
  return [...cautions, ...describeAgreement(agreement, coders.length), ...describeLoudest(audit)]
}

function describeAgreement({ alpha, doubleCodedCount }: AuditAgreement, coderCount: number): string[] {
  if (doubleCodedCount === 0) {
    return [`${coderCount === 1 ? 'One coder' : `${coderCount} coders`} labelled the sample, no post twice: nobody has checked the labels.`]
  }
  if (alpha === null || alpha >= MIN_ALPHA) return []
  return [
    `Coders agree too little for firm conclusions: Krippendorff's alpha is ${alpha.toFixed(2)} on ${doubleCodedCount} posts, below ${MIN_ALPHA}.`,
  ]
}

function describeLoudest({ fragility }: GroupAudit): string[] {
  if (fragility === null) return []
  const moved = fragility.loudest.changes.filter(({ change }) => Math.abs(change) >= MIN_LOUD_CHANGE)
  if (moved.length > 0) {
    const { authorCount, postCount } = fragility.loudest
    return [
      `Without the ${authorCount} accounts that post most (${postCount} posts) the shares would be others: ${moved.map(pointsOf).join(', ')}.`,
    ]
  }
  // Loud accounts of different minds can stand against each other.
  return fragility.leaveOneOut
    .filter(({ change }) => Math.abs(change) >= MIN_LOUD_CHANGE)
    .map((one) => `Without a single account (${one.postCount} posts) a share would be another: ${pointsOf(one)}.`)
}

function pointsOf({ label, change }: { readonly label: string; readonly change: number }): string {
  return `${label} ${Math.round(Math.abs(change) * 100)} points ${change < 0 ? 'lower' : 'higher'}`
}
