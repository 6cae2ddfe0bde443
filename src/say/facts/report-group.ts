import { nameOfDeal } from '../../base/thread/deal-record.js'
import { auditOf } from '../../count/audited/readiness.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { countedPosts } from '../../count/counter/select-posts.js'
import { groupByDeal, type JudgedPost, judgeOverall } from '../../count/judged-post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { bandsOf, type GroupBands } from './readiness-words.js'

/** One deal, or all posts: its numbers and the posts they were counted from. */
export interface ReportGroup {
  /** Unique in a report. Lower-case letters, digits and hyphens: valid in ids and file names. */
  readonly slug: string
  /** Null for all posts. */
  readonly dealId: string | null
  /** Name in charts and headings. */
  readonly name: string
  readonly move: string | null
  readonly group: GroupBreakdown | DealBreakdown
  /** Null where too few of its posts were labelled by hand. */
  readonly audit: GroupAudit | null
  readonly bands: GroupBands
  /** Counted posts with their judgements on this deal. */
  readonly judged: readonly JudgedPost[]
}

/** The deals of a breakdown, then all posts unless the only deal covers them all. */
export function listGroups(breakdown: Breakdown, posts: readonly ScoredPost[]): ReportGroup[] {
  const counted = countedPosts(posts, breakdown.options)
  const judgedByDeal = groupByDeal(counted)
  const slugs = new Set<string>()
  const slugOf = (dealId: string): string => {
    const plain =
      dealId
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'deal'
    let slug = plain
    for (let copy = 2; slugs.has(slug) || slug === 'all'; copy++) slug = `${plain}-${copy}`
    slugs.add(slug)
    return slug
  }
  const auditedBy = (group: GroupBreakdown | DealBreakdown): Pick<ReportGroup, 'group' | 'audit' | 'bands'> => ({
    group,
    audit: auditOf(breakdown, group),
    bands: bandsOf(breakdown, group),
  })
  const groups = breakdown.deals.map(
    (deal): ReportGroup => ({
      slug: slugOf(deal.dealId),
      dealId: deal.dealId,
      name: nameOfDeal(deal),
      move: deal.move,
      ...auditedBy(deal),
      judged: judgedByDeal.get(deal.dealId) ?? [],
    }),
  )
  if (breakdown.deals.length === 1 && breakdown.unlinkedPostCount === 0) return groups
  const { overall } = breakdown
  const all = { slug: 'all', dealId: null, name: 'All posts', move: null, ...auditedBy(overall) }
  return [...groups, { ...all, judged: judgeOverall(counted) }]
}
