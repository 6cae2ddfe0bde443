import { basename } from 'node:path'
import { type Audit, type EvidenceFile, formatCount, type ScoredPost, type StanceScheme } from '../../index.js'
import { checkAuditMatches, readAudit, readAuditPosts } from '../../node.js'
import type { CommandContext } from '../kit/command.js'

export interface Audited {
  readonly posts: readonly ScoredPost[]
  readonly audit: Audit
  /** Of the audit file's bytes, hex. */
  readonly sha256: string
  /** The scored files, then the audit's. */
  readonly evidence: readonly EvidenceFile[]
}

/**
 * Reads scored posts together with the audit that was drawn from them.
 *
 * @throws {PipelineError} `AUDIT_MISMATCH` where the audit was drawn from other files, and what reading either throws
 */
export async function readAudited(
  paths: readonly string[],
  auditPath: string,
  scheme: StanceScheme,
  { io, log }: CommandContext,
): Promise<Audited> {
  const { posts, sha256: scoredSha256, files } = await readAuditPosts(paths, { stdin: io.stdin, scheme })
  const audit = await readAudit(auditPath)
  checkAuditMatches(audit.design, scoredSha256, auditPath)
  if (audit.tornByteCount > 0) {
    log.warn(`${auditPath}: a torn last line was left out, left by a program that was stopped while writing`)
  }
  log.info(
    `${auditPath}: ${formatCount(audit.labels.length, 'label')} of ${formatCount(audit.design.units.length, 'post')} drawn from ${formatCount(posts.length, 'scored post')}`,
  )
  const { sha256 } = audit
  return { posts, audit, sha256, evidence: [...files.map(evidenceOf), { role: 'audit', name: basename(auditPath), sha256 }] }
}

/** What a report says of a file that it stands on. */
export const evidenceOf = ({ role, name, sha256 }: EvidenceFile): EvidenceFile => ({ role, name, sha256 })
