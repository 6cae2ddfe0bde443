import type { AuditInput } from '../../aggregate/audit/apply-audit.js'
import type { EvidenceFile } from '../../aggregate/breakdown/breakdown.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { JsonValue } from '../../thread/post.js'

/** A JSON object as it was read: nothing is known of its fields. */
export type JsonObject = { readonly [key: string]: JsonValue }

/** What the files behind a report hold, read and checked by their hashes. */
export interface Evidence {
  readonly files: readonly EvidenceFile[]
  /** Of all scored files. */
  readonly posts: readonly ScoredPost[]
  /** Null for a report without one. */
  readonly audit: Omit<AuditInput, 'dates'> | null
}

/** A kind of document that can be verified. A new one is a file of this shape and a line in `REPORT_KINDS`. */
export interface ReportKind {
  /** Value of the document's `schema`. */
  readonly schema: string
  /** "breakdown" */
  readonly name: string
  /** Whether bad lines of the scored files were left out when the report was made. */
  skipsBadRecords(report: JsonObject): boolean
  /**
   * The document as it follows from the evidence. What no evidence can give (options, names of deals) is taken from the report.
   *
   * @throws {PipelineError} `REPORT_INVALID` for a report whose options are none
   */
  recompute(report: JsonObject, evidence: Evidence): unknown
}
