import type { ByLabel, StanceScheme } from '../../scheme/stance-scheme.js'
import { byLabel } from '../../scheme/stance-scheme.js'
import { modelLabel } from '../../stance/model-label.js'
import { solveAdjustment } from '../../statistics/quantification/adjusted-count.js'
import { saerensShares } from '../../statistics/quantification/saerens-shares.js'
import type { Sensitivity } from '../breakdown/breakdown-audit.js'
import { type AuditSample, type ProxyKind, withProxies } from './audit-sample.js'
import type { CapturedEstimate } from './estimate-captured.js'

/** The methods by the names that the quantification literature gives them. */
type Method = Sensitivity['methods'][number]['method']

/**
 * What blind counting, and counting corrected by the confusions seen in the audit, would have said. EMQ takes the classifier to have been
 * trained on labels of equal frequency, since a scored file does not say otherwise.
 *
 * @param quoted the quoted intervals, by label
 */
export function compareMethods(
  { sample }: CapturedEstimate,
  proxy: ProxyKind,
  scheme: StanceScheme,
  quoted: ReadonlyMap<string, { readonly low: number; readonly high: number }>,
): Sensitivity {
  const methods: { method: Method; shares: ByLabel }[] = []
  const add = (method: Method, shares: readonly number[] | null): void => {
    if (shares !== null) methods.push({ method, shares: byLabel(scheme, shares) })
  }
  const kinds = [
    { kind: 'label', plain: 'CC', adjusted: 'ACC' },
    { kind: 'probability', plain: 'PCC', adjusted: 'PACC' },
  ] as const
  const used = kinds.filter(({ kind }) => kind === 'label' || proxy === 'probability')
  const rowsOf = new Map(used.map(({ kind }) => [kind, answeredRows(sample, kind, scheme)]))
  for (const { kind, plain } of used) add(plain, meanRow(rowsOf.get(kind)?.map(({ row }) => row) ?? []))
  for (const { kind, adjusted } of used) {
    const counted = meanRow(rowsOf.get(kind)?.map(({ row }) => row) ?? [])
    if (counted) add(adjusted, solveAdjustment(confusionOf(rowsOf.get(kind) ?? [], sample, scheme), counted))
  }
  if (proxy === 'probability') {
    const posteriors = (rowsOf.get('probability') ?? []).map(({ row }) => row)
    const equalShares = scheme.labels.map(() => 1 / scheme.labels.length)
    add('EMQ', saerensShares(posteriors, equalShares))
  }
  const isOutside = (label: string): boolean => {
    const interval = quoted.get(label)
    if (!interval) return false
    return methods.some(({ shares }) => {
      const share = shares[label] ?? 0
      // A share on the border to within rounding is inside.
      return share < interval.low - 1e-9 || share > interval.high + 1e-9
    })
  }
  const partedLabels = scheme.labels.filter(isOutside)
  const warning = `Uncorrected methods give other results for ${partedLabels.join(', ')}: without the audit the numbers would have been others.`
  return { methods, partedLabels, warning: partedLabels.length === 0 ? null : warning }
}

interface AnsweredRow {
  readonly unit: number
  readonly row: readonly number[]
}

/** The units that the classifier answered for, each with its label as 0 and 1, or with its probabilities. */
function answeredRows(sample: AuditSample, kind: ProxyKind, scheme: StanceScheme): AnsweredRow[] {
  const { proxies } = withProxies(sample, kind, scheme)
  return sample.units.flatMap(({ judgement }, unit) => {
    const isAnswered = kind === 'label' ? modelLabel(judgement) !== null : judgement.probabilities !== null
    return isAnswered ? [{ unit, row: proxies.map((proxy) => proxy[unit] as number) }] : []
  })
}

function meanRow(rows: readonly (readonly number[])[]): number[] | null {
  const [first] = rows
  if (!first) return null
  return first.map((_, label) => rows.reduce((sum, row) => sum + (row[label] as number), 0) / rows.length)
}

/** `confusion[i][j]`: of the labelled units of true label `j`, weighted up to their strata, the mean of the classifier's answer `i`. */
function confusionOf(rows: readonly AnsweredRow[], { labelOf, stratumOf }: AuditSample, scheme: StanceScheme): number[][] {
  const [counts, labelled] = [new Map<number, number>(), new Map<number, number>()]
  for (let unit = 0; unit < labelOf.length; unit++) {
    const stratum = stratumOf[unit] as number
    counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
    if ((labelOf[unit] as number) >= 0) labelled.set(stratum, (labelled.get(stratum) ?? 0) + 1)
  }
  const totals = scheme.labels.map(() => 0)
  const sums = scheme.labels.map(() => scheme.labels.map(() => 0))
  for (const { unit, row } of rows) {
    const truth = labelOf[unit] as number
    if (truth < 0) continue
    const stratum = stratumOf[unit] as number
    const weight = (counts.get(stratum) ?? 0) / (labelled.get(stratum) ?? 1)
    totals[truth] = (totals[truth] ?? 0) + weight
    for (const [label, values] of sums.entries()) values[truth] = (values[truth] ?? 0) + weight * (row[label] as number)
  }
  // A label without a case counts as always right, as in QuaPy.
  return sums.map((row, label) => row.map((sum, truth) => (totals[truth] ? sum / totals[truth] : Number(label === truth))))
}
