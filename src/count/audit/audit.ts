import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { AuditedMove } from '../../base/thread/deal-record.js'
import type { UnitId } from '../../base/thread/unit-key.js'

/** A sampled post on one deal. Drawn with the probability of its stratum, see `AuditStratum`. */
export interface AuditUnit extends UnitId {
  /** Hash of the post's text, 16 hex digits. */
  readonly textHash: string
}

/** Kind of a coder; only people label by hand. `unknown`: not recorded. */
export type CoderKind = 'person' | 'model' | 'unknown'
export const CODER_KINDS: readonly CoderKind[] = ['person', 'model', 'unknown']

/** A coder's label of one unit. A skipped unit has the label null. */
export interface AuditLabel extends UnitId {
  readonly coder: string
  /** Absent means `unknown`. */
  readonly coderKind?: CoderKind
  readonly label: string | null
  /** True if it settles a disagreement of coders; such a label overrides all others. */
  readonly isAdjudication: boolean
  /** True if the coder doubted it; it counts like any other. Absent otherwise. */
  readonly isInDoubt?: boolean
  /** True if the coder could not read it; the label is then null. Absent otherwise. */
  readonly isUnclear?: boolean
  /** True if it was given for another move of the post. Absent otherwise. */
  readonly isCarried?: boolean
  readonly note?: string
  /** Time of the label, or of its import, ISO 8601 UTC. Absent or null if not recorded. */
  readonly at?: string | null
}

/** A deal of the population, from which a fixed number was drawn without replacement. */
export interface AuditStratum {
  readonly dealId: string | null
  readonly populationCount: number
  readonly sampleCount: number
}

export const AUDIT_SCHEMA = 'dealstance/audit@3'

/** The sample and its population, fixed before the first label. */
export interface AuditDesign {
  readonly schema: typeof AUDIT_SCHEMA
  /** Units asked for. More are drawn where small deals get two each. */
  readonly size: number
  /** Sizes asked for before the sample was made larger, in order; absent where it was not. */
  readonly sizesBefore?: readonly number[]
  readonly seed: number
  /** Number of the sample where others were drawn before it; absent for the first. */
  readonly round?: number
  /** SHA-256 of the units that it was drawn from, see `SortedPopulation`. */
  readonly populationSha256: string
  /** Model that scored the posts; null where posts name none or several. */
  readonly model: string | null
  readonly labels: readonly string[]
  /** The scheme of these labels in full; absent for the one that ships. */
  readonly scheme?: RecordedScheme
  /** The deals whose records the posts carry; absent where they carry none. */
  readonly deals?: readonly AuditedMove[]
  readonly strata: readonly AuditStratum[]
  readonly units: readonly AuditUnit[]
}

/** A random sample and its labels by hand. */
export interface Audit {
  readonly design: AuditDesign
  /** Labels in force: after undo and replacement. */
  readonly labels: readonly AuditLabel[]
  /** Labels corrected with a reason; absent without a file that records them. */
  readonly correctedCount?: number
  /** Why labels hold that look suspect, in the words of those who cite; absent without a reason. */
  readonly accepted?: string
  /** Why posts are on a company that none of them names, in the same words; absent without. */
  readonly acceptedUnnamed?: string
  /** Other words of the move, under which its labels were given; absent without. */
  readonly acceptedWording?: string
}

const stemOf = (path: string): string => path.replace(/(?<=[^/\\])\.[^./\\]*$/, '')

/** Path of the labels of scored posts: `runs/scored.audit.jsonl` beside `runs/scored.jsonl`. */
export const auditPathBeside = (scoredPath: string): string => `${stemOf(scoredPath)}.audit.jsonl`

/** Path of the facts for the disclosure: `runs/scored.facts.json` beside `runs/scored.jsonl`. */
export const factsPathBeside = (scoredPath: string): string => `${stemOf(scoredPath)}.facts.json`

export const scoredPathBeside = (auditPath: string): string =>
  auditPath.replace(/\.audit\.jsonl$/, '.jsonl')
