import { PipelineError } from '../../base/errors.js'
import { isRecord, parseJson } from '../../base/json-shape.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { EvidenceFile } from '../../count/breakdown/breakdown.js'
import { compareDocuments, type Difference, isTooDeep, MAX_DEPTH } from './compare-documents.js'
import { type JsonObject, REPORT_KINDS, type ReportEvidence, type ReportKind } from './report-kinds.js'

/** A parsed report, not yet verified. */
export interface Report {
  /** Name of its file, for messages. */
  readonly name: string
  readonly text: string
  readonly kind: ReportKind
  readonly document: JsonObject
  /** Files named as evidence, at least one of them scored. */
  readonly evidence: readonly EvidenceFile[]
}

/** Outcome of recomputing a report's numbers. */
export interface Verification {
  readonly schema: 'dealstance/verification@1'
  readonly report: string
  readonly kind: string
  readonly isVerified: boolean
  /** Numbers in the report. */
  readonly numberCount: number
  readonly evidence: readonly EvidenceFile[]
  readonly differences: readonly Difference[]
}

/**
 * Parses a report and its list of evidence files.
 *
 * @throws {PipelineError} `REPORT_INVALID` for anything but a report of a known kind that names its evidence
 */
export function parseReport(text: string, name: string): Report {
  const document = parseJson(text, (cause) => {
    throw reportError(name, 'a report as JSON', 'a file that is not JSON', cause)
  }) as JsonValue
  if (!isRecord(document)) throw reportError(name, 'a report as one JSON object', 'another value')
  if (isTooDeep(document)) throw reportError(name, `a report of at most ${MAX_DEPTH} levels`, 'a deeper one')
  const kind = REPORT_KINDS.find(({ schema }) => schema === document['schema'])
  if (!kind) {
    const known = REPORT_KINDS.map(({ schema }) => schema).join(', ')
    throw reportError(name, `a report of the schema ${known}`, JSON.stringify(document['schema'] ?? 'none').slice(0, 80))
  }
  const evidence = document['evidence']
  if (!Array.isArray(evidence) || evidence.length === 0) {
    throw reportError(name, 'a report that names the files behind its numbers (evidence)', 'none')
  }
  const files = evidence.map((entry) => parseEvidence(entry, name))
  if (!files.some(({ role }) => role === 'scored') || files.filter(({ role }) => role === 'audit').length > 1) {
    throw reportError(name, 'scored files, and one audit at most, as evidence', files.map(({ role }) => role).join(', '))
  }
  return { name, text, kind, document, evidence: files }
}

/**
 * Recomputes a report from its evidence and compares the two value by value.
 *
 * @param tolerance see `compareDocuments`
 */
export function verifyReport(report: Report, evidence: ReportEvidence, tolerance = 0): Verification {
  const { name, text, kind, document } = report
  // The round trip drops undefined fields and turns -0 into 0, as in the printed report.
  const recomputed = JSON.parse(JSON.stringify(kind.recompute(document, evidence))) as JsonValue
  const { numberCount, differences } = compareDocuments(text, recomputed, tolerance)
  return {
    schema: 'dealstance/verification@1',
    report: name,
    kind: kind.name,
    isVerified: differences.length === 0,
    numberCount,
    evidence: evidence.files,
    differences,
  }
}

function parseEvidence(entry: JsonValue, report: string): EvidenceFile {
  const { role, name, sha256 } = isRecord(entry) ? entry : {}
  const isPlainName = name === null || (typeof name === 'string' && name !== '' && !/[/\\\0]|^\.\.?$/.test(name))
  if ((role !== 'scored' && role !== 'audit') || !isPlainName || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw reportError(report, 'evidence with a role, a file name without its folder, and a SHA-256', JSON.stringify(entry).slice(0, 120))
  }
  return { role, name, sha256 }
}

function reportError(report: string, expected: string, got: string, cause?: unknown): PipelineError {
  const message = `${report}: expected ${expected}, got ${got}. Give what aggregate --format json, cite --format json, or classify --breakdown beside scored lines wrote.`
  return new PipelineError('REPORT_INVALID', message, { cause, context: { report } })
}
