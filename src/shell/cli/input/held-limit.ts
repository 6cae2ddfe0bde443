import { PipelineError } from '../../../base/errors.js'
import { formatNumber } from '../../../base/text/format-count.js'

/** Posts that are held at once. Measured: a million short ones take less than 3 GB. */
const MAX_HELD_COUNT = 1_000_000

/** @throws {PipelineError} `INGEST_TOO_LARGE` for more posts than are held at once */
export function checkHeldCount(postCount: number): void {
  if (postCount <= MAX_HELD_COUNT) return
  const message = `expected at most ${formatNumber(MAX_HELD_COUNT)} posts that must be held at once, got more. ${LARGER_ADVICE}`
  throw new PipelineError('INGEST_TOO_LARGE', message, { context: { limit: MAX_HELD_COUNT } })
}

const LARGER_ADVICE =
  'One file of JSONL whose threads stand together is read thread by thread: sort it by threadId. Or take the Spark job, scripts/spark/README.md.'
