import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { factColumns, probabilityColumns, textOrNull } from '../../base/thread/table-columns.js'
import { unitIdOf, unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditStratum } from '../../count/audit/audit.js'
import { groupByUnit } from '../../count/audit/population.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import { modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import { sampleOwnColumns } from '../../read/record/own-columns.js'
import { roundForPrint } from './render-jsonl.js'
import { createCsv } from './render-posts-csv.js'
import { type UnitRow, unitRows, withOwn } from './source-columns.js'

/** A unit with a label that counts, its last time, and all who gave one. */
interface LabelRow extends UnitRow {
  readonly stratum: AuditStratum
  readonly handLabel: string
  readonly coder: string
  readonly labelledAt: string | null
}

/**
 * The labels of a sample as CSV, for programs of statistics: a row for each post and deal with a
 * label that counts, in the order drawn.
 * - `coder` names all who gave a label or settled it; `labelledAt` is the last of their times.
 * - `inclusionProbability` is the chance to be drawn among the `populationCount` units of the deal.
 * - `modelLabel` and the probabilities are the model's; the columns of the source come last.
 */
export function renderLabelsCsv(
  posts: readonly ScoredPost[],
  audit: Audit,
  { labels }: StanceScheme,
): string {
  const columns = withOwn<LabelRow>(
    [
      ...factColumns(String).filter(({ name }) => name !== 'meta'),
      textOrNull('unitId', ({ threadId, id, dealId }) =>
        unitIdOf({ threadId, postId: id, dealId }),
      ),
      textOrNull('dealId', ({ dealId }) => dealId),
      textOrNull('label', ({ handLabel }) => handLabel),
      textOrNull('coder', ({ coder }) => coder),
      textOrNull('labelledAt', ({ labelledAt }) => labelledAt),
      textOrNull(
        'inclusionProbability',
        ({ stratum }) => stratum.sampleCount / stratum.populationCount,
      ),
      textOrNull('populationCount', ({ stratum }) => stratum.populationCount),
      textOrNull('modelLabel', modelLabel),
      ...probabilityColumns(labels).map((name, at) =>
        textOrNull(name, ({ probabilities }) => probabilities?.[labels[at] ?? ''] ?? null),
      ),
    ],
    sampleOwnColumns(posts),
  )
  return createCsv(columns).add(labelRows(posts, audit))
}

function labelRows(posts: readonly ScoredPost[], audit: Audit): LabelRow[] {
  const strata = new Map(audit.design.strata.map((stratum) => [stratum.dealId, stratum]))
  const rowOf = new Map(
    posts.flatMap((post) =>
      unitRows(post).map((row) => [unitKeyOf({ ...row, postId: row.id }), row]),
    ),
  )
  const labelsOf = groupByUnit(audit.labels.filter(({ label }) => label !== null))
  return settleLabels(audit).flatMap(({ unit, label: handLabel, given: labels, adjudicator }) => {
    const row = rowOf.get(unitKeyOf(unit))
    const stratum = strata.get(unit.dealId)
    if (handLabel === null || row === undefined || stratum === undefined) return []
    const times = (labelsOf.get(unitKeyOf(unit)) ?? []).flatMap(({ at }) => at ?? []).sort()
    const coder = [...labels.map((one) => one.coder), adjudicator ?? []].flat().join('; ')
    return {
      ...row,
      ...roundForPrint(row),
      dealId: unit.dealId,
      coder,
      handLabel,
      labelledAt: times.at(-1) ?? null,
      stratum,
    }
  })
}
