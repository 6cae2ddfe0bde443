import type { ByLabel, StanceScheme } from '../../base/scheme/stance-scheme.js'
import { byLabel } from '../../base/scheme/stance-scheme.js'
import { mean } from '../../base/statistics/estimate/mean.js'
import { countNumbers } from '../../base/statistics/group-by.js'
import { solveAdjustment } from '../../base/statistics/quantification/adjusted-count.js'
import { saerensShares } from '../../base/statistics/quantification/saerens-shares.js'
import { modelLabel } from '../../judge/stance/model-label.js'
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
  const counted = used.map(({ kind, ...names }) => {
    const answers = answersOf(sample, kind, scheme)
    return { ...names, answers, shares: meansOf(answers) }
  })
  for (const { plain, shares } of counted) add(plain, shares)
  for (const { adjusted, answers, shares } of counted) {
    if (shares) add(adjusted, solveAdjustment(confusionOf(answers, sample, scheme), shares))
  }
  if (proxy === 'probability') {
    const equalShares = scheme.labels.map(() => 1 / scheme.labels.length)
    add('EMQ', saerensShares(counted.at(-1)?.answers.columns ?? [], equalShares))
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

/** The units that the classifier answered for. */
interface Answers {
  readonly units: readonly number[]
  /** Label by label, what it gives each of these units: 0 or 1, or the probability. */
  readonly columns: readonly ArrayLike<number>[]
}

function answersOf(sample: AuditSample, kind: ProxyKind, scheme: StanceScheme): Answers {
  const units: number[] = []
  for (const [unit, { judgement }] of sample.units.entries()) {
    if ((kind === 'label' ? modelLabel(judgement) : judgement.probabilities) !== null) units.push(unit)
  }
  const { proxies } = withProxies(sample, kind, scheme)
  const columns = proxies.map((proxy) => new Float64Array(units.length).map((_, at) => proxy[units[at] as number] as number))
  return { units, columns }
}

const meansOf = ({ units, columns }: Answers): number[] | null => (units.length === 0 ? null : columns.map((column) => mean(column) ?? 0))

/** `confusion[i][j]`: of the labelled units of true label `j`, weighted up to their strata, the mean of the classifier's answer `i`. */
function confusionOf({ units, columns }: Answers, { labelOf, stratumOf }: AuditSample, scheme: StanceScheme): number[][] {
  const counts = countNumbers(stratumOf)
  const labelled = countNumbers(stratumOf.filter((_, unit) => (labelOf[unit] as number) >= 0))
  const totals = scheme.labels.map(() => 0)
  const sums = scheme.labels.map(() => scheme.labels.map(() => 0))
  for (const [place, unit] of units.entries()) {
    const truth = labelOf[unit] as number
    if (truth < 0) continue
    const stratum = stratumOf[unit] as number
    const weight = (counts[stratum] as number) / (labelled[stratum] as number)
    totals[truth] = (totals[truth] ?? 0) + weight
    for (const [label, values] of sums.entries()) values[truth] = (values[truth] ?? 0) + weight * (columns[label]?.[place] as number)
  }
  // A label without a case counts as always right, as in QuaPy.
  return sums.map((row, label) => row.map((sum, truth) => (totals[truth] ? sum / totals[truth] : Number(label === truth))))
}
