import { PipelineError } from '../../../base/errors.js'
import { sum } from '../../../base/statistics/estimate/mean.js'
import { formatCount } from '../../../base/text/format-count.js'
import { checkSameMoves, listMoves } from '../../../base/thread/deal-record.js'
import { hashWords, postKeyOf, postKeyOfUnit } from '../../../base/thread/unit-key.js'
import type { AuditDesign } from '../../../count/audit/audit.js'
import { sortPopulation, unitCountOf } from '../../../count/audit/population.js'
import type { ScoredFile } from './read-scored-posts.js'

/**
 * Checks that an audit fits. It binds to units (thread, post, deal, text), not to a file: another
 * model's scores keep it.
 */
export function checkAuditMatches(
  design: AuditDesign,
  { posts, sha256 }: Pick<ScoredFile, 'posts' | 'sha256'>,
  auditPath: string,
): void {
  checkSameMoves(design.deals, listMoves(posts), auditPath)
  if (design.populationSha256 === sortPopulation(posts).sha256) return
  const context = { auditPath, givenSha256: sha256 }
  throw new PipelineError(
    'AUDIT_MISMATCH',
    `${auditPath}: expected the scored posts that the sample was picked from (the same posts, texts and deals, scored by any model), got ${differenceOf(posts, design)}. Give those, or take a new sample with another --out.`,
    { context },
  )
}

/** Difference between posts and those that a sample was drawn from. */
function differenceOf(posts: ScoredFile['posts'], { strata, units }: AuditDesign): string {
  const textOf = new Map(posts.map((post) => [postKeyOf(post), post.text]))
  for (const { threadId, postId, textHash } of units) {
    const text = textOf.get(postKeyOfUnit({ threadId, postId }))
    if (text !== undefined && textHash === hashWords(text)) continue
    const what = text === undefined ? 'is not among them' : 'has another text'
    return `others: post "${postId}" of thread "${threadId}" ${what}`
  }
  const drawnCount = sum(strata.map(({ populationCount }) => populationCount))
  const count = unitCountOf(posts)
  return count === drawnCount
    ? 'as many, some of them changed since the draw: their words or their deal'
    : `${formatCount(count, 'post')} where there were ${drawnCount}`
}
