import { PipelineError } from '../../base/errors.js'
import { isRecord, parseJson } from '../../base/json-shape.js'
import { parseRecordedScheme } from '../../base/scheme/scheme-tag.js'
import { formatCount } from '../../base/text/format-count.js'
import type { JsonValue } from '../../base/thread/post.js'
import { aggregate } from '../../count/aggregate.js'
import type { AuditInput } from '../../count/audited/apply-audit.js'
import {
  type AggregateOptions,
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type DealInfo,
  type EvidenceFile,
} from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { CLAIM_SCHEMA, type Claim, cite } from '../cite/cite.js'
import { compareDocuments, type Difference, isTooDeep, MAX_DEPTH } from './compare-documents.js'

/** What can be verified. */
export type ReportKind = 'breakdown' | 'claim'

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
  const kind = KINDS.get(document['schema'])
  if (kind === undefined) {
    throw reportError(
      name,
      `a report of the schema ${[...KINDS.keys()].join(', ')}`,
      JSON.stringify(document['schema'] ?? 'none').slice(0, 80),
    )
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
  const recompute = kind === 'claim' ? recomputeClaim : recomputeBreakdown
  const recomputed = JSON.parse(JSON.stringify(recompute(document, evidence))) as JsonValue
  const { numberCount, differences } = compareDocuments(text, recomputed, tolerance)
  return {
    schema: 'dealstance/verification@1',
    report: name,
    kind,
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

const MAX_LISTED = 50

/** Renders one line per difference, then a summary. Text of the report is printed as JSON, so that it cannot control the terminal. */
export function renderVerification(verification: Verification): string {
  const { report, kind, numberCount, evidence, differences } = verification
  const from = evidence.map(({ name, sha256 }) => `${name ?? 'a stream'} (${sha256.slice(0, 12)}…)`).join(', ')
  const lines = differences
    .slice(0, MAX_LISTED)
    .map(({ path, printed, recomputed }) => `${plain(path)}: printed ${shorten(printed)}, recomputed ${shorten(recomputed)}`)
  if (differences.length > MAX_LISTED) lines.push(`… and ${formatCount(differences.length - MAX_LISTED, 'value')} more`)
  const verdict =
    differences.length === 0
      ? `all ${formatCount(numberCount, 'number')} agree with what ${from} gives.`
      : `${formatCount(differences.length, 'value')} not as ${from} gives it.`
  return `${[...lines, `${report}: ${kind}: ${verdict}`].join('\n')}\n`
}

function shorten(json: string | null): string {
  if (json === null) return 'nothing'
  const shown = plain(json)
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown
}

/** Escapes control and direction characters. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)

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

/** Protects against forged reports: more resamples would take hours. Commands use 2,000. */
const MAX_RESAMPLE_COUNT = 100_000

/** Whether the report was made with invalid lines of the scored files skipped. */
export const skipsBadRecords = ({ options }: JsonObject): boolean => isRecord(options) && options['onBadRecord'] === 'skip'

/** What can be verified, by the `schema` that it says. */
const KINDS: ReadonlyMap<unknown, ReportKind> = new Map([
  [BREAKDOWN_SCHEMA, 'breakdown'],
  [CLAIM_SCHEMA, 'claim'],
] as const)

/** Recomputes a breakdown from the evidence, with the options and names of deals of the printed one. */
export function recomputeBreakdown(report: JsonObject, { posts, audit, files }: ReportEvidence): Breakdown {
  const options = isRecord(report['options']) ? report['options'] : {}
  if (typeof options['resampleCount'] === 'number' && options['resampleCount'] > MAX_RESAMPLE_COUNT) {
    throw optionError(`expected options.resampleCount to be at most ${MAX_RESAMPLE_COUNT}, got ${options['resampleCount']}.`)
  }
  try {
    const counted = aggregate(posts, {
      scheme: parseRecordedScheme(report['scheme'], 'the report'),
      deals: dealsOf(report['deals']),
      // `aggregate` checks the options.
      options: options as Partial<AggregateOptions>,
      ...(audit && { audit }),
    })
    return { ...counted, evidence: files }
  } catch (error) {
    throw asReportError(error)
  }
}

function dealsOf(deals: JsonValue | undefined): Map<string, DealInfo> {
  const infos = new Map<string, DealInfo>()
  for (const deal of Array.isArray(deals) ? deals : []) {
    if (!isRecord(deal)) continue
    const { dealId, mover, move, title } = deal
    if (typeof dealId === 'string' && typeof mover === 'string' && typeof move === 'string')
      infos.set(dealId, { mover, move, ...(typeof title === 'string' && { title }) })
  }
  return infos
}

/**
 * Recomputes a claim from the evidence, with the deal, the label and the widest allowed interval of the printed one. The hash of the
 * intermediate breakdown is taken as printed: it is not a number, and the evidence files have hashes of their own.
 */
function recomputeClaim(report: JsonObject, evidence: ReportEvidence): Claim {
  const { population, options, shares, halfWidth, hashes, scheme, acceptedAgreement } = report
  const { dealId, mover, move } = isRecord(population) ? population : {}
  const deals = dealId === undefined ? [] : [{ dealId, mover: mover ?? null, move: move ?? null }]
  const counted = {
    options: options ?? null,
    deals,
    ...(scheme !== undefined && { scheme }),
  }
  const breakdown = recomputeBreakdown(counted, evidence)
  const [share, ...more] = Array.isArray(shares) ? shares : []
  const label = more.length === 0 && isRecord(share) ? share['label'] : undefined
  const breakdownSha256 = isRecord(hashes) ? hashes['breakdown'] : null
  try {
    return cite(breakdown, {
      ...(typeof dealId === 'string' && { dealId }),
      ...(typeof label === 'string' && { label }),
      ...(typeof halfWidth === 'number' && { halfWidth }),
      ...(typeof acceptedAgreement === 'string' && { acceptAgreement: acceptedAgreement }),
      breakdownSha256: typeof breakdownSha256 === 'string' ? breakdownSha256 : null,
    })
  } catch (error) {
    throw asReportError(error)
  }
}

/** Turns the error of an option into one of the report: no command accepts that option, so none wrote the report. */
const asReportError = (error: unknown): unknown =>
  error instanceof PipelineError && error.code === 'USAGE_OPTION_INVALID' ? optionError(error.message, error) : error

const optionError = (message: string, cause?: unknown): PipelineError =>
  new PipelineError('REPORT_INVALID', `${message} Give the report as it was written.`, { cause })
