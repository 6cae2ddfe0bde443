import { basename } from 'node:path'
import type { EvidenceFile } from '../../aggregate/breakdown/breakdown.js'
import type { Audit } from '../../audit/audit.js'
import { countJudgements } from '../../audit/count-judgements.js'
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

/** Reads scored posts and their audit. @throws {PipelineError} `AUDIT_MISMATCH` for an audit of other files, and errors of reading */
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
    `${auditPath}: ${formatCount(audit.labels.length, 'label')}; ${countJudgements(audit.design.units.length, posts)} drawn from ${formatCount(posts.length, 'scored post')}`,
  )
  const { sha256 } = audit
  return { posts, audit, sha256, evidence: [...files.map(evidenceOf), { role: 'audit', name: basename(auditPath), sha256 }] }
}

/** The reference of a report to its file. */
export const evidenceOf = ({ role, name, sha256 }: EvidenceFile): EvidenceFile => ({ role, name, sha256 })
