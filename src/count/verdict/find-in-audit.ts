import type { GroupBreakdown } from '../breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit, LabelOrigin } from '../breakdown/breakdown-audit.js'
import { type Finding, type FindingOf, found, inOrder } from '../breakdown/finding.js'
import { judgeAgreement } from './readiness.js'

/** Findings of counting that speak of the model's counts alone: an audit settles them. */
const SETTLED: readonly Finding['id'][] = [
  'not-audited',
  'unlabelled',
  'scored-with',
  'other-languages',
]

/** Labels that equal the model's on more than this part are said to. Choice. */
const NOTABLE_SHARE = 0.9

/** An account with this part of the posts is named with every sentence. Choice. */
const LARGEST_SHARE = 1 / 3

/** The findings of an audited group. */
export function findInAudit(
  group: Pick<GroupBreakdown, 'findings'>,
  audit: GroupAudit,
  record: BreakdownAudit,
): Finding[] {
  const counted = group.findings.filter(({ id }) => !SETTLED.includes(id))
  if (audit.shares === null) return counted
  return inOrder([
    ...counted,
    ...findInSample(audit, record.origin),
    ...findInOrigin(record, audit),
  ])
}

function findInSample(audit: GroupAudit, { labelsBy }: LabelOrigin): Finding[] {
  const { drawnCount, labelledCount, openCount, unclearCount, populationCount, fileCount } = audit
  const missingCount = drawnCount - labelledCount - openCount
  return [
    ...(missingCount > 0
      ? [found('labels-missing', { missingCount, drawnCount, unclearCount })]
      : []),
    ...(fileCount === undefined
      ? []
      : [found('tied-by-column', { count: populationCount, fileCount })]),
    ...audit.largeAccounts.map((account) => {
      const { postCount, otherLabelCounts, spellingCount = 1, isDeciding = false } = account
      const numbers = {
        postCount,
        ofCount: populationCount,
        spellingCount,
        isDeciding,
        others: Object.entries(otherLabelCounts).map(([label, count]) => ({ label, count })),
      }
      return found(
        'large-account',
        numbers,
        isDeciding || postCount >= LARGEST_SHARE * populationCount ? 'sentence' : 'method',
      )
    }),
    findAgreement(audit, labelsBy),
  ]
}

export function findAgreement(
  { agreement, coders, settledBy }: GroupAudit,
  labelsBy: LabelOrigin['labelsBy'],
): FindingOf<'agreement'> {
  const { doubleCodedCount, unanimousCount, alpha, alphaInterval } = agreement
  return found('agreement', {
    verdict: judgeAgreement(agreement),
    by: coderWord(labelsBy),
    coders: coders.map(({ labelledCount }) => labelledCount),
    doubleCodedCount,
    unanimousCount,
    alpha,
    alphaInterval,
    settledCount: settledBy.reduce((sum, { count }) => sum + count, 0),
  })
}

function coderWord({ person, model, unknown }: LabelOrigin['labelsBy']) {
  if (model + unknown === 0) return 'people'
  return person + unknown === 0 ? 'models' : 'coders'
}

function findInOrigin(
  { origin, coders, seed, size, acceptedAgreement }: BreakdownAudit,
  audit: GroupAudit,
): Finding[] {
  const { labelsBy, isSeedChosen, correctedCount, sizesBefore, setAside } = origin
  const { isCensus, modelAgreement } = audit
  const models = coders.flatMap(({ coder, kind }) => (kind === 'model' ? [coder] : []))
  const { equalCount = 0, judgedCount = 0 } = modelAgreement ?? {}
  const isNotable = acceptedAgreement !== undefined || equalCount > NOTABLE_SHARE * judgedCount
  return [
    ...(judgedCount > 0
      ? [found('equal-to-model', { equalCount, judgedCount }, isNotable ? 'sentence' : 'method')]
      : []),
    ...(labelsBy.unknown + labelsBy.model > 0
      ? [found('who-labelled', { ...labelsBy, models }, labelsBy.model > 0 ? 'sentence' : 'method')]
      : []),
    // In a census the seed and the size do not matter.
    ...(isSeedChosen ? [found('chosen-seed', { seed }, isCensus ? 'method' : 'sentence')] : []),
    ...(Object.keys(setAside).length > 0 ? [found('set-aside', { kinds: { ...setAside } })] : []),
    ...(correctedCount > 0 ? [found('labels-corrected', { count: correctedCount })] : []),
    ...(sizesBefore.length > 0
      ? [found('sample-enlarged', { size, sizesBefore }, isCensus ? 'method' : 'sentence')]
      : []),
  ]
}
