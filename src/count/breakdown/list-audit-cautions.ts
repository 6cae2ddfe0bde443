import { formatCount, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import {
  GOOD_ALPHA,
  isComplete,
  isEnough,
  judgeAgreement,
  MIN_ALPHA,
  MIN_DOUBLE_CODED_COUNT,
  MIN_QUOTED_COUNT,
  missingCountOf,
} from '../audited/audit-reach.js'
import { MIN_THREAD_COUNT } from '../audited/estimate-population.js'
import { judgeModelAgreement } from '../audited/origin/label-origin.js'
import type { GroupBreakdown } from './breakdown.js'
import type { AuditAgreement, BreakdownAudit, GroupAudit } from './breakdown-audit.js'
import type { LabelOrigin } from './breakdown-origin.js'
import { describeNoLabel, describeUnlabelled, NOT_AUDITED } from './list-cautions.js'

/** Smallest change of a share by the loudest accounts that gets a caution. */
const MIN_LOUD_CHANGE = 0.05

/** Updates a group's cautions for its audit: removes those that the audit settles and adds its own. Each is a full sentence. */
export function listAuditCautions(
  group: Pick<GroupBreakdown, 'cautions' | 'postCount' | 'unsureCount' | 'unscoredCount'>,
  audit: GroupAudit,
  { coders, agreement, origin }: Pick<BreakdownAudit, 'coders' | 'agreement' | 'origin'>,
  joinedStratumCount: number,
): string[] {
  if (audit.shares === null) {
    const labelled = audit.labelledCount === 0 ? 'None' : `Only ${audit.labelledCount}`
    return [...group.cautions, `${labelled} of the ${audit.populationCount} posts was labelled in the audit: there are no audited shares.`]
  }
  const { clusters, sensitivity } = audit
  const { unsureCount, unscoredCount } = group
  const unlabelled = describeUnlabelled(group)
  const cautions = group.cautions
    .filter((caution) => caution !== NOT_AUDITED)
    .map((caution) => {
      if (caution === describeNoLabel(group))
        return `The program gave none of the ${formatCount(group.postCount, 'post')} a label: the audited shares stand on the labels of the audit alone.`
      return caution === unlabelled
        ? `The classifier gave ${unsureCount + unscoredCount} of ${audit.populationCount} posts no label (${unsureCount} unsure, ${unscoredCount} unscored): its counts leave them out, the audited shares do not.`
        : caution
    })
  cautions.push(...describeMissing(audit))
  if (joinedStratumCount > 0) {
    cautions.push(
      `${joinedStratumCount === 1 ? 'From one stratum' : `From ${joinedStratumCount} strata`} of the sample no post was labelled: ${joinedStratumCount === 1 ? 'its' : 'their'} posts are taken to be like those of the stratum beside.`,
    )
  }
  if (!isEnough(audit)) {
    cautions.push(
      `Only ${audit.labelledCount} of ${audit.populationCount} posts have a hand label, fewer than ${MIN_QUOTED_COUNT}: the audited shares cannot be cited (CITE_TOO_FEW_LABELS).`,
    )
  }
  if (clusters === null) cautions.push('Fewer than two authors: there is no audited interval for a wider crowd.')
  else if (!clusters.by.includes('thread')) {
    cautions.push(
      `Fewer than ${MIN_THREAD_COUNT} threads (${clusters.threadCount}): the audited intervals for a wider crowd let posts of one author depend on each other, but not posts of one thread.`,
    )
  }
  if (sensitivity !== null && sensitivity.warning !== null) cautions.push(sensitivity.warning)
  return [...cautions, ...describeAgreement(agreement, coders.length), ...describeCopying(origin), ...describeLoudest(audit)]
}

function describeMissing(audit: GroupAudit): string[] {
  const { drawnCount, labelledCount, undecidedCount } = audit
  const reachedCount = audit.reachedCount ?? drawnCount
  const missingCount = missingCountOf(audit)
  const notReached =
    drawnCount > reachedCount
      ? [`The audit reached the first ${reachedCount} of the ${drawnCount} posts in the order drawn: they are the sample.`]
      : []
  if (missingCount === 0) return notReached
  const settle = undecidedCount > 0 ? ' Settle those on which coders differ with audit --adjudicate.' : ''
  const state = `${missingCount} of the ${labelledCount + missingCount} posts of the sample have no label (${missingCount - undecidedCount} skipped or not reached, ${undecidedCount} undecided between coders)`
  return [
    ...notReached,
    isComplete(audit)
      ? `${state}: the audited intervals hold whatever their labels would be.${settle}`
      : `${state}, more than 5%: the labelled ones are no random part, and the audited shares cannot be cited (CITE_INCOMPLETE).${settle}`,
  ]
}

function describeAgreement(agreement: AuditAgreement, coderCount: number): string[] {
  const { doubleCodedCount, agreementShare } = agreement
  const alpha = agreement.alpha?.toFixed(2)
  const agreed = `Coders agree on ${Math.round((agreementShare ?? 0) * doubleCodedCount)} of the ${doubleCodedCount} judgements that two or more labelled`
  switch (judgeAgreement(agreement)) {
    case 'unchecked':
      return [
        `${coderCount === 1 ? 'One coder' : `${coderCount} coders`} labelled the sample, no judgement twice: nobody has checked the labels.`,
      ]
    case 'few':
      return [`${agreed}: too few for Krippendorff's alpha, which needs ${MIN_DOUBLE_CODED_COUNT}.`]
    case 'uniform':
      return [`${agreed}, all with one label: Krippendorff's alpha is undefined.`]
    case 'low':
      return [
        `Coders agree too little for firm conclusions, and the audited shares cannot be cited (CITE_CODERS_DISAGREE): Krippendorff's alpha is ${alpha} on ${doubleCodedCount} judgements, below ${MIN_ALPHA}.`,
      ]
    case 'tentative':
      return [
        `Coders agree well enough for tentative conclusions alone: Krippendorff's alpha is ${alpha} on ${doubleCodedCount} judgements, below ${GOOD_ALPHA}.`,
      ]
    case 'reliable':
      return []
  }
}

function describeCopying(origin: LabelOrigin | undefined): string[] {
  const verdict = judgeModelAgreement(origin)
  if (verdict === 'usual' || !origin?.modelAgreement) return []
  const { all, leastSure } = origin.modelAgreement
  const third =
    verdict === 'copied' && leastSure !== null
      ? `, and ${leastSure.equalCount} of the ${leastSure.judgedCount} of which it is least sure`
      : ''
  return [
    `The labels are the model's own on ${all.equalCount} of ${all.judgedCount} judgements${third}: careful coders agree with it on about ${Math.round(all.carefulShare * all.judgedCount)}. Make sure that they were given without a look at its answers${verdict === 'copied' ? '; they cannot be cited without a reason (CITE_LABELS_COPIED)' : ''}.`,
  ]
}

function describeLoudest({ fragility, populationCount }: GroupAudit): string[] {
  if (fragility === null) return []
  const describe = ({ label, change }: { readonly label: string; readonly change: number }): string => {
    const size = populationCount < MIN_PERCENT_COUNT ? '' : `${Math.round(Math.abs(change) * 100)} points `
    return `${label} ${size}${change < 0 ? 'lower' : 'higher'}`
  }
  const moved = fragility.loudest.changes.filter(({ change }) => Math.abs(change) >= MIN_LOUD_CHANGE)
  if (moved.length > 0) {
    const { authorCount, postCount } = fragility.loudest
    return [
      `Without the ${authorCount === 1 ? 'account that posts' : `${authorCount} accounts that post`} most (${postCount} posts) the shares would be others: ${moved.map(describe).join(', ')}.`,
    ]
  }
  // The effects of loud accounts on different sides can cancel out.
  return fragility.leaveOneOut
    .filter(({ change }) => Math.abs(change) >= MIN_LOUD_CHANGE)
    .map((one) => `Without a single account (${formatCount(one.postCount, 'post')}) a share would be another: ${describe(one)}.`)
}
