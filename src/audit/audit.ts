import type { RecordedScheme } from '../scheme/scheme-tag.js'

/** One sampled post on one deal, and how likely it was to be drawn. */
export interface AuditUnit {
  readonly threadId: string
  readonly postId: string
  /** null: a post tied to no deal. */
  readonly dealId: string | null
  /** Id of its stratum in `AuditDesign.strata`. */
  readonly stratum: string
  /** Chance of this unit to be drawn, in (0, 1]; null where units were suggested: nobody knows their chance. */
  readonly probability: number | null
}

/** A coder's label of one unit; label null: looked at and skipped. */
export interface AuditLabel {
  readonly threadId: string
  readonly postId: string
  readonly dealId: string | null
  readonly coder: string
  readonly label: string | null
  /** Whether it settles a disagreement of coders; such a label counts before all others. */
  readonly isAdjudication: boolean
}

/** A part of the population from which a fixed number was drawn without replacement. */
export interface AuditStratum {
  readonly id: string
  readonly dealId: string | null
  readonly populationCount: number
  readonly sampleCount: number
}

/** How a random sample is drawn: by deal alone, or by deal, predicted label and certainty. */
export type SampleMethod = 'uniform' | 'stratified'

/** What was drawn, from what, and how: fixed before the first label. */
export interface AuditDesign {
  readonly schema: 'dealstance/audit@1'
  /** `suggested`: no random sample, but the units from which a model learns most. They train, they never estimate. */
  readonly method: SampleMethod | 'suggested'
  /** Units asked for; the units drawn are `units.length`, which is more where small deals get their two. */
  readonly size: number
  readonly seed: number
  /** SHA-256 of the scored file's bytes, 64 hex digits. */
  readonly scoredSha256: string
  /** Posts in the scored file. */
  readonly scoredCount: number
  /** Model that scored the posts; null where posts name none or several. */
  readonly model: string | null
  readonly labels: readonly string[]
  /** The scheme of these labels in full; absent for the one that ships. */
  readonly scheme?: RecordedScheme
  readonly strata: readonly AuditStratum[]
  readonly units: readonly AuditUnit[]
}

/** A random sample and what people said of it. */
export interface Audit {
  readonly design: AuditDesign
  /** Labels in force: after undo and replacement. */
  readonly labels: readonly AuditLabel[]
}
