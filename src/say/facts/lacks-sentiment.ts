import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { GroupBreakdown } from '../../count/breakdown/breakdown.js'

/**
 * Whether sentiment was not measured, so that printing it would mislead. Sentiment is measured in English only: in other languages every
 * post has 0. The default scheme implies English posts.
 */
export function lacksSentiment({ sentiment }: Pick<GroupBreakdown, 'sentiment'>, scheme: StanceScheme): boolean {
  if (isDefaultScheme(scheme) || sentiment.mean !== 0) return false
  return Object.values(sentiment.byLabel).every((summary) => summary === null || (summary.mean === 0 && summary.neutralShare === 1))
}
