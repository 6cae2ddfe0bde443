import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { AuditedMove } from '../../base/thread/deal-record.js'
import type { UnitId } from '../../base/thread/unit-key.js'
import type { Depth } from '../thread/depth.js'

/** One sampled post on one deal, and how likely it was to be drawn. */
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

/** Only people are said to label by hand. `unknown`: nobody said. */
export type CoderKind = 'person' | 'model' | 'unknown'
export const CODER_KINDS: readonly CoderKind[] = ['person', 'model', 'unknown']

/** A coder's label of one unit; label null: looked at and skipped. */
export interface AuditLabel {
  readonly threadId: string
  readonly postId: string
  readonly dealId: string | null
  readonly coder: string
  /** Absent where nobody said: then it is `unknown`. */
  readonly coderKind?: CoderKind
  readonly label: string | null
  /** True if it settles a disagreement of coders; such a label counts before all others. */
  readonly isAdjudication: boolean
  /** True if the coder doubted it; it counts as any other. Absent where not. */
  readonly isInDoubt?: boolean
  /** True if the coder read it and cannot tell, as in a language that they do not read; the label is then null. Absent where not. */
  readonly isUnclear?: boolean
  /** The coder's note. */
  readonly note?: string
}

/** A part of the population from which a fixed number was drawn without replacement. */
export interface AuditStratum {
  readonly id: string
  readonly dealId: string | null
  /** Where it begins in the threads; it ends where the next one of its deal begins. Absent unless drawn by depth. */
  readonly depth?: Depth
  readonly populationCount: number
  readonly sampleCount: number
}

/** The form of samples that are drawn now. */
export const AUDIT_SCHEMA = 'dealstance/audit@2'

/** The sample and its population, fixed before the first label. */
export interface AuditDesign {
  readonly schema: typeof AUDIT_SCHEMA
  /** A simple random sample of each deal, or of each depth of a deal. */
  readonly method: 'uniform'
  /** Present where each deal was drawn from depth by depth. */
  readonly by?: 'depth'
  /** Units asked for; the units drawn are `units.length`, which is more where small deals get their two. */
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
  /** Samples of earlier captures of these threads, the first one first: their labels go on counting. */
  readonly earlier?: readonly EarlierDraw[]
  /** SHA-256 of the judgements that are in no earlier capture; absent without one. */
  readonly newSha256?: string
  /** The scheme of these labels in full; absent for the one that ships. */
  readonly scheme?: RecordedScheme
  /** The deals whose records the posts carry; absent where they carry none. */
  readonly deals?: readonly AuditedMove[]
  readonly strata: readonly AuditStratum[]
  readonly units: readonly AuditUnit[]
  /** The predictions of the scored file at the draw. */
  readonly drawn?: DrawnRecord
  /** Units that `forget` took out of the sample. */
  readonly forgotten?: ForgottenUnits
}

/** A judgement that may be drawn. */
export interface DrawUnit extends UnitId {
  /** Where its stratum begins; absent unless drawn by depth. */
  readonly depth?: Depth
}

/** Name of a judgement in any capture; another text makes another judgement. */
export type NamedUnit = DrawUnit &
  Pick<AuditUnit, 'textHash'> & {
    /** The id that an edit gave the post in the next capture, where ids are made of words. */
    readonly editedTo?: string
  }

/** A sample of what was new in an earlier capture. */
export interface EarlierDraw extends Pick<AuditDesign, 'size' | 'sizesBefore' | 'seed'> {
  readonly leftOut: readonly (string | null)[]
  readonly sha256: string
  readonly population: readonly NamedUnit[]
}

/** What a scored file says of its judgements, one entry for each in the order of their keys: whoever changes the file later changes no estimate. */
export interface DrawnRecord {
  /** Place of the model's label among the labels, -1 without one; then its chances of them, where it gave any. */
  readonly predictions: readonly (readonly number[])[]
  /** One number for each account, in the order of their first judgement; -1 where the author is not known. */
  readonly authors: readonly number[]
  readonly depths?: readonly Depth[]
  /** SHA-256 of the times at which the posts were written. */
  readonly timesSha256: string
  /** SHA-256 of what each post answers, and whether it opens a thread. */
  readonly placesSha256: string
}

/** What is gone at the wish of a person who wrote it. */
export interface ForgottenUnits {
  /** Judgements, drawn or not, that the sample was drawn from. */
  readonly unitCount: number
  /** Last link of the file before. */
  readonly previousChain: string
  /** True if the seed was chosen by hand: it cannot be derived from what is left. */
  readonly isSeedChosen: boolean
}

/** Labels that were corrected with a reason, each once. */
export interface Corrections {
  readonly count: number
  /** Those of them that were corrected when the result of the sample could be seen already. */
  readonly seenCount: number
}

/** A random sample and what people said of it. */
export interface Audit {
  readonly design: AuditDesign
  /** Labels in force: after undo and replacement. */
  readonly labels: readonly AuditLabel[]
  /** How often results were looked at before the last labels of the sample were given, see `countLooks`; absent without a file that says. */
  readonly lookCount?: number
  /** Labels that their coder changed later, see `countChanges`; absent without a file that says. */
  readonly changedCount?: number
  /** Labels corrected with a reason, see `countCorrections`; absent without a file that says. */
  readonly corrections?: Corrections
}

/**
 * Where `audit` keeps the labels of scored posts unless told otherwise: `runs/scored.jsonl` has `runs/scored.audit.jsonl` beside it.
 */
export const auditPathBeside = (scoredPath: string): string => `${scoredPath.replace(/(?<=[^/\\])\.[^./\\]*$/, '')}.audit.jsonl`

/** The scored posts beside an audit file of the usual name. */
export const scoredPathBeside = (auditPath: string): string => auditPath.replace(/\.audit\.jsonl$/, '.jsonl')
