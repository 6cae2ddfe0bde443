import type { AuditDesign, SampleMethod } from '../../src/audit/audit.js'
import { drawAudit } from '../../src/audit/draw/draw-audit.js'
import { STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'
import type { ScoredPost } from '../../src/stance/stance-prediction.js'

export const HASH = 'a'.repeat(64)

/** A design over the posts, uniform unless said otherwise. */
export function draw(posts: readonly ScoredPost[], size: number, changes: { seed?: number; method?: SampleMethod } = {}): AuditDesign {
  return drawAudit(posts, { method: 'uniform', seed: 1, size, scoredSha256: HASH, labels: STANCE_SCHEME.labels, ...changes })
}

/** As `classify --format jsonl` writes them. */
export const toJsonl = (posts: readonly ScoredPost[]): string => posts.map((post) => `${JSON.stringify(post)}\n`).join('')
