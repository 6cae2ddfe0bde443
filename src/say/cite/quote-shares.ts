import { PipelineError } from '../../base/errors.js'
import { formatPercent, roundOutwards, toPercent } from '../../base/text/format-count.js'
import type { Breakdown, ShareInterval } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { countsOf } from '../facts/share-words.js'
import type { Subject } from '../facts/subject.js'
import { percentWords } from '../format/format-value.js'

/** A share in [0, 1] as it is to be quoted, with the numbers behind it. */
export interface QuotedShare extends ShareInterval {
  readonly printed: {
    /** Never "0%" or "100%" for less than all: "48%", "less than 1%". */
    readonly percent: string
    /** Each rounded alone: all may sum to 99 or 101. Bounds are rounded outwards. */
    readonly wholePercent: number
    readonly lowPercent: number
    readonly highPercent: number
    /** Posts; those of all labels sum to the posts of the group. */
    readonly count: number
    readonly lowCount: number
    readonly highCount: number
  }
}

/**
 * All shares of a group as printed.
 *
 * @param populationCount posts that the shares are of
 */
export function quoteShares(
  intervals: readonly ShareInterval[],
  populationCount: number,
): QuotedShare[] {
  const shares = intervals.map(({ share }) => share)
  const counts = countsOf(shares, populationCount)
  return intervals.map((interval, index) => {
    const { share, low, high } = interval
    const percent = roundOutwards(interval)
    const count = roundOutwards(interval, populationCount)
    // A sample without such a post, or without any other, does not prove 0% or 100%.
    const shown = low < high ? Math.min(1 - 1e-9, Math.max(1e-9, share)) : share
    const printed = {
      percent: percentWords(formatPercent(shown)),
      wholePercent: toPercent(share),
      lowPercent: percent.low,
      highPercent: percent.high,
      count: counts[index] ?? 0,
      lowCount: count.low,
      highCount: count.high,
    }
    return { ...interval, printed }
  })
}

/** A subject whose shares may be printed. */
export interface Cited extends Subject {
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  /** Shares of all labels, exact and as printed. */
  readonly shares: readonly QuotedShare[]
  /** Those of the sides. */
  readonly sideShares: readonly QuotedShare[]
  /** That of the neutral label, where it is the only other one. */
  readonly rest: QuotedShare | null
  /** True if the move must be spelled out, since the company has other moves here. */
  readonly isMoveSpelled: boolean
}

/** @param subject must be ready to print */
export function citedOf({ audit: record, deals }: Breakdown, subject: Subject): Cited {
  const { group, deal, audit, scheme } = subject
  if (audit === null || record === null)
    throw new PipelineError('INTERNAL', 'expected an audit behind audited posts, got none.')
  const shares = quoteShares(group.intervals, group.postCount)
  const sideShares = shares.filter(({ label }) => scheme.sides.includes(label))
  const others = shares.filter((share) => !sideShares.includes(share))
  const [rest] = others.length === 1 ? others : []
  return {
    ...subject,
    audit,
    record,
    shares,
    sideShares,
    rest: rest?.label === scheme.neutral ? (rest ?? null) : null,
    isMoveSpelled: deals.some((other) => other !== deal && other.mover === (deal?.mover ?? null)),
  }
}
