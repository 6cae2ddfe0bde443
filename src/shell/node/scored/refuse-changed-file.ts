import { PipelineError } from '../../../base/errors.js'
import { sum } from '../../../base/statistics/estimate/mean.js'
import { formatCount } from '../../../base/text/format-count.js'
import { checkSameMoves, listMoves } from '../../../base/thread/deal-record.js'
import { hashWords, postKeyOf } from '../../../base/thread/unit-key.js'
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
  const { populationSha256, strata, units } = design
  if (populationSha256 === sortPopulation(posts).sha256) return
  const context = { auditPath, givenSha256: sha256 }
  const textOf = new Map(posts.map((post) => [postKeyOf(post), post.text]))
  const changed = units.find((unit) => {
    const text = textOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId }))
    return text === undefined || unit.textHash !== hashWords(text)
  })
  const drawnFrom = sum(strata.map(({ populationCount }) => populationCount))
  const found = unitCountOf(posts)
  const got =
    changed === undefined
      ? found === drawnFrom
        ? 'as many, some with another text or tied to another deal'
        : `${formatCount(found, 'post')} where there were ${drawnFrom}`
      : `others: post "${changed.postId}" of thread "${changed.threadId}" ${textOf.has(postKeyOf({ threadId: changed.threadId, id: changed.postId })) ? 'has another text' : 'is not among them'}`
  throw new PipelineError(
    'AUDIT_MISMATCH',
    `${auditPath}: expected the scored posts that the sample was picked from (the same posts, texts and deals, scored by any model), got ${got}. Give those, or take a new sample with another --out.`,
    { context },
  )
}
