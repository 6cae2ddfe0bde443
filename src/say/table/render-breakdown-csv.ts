import type { ErrorCode } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import { groupCaptureOf } from '../../count/breakdown/breakdown-capture.js'
import { CONFIDENCE_LEVEL } from '../../count/share/intervals.js'
import { auditOf } from '../../count/verdict/readiness.js'
import { fewLabelsWords } from '../cite/by-words.js'
import { csvRow } from '../format/csv-row.js'
import { cautionWords } from '../rules/finding-words.js'

/** The refusal of shares that no label by hand has checked. */
const NOT_AUDITED: ErrorCode = 'CITE_NOT_AUDITED'

/**
 * Renders a breakdown as CSV: a record per label of each deal (`scope` deal), then of all posts
 * (`scope` overall).
 *
 * - Shares and bounds are in [0, 1]; a missing one is an empty cell.
 * - The cautions of a group stand in its first record.
 * - An audited breakdown has the audit's columns before the classifier's counts. A group with too
 *   few labelled posts has empty audit cells.
 * - `alpha` is of all labels, `labelAlpha` of the one against the others.
 * - `refusal` is the code with which `cite` refuses the shares, such as CITE_NOT_AUDITED; empty
 *   where they may be printed. Audited posts of several deals together have CITE_DEAL_BY_DEAL.
 * - With `--by`, a record per label of each group (`scope` group) follows its deal; those with too
 *   few labels have no audited share, and those under 30 say so in their first record. Before an
 *   audit `share` is the model's, with its refusal.
 * - With a capture ledger, `captureLow` and `captureHigh` bound the share, whatever the missing
 *   replies say.
 */
export function renderBreakdownCsv(breakdown: Breakdown, scheme: StanceScheme): string {
  const rows = [...breakdown.deals, breakdown.overall].flatMap((group) =>
    groupRows(group, breakdown, scheme),
  )
  return csvRow(Object.keys(rows[0] ?? {})) + rows.map((row) => csvRow(Object.values(row))).join('')
}

/** A record for each label, its cells by the names of their columns. */
function groupRows(
  group: GroupBreakdown | DealBreakdown,
  breakdown: Breakdown,
  scheme: StanceScheme,
) {
  const { model } = breakdown
  const { dealId, mover, move } =
    'dealId' in group ? group : { dealId: null, mover: null, move: null }
  const audit = auditOf(breakdown, group)
  const { verdict, findings } = group
  const capture = groupCaptureOf(breakdown, dealId)
  const agreement = audit?.agreement
  const hasGroups =
    breakdown.deals.some(({ by }) => by !== undefined) || breakdown.overall.by !== undefined
  const rows = scheme.labels.map((label, index) => {
    const ofLabel = agreement?.byLabel.find((one) => one.label === label)
    const bound = group.bounds.find((one) => one.label === label)
    const quoted = group.intervals.find((one) => one.label === label)
    const captureBound = capture?.bounds.find((one) => one.label === label)
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
        drawnCount: audit?.drawnCount,
        labelledCount: audit?.labelledCount,
        skippedCount: audit?.skippedCount,
        undecidedCount: audit?.undecidedCount,
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
      postCount: group.postCount,
      rootCount: group.rootCount,
      promptCount: group.promptCount,
      authorCount: group.authorCount,
      unknownAuthorCount: group.unknownAuthorCount,
      unsureCount: group.unsureCount,
      unscoredCount: group.unscoredCount,
      refusal: verdict.isReady ? null : verdict.missing[0].code,
      model,
      cautions: index === 0 ? cautionWords(findings).join(' ') : null,
    }
  })
  const blank = Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, null]))
  const ofGroups = (group.by?.groups ?? []).flatMap(
    ({ value, postCount, labelledCount, intervals, modelCounts }) =>
      scheme.labels.map((label, index) => {
        const {
          share = null,
          low = null,
          high = null,
        } = intervals.find((one) => one.label === label) ?? {}
        const cautions = index === 0 ? fewLabelsWords(labelledCount) || null : null
        const audited = { auditedShare: share, auditedLow: low, auditedHigh: high, labelledCount }
        const count = modelCounts?.[label] ?? 0
        const total = sum(Object.values(modelCounts ?? {}))
        const ofModel = { share: total === 0 ? null : count / total, refusal: NOT_AUDITED }
        return {
          ...blank,
          scope: 'group',
          dealId,
          mover,
          move,
          group: value ?? `no ${group.by?.column}`,
          label,
          ...(modelCounts === undefined ? { ...audited, cautions } : ofModel),
          postCount,
        }
      }),
  )
  return [...rows, ...ofGroups]
}
