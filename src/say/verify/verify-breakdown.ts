import { PipelineError } from '../../base/errors.js'
import { isRecord } from '../../base/json-shape.js'
import { parseRecordedScheme } from '../../base/scheme/scheme-tag.js'
import type { JsonValue } from '../../base/thread/post.js'
import { aggregate } from '../../count/aggregate.js'
import { type AggregateOptions, BREAKDOWN_SCHEMA, type Breakdown, type DealInfo } from '../../count/breakdown/breakdown.js'
import type { JsonObject, ReportEvidence, ReportKind } from '../facts/report-kind.js'

/** Protects against forged reports: more resamples would take hours. Commands use 2,000. */
const MAX_RESAMPLE_COUNT = 100_000

/** Whether the options of a report say that bad records were skipped. */
export const skipsBadRecords = ({ options }: JsonObject): boolean => isRecord(options) && options['onBadRecord'] === 'skip'

export const BREAKDOWN_KIND: ReportKind = { schema: BREAKDOWN_SCHEMA, name: 'breakdown', skipsBadRecords, recompute: recomputeBreakdown }

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
      ...(audit && { audit: { ...audit, isLearning: isLearntHere(report['audit']) } }),
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

/** Whether the counts are those of a model that learnt the audit when they were made. */
const isLearntHere = (audit: JsonValue | undefined): boolean =>
  isRecord(audit) && isRecord(audit['learnt']) && audit['learnt']['isLearntHere'] === true

/** Turns the error of an reportError option into one of the report: no command accepts that option, so none wrote the report. */
export const asReportError = (error: unknown): unknown =>
  error instanceof PipelineError && error.code === 'USAGE_OPTION_INVALID' ? reportError(error.message, error) : error

const reportError = (message: string, cause?: unknown): PipelineError =>
  new PipelineError('REPORT_INVALID', `${message} Give the report as it was written.`, { cause })
