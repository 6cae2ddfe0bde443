import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { AuditDesign } from '../audit.js'
import { countUnits, mentionedDeals } from '../population.js'
import { drawAudit, growAudit } from './draw-audit.js'
import { totalSizeFor } from './sample-size.js'

type Counts = ReadonlyMap<string | null, number>
type Deals = ReadonlySet<string | null>

/** Draws posts on one deal; null for all deals but those that are only mentioned. */
export function drawDeal(
  posts: readonly ScoredPost[],
  dealId: string | null,
  scheme: StanceScheme,
): AuditDesign {
  const counts = countUnits(posts)
  const leftOut = dealId === null ? mentionedDeals(posts) : allBut([dealId], counts)
  const size = sizeWithout(leftOut, counts)
  return drawAudit(posts, { size, scheme, labels: scheme.labels, leftOut })
}

export const isDrawn = ({ strata }: AuditDesign, dealId: string | null): boolean =>
  dealId === null || strata.some((each) => each.dealId === dealId && each.sampleCount > 0)

/** The sample with the posts on one more deal that a draw of it takes. */
export function withDeal(
  design: AuditDesign,
  posts: readonly ScoredPost[],
  dealId: string | null,
): AuditDesign {
  const counts = countUnits(posts)
  const read = design.strata.filter(({ sampleCount }) => sampleCount > 0)
  const leftOut = allBut([dealId, ...read.map((each) => each.dealId)], counts)
  return growAudit(design, posts, sizeWithout(leftOut, counts), leftOut)
}

const allBut = (kept: readonly (string | null)[], counts: Counts): Deals =>
  new Set([...counts.keys()].filter((each) => !kept.includes(each)))

const sizeWithout = (leftOut: Deals, counts: Counts): number =>
  totalSizeFor([...counts].flatMap(([dealId, count]) => (leftOut.has(dealId) ? [] : [count])))
