import { type Breakdown, CLUSTER_BOOTSTRAP, type DealBreakdown, type GroupBreakdown, WILSON_AUTHORS } from '../aggregate/breakdown.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import { csvRow } from './csv-row.js'

const COLUMNS = [
  ...['scope', 'dealId', 'mover', 'move', 'label', 'share', 'sidedShare', 'boundLow', 'boundHigh'],
  ...['bootstrapLow', 'bootstrapHigh', 'wilsonAuthorsLow', 'wilsonAuthorsHigh', 'confidenceLevel', 'meanSentiment'],
  ...['postCount', 'rootCount', 'authorCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount'],
  ...['audited', 'model', 'cautions'],
]

/**
 * A breakdown as CSV, one record per label of each deal (`scope` deal), then of all posts (`scope` overall). Shares and
 * bounds in [0, 1], empty where there is none; intervals have the estimand population; `meanSentiment` is that of the
 * posts with the label; the cautions stand in every record, so that none travels without them.
 */
export function renderBreakdownCsv(breakdown: Breakdown, scheme: StanceScheme): string {
  const rows = breakdown.deals.flatMap((deal) => groupRows(deal, ['deal', deal.dealId, deal.mover, deal.move], breakdown, scheme))
  return csvRow(COLUMNS) + [...rows, ...groupRows(breakdown.overall, ['overall', null, null, null], breakdown, scheme)].join('')
}

function groupRows(
  group: GroupBreakdown | DealBreakdown,
  head: readonly (string | null)[],
  { audit, model, options }: Breakdown,
  scheme: StanceScheme,
): string[] {
  const interval = (method: string, label: string) => group.intervals.find((one) => one.method === method && one.label === label)
  return scheme.labels.map((label) => {
    const bound = group.bounds.find((one) => one.label === label)
    const [bootstrap, wilson] = [interval(CLUSTER_BOOTSTRAP, label), interval(WILSON_AUTHORS, label)]
    return csvRow([
      ...[...head, label, group.shares?.[label], group.sidedShares?.[label], bound?.low, bound?.high],
      ...[bootstrap?.low, bootstrap?.high, wilson?.low, wilson?.high, options.confidenceLevel, group.sentiment.byLabel[label]?.mean],
      ...[group.postCount, group.rootCount, group.authorCount, group.unknownAuthorCount, group.unsureCount, group.unscoredCount],
      ...[audit !== null, model, group.cautions.join(' ')],
    ])
  })
}
