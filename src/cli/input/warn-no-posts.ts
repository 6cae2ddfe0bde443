import type { IngestSummary } from '../../ingest/record/ingest-result.js'
import type { Log } from '../kit/log.js'

/** Warns that no post was read, and says why. */
export function warnNoPosts(log: Log, summaries: readonly Pick<IngestSummary, 'skippedCount' | 'headerCount'>[]): void {
  const isBare = summaries.every(({ skippedCount, headerCount }) => skippedCount === 0 && headerCount === 0)
  const why = isBare ? 'the inputs hold no records' : 'every record was skipped, or the inputs hold header pieces alone'
  log.warn(`no post is left: ${why}`)
}
