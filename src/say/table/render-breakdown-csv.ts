import type { ErrorCode } from '../../base/errors.js'
import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { groupCaptureOf } from '../../count/breakdown/breakdown-capture.js'
import { auditOf } from '../../count/may-print/refusals.js'
import { CONFIDENCE_LEVEL } from '../../count/share/intervals.js'
import { fewLabelsWords } from '../cite/shares-by-group.js'
import { cautionWords } from '../facts/finding-words.js'
import { csvRow } from '../format/csv-row.js'

/** The refusal of shares that no label by hand has checked. */
const NOT_AUDITED: ErrorCode = 'CITE_NOT_AUDITED'

/**
 * Renders a breakdown as CSV: a record per label of each deal (`scope` deal), then of all posts
 * (`scope` overall).
 * - Shares and bounds are in [0, 1]; a missing one is an empty cell.
 * - The cautions of a group stand in its first record.
 * - An audited breakdown has the audit's columns first; they are empty with too few labels.
 * - `alpha` is of all labels, `labelAlpha` of the one against the others.
 * - `refusal` is the code with which `cite` refuses the shares; empty where they may be printed.
 * - With `--by`, a record per label of each group (`scope` group) follows its deal. Before an audit
 *   `share` is the model's.
 * - With a capture ledger, `captureLow` and `captureHigh` bound the share, whatever the missing
 *   replies say.
 */
export function renderBreakdownCsv(breakdown: Breakdown): string {
  const rows = [...breakdown.deals, breakdown.overall].flatMap((group) =>
    groupRows(group, breakdown),
  )
  return csvRow(Object.keys(rows[0] ?? {})) + rows.map((row) => csvRow(Object.values(row))).join('')
}

/** A record for each label, its cells by the names of their columns. */
function groupRows(group: GroupBreakdown | DealBreakdown, breakdown: Breakdown) {
  const { labels } = breakdown.scheme ?? STANCE_SCHEME
  const { dealId, mover, move } =
    'dealId' in group ? group : { dealId: null, mover: null, move: null }
  const { postCount, rootCount, promptCount, authorCount, unknownAuthorCount } = group
  const { unsureCount, unscoredCount, verdict, by } = group
  const audit = auditOf(breakdown, group)
  const { drawnCount, labelledCount, skippedCount, undecidedCount }: Partial<GroupAudit> =
    audit ?? {}
  const agreement = audit?.agreement
  const capture = groupCaptureOf(breakdown, dealId)
  const hasGroups = [...breakdown.deals, breakdown.overall].some((one) => one.by !== undefined)
  const rows = labels.map((label, index) => {
    const ofLabel = rowOf(agreement?.byLabel, label)
    const bound = rowOf(group.bounds, label)
    const quoted = rowOf(group.intervals, label)
    const captureBound = rowOf(capture?.bounds, label)
    return {
      scope: dealId === null ? 'overall' : 'deal',
      dealId,
      mover,
      move,
      ...(hasGroups && { group: null }),
      label,
      ...(breakdown.audit !== null && {
        auditedShare: audit?.shares?.[label],
        auditedLow: quoted?.low,
        auditedHigh: quoted?.high,
        auditedMethod: quoted && breakdown.audit.headlineMethod,
        drawnCount,
        labelledCount,
        skippedCount,
        undecidedCount,
        errorCount: audit?.errorCount,
        unclearCount: audit?.unclearCount,
        doubleCodedCount: agreement?.doubleCodedCount,
        alpha: agreement?.alpha,
        alphaLow: agreement?.alphaInterval?.low,
        alphaHigh: agreement?.alphaInterval?.high,
        labelAlpha: ofLabel?.alpha,
        labelAlphaLow: ofLabel?.alphaInterval?.low,
        labelAlphaHigh: ofLabel?.alphaInterval?.high,
      }),
      ...(breakdown.capture !== null && {
        uncapturedCount: capture?.uncapturedCount,
        captureLow: captureBound?.low,
        captureHigh: captureBound?.high,
      }),
      share: group.shares?.[label],
      sidedShare: group.sidedShares?.[label],
      boundLow: bound?.low,
      boundHigh: bound?.high,
      confidenceLevel: CONFIDENCE_LEVEL,
      postCount,
      rootCount,
      promptCount,
      authorCount,
      unknownAuthorCount,
      unsureCount,
      unscoredCount,
      refusal: verdict.isReady ? null : verdict.missing[0].code,
      model: breakdown.model,
      cautions: index === 0 ? cautionWords(group.findings).join(' ') : null,
    }
  })
  const blank = Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, null]))
  const ofGroups = (by?.groups ?? []).flatMap((part) => {
    const total = sum(Object.values(part.modelCounts ?? {}))
    return labels.map((label, index) => {
      const audited = rowOf(part.intervals, label)
      const shares =
        part.modelCounts === undefined
          ? {
              auditedShare: audited?.share,
              auditedLow: audited?.low,
              auditedHigh: audited?.high,
              labelledCount: part.labelledCount,
              cautions: index === 0 ? fewLabelsWords(part.labelledCount) : null,
            }
          : {
              share: total === 0 ? null : (part.modelCounts[label] ?? 0) / total,
              refusal: NOT_AUDITED,
            }
      const group = part.value ?? `no ${by?.column}`
      const { postCount } = part
      return { ...blank, scope: 'group', dealId, mover, move, group, label, ...shares, postCount }
    })
  })
  return [...rows, ...ofGroups]
}

const rowOf = <Row extends { readonly label: string }>(
  rows: readonly Row[] | undefined,
  label: string,
): Row | undefined => rows?.find((row) => row.label === label)
