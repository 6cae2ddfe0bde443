import type { IngestSummary } from '../../../read/record/ingest-result.js'

/** Records of the inputs before any was merged or left out. */
export interface RecordCounts {
  readonly recordCount: number
  /** Bad records left out with the caller's permission. */
  readonly skippedCount: number
  /** True if each record is a row of a table. */
  readonly areRows: boolean
}

const TABLES = ['csv', 'tsv', 'xlsx', 'parquet', 'markdown-table']

/** @param joinSkipCount records left out when several inputs were joined */
export function countRecords(
  summaries: readonly Pick<
    IngestSummary,
    'source' | 'postCount' | 'repeatCount' | 'skippedCount'
  >[],
  joinSkipCount = 0,
): RecordCounts {
  const sum = (countOf: (summary: (typeof summaries)[number]) => number): number =>
    summaries.reduce((total, summary) => total + countOf(summary), 0)
  return {
    recordCount: sum(
      ({ postCount, repeatCount, skippedCount }) => postCount + repeatCount + skippedCount,
    ),
    skippedCount: sum(({ skippedCount }) => skippedCount) + joinSkipCount,
    areRows: summaries.every(({ source }) => TABLES.includes(source)),
  }
}
