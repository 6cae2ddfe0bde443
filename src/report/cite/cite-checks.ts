import { isEnough, MIN_QUOTED_COUNT } from '../../aggregate/audit/audit-reach.js'
import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import type { GroupAudit } from '../../aggregate/breakdown/breakdown-audit.js'
import { PipelineError } from '../../errors.js'
import { neededLabels } from './cite-labels-needed.js'
import type { QuotedShare } from './cite-numbers.js'
import { type CiteSubject, countPosts } from './cite-subject.js'
import { printableName } from './cite-wording.js'

/** @throws {PipelineError} `CITE_NOT_AUDITED` where fewer than two of the posts were labelled by hand */
export function checkAudited(breakdown: Breakdown, subject: CiteSubject, halfWidth: number): GroupAudit {
  if (subject.audit !== null) return subject.audit
  const { postCount } = subject
  const refuse = (got: string, advice: string): never => {
    throw new PipelineError(
      'CITE_NOT_AUDITED',
      `expected posts of which a random sample was labelled by hand, got ${got}${placeOf(subject)}: counts that nobody has checked cannot be printed. ${advice}`,
      { context: { dealId: subject.deal?.dealId ?? null } },
    )
  }
  if (postCount < 2) return refuse(`${countPosts(subject, postCount)}`, 'That is too few for any share: quote what was written instead.')
  const { confidenceLevel } = breakdown.options
  const { count, size } = neededLabels(breakdown, { postCount, halfWidth, confidenceLevel, soFar: null })
  const points = pointsOf(halfWidth)
  const enough = `about ${count} labels of ${countPosts(subject, postCount)} are enough for ±${points} points without help of the classifier; --plan ±${points} tells whether fewer do`
  if (breakdown.audit === null) {
    return refuse(
      'classifier counts alone',
      `Run npm run audit -- SCORED --size ${size} (${enough}), then npm run aggregate -- SCORED --audit AUDIT.jsonl --format json, and cite that.`,
    )
  }
  const record = subject.deal === null ? null : (breakdown.audit.deals.find(({ dealId }) => dealId === subject.deal?.dealId) ?? null)
  const got =
    record === null
      ? 'an audit without two labels'
      : `an audit with ${record.labelledCount} of the ${record.drawnCount} judgements drawn labelled`
  return refuse(got, `${goOn(breakdown, size, record === null ? 0 : record.drawnCount - record.labelledCount)} (${enough}).`)
}

/** @throws {PipelineError} `CITE_TOO_FEW_LABELS` whatever width was asked for */
export function checkEnough(breakdown: Breakdown, subject: CiteSubject, audit: GroupAudit, halfWidth: number): void {
  if (isEnough(audit)) return
  const { postCount } = subject
  const { labelledCount, drawnCount } = audit
  const soFar = { audit, standardError: 0 }
  const { count, size } = neededLabels(breakdown, { postCount, halfWidth, confidenceLevel: breakdown.options.confidenceLevel, soFar })
  const all = postCount <= MIN_QUOTED_COUNT ? `all ${postCount} posts labelled` : `at least ${MIN_QUOTED_COUNT} labels`
  throw new PipelineError(
    'CITE_TOO_FEW_LABELS',
    `expected ${all}, got ${labelledCount}${placeOf(subject)}: with fewer, one label decides too much. Label ${count - labelledCount} more. ${goOn(breakdown, size, drawnCount - labelledCount)}.`,
    { context: { labelledCount, neededCount: count, size } },
  )
}

/** @throws {PipelineError} `CITE_TOO_WIDE` where a share that is to be quoted is less sure than asked for */
export function checkWidth(
  breakdown: Breakdown,
  {
    subject,
    audit,
    quoted,
    halfWidth,
  }: { readonly subject: CiteSubject; readonly audit: GroupAudit; readonly quoted: readonly QuotedShare[]; readonly halfWidth: number },
): void {
  const widest = quoted.reduce((most, share) => (share.margin > most.margin ? share : most))
  // One part in 10^9: a margin of just the wanted width is narrow enough.
  if (widest.margin <= halfWidth + 1e-9) return
  const { postCount } = subject
  const { labelledCount, drawnCount } = audit
  const { confidenceLevel } = breakdown.options
  const standardError = Math.max(...quoted.map((share) => share.standardError))
  const { count, basis, size } = neededLabels(breakdown, { postCount, halfWidth, confidenceLevel, soFar: { audit, standardError } })
  const open = drawnCount - labelledCount
  const because = basis === 'labels' ? 'if the classifier goes on erring as the labels so far show' : 'even if the classifier is no help'
  const more = `About ${count - labelledCount} more labels are enough (${count} of ${postCount} in all, ${because})`
  const wider = Math.ceil(widest.margin * 200 - 1e-9) / 2
  throw new PipelineError(
    'CITE_TOO_WIDE',
    `expected shares known to ±${pointsOf(halfWidth)} points, got ±${(widest.margin * 100).toFixed(1)} for ${printableName(widest.label)} from ${labelledCount} labels${placeOf(subject)}. ${more}. ${open > 0 && size > (breakdown.audit?.size ?? 0) ? `First label ${open === 1 ? 'the drawn judgement that has' : `the ${open} drawn judgements that have`} no label yet. ` : ''}${goOn(breakdown, size, open)}. Or ask for less: --max-width ±${wider}.`,
    { context: { label: widest.label, margin: widest.margin, labelledCount, neededCount: count, size } },
  )
}

/** How an audit goes on: its sample grows and keeps its labels. */
function goOn({ audit }: Breakdown, size: number, openCount: number): string {
  if (audit === null) return ''
  if (size <= audit.size && openCount > 0)
    return 'Label the rest of the sample with npm run audit, then run npm run aggregate with --audit again'
  return `Make the sample larger with npm run audit -- SCORED --size ${Math.max(size, audit.size + 1)}, which keeps its labels, label what is new, then run npm run aggregate with --audit again`
}

const placeOf = ({ deal }: CiteSubject): string => (deal === null ? '' : ` (deal "${printableName(deal.dealId)}")`)

const pointsOf = (share: number): number => Number((share * 100).toFixed(4))
