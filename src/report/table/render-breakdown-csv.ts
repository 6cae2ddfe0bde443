import {
  type Breakdown,
  CLUSTER_BOOTSTRAP,
  type DealBreakdown,
  type Estimand,
  type GroupBreakdown,
  WILSON_AUTHORS,
} from '../../aggregate/breakdown/breakdown.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { captureOf } from '../facts/describe-capture.js'
import { csvRow } from '../format/csv-row.js'
import { auditOf } from './render-audited-shares.js'

const HEAD_COLUMNS = ['scope', 'dealId', 'mover', 'move', 'label']
/** Only where there is an audit. */
const AUDIT_COLUMNS = [
  ...['auditedShare', 'auditedLow', 'auditedHigh', 'auditedMethod', 'populationLow', 'populationHigh', 'populationMethod'],
  ...['labelledCount', 'errorCount'],
]
/** Only where posts carry a capture ledger. */
const CAPTURE_COLUMNS = ['uncapturedCount', 'captureLow', 'captureHigh']
const COLUMNS = [
  ...['share', 'sidedShare', 'boundLow', 'boundHigh'],
  ...['bootstrapLow', 'bootstrapHigh', 'wilsonAuthorsLow', 'wilsonAuthorsHigh', 'confidenceLevel', 'meanSentiment'],
  ...['postCount', 'rootCount', 'authorCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount'],
  ...['audited', 'model', 'cautions'],
]

/**
 * A breakdown as CSV, one record per label of each deal (`scope` deal), then of all posts (`scope` overall). Shares and
 * bounds in [0, 1], empty where there is none; intervals have the estimand population; `meanSentiment` is that of the
 * posts with the label; the cautions stand in every record, so that none travels without them. Where posts were audited, what the audit
 * says stands before the classifier's counts; it is empty for a group too little of which was labelled, and `audited` is then false.
 * Where posts carry a capture ledger, `captureLow` and `captureHigh` say how far the replies that are missing could move the share.
 */
export function renderBreakdownCsv(breakdown: Breakdown, scheme: StanceScheme): string {
  const rows = breakdown.deals.flatMap((deal) => groupRows(deal, ['deal', deal.dealId, deal.mover, deal.move], breakdown, scheme))
  const columns = [
    ...HEAD_COLUMNS,
    ...(breakdown.audit === null ? [] : AUDIT_COLUMNS),
    ...(breakdown.capture === null ? [] : CAPTURE_COLUMNS),
    ...COLUMNS,
  ]
  return csvRow(columns) + [...rows, ...groupRows(breakdown.overall, ['overall', null, null, null], breakdown, scheme)].join('')
}

function groupRows(
  group: GroupBreakdown | DealBreakdown,
  head: readonly (string | null)[],
  breakdown: Breakdown,
  scheme: StanceScheme,
): string[] {
  const { model, options } = breakdown
  const audit = auditOf(breakdown, group)
  const capture = captureOf(breakdown, group)
  const interval = (method: string, label: string) => group.intervals.find((one) => one.method === method && one.label === label)
  return scheme.labels.map((label) => {
    const bound = group.bounds.find((one) => one.label === label)
    const [bootstrap, wilson] = [interval(CLUSTER_BOOTSTRAP, label), interval(WILSON_AUTHORS, label)]
    const quoted = (estimand: Estimand) => group.intervals.find((one) => one.isHeadline && one.estimand === estimand && one.label === label)
    const [captured, population] = [quoted('captured'), quoted('population')]
    const audited = [
      ...[audit?.shares?.[label], captured?.low, captured?.high, captured?.method, population?.low, population?.high, population?.method],
      ...[audit?.labelledCount, audit?.errorCount],
    ]
    const captureBound = capture?.bounds.find((one) => one.label === label)
    const missing = [capture?.uncapturedCount, captureBound?.low, captureBound?.high]
    return csvRow([
      ...[...head, label, ...(breakdown.audit === null ? [] : audited), ...(breakdown.capture === null ? [] : missing)],
      ...[group.shares?.[label], group.sidedShares?.[label], bound?.low, bound?.high],
      ...[bootstrap?.low, bootstrap?.high, wilson?.low, wilson?.high, options.confidenceLevel, group.sentiment.byLabel[label]?.mean],
      ...[group.postCount, group.rootCount, group.authorCount, group.unknownAuthorCount, group.unsureCount, group.unscoredCount],
      ...[audit !== null, model, group.cautions.join(' ')],
    ])
  })
}
