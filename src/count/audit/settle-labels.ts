import { PipelineError } from '../../base/errors.js'
import { foldName } from '../../base/scheme/find-label.js'
import { countEach } from '../../base/statistics/group-by.js'
import { type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import type { GivenLabels, LearntRecord } from '../../judge/learn/cross-fitted-labels.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit, AuditLabel, AuditUnit, CoderKind } from './audit.js'
import { groupByUnit } from './population.js'

/**
 * `open`: not looked at. `skipped`: looked at, never labelled. `unclear`: skipped, a coder could
 * not read it. `undecided`: coders differ, unsettled.
 */
export type UnitOutcome = 'labelled' | 'skipped' | 'unclear' | 'undecided' | 'open'

export interface SettledUnit {
  readonly unit: AuditUnit
  readonly outcome: UnitOutcome
  /** Null unless `labelled`. */
  readonly label: string | null
  readonly adjudicator?: string
  /** Labels that coders gave. An adjudicator who alone labelled it counts as a coder. */
  readonly given: readonly AuditLabel[]
}

/**
 * The label that counts for each unit of the design, in its order: the one that all coders gave,
 * else the adjudicated one. No majority decides: names may be of one person.
 */
export function settleLabels(audit: Audit): SettledUnit[] {
  const { design, labels } = audit
  const labelsByUnit = groupByUnit(labels)
  return design.units.map((unit) => ({ unit, ...settle(labelsByUnit.get(unitKeyOf(unit)) ?? []) }))
}

/** The units among these that were drawn and have no label. */
export function unlabelledOf<Unit extends UnitId>(
  units: readonly Unit[],
  { design, labels }: Pick<Audit, 'design' | 'labels'>,
): Unit[] {
  const open = new Set(design.units.map(unitKeyOf))
  for (const label of labels) open.delete(unitKeyOf(label))
  return units.filter((unit) => open.has(unitKeyOf(unit)))
}

export const codedIn = (labels: readonly AuditLabel[]): AuditLabel[] =>
  labels.filter(({ label, isAdjudication }) => label !== null && !isAdjudication)

const differingIn = (labels: readonly AuditLabel[]): number =>
  new Set(labels.map(({ label }) => label)).size

/** True if coders gave different labels and no adjudication settles it. */
export const isDisputed = (labels: readonly AuditLabel[]): boolean =>
  differingIn(codedIn(labels)) > 1 && !labels.some(({ isAdjudication }) => isAdjudication)

function settle(labels: readonly AuditLabel[]): Omit<SettledUnit, 'unit'> {
  const coded = codedIn(labels)
  const adjudicated = labels.filter((one) => one.label !== null && one.isAdjudication)
  const counted = coded.length > 0 ? coded : adjudicated
  const differing = differingIn(coded)
  const counting = differing === 1 ? coded[0] : adjudicated.at(-1)
  if (counting === undefined)
    return {
      outcome: differing > 0 ? 'undecided' : unlabelled(labels),
      label: null,
      given: counted,
    }
  const { label, coder } = counting
  return {
    outcome: 'labelled',
    label,
    given: counted,
    ...(differing > 1 && { adjudicator: coder }),
  }
}

function unlabelled(labels: readonly AuditLabel[]): SettledUnit['outcome'] {
  if (labels.length === 0) return 'open'
  return labels.some(({ isUnclear }) => isUnclear) ? 'unclear' : 'skipped'
}

/**
 * The labels of an audit that count, for a model to learn.
 *
 * @param auditSha256 of the file's bytes
 */
export const givenLabelsOf = (audit: Audit, auditSha256: string | null): GivenLabels => ({
  auditSha256,
  deals: audit.design.deals,
  labels: settleLabels(audit).flatMap(({ unit, label }) =>
    label === null ? [] : [{ ...unit, label }],
  ),
})

export function learntRecordOf(posts: readonly ScoredPost[]): LearntRecord | null {
  for (const { meta } of posts) {
    const { baseModel, adapterSha256, auditSha256, labelCount, deals } = Object(
      meta.capture?.learnt,
    ) as Partial<LearntRecord>
    const isKnown =
      typeof baseModel === 'string' &&
      typeof adapterSha256 === 'string' &&
      typeof labelCount === 'number'
    if (!isKnown || !Array.isArray(deals)) continue
    return { baseModel, adapterSha256, auditSha256: auditSha256 ?? null, labelCount, deals }
  }
  return null
}

type Coder = Pick<AuditLabel, 'coder' | 'coderKind'>

export const isCoderName = (name: string): boolean =>
  /^[\p{L}\p{N}_][\p{L}\p{N}_.@ -]{0,59}$/u.test(name)

export function kindOfCoder(coders: Iterable<Coder>, name: string): CoderKind {
  for (const { coder, coderKind = 'unknown' } of coders)
    if (coder === name && coderKind !== 'unknown') return coderKind
  return 'unknown'
}

export const rankCoders = (labels: readonly Coder[]): [coder: string, labelCount: number][] =>
  [...countEach(labels.map(({ coder }) => coder))].sort(
    ([coder, labelCount], [other, otherCount]) =>
      otherCount - labelCount || (coder < other ? -1 : 1),
  )

/**
 * Gives a check to call with each coder in turn, and the place of the name: one kind, and one
 * spelling. Two names of one person would pass for two coders who agree.
 */
export function coderRegister(known: Iterable<Coder>): (coder: Coder, place: string) => void {
  const byName = new Map<string, Coder>()
  const kindBefore = (name: string): CoderKind => byName.get(name)?.coderKind ?? 'unknown'
  const add = (one: Coder): void => {
    const name = foldName(one.coder)
    if (kindBefore(name) === 'unknown') byName.set(name, one)
  }
  for (const one of known) add(one)
  return (one, place) => {
    const { coder, coderKind = 'unknown' } = one
    const check = (isRight: boolean, expected: string, got: string = coder): void => {
      if (isRight) return
      const message = `${place}: expected ${expected}, got "${got.slice(0, 80)}". Correct it, or give another coder another name. Nothing was written.`
      throw new PipelineError('AUDIT_CODER_INVALID', message, { context: { place } })
    }
    check(isCoderName(coder), 'a name of letters, digits, spaces and _ . @ -, at most 60')
    const spelling = byName.get(foldName(coder))?.coder ?? coder
    check(spelling === coder, `coder "${spelling}" in one spelling`)
    const kind = kindBefore(foldName(coder))
    const isKind = [kind, 'unknown'].includes(coderKind) || kind === 'unknown'
    check(isKind, `coder "${coder}" as a ${kind}, as before`, coderKind)
    add(one)
  }
}

/** True for a part of the units, spread evenly over the random order of the design. */
export const isDoubleCoded = (index: number, share: number): boolean =>
  Math.floor((index + 1) * share + 1e-9) > Math.floor(index * share + 1e-9)
