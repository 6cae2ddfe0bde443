import { PipelineError } from '../../base/errors.js'
import { isRecord } from '../../base/json-shape.js'
import { parseRecordedScheme } from '../../base/scheme/scheme-tag.js'
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

/** A kind of document that can be verified. To add one, implement this interface and list it in `REPORT_KINDS`. */
export interface ReportKind {
  /** Value of the document's `schema`. */
  readonly schema: string
  /** Name for messages, such as "breakdown". */
  readonly name: string
  /** Whether the report was made with invalid lines of the scored files skipped. */
  skipsBadRecords(report: JsonObject): boolean
  /**
   * Recomputes the document from the evidence. Options and names of deals, which no evidence holds, are taken from the report.
   *
   * @throws {PipelineError} `REPORT_INVALID` for a report with invalid options
   */
  recompute(report: JsonObject, evidence: ReportEvidence): unknown
}

/** Protects against forged reports: more resamples would take hours. Commands use 2,000. */
const MAX_RESAMPLE_COUNT = 100_000

/** Whether the options of a report say that bad records were skipped. */
const skipsBadRecords = ({ options }: JsonObject): boolean => isRecord(options) && options['onBadRecord'] === 'skip'

export const BREAKDOWN_KIND: ReportKind = { schema: BREAKDOWN_SCHEMA, name: 'breakdown', skipsBadRecords, recompute: recomputeBreakdown }

const CLAIM_KIND: ReportKind = { schema: CLAIM_SCHEMA, name: 'claim', skipsBadRecords, recompute: recomputeClaim }

/** All kinds of documents that can be verified. */
export const REPORT_KINDS: readonly ReportKind[] = [BREAKDOWN_KIND, CLAIM_KIND]

/** Recomputes a breakdown from the evidence, with the options and names of deals of the printed one. */
export function recomputeBreakdown(report: JsonObject, { posts, audit, files }: ReportEvidence): Breakdown {
  const options = isRecord(report['options']) ? report['options'] : {}
  if (typeof options['resampleCount'] === 'number' && options['resampleCount'] > MAX_RESAMPLE_COUNT) {
    throw reportError(`expected options.resampleCount to be at most ${MAX_RESAMPLE_COUNT}, got ${options['resampleCount']}.`)
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
  error instanceof PipelineError && error.code === 'USAGE_OPTION_INVALID' ? reportError(error.message, error) : error

const reportError = (message: string, cause?: unknown): PipelineError =>
  new PipelineError('REPORT_INVALID', `${message} Give the report as it was written.`, { cause })
