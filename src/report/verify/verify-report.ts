import type { EvidenceFile } from '../../aggregate/breakdown/breakdown.js'
import { PipelineError } from '../../errors.js'
import type { JsonValue } from '../../thread/post.js'
import type { Evidence, JsonObject, ReportKind } from '../facts/report-kind.js'
import { compareDocuments, type Difference, isTooDeep, MAX_DEPTH } from './compare-documents.js'
import { BREAKDOWN_KIND, isObject } from './verify-breakdown.js'
import { CLAIM_KIND } from './verify-claim.js'

/** Every kind of document that can be verified. A new one is a file and a line here. */
export const REPORT_KINDS: readonly ReportKind[] = [BREAKDOWN_KIND, CLAIM_KIND]

/** A report that was read and not yet verified. */
export interface Report {
  /** Of its file, for messages. */
  readonly name: string
  readonly text: string
  readonly kind: ReportKind
  readonly document: JsonObject
  /** Files that it names as its evidence, at least one of them scored. */
  readonly evidence: readonly EvidenceFile[]
}

/** What came of comparing scored posts with the answers of language models behind them. */
export interface AnswerCheck {
  /** Of the file of answers, without its folder. */
  readonly name: string
  readonly sha256: string
  /** Labels compared, a post on two deals with two. */
  readonly checkedCount: number
  readonly differences: readonly Difference[]
}

/** What came of recomputing a report's numbers. */
export interface Verification {
  readonly schema: 'dealstance/verification@1'
  readonly report: string
  readonly kind: string
  readonly isVerified: boolean
  /** Numbers in the report. */
  readonly numberCount: number
  readonly evidence: readonly EvidenceFile[]
  readonly differences: readonly Difference[]
  /** Null where none were given to compare with; absent where no post was labelled by a language model. */
  readonly answers?: AnswerCheck | null
}

/** @throws {PipelineError} `REPORT_INVALID` for what is no report of a known kind, or names no evidence */
export function parseReport(text: string, name: string): Report {
  const document = readJson(text, name)
  if (!isObject(document)) throw invalid(name, 'a report as one JSON object', 'another value')
  if (isTooDeep(document)) throw invalid(name, `a report of at most ${MAX_DEPTH} levels`, 'a deeper one')
  const kind = REPORT_KINDS.find(({ schema }) => schema === document['schema'])
  if (!kind) {
    const known = REPORT_KINDS.map(({ schema }) => schema).join(', ')
    throw invalid(name, `a report of the schema ${known}`, JSON.stringify(document['schema'] ?? 'none').slice(0, 80))
  }
  const evidence = document['evidence']
  if (!Array.isArray(evidence) || evidence.length === 0) {
    throw invalid(name, 'a report that names the files behind its numbers (evidence)', 'none')
  }
  const files = evidence.map((entry) => parseEvidence(entry, name))
  if (!files.some(({ role }) => role === 'scored') || files.filter(({ role }) => role === 'audit').length > 1) {
    throw invalid(name, 'scored files, and one audit at most, as evidence', files.map(({ role }) => role).join(', '))
  }
  return { name, text, kind, document, evidence: files }
}

/**
 * Recomputes a report from its evidence and compares value by value.
 *
 * @param tolerance see `compareDocuments`
 */
export function verifyReport({ name, text, kind, document }: Report, evidence: Evidence, tolerance = 0): Verification {
  // As printed: keys that hold nothing are gone, and -0 is 0.
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

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid(name, 'a report as JSON', 'a file that is no JSON', cause)
  }
}

function parseEvidence(entry: JsonValue, report: string): EvidenceFile {
  const { role, name, sha256 } = isObject(entry) ? entry : {}
  const isPlainName = name === null || (typeof name === 'string' && name !== '' && !/[/\\\0]|^\.\.?$/.test(name))
  if ((role !== 'scored' && role !== 'audit') || !isPlainName || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw invalid(report, 'evidence with a role, a file name without its folder, and a SHA-256', JSON.stringify(entry).slice(0, 120))
  }
  return { role, name, sha256 }
}

function invalid(report: string, expected: string, got: string, cause?: unknown): PipelineError {
  return new PipelineError(
    'REPORT_INVALID',
    `${report}: expected ${expected}, got ${got}. Give what aggregate --format json, cite --format json, or classify --breakdown beside scored lines wrote.`,
    { cause, context: { report } },
  )
}
