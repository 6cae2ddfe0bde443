import type { GroupBreakdown } from '../breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit, LabelOrigin } from '../breakdown/breakdown-audit.js'
import {
  type Finding,
  type FindingNumbers,
  type FindingOf,
  findingIf,
  findingOf,
  inOrder,
} from '../breakdown/finding.js'
import { judgeAgreement } from '../may-print/refusals.js'

/** Labels that equal the model's on more than this part are said to. Choice. */
const NOTABLE_SHARE = 0.9

/** The largest account is named with every sentence if it has this part of the posts. Choice. */
const LARGEST_SHARE = 1 / 5
/** The same of the account that opened the thread: its views are in the opening post. Choice. */
const OPENER_SHARE = 1 / 10

export function findInAudit(
  group: Pick<GroupBreakdown, 'findings'>,
  audit: GroupAudit,
  record: BreakdownAudit,
): Finding[] {
  const counted = group.findings.flatMap(settle)
  if (audit.shares === null) return counted
  return inOrder([...counted, ...findInSample(audit, record), ...findInOrigin(record, audit)])
}

/** Findings that still hold after an audit, which settles doubts about the model. */
function settle(finding: Finding): Finding[] {
  if (finding.id !== 'not-for-print') return [finding]
  return finding.dealCount > 1 ? [{ ...finding, byModel: null }] : []
}

function findInSample(audit: GroupAudit, record: BreakdownAudit): Finding[] {
  const { drawnCount, unclearCount, populationCount, fileCount = 0 } = audit
  return [
    ...findingIf(unclearCount > 0 && !audit.isCensus, 'labels-missing', {
      drawnCount,
      unclearCount,
    }),
    ...findingIf(fileCount > 0, 'tied', {
      by: 'column',
      count: populationCount,
      ofCount: fileCount,
    }),
    ...audit.largeAccounts.map((account, at) => {
      const { postCount, isDeciding, isMover, isOpener } = account
      const share = postCount / populationCount
      const isLarge = at === 0 && share >= LARGEST_SHARE
      const isLargeOpener = isOpener && share >= OPENER_SHARE
      const isNotable = isMover || isLargeOpener || isDeciding || isLarge
      const numbers = { ...account, ofCount: populationCount }
      return findingOf('large-account', numbers, isNotable ? 'sentence' : 'method')
    }),
    findAgreement(audit, record),
  ]
}

function findAgreement(
  { agreement, coders, settledBy, drawnCount, labelledCount }: GroupAudit,
  record: Pick<BreakdownAudit, 'origin' | 'coders'>,
): FindingOf<'agreement'> {
  const { byLabel: _, ...agreed } = agreement
  const { labelsBy } = record.origin
  const numbers: FindingNumbers['agreement'] = {
    verdict: judgeAgreement(agreement),
    by: coderWord(labelsBy),
    labelsBy,
    models: record.coders.flatMap(({ coder, kind }) => (kind === 'model' ? [coder] : [])),
    coders: coders.map((coder) => coder.labelledCount),
    ...(labelledCount < drawnCount && { isPart: true }),
    ...agreed,
    settledCount: settledBy.reduce((sum, { count }) => sum + count, 0),
    settlerCount: settledBy.every(({ coder }) => coders.some((one) => one.coder === coder))
      ? settledBy.length
      : null,
  }
  return findingOf('agreement', numbers, labelsBy.model > 0 ? 'sentence' : 'method')
}

function coderWord({ person, model, unknown }: LabelOrigin['labelsBy']) {
  if (model + unknown === 0) return 'people'
  return person + unknown === 0 ? 'models' : 'coders'
}

function findInOrigin(
  { origin, seed, size, acceptedAgreement }: BreakdownAudit,
  audit: GroupAudit,
): Finding[] {
  const { isSeedChosen, round = 1, correctedCount, sizesBefore, setAside } = origin
  const { isCensus, modelAgreement } = audit
  const { equalCount = 0, judgedCount = 0, isOneByOne } = modelAgreement ?? {}
  // In a census the seed and the size do not matter.
  const sizes = isCensus ? [size] : [...sizesBefore, size]
  const draw = { sizes, seed: isSeedChosen ? seed : null, round }
  const isNear = !isOneByOne && equalCount > NOTABLE_SHARE * judgedCount
  const isNotable = acceptedAgreement !== undefined || isNear
  return [
    ...findingIf(
      judgedCount > 0,
      'equal-to-model',
      { equalCount, judgedCount },
      isNotable ? 'sentence' : 'method',
    ),
    ...findingIf(
      isSeedChosen || sizes.length > 1 || round > 1,
      'chosen-draw',
      draw,
      isCensus && round === 1 ? 'method' : 'sentence',
    ),
    ...findingIf(Object.keys(setAside).length > 0, 'set-aside', { kinds: { ...setAside } }),
    ...findingIf(correctedCount > 0, 'labels-corrected', { count: correctedCount }),
  ]
}
