import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { AuditedMove } from '../../base/thread/deal-record.js'
import type { UnitId } from '../../base/thread/unit-key.js'

/** A sampled post on one deal, with its chance to be drawn. */
export interface AuditUnit {
  readonly threadId: string
  readonly postId: string
  /** null: a post tied to no deal. */
  readonly dealId: string | null
  /** Id of its stratum in `AuditDesign.strata`. */
  readonly stratum: string
  /** Chance of this unit to be drawn, in (0, 1]. */
  readonly probability: number
  /** Hash of the post's text, 16 hex digits. */
  readonly textHash: string
}

/** Kind of a coder; only people label by hand. `unknown`: not recorded. */
export type CoderKind = 'person' | 'model' | 'unknown'
export const CODER_KINDS: readonly CoderKind[] = ['person', 'model', 'unknown']

/** A coder's label of one unit. A skipped unit has the label null. */
export interface AuditLabel {
  readonly threadId: string
  readonly postId: string
  readonly dealId: string | null
  readonly coder: string
  /** Absent means `unknown`. */
  readonly coderKind?: CoderKind
  readonly label: string | null
  /** True if it settles a disagreement of coders; such a label overrides all others. */
  readonly isAdjudication: boolean
  /** True if the coder doubted it; it counts like any other. Absent otherwise. */
  readonly isInDoubt?: boolean
  /** True if the coder read it and cannot tell, as in a language that they do not read. The label is then null. Absent otherwise. */
  readonly isUnclear?: boolean
  /** The coder's note. */
  readonly note?: string
}

/** A deal of the population, from which a fixed number was drawn without replacement. */
export interface AuditStratum {
  readonly id: string
  readonly dealId: string | null
  readonly populationCount: number
  readonly sampleCount: number
}

/** Current version of the file format. */
export const AUDIT_SCHEMA = 'dealstance/audit@2'

/** The sample and its population, fixed before the first label. */
export interface AuditDesign {
  readonly schema: typeof AUDIT_SCHEMA
  /** A simple random sample of each deal. */
  readonly method: 'uniform'
  /** Units asked for; the units drawn are `units.length`, which are more where small deals get two each. */
  readonly size: number
  /** Sizes asked for before the sample was made larger, in order; absent where it was not. */
  readonly sizesBefore?: readonly number[]
  readonly seed: number
  /** SHA-256 of the judgements that it was drawn from, see `SortedPopulation`. */
  readonly populationSha256: string
  /** SHA-256 of the scored file's bytes, 64 hex digits. */
  readonly scoredSha256: string
  /** Posts in the scored file. */
  readonly scoredCount: number
  /** Model that scored the posts; null where posts name none or several. */
  readonly model: string | null
  readonly labels: readonly string[]
  /** The scheme of these labels in full; absent for the one that ships. */
  readonly scheme?: RecordedScheme
  /** The deals whose records the posts carry; absent where they carry none. */
  readonly deals?: readonly AuditedMove[]
  readonly strata: readonly AuditStratum[]
  readonly units: readonly AuditUnit[]
  /** The predictions of the scored file at the draw. */
  readonly drawn?: DrawnRecord
}

/** Name of a judgement; another text makes another judgement. */
export type NamedUnit = UnitId & Pick<AuditUnit, 'textHash'>

/** Facts of a scored file at the draw, one entry per judgement in the order of keys. Later changes of the file change no estimate. */
export interface DrawnRecord {
  /** Index of the model's label among the labels, -1 without one; then its probabilities, where it gave any. */
  readonly predictions: readonly (readonly number[])[]
  /** One number for each account, in the order of their first judgement; -1 where the author is not known. */
  readonly authors: readonly number[]
  /** SHA-256 of the times at which the posts were written. */
  readonly timesSha256: string
  /** SHA-256 of each post's parent, and whether the post opens a thread. */
  readonly placesSha256: string
}

/** Labels that were corrected with a reason, each once. */
export interface Corrections {
  readonly count: number
  /** Those corrected after the result of the sample could be seen. */
  readonly seenCount: number
}

/** A random sample and its labels by hand. */
export interface Audit {
  readonly design: AuditDesign
  /** Labels in force: after undo and replacement. */
  readonly labels: readonly AuditLabel[]
  /** Looks at results before the last labels of the sample were given, see `countLooks`. Absent without a file that records them. */
  readonly lookCount?: number
  /** Labels that their coder changed later, see `countChanges`; absent without a file that records them. */
  readonly changedCount?: number
  /** Labels corrected with a reason, see `countCorrections`; absent without a file that records them. */
  readonly corrections?: Corrections
}

/** Default path of the labels of scored posts: `runs/scored.audit.jsonl` beside `runs/scored.jsonl`. */
export const auditPathBeside = (scoredPath: string): string => `${scoredPath.replace(/(?<=[^/\\])\.[^./\\]*$/, '')}.audit.jsonl`

/** The scored posts beside an audit file of the usual name. */
export const scoredPathBeside = (auditPath: string): string => auditPath.replace(/\.audit\.jsonl$/, '.jsonl')
