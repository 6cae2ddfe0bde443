import { basename, dirname, join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { parseRecordedScheme } from '../../../base/scheme/scheme-tag.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { JsonValue } from '../../../base/thread/post.js'
import type { Breakdown, EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { compareDocuments } from '../../../say/verify/compare-documents.js'
import { parseReport, type Report, type ReportEvidence, recomputeBreakdown, skipsBadRecords } from '../../../say/verify/verify-report.js'
import { readAudit } from '../audit/audit-log.js'
import { readBytes } from '../file/read-source.js'
import { checkAuditMatches, readAuditPosts } from './read-scored-posts.js'

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
  const isSkipping = skipsBadRecords(report.document)
  const scheme = parseRecordedScheme(report.document['scheme'], report.name)
  const scored = await readAuditPosts(scoredPaths, { scheme, ...(isSkipping && { onBadRecord: () => {} }) })
  const audit = auditPath === null ? null : await readAudit(auditPath)
  if (audit !== null && auditPath !== null) checkAuditMatches(audit.design, scored, auditPath)
  return { files: report.evidence, posts: scored.posts, audit: audit && { audit, sha256: audit.sha256, scoredSha256: scored.sha256 } }
}

async function findBeside(file: EvidenceFile, report: string, reportPath: string, paths: readonly string[]): Promise<string> {
  const beside = file.name === null || reportPath === '-' ? null : join(dirname(reportPath), file.name)
  const bytes = beside === null ? null : await readBytes(beside).catch(() => null)
  const wanted = `${file.role === 'audit' ? 'the audit' : 'the scored file'} behind it${file.name === null ? '' : `, ${file.name}`} (SHA-256 ${file.sha256.slice(0, 12)}…)`
  if (beside !== null && bytes !== null) {
    const sha256 = sha256Of(bytes)
    if (sha256 === file.sha256) return beside
    throw failure('EVIDENCE_MISMATCH', `a file of that name with other bytes (${sha256.slice(0, 12)}…)`)
  }
  const others = paths.filter((path) => basename(path) === file.name)
  if (others.length > 0) throw failure('EVIDENCE_MISMATCH', 'a file of that name with other bytes')
  throw failure('EVIDENCE_MISSING', 'none')

  function failure(code: 'EVIDENCE_MISSING' | 'EVIDENCE_MISMATCH', got: string): PipelineError {
    return new PipelineError(
      code,
      `${report}: expected ${wanted}, got ${got}. Put the file beside the report, or name it with --evidence FILE; without it no number of the report can be checked.`,
      { context: { report, ...file } },
    )
  }
}

/** Another runtime may round the last digits otherwise. */
const TOLERANCE = 1e-9

/**
 * Counts a breakdown anew from the scored posts and the audit that stand beside it under the names and hashes that it gives.
 *
 * @param text of the breakdown's file
 * @param path of the file; `-` has nothing beside it
 * @throws {PipelineError} `REPORT_INVALID` for anything but a breakdown that names its files, `EVIDENCE_MISSING` where one of them is not
 *   there, `CITE_EDITED` where one has other bytes or the breakdown says other numbers, and what reading and counting throws
 */
export async function recountBreakdown(text: string, path: string): Promise<{ readonly breakdown: Breakdown; readonly report: Report }> {
  const report = readReport(text, path)
  const found = await readEvidence(report, path, []).catch((error: unknown) => {
    if (!(error instanceof PipelineError)) throw error
    const { code, context } = error
    const file = String(context['name'] ?? 'a file without a name')
    if (code === 'EVIDENCE_MISSING') {
      const message = `Not ready to cite: ${file} is not beside ${path}, and only what is counted anew from its files is cited. Give those: npm run cite -- SCORED --audit AUDIT.`
      throw new PipelineError(code, message, { cause: error, context })
    }
    if (code !== 'EVIDENCE_MISMATCH') throw error
    throw edited(`${file} beside ${path} has changed since it was counted: somebody labelled, or one of the two was edited`, context, error)
  })
  const breakdown = recomputeBreakdown(report.document, found)
  const { differences } = compareDocuments(text, JSON.parse(JSON.stringify(breakdown)) as JsonValue, TOLERANCE)
  const [first, ...more] = differences
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more`
    throw edited(
      `${path} is not as aggregate wrote it: ${first.path}${others} counted anew ${first.recomputed ?? 'nothing'}, got ${first.printed ?? 'nothing'}`,
      { path: first.path },
    )
  }
  return { breakdown, report }
}

function readReport(text: string, path: string): Report {
  const report = text.trimStart().startsWith('{') ? parseReport(text, path) : null
  if (report?.kind === 'breakdown') return report
  throw new PipelineError(
    'REPORT_INVALID',
    `${path}: expected scored posts as JSON Lines, or a breakdown with its files beside it, got ${report === null ? 'neither' : `a ${report.kind}`}. Give the output of classify --out scored.jsonl.`,
  )
}

const edited = (why: string, context: Readonly<Record<string, unknown>>, cause?: unknown): PipelineError =>
  new PipelineError('CITE_EDITED', `Not ready to cite: ${why}. Cite the scored file itself, npm run cite -- SCORED, which counts anew.`, {
    cause,
    context,
  })
