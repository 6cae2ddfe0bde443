import { formatCount } from '../../base/text/format-count.js'
import { isAtRandom, judgeModelAgreement, UNUSUAL_CHANCE } from '../audited/origin/label-origin.js'
import { GOOD_ALPHA, judgeAgreement, MIN_DOUBLE_CODED_COUNT, type Readiness, shortfallWords } from '../audited/readiness.js'
import type { GroupBreakdown } from './breakdown.js'
import type { BreakdownAudit, GroupAudit } from './breakdown-audit.js'
import type { LabelOrigin } from './breakdown-origin.js'
import { describeNoLabel, describeUnknownAuthors, describeUnlabelled, isUnaudited, NO_BOOTSTRAP, NO_WIDTH } from './list-cautions.js'

/** Updates a group's cautions for its audit: removes those that the audit settles and adds its own. Each is a full sentence. */
export function listAuditCautions(
  group: Pick<GroupBreakdown, 'cautions' | 'postCount' | 'unsureCount' | 'unscoredCount' | 'unknownAuthorCount'>,
  audit: GroupAudit,
  { origin }: Pick<BreakdownAudit, 'origin'>,
  { joinedStratumCount, state }: { readonly joinedStratumCount: number; readonly state: Readiness },
): string[] {
  if (audit.shares === null) {
    const labelled = audit.labelledCount === 0 ? 'None' : `Only ${audit.labelledCount}`
    return [...group.cautions, `${labelled} of the ${audit.populationCount} posts was labelled in the audit: there are no audited shares.`]
  }
  const { unsureCount, unscoredCount } = group
  const unlabelled = describeUnlabelled(group)
  // The interval of an audited share rests on the draw, not on who wrote the posts.
  const settled = [NO_BOOTSTRAP, NO_WIDTH, describeUnknownAuthors(group.unknownAuthorCount)]
  const cautions = group.cautions
    .filter((caution) => !settled.includes(caution) && !isUnaudited(caution))
    .map((caution) => {
      if (caution === describeNoLabel(group))
        return `The program gave none of the ${formatCount(group.postCount, 'post')} a label: the audited shares stand on the labels of the audit alone.`
      return caution === unlabelled
        ? `The classifier gave ${unsureCount + unscoredCount} of ${audit.populationCount} posts no label (${unsureCount} unsure, ${unscoredCount} unscored): its counts leave them out, the audited shares do not.`
        : caution
    })
  const missing = state.isReady ? [] : state.missing
  return [
    ...cautions,
    ...describeMissing(audit),
    ...(origin.alikeThreadCount === 0 ? [] : [ALIKE_THREADS]),
    ...(joinedStratumCount === 0
      ? []
      : [
          `From ${joinedStratumCount === 1 ? 'one stratum' : `${joinedStratumCount} strata`} of the sample no post was labelled: the posts there are taken to be like those of the stratum beside.`,
        ]),
    ...missing.map((shortfall) => `The audited shares cannot be cited (${shortfall.code}): ${shortfallWords(shortfall)}.`),
    ...(judgeAgreement(audit.agreement) === 'reliable' ? [] : describeAgreement(audit)),
    ...describeReading(audit),
    ...describeCopying(origin),
  ]
}

function describeMissing({ drawnCount, labelledCount, undecidedCount, reachedCount }: GroupAudit): string[] {
  const missingCount = reachedCount - labelledCount
  const settle = undecidedCount > 0 ? ' Settle those on which coders differ with audit --adjudicate.' : ''
  return [
    ...(drawnCount > reachedCount
      ? [`The audit reached the first ${reachedCount} of the ${drawnCount} posts in the order drawn: they are the sample.`]
      : []),
    ...(missingCount > 0
      ? [
          `${missingCount} of the ${reachedCount} posts of the sample have no label (${missingCount - undecidedCount} skipped or not reached, ${undecidedCount} undecided between coders): the audited intervals hold whatever their labels would be.${settle}`,
        ]
      : []),
  ]
}

/** Caution where one thread may count twice. */
export const ALIKE_THREADS =
  'Threads share half or more of their longer texts: one may have been captured twice, and its posts count twice.'

/** Who labelled, and how far they agree: one sentence. */
export function describeAgreement({ agreement, coders }: Pick<GroupAudit, 'agreement' | 'coders'>): [string] {
  const { doubleCodedCount, unanimousCount, alpha } = agreement
  const verdict = judgeAgreement(agreement)
  if (verdict === 'unchecked') {
    return [
      `${coders.length <= 1 ? 'One coder' : `${coders.length} coders`} labelled the sample, no judgement twice: nobody has checked the labels.`,
    ]
  }
  const agreed = `Coders agree on ${unanimousCount} of the ${doubleCodedCount} judgements that two or more labelled`
  const measured = `Krippendorff's alpha ${alpha?.toFixed(2)}`
  switch (verdict) {
    case 'few':
      return [`${agreed}: too few for Krippendorff's alpha, which needs ${MIN_DOUBLE_CODED_COUNT}.`]
    case 'uniform':
      return [`${agreed}, all with one label: Krippendorff's alpha is undefined.`]
    case 'tentative':
      return [`${agreed}: ${measured}, below ${GOOD_ALPHA}, enough for tentative conclusions alone.`]
    default:
      return [`${agreed}: ${alpha === null ? "Krippendorff's alpha is undefined" : measured}.`]
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
