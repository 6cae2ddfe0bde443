import type { IngestSummary } from '../../index.js'
import type { Log } from '../kit/log.js'

/** Says why there is no post. */
export function tellEmpty(log: Log, summaries: readonly Pick<IngestSummary, 'skippedCount' | 'headerCount'>[]): void {
  const isBare = summaries.every(({ skippedCount, headerCount }) => skippedCount === 0 && headerCount === 0)
  const why = isBare ? 'the inputs hold no records' : 'every record was skipped, or the inputs hold header pieces alone'
  log.warn(`no post is left: ${why}`)
}
