import type { Breakdown, DealBreakdown } from '../breakdown/breakdown.js'
import { type CaptureCount, captureCountOf } from '../breakdown/breakdown-capture.js'
import type { FindingOf } from '../breakdown/finding.js'
import { mainDealOf } from '../breakdown/main-deal.js'
import type { NeededLabels, Shortfall } from '../breakdown/shortfall.js'

export interface Outlook {
  readonly deal: DealBreakdown | null
  readonly postCount: number
  readonly totalCount: number
  readonly others: readonly DealBreakdown[]
  readonly capture: CaptureCount
  readonly unnamed: FindingOf<'mover-unnamed'> | null
  /** A reason not to print that no label mends; null without one. */
  readonly refusal: Shortfall | null
  /** Labels for the default width; null where they would not help. */
  readonly needed: NeededLabels | null
}

/** @param unaudited a breakdown without an audit, counted with the default options */
export function outlookOf(unaudited: Breakdown): Outlook {
  const main = mainDealOf(unaudited)
  const { postCount, verdict, findings } = main ?? unaudited.overall
  const [first, second = null] = verdict.isReady ? [] : verdict.missing
  const needed = first?.code === 'CITE_NOT_AUDITED' ? first.needed : null
  return {
    deal: main ?? null,
    postCount,
    totalCount: unaudited.overall.postCount,
    others: unaudited.deals.filter((deal) => deal !== main),
    capture: captureCountOf(unaudited, main?.dealId ?? null),
    unnamed: findings.find((each) => each.id === 'mover-unnamed') ?? null,
    refusal: needed === null ? (first ?? null) : second,
    needed,
  }
}
