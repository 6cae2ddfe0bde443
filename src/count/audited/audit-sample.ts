import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { StratifiedSample } from '../../base/statistics/estimate/stratified-sample.js'
import { modelLabel } from '../../judge/stance/model-label.js'
import type { FrameUnit } from './audit-frame.js'
import { reachOf } from './readiness.js'

/** What stands for a unit's labels in an estimate. */
export type ProxyKind = 'probability' | 'label'

/** Some units of an audit as the statistics see them; lists have one entry per unit, in the order of `units`. */
export interface AuditSample {
  readonly units: readonly FrameUnit[]
  /** 0-based label in the scheme, -1 without one. */
  readonly labelOf: Int32Array
  /** Strata with at least one labelled unit each. */
  readonly stratumOf: Uint32Array
  /** 0-based; a unit without a known author is one of its own. */
  readonly authorOf: Uint32Array
  readonly threadOf: Uint32Array
  readonly labelledCount: number
  /** Units of the sample without a label, see `reachOf`. */
  readonly missing: readonly number[]
  /** Strata from which nothing was labelled, and which were joined to others. */
  readonly joinedStratumCount: number
}

/** @param units at least one of them labelled */
export function takeSample(units: readonly FrameUnit[], scheme: StanceScheme): AuditSample {
  const labelOf = new Int32Array(units.length).map((_, unit) => {
    const { label } = units[unit] as FrameUnit
    return label === null ? -1 : scheme.labels.indexOf(label)
  })
  const { stratumOf, joinedStratumCount } = joinEmptyStrata(units)
  return {
    units,
    labelOf,
    stratumOf,
    authorOf: numbered(units, ({ post }) => post.author),
    threadOf: numbered(units, ({ post }) => post.threadId),
    labelledCount: labelOf.filter((label) => label >= 0).length,
    missing: reachOf(units).missing,
    joinedStratumCount,
  }
}

/** Probabilities where the classifier gave them for all that it could score, else labels. */
export function chooseProxy(units: readonly FrameUnit[]): ProxyKind {
  const scored = units.filter(({ judgement: { status, labelledBy, probabilities } }) => {
    // A person may have labelled what the classifier could not score.
    return status !== 'unscored' && (labelledBy !== 'hand' || probabilities !== null)
  })
  return scored.length > 0 && scored.every(({ judgement }) => judgement.probabilities !== null) ? 'probability' : 'label'
}

/**
 * The sample with its proxies, which sum to 1 for every unit. A unit without gets the mean of those that have one: the estimate by labels
 * alone is then the classifier's own shares.
 */
export function withProxies(sample: AuditSample, proxy: ProxyKind, scheme: StanceScheme): StratifiedSample {
  const { labels } = scheme
  const proxies = labels.map(() => new Float64Array(sample.units.length))
  const chances = new Float64Array(labels.length)
  const unknown: number[] = []
  for (const [unit, { judgement }] of sample.units.entries()) {
    const given = proxy === 'label' ? modelLabel(judgement) : judgement.probabilities
    if (given === null) {
      unknown.push(unit)
      continue
    }
    let total = 0
    for (let place = 0; place < labels.length; place++) {
      const label = labels[place] as string
      chances[place] = typeof given === 'string' ? Number(label === given) : (given[label] ?? 0)
      total += chances[place] as number
    }
    if (typeof given === 'string') total = 1
    for (let place = 0; place < labels.length; place++) (proxies[place] as Float64Array)[unit] = (chances[place] as number) / total
  }
  const knownCount = sample.units.length - unknown.length
  for (const values of unknown.length === 0 ? [] : proxies) {
    const centre = knownCount === 0 ? 1 / labels.length : sum(values) / knownCount
    for (const unit of unknown) values[unit] = centre
  }
  return { stratumOf: sample.stratumOf, labelOf: sample.labelOf, proxies }
}

/** A stratum without a label is joined to the one before it in alphabetical order, which is the most like it; the first ones to the next. */
function joinEmptyStrata(units: readonly FrameUnit[]): { stratumOf: Uint32Array; joinedStratumCount: number } {
  const [labelled, all] = [new Set<string>(), new Set<string>()]
  for (const { stratum, label } of units) {
    all.add(stratum)
    if (label !== null) labelled.add(stratum)
  }
  const names = [...all].sort()
  const numberOf = new Map<string, number>()
  let last = 0
  for (const name of names) {
    numberOf.set(name, last)
    if (labelled.has(name)) numberOf.set(name, last++)
    else if (last > 0) numberOf.set(name, last - 1)
  }
  return {
    stratumOf: new Uint32Array(units.length).map((_, unit) => numberOf.get((units[unit] as FrameUnit).stratum) ?? 0),
    joinedStratumCount: names.length - labelled.size,
  }
}

/** One number for each name, in the order of their first unit; a unit without one has a number of its own. */
function numbered(units: readonly FrameUnit[], nameOf: (unit: FrameUnit) => string | null): Uint32Array {
  const numberOf = new Map<string, number>()
  let count = 0
  return new Uint32Array(units.length).map((_, unit) => {
    const name = nameOf(units[unit] as FrameUnit)
    const known = name === null ? undefined : numberOf.get(name)
    if (known !== undefined) return known
    if (name !== null) numberOf.set(name, count)
    return count++
  })
}
