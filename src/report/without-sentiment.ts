import type { GroupBreakdown } from '../aggregate/breakdown/breakdown.js'
import { isDefaultScheme } from '../scheme/scheme-tag.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'

/** Under labels of one's own: sentiment is known of English alone, and 0 for every post in another language, which says nothing. */
export function isWithoutSentiment({ sentiment }: Pick<GroupBreakdown, 'sentiment'>, scheme: StanceScheme): boolean {
  if (isDefaultScheme(scheme) || sentiment.mean !== 0) return false
  return Object.values(sentiment.byLabel).every((summary) => summary === null || (summary.mean === 0 && summary.neutralShare === 1))
}
