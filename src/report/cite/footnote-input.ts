import type { BreakdownAudit, GroupAudit } from '../../aggregate/breakdown/breakdown-audit.js'
import type { CaptureCount } from './cite-capture.js'
import type { Lead } from './cite-lead.js'
import type { QuotedShare } from './cite-numbers.js'
import type { CiteSubject } from './cite-subject.js'
import type { Wording } from './cite-wording.js'

/** What the parts of a footnote are written from. */
export interface FootnoteInput {
  readonly subject: CiteSubject
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  readonly quoted: readonly QuotedShare[]
  readonly lead: Lead | null
  readonly wording: Wording
  /** People who labelled posts of the subject. */
  readonly coderCount: number
}
