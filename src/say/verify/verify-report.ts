import { PipelineError } from '../../base/errors.js'
import { isRecord, parseJson } from '../../base/json-shape.js'
import { parseRecordedScheme } from '../../base/scheme/scheme-tag.js'
import { formatCount } from '../../base/text/format-count.js'
import type { JsonValue } from '../../base/thread/post.js'
import { parseRunRecord, type RunOfPosts, type RunRecord, RunTally } from '../../base/thread/run-record.js'
import { aggregate } from '../../count/aggregate.js'
import type { AuditInput } from '../../count/apply-audit.js'
import {
  type AggregateOptions,
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type DealInfo,
  type EvidenceFile,
} from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { CLAIM_SCHEMA, type Claim, cite } from '../cite/cite.js'
import { type Installation, programWords, sameWords } from '../facts/run-words.js'
import { shortHash } from '../format/format-value.js'
import { compareDocuments, type Difference, isTooDeep, MAX_DEPTH } from './compare-documents.js'

/** Kinds of reports whose numbers can be recomputed. */
export type ReportKind = 'breakdown' | 'claim'

const KINDS: ReadonlyMap<unknown, ReportKind> = new Map([
  [BREAKDOWN_SCHEMA, 'breakdown'],
  [CLAIM_SCHEMA, 'claim'],
] as const)

/** A JSON object, not checked yet. */
type JsonObject = { readonly [key: string]: JsonValue }

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

/** Contents of the files that a report was made from. Their hashes have been checked. */
export interface ReportEvidence {
  readonly files: readonly EvidenceFile[]
  readonly posts: readonly ScoredPost[]
  /** Null for a report without an audit. */
  readonly audit: AuditInput | null
  /** Records of runs beside the files. */
  readonly records?: readonly RunRecord[]
}

/** Posts of one run, compared with this installation. */
interface VerifiedRun extends RunOfPosts {
  /** Comparison in words; null where it was not requested, or no record is known. */
  readonly here: string | null
}

/** Outcome of recomputing a report's numbers. */
export interface Verification {
  readonly schema: 'dealstance/verification@1'
  readonly report: string
  readonly kind: string
  readonly isVerified: boolean
  readonly numberCount: number
  readonly evidence: readonly EvidenceFile[]
  readonly differences: readonly Difference[]
  /** The runs that made the labels. */
  readonly runs: readonly VerifiedRun[]
}

/**
 * Parses a report and its list of evidence files.
 *
 * @throws {PipelineError} `REPORT_INVALID` for anything but a report of a known kind that names its evidence
 */
export function parseReport(text: string, name: string): Report {
  const fail = (expected: string, got: string, cause?: unknown): never => {
    const message = `${name}: expected ${expected}, got ${got}. Give what aggregate --format json, cite --format json, or classify --breakdown beside scored lines wrote.`
    throw new PipelineError('REPORT_INVALID', message, { cause, context: { report: name } })
  }
  const document = parseJson(text, (cause) => fail('a report as JSON', 'a file that is not JSON', cause)) as JsonValue
  if (!isRecord(document)) return fail('a report as one JSON object', 'another value')
  if (isTooDeep(document)) fail(`a report of at most ${MAX_DEPTH} levels`, 'a deeper one')
  const { schema, evidence } = document
  const kind = KINDS.get(schema)
  if (kind === undefined) return fail(`a report of the schema ${[...KINDS.keys()].join(', ')}`, shorten(JSON.stringify(schema ?? 'none')))
  if (!Array.isArray(evidence) || evidence.length === 0) return fail('a report that names the files behind its numbers (evidence)', 'none')
  const files = evidence.map((entry): EvidenceFile => {
    const { role, name, sha256 } = isRecord(entry) ? entry : {}
    const isPlainName = name === null || (typeof name === 'string' && name !== '' && !/[/\\\0]|^\.\.?$/.test(name))
    if ((role === 'scored' || role === 'audit') && isPlainName && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256))
      return { role, name, sha256 }
    return fail('evidence with a role, a file name without its folder, and a SHA-256', shorten(JSON.stringify(entry)))
  })
  const roles = files.map(({ role }) => role)
  if (!roles.includes('scored') || roles.indexOf('audit') !== roles.lastIndexOf('audit'))
    fail('scored files, and one audit at most, as evidence', roles.join(', '))
  return { name, text, kind, document, evidence: files }
}

/** True if the report was made with invalid lines of the scored files skipped. */
export const skipsBadRecords = ({ document: { options } }: Report): boolean => isRecord(options) && options['onBadRecord'] === 'skip'

/** Protects against forged reports: more resamples would take hours. Commands use 2,000. */
const MAX_RESAMPLE_COUNT = 100_000

/**
 * Recomputes a report from its evidence and compares the two value by value. Options and names of deals are taken as printed.
 *
 * @param tolerance see `compareDocuments`
 * @param here this installation, to compare with the runs
 */
