import { countEach } from '../../base/statistics/group-by.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import type { AuditedMove } from '../../base/thread/deal-record.js'
import { type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import {
  type Adapter,
  type AdapterExample,
  applyAdapter,
  fitAdapter,
  type ModelReading,
} from './fit-adapter.js'

export interface GivenLabel extends UnitId {
  readonly label: string
  /** Hash of the post's words, see `hashWords`. */
  readonly textHash: string
}

/** Labels that people gave to posts of a thread, for a model to learn. */
export interface GivenLabels {
  /** Hash of the audit file, 64 hex digits; null where there is no file. */
  readonly auditSha256: string | null
  /** The moves that the labels are about, if the audit names them. */
  readonly deals?: readonly AuditedMove[] | undefined
  readonly labels: readonly GivenLabel[]
}

/**
 * The labels that a model learnt, as `meta.capture.learnt` of the first post of each thread names
 * them.
 */
export type LearntRecord = {
  readonly baseModel: string
  /** Hash of the base model's id and of what was learnt, 64 hex digits. */
  readonly adapterSha256: string
  readonly auditSha256: string | null
  readonly labelCount: number
  /** Labels by deal, in the order of the labels' keys. */
  readonly deals: readonly { readonly dealId: string | null; readonly labelCount: number }[]
}

/** A model's adapters to its threads. Plain data, for workers. */
export interface LearntModel {
  readonly record: LearntRecord
  /** One adapter per fold, which has not seen the labels of its fold. */
  readonly folds: readonly Adapter[]
  /** Label and fold of every judgement that was learnt, by `unitKeyOf`. */
  readonly given: ReadonlyMap<string, { readonly label: string; readonly fold: number }>
}

/** A judgement with its label, and the base model's answer. */
export interface LabelledReading {
  readonly unit: UnitId
  readonly label: string
  readonly reading: ModelReading
}

/** Folds of at least {@link LEAVE_ONE_OUT_BELOW} labels. */
const FOLD_COUNT = 10
/** Fewer labels are left out one by one. */
const LEAVE_ONE_OUT_BELOW = 30
const NAME_DIGITS = 8

export const foldCountOf = (labelCount: number): number =>
  labelCount < LEAVE_ONE_OUT_BELOW ? labelCount : FOLD_COUNT

/**
 * Order in which folds are assigned: by a hash of the judgements' keys, whatever their labels and
 * the order of posts.
 */
function foldOrder<Value extends { readonly unit: UnitId }>(values: readonly Value[]): Value[] {
  const hashed = values.map((value) => ({ value, hash: sha256OfText(unitKeyOf(value.unit)) }))
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ value }) => value)
}

/**
 * Learns labels with cross-fitting. No adapter has seen the labels of its fold, so that labelled
 * judgements get true predictions.
 *
 * @see Zrnic and Candès (2024), Cross-prediction-powered inference, PNAS 121(15)
 */
export function learnLabels(
  readings: readonly LabelledReading[],
  {
    labels,
    baseModel,
    auditSha256,
  }: Pick<LearntRecord, 'baseModel' | 'auditSha256'> & { labels: readonly string[] },
): LearntModel {
  const ordered = foldOrder(readings)
  const foldCount = foldCountOf(ordered.length)
  const examples = ordered.map(
    ({ reading, label }): AdapterExample => ({ ...reading, label: labels.indexOf(label) }),
  )
  const folds = Array.from({ length: foldCount }, (_, fold) =>
    fitAdapter(examples.filter((_, index) => index % foldCount !== fold)),
  )
  const labelByUnit = new Map(
    ordered.map(({ unit, label }, index) => [unitKeyOf(unit), { label, fold: index % foldCount }]),
  )
  const counts = countEach(ordered.map(({ unit }) => unit.dealId))
  const sorted = [...labelByUnit]
    .map(([key, { label }]) => [key, label] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const deals = [...counts].map(([dealId, labelCount]) => ({ dealId, labelCount }))
  return {
    record: {
      baseModel,
      adapterSha256: sha256OfText(JSON.stringify([baseModel, sorted])),
      auditSha256,
      labelCount: ordered.length,
      deals: deals.sort((a, b) => ((a.dealId ?? '') < (b.dealId ?? '') ? -1 : 1)),
    },
    folds,
    given: labelByUnit,
  }
}

/** Name of a model that learnt: `stance-en+learnt.3f2a9c1e`. */
export const learntIdOf = ({ baseModel, adapterSha256 }: LearntRecord): string =>
  `${baseModel}+learnt.${adapterSha256.slice(0, NAME_DIGITS)}`

/**
 * Probabilities of a judgement: by the adapter that has not seen its label, else the mean over all
 * adapters.
 */
export function learntProbabilities(
  { folds, given: labelByUnit }: LearntModel,
  unit: UnitId,
  reading: ModelReading,
): Float64Array {
  const unitLabel = labelByUnit.get(unitKeyOf(unit))
  if (unitLabel !== undefined) return applyAdapter(folds[unitLabel.fold] as Adapter, reading)
  const sums = new Float64Array(reading.scores.length)
  for (const adapter of folds) {
    applyAdapter(adapter, reading).forEach((probability, label) => {
      sums[label] = (sums[label] as number) + probability / folds.length
    })
  }
  return sums
}
