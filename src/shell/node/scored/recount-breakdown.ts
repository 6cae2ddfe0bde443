import { PipelineError } from '../../../base/errors.js'
import type { JsonValue } from '../../../base/thread/post.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { BREAKDOWN_SCHEMA } from '../../../count/breakdown/breakdown.js'
import { compareDocuments } from '../../../say/verify/compare-documents.js'
import { parseReport, type Report, recomputeBreakdown } from '../../../say/verify/verify-report.js'
import { readEvidence } from './read-evidence.js'

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
  if (report?.kind.schema === BREAKDOWN_SCHEMA) return report
  throw new PipelineError(
    'REPORT_INVALID',
    `${path}: expected scored posts as JSON Lines, or a breakdown with its files beside it, got ${report === null ? 'neither' : `a ${report.kind.name}`}. Give the output of classify --out scored.jsonl.`,
  )
}

const edited = (why: string, context: Readonly<Record<string, unknown>>, cause?: unknown): PipelineError =>
  new PipelineError('CITE_EDITED', `Not ready to cite: ${why}. Cite the scored file itself, npm run cite -- SCORED, which counts anew.`, {
    cause,
    context,
  })
