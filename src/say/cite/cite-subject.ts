import { PipelineError } from '../../base/errors.js'
import { formatCount } from '../../base/text/format-count.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { auditOf } from '../table/render-audited-shares.js'

/** The posts that a citation is about. */
export interface CiteSubject {
  readonly group: GroupBreakdown
  /** Null where the breakdown has no deal: then all posts are meant. */
  readonly deal: DealBreakdown | null
  /** Null when fewer than two of the posts were labelled by hand. */
  readonly audit: GroupAudit | null
  readonly postCount: number
  /** Roots among the posts make it `posts`. */
  readonly noun: 'post' | 'reply'
  /** Null when it cannot be told, without an audit. */
  readonly threadCount: number | null
  /** Whether posts of the thread are left out because they are tied to other deals or to none. */
  readonly isPart: boolean
}

/** The deal asked for, or the only one; without any deal all posts. */
export function findSubject(breakdown: Breakdown, dealId: string | undefined): CiteSubject {
  const { deals, overall } = breakdown
  const known = deals.map((deal) => deal.dealId)
  const found = dealId === undefined ? (deals.length === 1 ? deals[0] : undefined) : deals.find((deal) => deal.dealId === dealId)
  if (found === undefined && (dealId !== undefined || deals.length > 0)) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      known.length === 0
        ? `expected no --deal, got "${dealId}": the breakdown holds no deal.`
        : `expected --deal ${known.slice(0, 12).join('|')}, got ${dealId === undefined ? `none: the breakdown holds ${known.length} deals` : `"${dealId}"`}. Name the one to quote.`,
      { context: { option: 'deal', known } },
    )
  }
  const group = found ?? overall
  const audit = auditOf(breakdown, group)
  return {
    group,
    deal: found ?? null,
    audit,
    postCount: group.postCount,
    noun: group.rootCount === 0 ? 'reply' : 'post',
    threadCount: audit?.countingUnits.find(({ unit }) => unit === 'thread')?.unitCount ?? null,
    isPart: found !== undefined && found.postCount < overall.postCount,
  }
}

/** "1 reply", "118 replies", "118 posts". */
export function countPosts({ noun }: Pick<CiteSubject, 'noun'>, count: number): string {
  return noun === 'post' ? formatCount(count, 'post') : `${count} ${count === 1 ? 'reply' : 'replies'}`
}

/** "this thread", "these 3 threads". */
export function threadWords({ threadCount }: Pick<CiteSubject, 'threadCount'>): string {
  return threadCount === null || threadCount === 1 ? 'this thread' : `these ${threadCount} threads`
}
