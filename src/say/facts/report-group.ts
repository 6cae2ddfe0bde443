import { formatCount, MIN_SHARE_COUNT } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { Shortfall } from '../../count/breakdown/verdict.js'
import type { JudgedPost } from '../../count/tally/shares.js'
import { auditOf } from '../../count/verdict/readiness.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { shortfallWords } from '../rules/finding-words.js'
import { labelledCountOf } from './share-words.js'

/** One deal, or all posts: its numbers and the posts they were counted from. */
export interface ReportGroup {
  /** Unique in a report. Lower-case letters, digits and hyphens: valid in ids and file names. */
  readonly slug: string
  readonly dealId: string | null
  readonly name: string
  readonly move: string | null
  readonly group: GroupBreakdown | DealBreakdown
  /** Null where too few of its posts were labelled by hand. */
  readonly audit: GroupAudit | null
  /** Words across its picture; null for shares that may be printed. */
  readonly band: string | null
  readonly judged: readonly JudgedPost[]
}

/** The deals of a breakdown, then all posts unless the only deal covers them all. */
export function listGroups(breakdown: Breakdown, posts: readonly ScoredPost[]): ReportGroup[] {
  const counted = posts.filter(isCounted)
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
  const auditedBy = (
    group: GroupBreakdown | DealBreakdown,
  ): Pick<ReportGroup, 'group' | 'audit' | 'band'> => ({
    group,
    audit: auditOf(breakdown, group),
    band: bandOf(breakdown, group),
  })
  const groups = breakdown.deals.map(
    (deal): ReportGroup => ({
      slug: slugOf(deal.dealId),
      dealId: deal.dealId,
      name: nameOfDeal(deal),
      move: deal.move,
      ...auditedBy(deal),
      judged: counted.flatMap((post) =>
        post.stances.flatMap((judgement) =>
          judgement.dealId === deal.dealId ? [{ post, judgement }] : [],
        ),
      ),
    }),
  )
  if (breakdown.deals.length === 1 && breakdown.unlinkedPostCount === 0) return groups
  const { overall } = breakdown
  const all = { slug: 'all', dealId: null, name: 'All posts', move: null, ...auditedBy(overall) }
  return [...groups, { ...all, judged: counted.map((post) => ({ post, judgement: post })) }]
}

/**
 * A citable deal with this part of the main deal's posts has its own pictures, however few its
 * posts. Choice.
 */
const COMPARABLE_SHARE = 0.25

/**
 * True if a deal beside the main one has its own section and pictures: it has enough posts, or may
 * be cited.
 */
export const hasPictures = (
  { group, band }: ReportGroup,
  main: GroupBreakdown | undefined,
): boolean =>
  labelledCountOf(group) >= MIN_SHARE_COUNT ||
  (band === null && group.postCount >= COMPARABLE_SHARE * (main?.postCount ?? group.postCount))

/** True if people labelled some posts for the model to learn, and no audit corrects its shares. */
const isReadByHand = ({ findings }: GroupBreakdown): boolean =>
  findings.some(
    (finding) => finding.id === 'not-for-print' && (finding.byModel?.handCount ?? 0) > 0,
  )

/** A shortfall with the labels it takes: "nobody has checked a sample; 66 labels are enough". */
export function statusWords(shortfall: Shortfall): string {
  if (shortfall.code !== 'CITE_NOT_AUDITED' || shortfall.needed === null || shortfall.labelled)
    return shortfallWords(shortfall)
  return `${shortfallWords(shortfall)}; ${formatCount(shortfall.needed.count, 'label')} are enough`
}

/**
 * The band across the picture of a group: why its shares are not for print; null where they are.
 */
function bandOf(breakdown: Breakdown, group: GroupBreakdown | DealBreakdown): string | null {
  const { verdict } = group
  if (verdict.isReady) return null
  if (auditOf(breakdown, group) !== null)
    return `NOT READY TO CITE: ${shortfallWords(verdict.missing[0])}`
  if (breakdown.audit !== null && !('dealId' in group))
    return 'COUNTED BY A MODEL: read the shares move by move'
  return `UNCHECKED: labelled by a model${isReadByHand(group) ? ' that learnt labels by hand, no share corrected' : ', not for print'}`
}
