import type { JsonValue } from '../../base/thread/post.js'
import type { AuditInput } from '../../count/audited/apply-audit.js'
import type { EvidenceFile } from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** A parsed JSON object with unchecked fields. */
export type JsonObject = { readonly [key: string]: JsonValue }

/** Contents of the files that a report was made from. Their hashes have been checked. */
export interface ReportEvidence {
  readonly files: readonly EvidenceFile[]
  /** Posts of all scored files. */
  readonly posts: readonly ScoredPost[]
  /** Null for a report without an audit. */
  readonly audit: AuditInput | null
}

/** A kind of document that can be verified. To add one, implement this interface in a new file and list it in `REPORT_KINDS`. */
export interface ReportKind {
  /** Value of the document's `schema`. */
  readonly schema: string
  /** Name for messages, such as "breakdown". */
  readonly name: string
  /** Whether the report was made with invalid lines of the scored files skipped. */
  skipsBadRecords(report: JsonObject): boolean
  /**
   * Recomputes the document from the evidence. Options and names of deals, which no evidence holds, are taken from the report.
   *
   * @throws {PipelineError} `REPORT_INVALID` for a report with invalid options
   */
  recompute(report: JsonObject, evidence: ReportEvidence): unknown
}
