import { basename, dirname, join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseRecordedScheme } from '../../../base/scheme/scheme-tag.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { shortHash } from '../../../say/format/format-value.js'
import { type Report, type ReportEvidence, skipsBadRecords } from '../../../say/verify/verify-report.js'
import { readAudit } from '../audit/audit-log.js'
import { readBytes } from '../file/read-source.js'
import { readAuditPosts } from './read-scored-posts.js'
import { checkAuditMatches } from './refuse-changed-file.js'
import { readRunRecords } from './run-file.js'

/**
 * Finds the files that a report names by their hashes, and reads them.
 *
 * @param reportPath files are looked up in its folder, under the names in the report; not for `-`
 * @param paths      further candidate files, under any name
 * @throws {PipelineError} `EVIDENCE_MISSING` for a missing file, `EVIDENCE_MISMATCH` when a file of that name has another hash;
 *   `AUDIT_MISMATCH`; and errors of reading a file
 */
export async function readEvidence(report: Report, reportPath: string, paths: readonly string[]): Promise<ReportEvidence> {
  const pathOf = new Map<string, string>()
  for (const path of paths) pathOf.set(sha256Of(await readBytes(path)), path)
  const scoredPaths: string[] = []
  let auditPath: string | null = null
  for (const file of report.evidence) {
    const path = pathOf.get(file.sha256) ?? (await findBeside(file, report.name, reportPath, paths))
    if (file.role === 'audit') auditPath = path
    else scoredPaths.push(path)
  }
  // If the report was made with bad lines skipped, they are skipped again.
  const isSkipping = skipsBadRecords(report)
  const scheme = parseRecordedScheme(report.document['scheme'], report.name)
  const scored = await readAuditPosts(scoredPaths, { scheme, ...(isSkipping && { onBadRecord: () => {} }) })
  const audit = auditPath === null ? null : await readAudit(auditPath)
  if (audit !== null && auditPath !== null) checkAuditMatches(audit.design, scored, auditPath)
  const records = await readRunRecords(scoredPaths, () => {})
  return {
    files: report.evidence,
    posts: scored.posts,
    audit: audit && { audit, sha256: audit.sha256, scoredSha256: scored.sha256 },
    records,
  }
}

async function findBeside(file: EvidenceFile, report: string, reportPath: string, paths: readonly string[]): Promise<string> {
  const beside = file.name === null || reportPath === '-' ? null : join(dirname(reportPath), file.name)
  const bytes = beside === null ? null : await readBytes(beside).catch(() => null)
  const sha256 = bytes && sha256Of(bytes)
  if (beside !== null && sha256 === file.sha256) return beside
  const isOther = sha256 !== null || paths.some((path) => basename(path) === file.name)
  const got = isOther ? `a file of that name with other bytes${sha256 === null ? '' : ` (${shortHash(sha256)})`}` : 'none'
  const wanted = `${file.role === 'audit' ? 'the audit' : 'the scored file'} behind it${file.name === null ? '' : `, ${file.name}`} (SHA-256 ${shortHash(file.sha256)})`
  throw new PipelineError(
    isOther ? 'EVIDENCE_MISMATCH' : 'EVIDENCE_MISSING',
    `${report}: expected ${wanted}, got ${got}. Put the file beside the report, or name it with --evidence FILE; without it no number of the report can be checked.`,
    { context: { report, ...file } },
  )
}
