import { PipelineError } from '../../base/errors.js'
import { foldName } from '../../base/scheme/find-label.js'
import { countEach } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { GivenLabels, LearntRecord } from '../../judge/learn/cross-fitted-labels.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit, AuditLabel, AuditUnit, CoderKind } from './audit.js'
import { groupByUnit } from './population.js'

/**
 * `open`: not looked at. `skipped`: looked at, never labelled. `unclear`: skipped, a coder could
 * not read it. `undecided`: coders differ, unsettled.
 */
export type UnitOutcome = 'labelled' | 'skipped' | 'unclear' | 'undecided' | 'open'

/** A unit with the label that counts for it. */
export interface SettledUnit {
  readonly unit: AuditUnit
  readonly outcome: UnitOutcome
  /** Null unless `labelled`. */
  readonly label: string | null
  /** Name of the coder who settled a disagreement; absent without one. */
  readonly adjudicator?: string
  /** Labels that coders gave. An adjudicator who alone labelled it counts as a coder. */
  readonly given: readonly AuditLabel[]
}

/**
 * The label that counts for each unit: the one that all coders gave. The adjudicated label counts
 * where coders differ, or nobody else labelled. Coders who differ leave the unit undecided: a
 * majority of names may be one person.
 *
 * @returns one entry per unit of the design, in its order
 */
export function settleLabels(audit: Audit): SettledUnit[] {
  const { design, labels } = audit
  const labelsByUnit = groupByUnit(labels)
  return design.units.map((unit) => ({ unit, ...settle(labelsByUnit.get(unitKeyOf(unit)) ?? []) }))
}

/** True if coders gave different labels and no adjudication settles it. */
export function isDisputed(labels: readonly AuditLabel[]): boolean {
  const coderLabels = labels.filter(
    ({ label, isAdjudication }) => label !== null && !isAdjudication,
  )
  return (
    new Set(coderLabels.map(({ label }) => label)).size > 1 &&
    !labels.some(({ isAdjudication }) => isAdjudication)
  )
}

function settle(labels: readonly AuditLabel[]): Omit<SettledUnit, 'unit'> {
  const labelled = labels.filter(({ label }) => label !== null)
  const coderLabels = labelled.filter(({ isAdjudication }) => !isAdjudication)
  const labelsOfCoders = coderLabels.length > 0 ? coderLabels : labelled
  const differing = new Set(coderLabels.map(({ label }) => label)).size
  const counting =
    differing === 1 ? coderLabels[0] : labelled.findLast(({ isAdjudication }) => isAdjudication)
  if (counting)
    return {
      outcome: 'labelled',
      label: counting.label,
      given: labelsOfCoders,
      ...(differing > 1 && { adjudicator: counting.coder }),
    }
  return {
    outcome: differing > 0 ? 'undecided' : unlabelled(labels),
    label: null,
    given: labelsOfCoders,
  }
}

/** Outcome of a unit without a label. */
function unlabelled(labels: readonly AuditLabel[]): SettledUnit['outcome'] {
  if (labels.length === 0) return 'open'
  return labels.some(({ isUnclear }) => isUnclear) ? 'unclear' : 'skipped'
}

/**
 * The labels of an audit that count, for a model to learn.
 *
 * @param auditSha256 of the file's bytes
 */
export function givenLabelsOf(audit: Audit, auditSha256: string | null): GivenLabels {
  return {
    auditSha256,
    deals: audit.design.deals,
    labels: settleLabels(audit).flatMap(
      ({ unit: { threadId, postId, dealId, textHash }, label }) =>
        label === null ? [] : [{ threadId, postId, dealId, label, textHash }],
    ),
  }
}

/** The record of what the model learnt, from the first post of a thread; null without one. */
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

/**
 * True for a name of letters, digits and few other characters: it goes into files, tables and the
 * page.
 */
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
 * Checks that each coder has one kind and one spelling. Two names of one person would pass for two
 * coders who agree. Gives a check to call with each coder in turn; `place` says where the name
 * stands, for the message.
 */
export function coderRegister(known: Iterable<Coder>): (coder: Coder, place: string) => void {
  const byName = new Map<string, Coder>()
  const add = (one: Coder): void => {
    const before = byName.get(foldName(one.coder))
    if (before === undefined || (before.coderKind ?? 'unknown') === 'unknown')
      byName.set(foldName(one.coder), one)
  }
  for (const one of known) add(one)
  return (one, place) => {
    const { coder, coderKind = 'unknown' } = one
    if (!isCoderName(coder))
      throw invalid(place, 'a name of letters, digits, spaces and _ . @ -, at most 60', coder)
    const before = byName.get(foldName(coder))
    if (before !== undefined && before.coder !== coder)
      throw invalid(place, `coder "${before.coder}" in one spelling`, coder)
    const kind = before?.coderKind ?? 'unknown'
    if (coderKind !== 'unknown' && kind !== 'unknown' && kind !== coderKind) {
      throw invalid(place, `coder "${coder}" as a ${kind}, as before`, coderKind)
    }
    add(one)
  }
}

function invalid(place: string, expected: string, got: string): PipelineError {
  const message = `${place}: expected ${expected}, got "${got.slice(0, 80)}". Correct it, or give another coder another name. Nothing was written.`
  return new PipelineError('AUDIT_CODER_INVALID', message, { context: { place } })
}

/**
 * True for a part of the units, spread evenly over the random order of the design. Coders meet it
 * from early to late.
 */
export const isDoubleCoded = (index: number, share: number): boolean =>
  Math.floor((index + 1) * share + 1e-9) > Math.floor(index * share + 1e-9)
