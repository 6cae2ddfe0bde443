import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { type Column, factColumns, probabilityColumns } from '../../base/thread/table-columns.js'
import { unitIdOf, unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditStratum } from '../../count/audit/audit.js'
import { groupByUnit } from '../../count/audit/population.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import { modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import { sampleOwnColumns } from '../../read/record/own-columns.js'
import { csvRow } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'
import { type UnitRow, unitRows, withOwn } from './source-columns.js'

/** A unit with a label that counts, its last time, and all who gave one. */
type LabelRow = UnitRow & { readonly stratum: AuditStratum } & Readonly<
    Record<'handLabel' | 'coder', string> & { labelledAt: string | null }
  >

const column = (name: string, cell: Column<LabelRow>['cell']): Column<LabelRow> => ({
  name,
  type: 'STRING',
  isNullable: true,
  cell,
})

/**
 * The labels of a sample as CSV, for programs of statistics: a row for each post and deal with a
 * label that counts, in the order drawn.
 *
 * - `coder` names all who gave a label, and who settled it; `labelledAt` is the last of their
 *   times.
 * - `inclusionProbability` is the chance to be drawn: the units drawn of `populationCount`, all
 *   units of the deal.
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
      column('unitId', ({ threadId, id, dealId }) => unitIdOf({ threadId, postId: id, dealId })),
      column('dealId', ({ dealId }) => dealId),
      column('label', ({ handLabel }) => handLabel),
      column('coder', ({ coder }) => coder),
      column('labelledAt', ({ labelledAt }) => labelledAt),
      column(
        'inclusionProbability',
        ({ stratum }) => stratum.sampleCount / stratum.populationCount,
      ),
      column('populationCount', ({ stratum }) => stratum.populationCount),
      column('modelLabel', modelLabel),
      ...probabilityColumns(labels).map((name, at) =>
        column(name, ({ probabilities }) => probabilities?.[labels[at] ?? ''] ?? null),
      ),
    ],
    sampleOwnColumns(posts),
  )
  const row = (one: LabelRow): string => csvRow(columns.map(({ cell }) => cell(one)))
  return csvRow(columns.map(({ name }) => name)) + labelRows(posts, audit).map(row).join('')
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
