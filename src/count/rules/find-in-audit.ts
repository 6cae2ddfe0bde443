import { auditOf, judgeAgreement, missingCountOf, type Readiness, readiness, type Shortfall } from '../audited/readiness.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../breakdown/breakdown-audit.js'
import { type Finding, type FindingOf, found } from '../breakdown/finding.js'

export interface AuditedFacts {
  readonly group: GroupBreakdown
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  readonly joinedStratumCount?: number
  readonly state: Readiness
}

/** Findings on the posts that an audit does not replace. */
const LASTING: readonly Finding['id'][] = [
  ...(['no-posts', 'two-way', 'labels-withheld', 'few-authors', 'opening-posts', 'several-deals', 'tied-by-heading'] as const),
  ...(['total-unknown', 'replies-missing', 'capture-limit', 'capture-note', 'further-notes', 'cut-posts', 'other-languages'] as const),
  ...(['repeated-words', 'strata-joined'] as const),
]

export function findingsOf(breakdown: Breakdown, group: GroupBreakdown | DealBreakdown): readonly Finding[] {
  const { audit: record } = breakdown
  const audit = auditOf(breakdown, group)
  if (audit === null || record === null) return group.findings
  return findInAudit({ group, audit, record, state: readiness(breakdown, group) })
}

export function findInAudit(facts: AuditedFacts): Finding[] {
  const { group, audit, record, joinedStratumCount = 0, state } = facts
  const { labelledCount, populationCount } = audit
  if (audit.shares === null) return [...group.findings, found('few-labels', { labelledCount, populationCount })]
  const { postCount, unsureCount, unscoredCount } = group
  const isSilent = unsureCount + unscoredCount > 0
  return [
    ...group.findings.filter(({ id }) => LASTING.includes(id)),
    ...(isSilent ? [found('model-silent', { postCount, unsureCount, unscoredCount, isAll: group.shares === null })] : []),
    ...findInSample(audit, joinedStratumCount),
    ...findInPosts(group, audit),
    ...(state.isReady ? [] : state.missing.map((shortfall) => found('not-citable', numbersOf(shortfall)))),
    ...findInCoders(audit),
    ...findInOrigin(record, audit),
  ]
}

function numbersOf(shortfall: Shortfall): { code: Shortfall['code']; moreCount?: number; missingCount?: number } {
  const { code } = shortfall
  return {
    code,
    ...('needed' in shortfall && shortfall.needed !== null && { moreCount: shortfall.needed.moreCount }),
    ...('missingCount' in shortfall && { missingCount: shortfall.missingCount }),
  }
}

function findInSample(audit: GroupAudit, joinedStratumCount: number): Finding[] {
  const { drawnCount, reachedCount, undecidedCount, unclearCount } = audit
  const missingCount = missingCountOf(audit)
  return [
    ...(drawnCount > reachedCount ? [found('part-of-sample', { reachedCount, drawnCount })] : []),
    ...(missingCount > 0 ? [found('labels-missing', { missingCount, reachedCount, undecidedCount, unclearCount })] : []),
    ...(joinedStratumCount > 0 ? [found('strata-joined', { count: joinedStratumCount })] : []),
  ]
}

/** An account with this part of the posts is named in every output. Choice. */
const LARGEST_SHARE = 1 / 3

function findInPosts({ findings, rootCount }: GroupBreakdown, audit: GroupAudit): Finding[] {
  const { absentParentCount, populationCount, shares } = audit
  const isTotalKnown = !findings.some((one) => one.id === 'total-unknown' && one.count === one.threadCount)
  return [
    ...(audit.fileCount === undefined ? [] : [found('tied-by-column', { count: populationCount, fileCount: audit.fileCount })]),
    ...(absentParentCount > 0 && !isTotalKnown ? [found('parents-missing', { count: absentParentCount })] : []),
    ...audit.largeAccounts.map(({ postCount, changes, spellingCount = 1 }) => {
      const without = Object.entries(shares ?? {}).map(([label, share]) => ({
        label,
        share: Math.min(1, Math.max(0, share + (changes?.[label] ?? 0))),
      }))
      const numbers = {
        postCount,
        ofCount: populationCount,
        spellingCount,
        isReplies: rootCount === 0,
        changes: changes === null ? null : without,
      }
      return found('large-account', numbers, postCount >= LARGEST_SHARE * populationCount ? 'sentence' : 'method')
    }),
    ...audit.crowdedLabels.map((crowded) => found('few-accounts', crowded)),
  ]
}

export function findAgreement({ agreement, coders }: Pick<GroupAudit, 'agreement' | 'coders'>): FindingOf<'agreement'> {
  const { doubleCodedCount, unanimousCount, alpha, alphaInterval } = agreement
  const verdict = judgeAgreement(agreement)
  const numbers = { verdict, coderCount: coders.length, doubleCodedCount, unanimousCount, alpha, alphaInterval }
  return found('agreement', numbers, verdict === 'reliable' ? 'method' : 'footnote')
}

function findInCoders(audit: GroupAudit): Finding[] {
  const { coders, settledBy, secondGaps, agreement } = audit
  const settled = settledBy.map(({ coder, count }) => ({ coder, count, isCoder: coders.includes(coder) }))
  return [
    findAgreement(audit),
    ...(settled.length > 0 ? [found('settled-by', { settled })] : []),
    ...(secondGaps === undefined ? [] : [found('second-gaps', { ...secondGaps, unanimousCount: agreement.unanimousCount })]),
  ]
}

function findInOrigin({ origin, coders, seed, size }: BreakdownAudit, audit: GroupAudit): Finding[] {
  const { labelsBy, isSeedChosen, correctedCount, sizesBefore, setAside } = origin
  const { isCensus, modelAgreement } = audit
  const labelCount = labelsBy.person + labelsBy.model + labelsBy.unknown
  const models = coders.flatMap(({ coder, kind }) => (kind === 'model' ? [coder] : []))
  const { equalCount = 0, judgedCount = 0 } = modelAgreement ?? {}
  return [
    ...(judgedCount > 0 ? [found('equal-to-model', { equalCount, judgedCount })] : []),
    ...(labelsBy.unknown > 0 ? [found('coders-unknown', { isAll: labelsBy.unknown === labelCount })] : []),
    ...(labelsBy.model > 0 ? [found('model-coders', { models, count: labelsBy.model, labelCount })] : []),
    // In a census the seed does not matter.
    ...(isSeedChosen ? [found('chosen-seed', { seed }, isCensus ? 'method' : 'sentence')] : []),
    ...(Object.keys(setAside).length > 0 ? [found('set-aside', { kinds: { ...setAside } })] : []),
    ...(correctedCount > 0 ? [found('labels-corrected', { count: correctedCount })] : []),
    ...(sizesBefore.length > 0 ? [found('sample-enlarged', { size, sizesBefore }, isCensus ? 'method' : 'footnote')] : []),
  ]
}
