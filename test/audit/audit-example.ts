import type { AuditDesign, SampleMethod } from '../../src/audit/audit.js'
import { drawAudit } from '../../src/audit/draw/draw-audit.js'
import { STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'
import type { ScoredPost } from '../../src/stance/stance-prediction.js'

export const HASH = 'a'.repeat(64)

/** A design over the posts, uniform and with seed 1 unless said otherwise; null: the seed that the posts decide. */
export function draw(
  posts: readonly ScoredPost[],
  size: number,
  { seed = 1, method = 'uniform' }: { seed?: number | null; method?: SampleMethod } = {},
): AuditDesign {
  return drawAudit(posts, { method, ...(seed !== null && { seed }), size, scoredSha256: HASH, labels: STANCE_SCHEME.labels })
}
