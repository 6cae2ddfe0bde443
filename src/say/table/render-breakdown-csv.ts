import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { auditOf, readiness } from '../../count/audited/readiness.js'
import { type Breakdown, CLUSTER_BOOTSTRAP, type DealBreakdown, type GroupBreakdown } from '../../count/breakdown/breakdown.js'
import { groupCaptureOf } from '../../count/breakdown/breakdown-capture.js'
import { csvRow } from '../format/csv-row.js'
import { givenName } from '../format/names.js'

const GROUP_COLUMNS = ['scope', 'dealId', 'mover', 'move', 'label']
/** Printed only for an audited breakdown. */
const AUDIT_COLUMNS = [
  ...['auditedShare', 'auditedLow', 'auditedHigh', 'auditedMethod'],
  ...['drawnCount', 'labelledCount', 'skippedCount', 'undecidedCount', 'errorCount'],
  ...['unclearCount', 'auditedSidedShare', 'auditedSidedLow', 'auditedSidedHigh'],
  ...['doubleCodedCount', 'alpha', 'alphaLow', 'alphaHigh', 'labelAlpha', 'labelAlphaLow', 'labelAlphaHigh', 'kappas'],
]
/** Printed only where posts carry a capture ledger. */
const CAPTURE_COLUMNS = ['uncapturedCount', 'captureLow', 'captureHigh']
const COLUMNS = [
  ...['share', 'sidedShare', 'boundLow', 'boundHigh'],
  ...['bootstrapLow', 'bootstrapHigh', 'confidenceLevel', 'meanSentiment'],
  ...['postCount', 'rootCount', 'authorCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount'],
  ...['refusal', 'model', 'cautions'],
]

/**
 * Renders a breakdown as CSV: one record per label of each deal (`scope` deal), then of all posts (`scope` overall).
 *
 * - Shares and bounds are in [0, 1]; a missing one is an empty cell. The bootstrap interval has the estimand population.
 * - `meanSentiment` is the mean over the posts with the label that are in the language of the model.
 * - The cautions of a group stand in its first record.
 * - An audited breakdown has the audit's columns before the classifier's counts. A group with too few labelled posts has empty audit
 *   cells.
 * - `alpha` is of all labels, `labelAlpha` of the one against the others; `kappas` of every two coders stand in the first record.
 * - `refusal` is the code with which `cite` refuses the shares, such as CITE_NOT_AUDITED; empty where they may be printed.
 * - Where posts carry a capture ledger, `captureLow` and `captureHigh` bound the share whatever the missing replies say.
 */
export function renderBreakdownCsv(breakdown: Breakdown, scheme: StanceScheme): string {
  const rows = breakdown.deals.flatMap((deal) => groupRows(deal, ['deal', deal.dealId, deal.mover, deal.move], breakdown, scheme))
  const columns = [
    ...GROUP_COLUMNS,
    ...(breakdown.audit === null ? [] : AUDIT_COLUMNS),
    ...(breakdown.capture === null ? [] : CAPTURE_COLUMNS),
    ...COLUMNS,
  ]
  return csvRow(columns) + [...rows, ...groupRows(breakdown.overall, ['overall', null, null, null], breakdown, scheme)].join('')
}

function groupRows(
  group: GroupBreakdown | DealBreakdown,
  groupCells: readonly (string | null)[],
  breakdown: Breakdown,
  scheme: StanceScheme,
): string[] {
  const { model, options } = breakdown
  const audit = auditOf(breakdown, group)
  const state = readiness(breakdown, group)
  const capture = groupCaptureOf(breakdown, 'dealId' in group ? group.dealId : null)
  const agreement = audit?.agreement
  const kappas = agreement?.pairs
    .map(({ coders, kappa }) => `${coders.map(givenName).join(' and ')} ${kappa?.toFixed(3) ?? '-'}`)
    .join('; ')
  return scheme.labels.map((label, index) => {
    const sided = audit?.sidedShares?.find((one) => one.label === label)
    const ofLabel = agreement?.byLabel.find((one) => one.label === label)
    const bound = group.bounds.find((one) => one.label === label)
    const own = group.intervals.filter((one) => one.label === label)
    const bootstrap = own.find(({ method }) => method === CLUSTER_BOOTSTRAP)
    const quoted = own.find(({ isHeadline }) => isHeadline)
    const auditCells = [
      ...[audit?.shares?.[label], quoted?.low, quoted?.high, quoted?.method],
      ...[audit?.drawnCount, audit?.labelledCount, audit?.skippedCount, audit?.undecidedCount, audit?.errorCount],
      ...[audit?.unclearCount, sided?.share, sided?.low, sided?.high],
      ...[agreement?.doubleCodedCount, agreement?.alpha, agreement?.alphaInterval?.low, agreement?.alphaInterval?.high],
      ...[ofLabel?.alpha, ofLabel?.alphaInterval?.low, ofLabel?.alphaInterval?.high, index === 0 ? kappas : null],
    ]
    const captureBound = capture?.bounds.find((one) => one.label === label)
    const captureCells = [capture?.uncapturedCount, captureBound?.low, captureBound?.high]
    return csvRow([
      ...[...groupCells, label, ...(breakdown.audit === null ? [] : auditCells), ...(breakdown.capture === null ? [] : captureCells)],
      ...[group.shares?.[label], group.sidedShares?.[label], bound?.low, bound?.high],
      ...[bootstrap?.low, bootstrap?.high, options.confidenceLevel, group.sentiment.byLabel[label]?.mean],
      ...[group.postCount, group.rootCount, group.authorCount, group.unknownAuthorCount, group.unsureCount, group.unscoredCount],
      ...[state.isReady ? null : state.missing[0].code, model, index === 0 ? group.cautions.join(' ') : null],
    ])
  })
}
