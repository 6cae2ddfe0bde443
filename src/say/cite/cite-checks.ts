import { isEnough, MIN_QUOTED_COUNT } from '../../count/audited/quotable.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { type CiteCommands, notReady } from './cite-complete.js'
import { type NeededLabels, neededLabels } from './cite-labels-needed.js'
import type { QuotedShare } from './cite-numbers.js'
import { type CiteSubject, countPosts } from './cite-subject.js'
import { printableName } from './cite-wording.js'

/** What a check needs besides the posts. */
export interface CheckInput {
  readonly breakdown: Breakdown
  readonly subject: CiteSubject
  /** As a share; half of the widest interval that may be quoted. */
  readonly halfWidth: number
  readonly commands: CiteCommands
}

export function checkAudited({ breakdown, subject, halfWidth, commands }: CheckInput): GroupAudit {
  if (subject.audit !== null) return subject.audit
  const { postCount } = subject
  const refuse = (why: string): never => {
    throw notReady('CITE_NOT_AUDITED', why, { dealId: subject.deal?.dealId ?? null })
  }
  if (postCount < 2) {
    return refuse(
      `there ${postCount === 1 ? 'is' : 'are'} ${countPosts(subject, postCount)}${placeOf(subject)}, too few for any share. Quote what was written instead.`,
    )
  }
  const { confidenceLevel } = breakdown.options
  const needed = neededLabels(breakdown, { postCount, halfWidth, confidenceLevel, soFar: null })
  const { count } = needed
  const points = pointsOf(halfWidth)
  const enough =
    count === postCount
      ? `${postCount === 2 ? 'both' : 'all'} ${countPosts(subject, postCount).replace(/^2 /, '')} need a label`
      : `about ${count} labels of ${countPosts(subject, postCount)} are enough for ±${points} points; --plan ±${points} says whether fewer are`
  const { audit } = breakdown
  if (audit === null) {
    return refuse(
      `nobody has checked a sample of the ${countPosts(subject, postCount)}${placeOf(subject)}. Run ${commands.audit(needed.option)} (${enough}), then ${commands.cite}.`,
    )
  }
  const record = subject.deal === null ? null : (audit.deals.find(({ dealId }) => dealId === subject.deal?.dealId) ?? null)
  const done = record === null ? 'fewer than two' : `${record.labelledCount} of the ${record.drawnCount}`
  return refuse(
    `${done} judgements drawn are labelled${placeOf(subject)}. ${goOn({ breakdown, commands }, needed, record === null ? 0 : record.drawnCount - record.labelledCount)} (${enough}).`,
  )
}

export function checkEnough({ breakdown, subject, halfWidth, commands }: CheckInput, audit: GroupAudit): void {
  if (isEnough(audit)) return
  const { postCount } = subject
  const { labelledCount, drawnCount } = audit
  const soFar = { audit, standardError: 0 }
  const sizes = neededLabels(breakdown, { postCount, halfWidth, confidenceLevel: breakdown.options.confidenceLevel, soFar })
  const { count, size } = sizes
  const needed =
    postCount <= MIN_QUOTED_COUNT ? `all ${countPosts(subject, postCount)} need one` : `at least ${MIN_QUOTED_COUNT} are needed`
  throw notReady(
    'CITE_TOO_FEW_LABELS',
    `${labelledCount} of ${countPosts(subject, postCount)} ${labelledCount === 1 ? 'has' : 'have'} a label by hand${placeOf(subject)}, and ${needed}: with fewer, one label decides too much. Label ${count - labelledCount} more${count > MIN_QUOTED_COUNT && count < postCount ? `, ${count} in all, as ±${pointsOf(halfWidth)} points need` : ''}. ${goOn({ breakdown, commands }, sizes, drawnCount - labelledCount)}.`,
    { labelledCount, neededCount: count, size },
  )
}

export function checkWidth(
  { breakdown, subject, halfWidth, commands }: CheckInput,
  audit: GroupAudit,
  quoted: readonly QuotedShare[],
): void {
  const widest = quoted.reduce((most, share) => (share.margin > most.margin ? share : most))
  // One part in 10^9: a margin of just the wanted width is narrow enough.
  if (widest.margin <= halfWidth + 1e-9) return
  const { postCount } = subject
  const { labelledCount, drawnCount } = audit
  const { confidenceLevel } = breakdown.options
  const standardError = Math.max(...quoted.map((share) => share.standardError))
  const needed = neededLabels(breakdown, { postCount, halfWidth, confidenceLevel, soFar: { audit, standardError } })
  const { count, basis, size } = needed
  const open = drawnCount - labelledCount
  const because = basis === 'labels' ? 'if the classifier goes on erring as the labels so far show' : 'even if the classifier is no help'
  const more = `About ${count - labelledCount} more labels are enough (${count} of ${postCount} in all, ${because})`
  const wider = Math.ceil(widest.margin * 200 - 1e-9) / 2
  throw notReady(
    'CITE_TOO_WIDE',
    `${labelledCount} labels give the share of ${printableName(widest.label)} to ±${(widest.margin * 100).toFixed(1)} points${placeOf(subject)}, and ±${pointsOf(halfWidth)} is asked for. ${more}. ${open > 0 && size > (breakdown.audit?.size ?? 0) ? `First label ${open === 1 ? 'the drawn judgement that has' : `the ${open} drawn judgements that have`} no label yet. ` : ''}${goOn({ breakdown, commands }, needed, open)}. Or ask for less: --max-width ±${wider}.`,
    { label: widest.label, margin: widest.margin, labelledCount, neededCount: count, size },
  )
}

/** How an audit goes on: its sample grows and keeps its labels. */
function goOn(
  { breakdown: { audit }, commands }: Pick<CheckInput, 'breakdown' | 'commands'>,
  { size, option }: NeededLabels,
  openCount: number,
): string {
  if (audit === null) return ''
  if (size <= audit.size && openCount > 0) return `Label the rest of the sample with ${commands.audit('')}, then run ${commands.cite}`
  return `Make the sample larger with ${commands.audit(option)}, which keeps its labels, label what is new, then run ${commands.cite}`
}

const placeOf = ({ deal }: CiteSubject): string => (deal === null ? '' : ` (deal “${printableName(deal.dealId)}”)`)

const pointsOf = (share: number): number => Number((share * 100).toFixed(4))
