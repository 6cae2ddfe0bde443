import { formatCount } from '../../base/text/format-count.js'
import { MIN_QUOTED_COUNT } from '../audit/draw/plan-audit.js'
import { isAtRandom, judgeModelAgreement, UNUSUAL_CHANCE } from '../audited/origin/label-origin.js'
import {
  DEFAULT_HALF_WIDTH,
  GOOD_ALPHA,
  judgeAgreement,
  MIN_DOUBLE_CODED_COUNT,
  marginOf,
  missingCountOf,
  type Readiness,
  type Shortfall,
} from '../audited/readiness.js'
import type { GroupBreakdown } from './breakdown.js'
import type { BreakdownAudit, CoderAgreement, GroupAudit } from './breakdown-audit.js'
import type { LabelOrigin } from './breakdown-origin.js'
import { describeNoLabel, describeUnknownAuthors, describeUnlabelled, NO_BOOTSTRAP, NO_WIDTH, NOT_AUDITED } from './list-cautions.js'

/** Updates a group's cautions for its audit: removes those that the audit settles and adds its own. Each is a full sentence. */
export function listAuditCautions(
  group: Pick<GroupBreakdown, 'cautions' | 'postCount' | 'unsureCount' | 'unscoredCount' | 'unknownAuthorCount'>,
  audit: GroupAudit,
  { coders, origin }: Pick<BreakdownAudit, 'coders' | 'origin'>,
  { joinedStratumCount, state }: { readonly joinedStratumCount: number; readonly state: Readiness },
): string[] {
  if (audit.shares === null) {
    const labelled = audit.labelledCount === 0 ? 'None' : `Only ${audit.labelledCount}`
    return [...group.cautions, `${labelled} of the ${audit.populationCount} posts was labelled in the audit: there are no audited shares.`]
  }
  const { unsureCount, unscoredCount } = group
  const unlabelled = describeUnlabelled(group)
  // The interval of an audited share rests on the draw, not on who wrote the posts.
  const settled = [NOT_AUDITED, NO_BOOTSTRAP, NO_WIDTH, describeUnknownAuthors(group.unknownAuthorCount)]
  const cautions = group.cautions
    .filter((caution) => !settled.includes(caution))
    .map((caution) => {
      if (caution === describeNoLabel(group))
        return `The program gave none of the ${formatCount(group.postCount, 'post')} a label: the audited shares stand on the labels of the audit alone.`
      return caution === unlabelled
        ? `The classifier gave ${unsureCount + unscoredCount} of ${audit.populationCount} posts no label (${unsureCount} unsure, ${unscoredCount} unscored): its counts leave them out, the audited shares do not.`
        : caution
    })
  const missing = state.isReady ? [] : state.missing
  cautions.push(...describeMissing(audit, missing))
  if (joinedStratumCount > 0) {
    cautions.push(
      `${joinedStratumCount === 1 ? 'From one stratum' : `From ${joinedStratumCount} strata`} of the sample no post was labelled: ${joinedStratumCount === 1 ? 'its' : 'their'} posts are taken to be like those of the stratum beside.`,
    )
  }
  for (const shortfall of missing) {
    if (shortfall.code === 'CITE_TOO_WIDE') cautions.push(describeWidth(shortfall))
    if (shortfall.code === 'CITE_TOO_FEW_LABELS')
      cautions.push(
        `Only ${audit.labelledCount} of ${audit.populationCount} posts have a hand label, fewer than ${MIN_QUOTED_COUNT}: the audited shares cannot be cited (CITE_TOO_FEW_LABELS).`,
      )
  }
  return [...cautions, ...describeAgreement(audit.agreement, coders.length), ...describeReading(audit), ...describeCopying(origin)]
}

function describeWidth({ needed: { moreCount }, widest }: Extract<Shortfall, { readonly code: 'CITE_TOO_WIDE' }>): string {
  const margin = (marginOf(widest) * 100).toFixed(1)
  return `The audited shares are known to ±${margin} points at worst, and about ${formatCount(moreCount, 'more label')} would do for the ±${DEFAULT_HALF_WIDTH * 100} that are cited unless told otherwise (CITE_TOO_WIDE).`
}

function describeMissing(audit: GroupAudit, missing: readonly Shortfall[]): string[] {
  const { drawnCount, labelledCount, undecidedCount, reachedCount } = audit
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
    missing.every(({ code }) => code !== 'CITE_INCOMPLETE')
      ? `${state}: the audited intervals hold whatever their labels would be.${settle}`
      : `${state}, more than 5%: the labelled ones are no random part, and the audited shares cannot be cited (CITE_INCOMPLETE).${settle}`,
  ]
}

function describeAgreement(agreement: CoderAgreement, coderCount: number): string[] {
  const { doubleCodedCount, unanimousCount } = agreement
  const alpha = agreement.alpha?.toFixed(2)
  const agreed = `Coders agree on ${unanimousCount} of the ${doubleCodedCount} judgements that two or more labelled`
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
        `Coders agree too little for firm conclusions, and the audited shares cannot be cited (CITE_CODERS_DISAGREE): they agree on ${unanimousCount} of the ${doubleCodedCount} judgements that two or more labelled${alpha === undefined ? '' : `, Krippendorff's alpha ${alpha}`}.`,
      ]
    case 'tentative':
      return [
        `Coders agree well enough for tentative conclusions alone: Krippendorff's alpha is ${alpha} on ${doubleCodedCount} judgements, below ${GOOD_ALPHA}.`,
      ]
    case 'reliable':
      return []
  }
}

/** Coders who read otherwise than each other, and labels that may be of other posts. */
export function describeReading({ coderChance, modelAgreement }: Pick<GroupAudit, 'coderChance' | 'modelAgreement'>): string[] {
  return [
    ...(coderChance !== null && coderChance < UNUSUAL_CHANCE
      ? ['The coders labelled random parts of the sample, and their labels differ more than chance allows: each read otherwise.']
      : []),
    ...(modelAgreement !== undefined && isAtRandom(modelAgreement)
      ? [
          `The labels equal the program's on ${modelAgreement.equalCount} of ${modelAgreement.judgedCount} posts, as labels dealt at random would: they may be of other posts, or shifted by a row.`,
        ]
      : []),
  ]
}

function describeCopying(origin: LabelOrigin): string[] {
  const verdict = judgeModelAgreement(origin)
  if (verdict === 'usual' || origin.modelAgreement === null) return []
  const { all, leastSure } = origin.modelAgreement
  const third =
    verdict === 'copied' && leastSure !== null
      ? `, and ${leastSure.equalCount} of the ${leastSure.judgedCount} of which it is least sure`
      : ''
  return [
    `The labels are the model's own on ${all.equalCount} of ${all.judgedCount} judgements${third}: careful coders agree with it on about ${Math.round(all.carefulShare * all.judgedCount)}. Make sure that they were given without a look at its answers${verdict === 'copied' ? '; they cannot be cited without a reason (CITE_LABELS_COPIED)' : ''}.`,
  ]
}