export function verifyReport(report: Report, evidence: ReportEvidence, tolerance = 0, here: Installation | null = null): Verification {
  const { name, text, kind } = report
  const recomputed = recompute(report, evidence)
  const runs = runsOf(evidence.posts, [...(evidence.records ?? []), ...recordsOf(report.document)])
  // The round trip drops undefined fields and turns -0 into 0, as in the printed report.
  const { numberCount, differences } = compareDocuments(text, JSON.parse(JSON.stringify(recomputed)) as JsonValue, tolerance)
  return {
    schema: 'dealstance/verification@1',
    report: name,
    kind,
    isVerified: differences.length === 0,
    numberCount,
    evidence: evidence.files,
    differences,
    runs: runs.map((run) => ({ ...run, here: run.record && here && sameWords(run.record, here) })),
  }
}

/** @throws {PipelineError} `REPORT_INVALID` for an option that no command accepts; a refusal of `cite` for a claim without a basis */
function recompute({ kind, document }: Report, { posts, audit, files }: ReportEvidence): Breakdown | Claim {
  const { population, deals, options, scheme } = document
  const resampleCount = isRecord(options) ? options['resampleCount'] : 0
  try {
    if (typeof resampleCount === 'number' && resampleCount > MAX_RESAMPLE_COUNT) {
      const message = `expected options.resampleCount to be at most ${MAX_RESAMPLE_COUNT}, got ${resampleCount}.`
      throw new PipelineError('USAGE_OPTION_INVALID', message)
    }
    const counted = aggregate(posts, {
      scheme: parseRecordedScheme(scheme, 'the report'),
      deals: dealsOf(kind === 'claim' ? [population as JsonValue] : deals),
      // `aggregate` checks the options.
      options: (isRecord(options) ? options : {}) as Partial<AggregateOptions>,
      ...(audit && { audit }),
    })
    const told = document['runs'] === undefined ? {} : { runs: runsOf(posts, recordsOf(document)) }
    const breakdown = { ...counted, evidence: files, ...told }
    return kind === 'claim' ? cite(breakdown, citeOptionsOf(document)) : breakdown
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== 'USAGE_OPTION_INVALID') throw error
    throw new PipelineError('REPORT_INVALID', `${error.message} Give the report as it was written.`, { cause: error })
  }
}

function runsOf(posts: readonly ScoredPost[], records: readonly RunRecord[]): RunOfPosts[] {
  const tally = new RunTally()
  tally.add(posts)
  return tally.runs(records)
}

/** The records of runs in a report, without those that do not match their own hash. */
function recordsOf({ runs }: JsonObject): RunRecord[] {
  return (Array.isArray(runs) ? runs : []).flatMap((run) => {
    try {
      return isRecord(run) && run['record'] !== null ? [parseRunRecord(run['record'], 'the report')] : []
    } catch {
      return []
    }
  })
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

/** The deal, the label and the widest allowed interval of a claim. */
function citeOptionsOf({ population, shares, halfWidth, acceptedAgreement }: JsonObject): Parameters<typeof cite>[1] {
  const { dealId } = isRecord(population) ? population : {}
  const [share, ...more] = Array.isArray(shares) ? shares : []
  const label = more.length === 0 && isRecord(share) ? share['label'] : undefined
  return {
    ...(typeof dealId === 'string' && { dealId }),
    ...(typeof label === 'string' && { label }),
    ...(typeof halfWidth === 'number' && { halfWidth }),
    ...(typeof acceptedAgreement === 'string' && { acceptAgreement: acceptedAgreement }),
  }
}

const MAX_LISTED = 50

/** Renders one line per difference, then a summary. Text of the report is printed as JSON, so that it cannot control the terminal. */
export function renderVerification({ report, kind, numberCount, evidence, differences, runs = [] }: Verification): string {
  const from = evidence.map(({ name, sha256 }) => `${name ?? 'a stream'} (${shortHash(sha256)})`).join(', ')
  const lines = differences
    .slice(0, MAX_LISTED)
    .map(({ path, printed, recomputed }) => `${plain(path)}: printed ${shorten(printed)}, recomputed ${shorten(recomputed)}`)
  if (differences.length > MAX_LISTED) lines.push(`… and ${formatCount(differences.length - MAX_LISTED, 'value')} more`)
  const verdict =
    differences.length === 0
      ? `all ${formatCount(numberCount, 'number')} agree with what ${from} gives.`
      : `${formatCount(differences.length, 'value')} not as ${from} gives it.`
  const made = runs.map(({ run, postCount, record, here }) => {
    const by = record === null ? 'not known: no record that fits is kept' : programWords(record)
    return `${report}: labels of ${formatCount(postCount, 'post')}${run === null ? '' : ` (run ${plain(run)})`}: ${by}${here === null ? '' : `; ${here}`}.`
  })
  return `${[...lines, `${report}: ${kind}: ${verdict}`, ...made].join('\n')}\n`
}

function shorten(json: string | null): string {
  const shown = plain(json ?? 'nothing')
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown
}

/** Escapes control and direction characters. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
