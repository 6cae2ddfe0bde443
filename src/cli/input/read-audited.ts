import { basename } from 'node:path'
import type { EvidenceFile } from '../../aggregate/breakdown/breakdown.js'
import type { Audit } from '../../audit/audit.js'
import { countJudgements } from '../../audit/count-judgements.js'
import { logLook } from '../../node/audit/log-look.js'
import { readAudit } from '../../node/audit/read-audit.js'
import { checkAuditMatches, readAuditPosts } from '../../node/scored/read-audit-posts.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { formatCount } from '../../text/format-count.js'
import type { CommandContext } from '../kit/command.js'

interface Audited {
  readonly posts: readonly ScoredPost[]
  readonly audit: Audit
  /** Hash of the audit file. */
  readonly sha256: string
  /** The scored files, then the audit. */
  readonly evidence: readonly EvidenceFile[]
}

/**
 * Reads scored posts together with the audit that was drawn from them. What is shown of an unfinished sample is logged in it first.
 *
 * @param command that shows numbers of it
 * @throws {PipelineError} `AUDIT_MISMATCH` where the audit was drawn from other files, and what reading either throws; `AUDIT_LOCKED` while someone labels
 */
export async function readAudited(
  paths: readonly string[],
  auditPath: string,
  scheme: StanceScheme,
  command: string,
  { io, log }: CommandContext,
): Promise<Audited> {
  const scored = await readAuditPosts(paths, { stdin: io.stdin, scheme })
  const { posts, files } = scored
  const read = await readAudit(auditPath)
  checkAuditMatches(read.design, scored, auditPath)
  const audit = await logLook(auditPath, read, { command, now: () => new Date().toISOString() })
  if (audit.tornByteCount > 0) {
    log.warn(`${auditPath}: a torn last line was left out, left by a program that was stopped while writing`)
  }
  log.info(
    `${auditPath}: ${formatCount(audit.labels.length, 'label')}; ${countJudgements(audit.design.units.length, posts)} drawn from ${formatCount(posts.length, 'scored post')}`,
  )
  const { sha256 } = audit
  return { posts, audit, sha256, evidence: [...files.map(evidenceOf), { role: 'audit', name: basename(auditPath), sha256 }] }
}

/** The reference of a report to its file. */
export const evidenceOf = ({ role, name, sha256 }: EvidenceFile): EvidenceFile => ({ role, name, sha256 })
