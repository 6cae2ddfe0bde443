import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { sum } from '../../../base/statistics/estimate/mean.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { AuditDesign } from '../audit.js'
import { countUnits } from '../population.js'
import { drawAudit, growAudit, mentionedDeals } from './draw-audit.js'
import { totalSizeFor } from './sample-size.js'

interface DrawnFrom {
  readonly posts: readonly ScoredPost[]
  readonly dealId: string | null
  readonly scheme: StanceScheme
}

/**
 * Draws posts on one deal; null for all deals but those that are only mentioned.
 *
 * @param isWhole all of them
 */
export function drawDeal({ posts, dealId, scheme }: DrawnFrom, isWhole = false): AuditDesign {
  const leftOut = dealId === null ? mentionedDeals(posts) : allBut([dealId], posts)
  const size = isWhole ? sum(countsWithout(leftOut, posts)) : sizeWithout(leftOut, posts)
  return drawAudit(posts, { size, scheme, labels: scheme.labels, leftOut })
}

/** All posts on a deal, or all on the deals of a sample, which come first. */
export const drawWhole = (from: DrawnFrom, sample?: AuditDesign): AuditDesign =>
  sample === undefined ? drawDeal(from, true) : growAudit(sample, from.posts, wholeSize(sample))

/** Posts on the deals of a sample. */
export const wholeSize = ({ strata }: AuditDesign): number =>
  sum(strata.map(({ sampleCount, populationCount }) => (sampleCount > 0 ? populationCount : 0)))

export const isDrawn = ({ strata }: AuditDesign, dealId: string | null): boolean =>
  dealId === null || strata.some((each) => each.dealId === dealId && each.sampleCount > 0)

export function withDeal(
  design: AuditDesign,
  posts: readonly ScoredPost[],
  dealId: string | null,
): AuditDesign {
  const read = design.strata.filter(({ sampleCount }) => sampleCount > 0)
  const leftOut = allBut([dealId, ...read.map((each) => each.dealId)], posts)
  return growAudit(design, posts, sizeWithout(leftOut, posts), leftOut)
}

const allBut = (kept: readonly (string | null)[], posts: readonly ScoredPost[]) =>
  new Set([...countUnits(posts).keys()].filter((each) => !kept.includes(each)))

export const sizeWithout = (
  leftOut: ReadonlySet<string | null>,
  posts: readonly ScoredPost[],
  halfWidth?: number,
): number => totalSizeFor(countsWithout(leftOut, posts), halfWidth)

const countsWithout = (
  leftOut: ReadonlySet<string | null>,
  posts: readonly ScoredPost[],
): number[] =>
  [...countUnits(posts)].flatMap(([dealId, count]) => (leftOut.has(dealId) ? [] : [count]))
