import { MIN_SHARE_COUNT } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import { labelledCountOf } from '../../count/breakdown/breakdown-capture.js'
import type { JudgedPost } from '../../count/tally/shares.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { shortfallWords } from './finding-words.js'
import { type Subject, subjectOf } from './subject.js'

/** One deal, or all posts: its numbers and the posts they were counted from. */
export interface ReportGroup extends Subject {
  /** Unique in a report; lower-case letters, digits and hyphens. */
  readonly slug: string
  readonly name: string
  /** Words across its picture; null for shares that may be printed. */
  readonly band: string | null
  readonly judged: readonly JudgedPost[]
}

/**
 * The deals, then all posts: not where the only deal covers them, nor beside deals that people
 * labelled.
 */
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
  const withBand = (group: GroupBreakdown) => {
    const subject = subjectOf(breakdown, group)
    return { ...subject, band: bandOf(subject) }
  }
  const groups = breakdown.deals.map(
    (deal): ReportGroup => ({
      ...withBand(deal),
      slug: slugOf(deal.dealId),
      name: nameOfDeal(deal),
      judged: counted.flatMap((post) =>
        post.stances.flatMap((judgement) =>
          judgement.dealId === deal.dealId ? [{ post, judgement }] : [],
        ),
      ),
    }),
  )
  const { deals, audit, unlinkedPostCount } = breakdown
  const isWhole = deals.length === 1 && unlinkedPostCount === 0
  if (isWhole || (deals.length > 0 && audit !== null)) return groups
  const judged = counted.map((post) => ({ post, judgement: post }))
  return [...groups, { ...withBand(breakdown.overall), slug: 'all', name: 'All posts', judged }]
}

/** A citable deal with this part of the main deal's posts has a picture. Choice. */
const COMPARABLE_SHARE = 0.25

/**
 * True if a group has a picture: the main deal, or all posts without one; another deal with enough
 * posts, or one that may be cited. All posts beside a main deal mix unlike deals.
 */
export function hasPictures(
  { group, deal, band }: ReportGroup,
  main: DealBreakdown | undefined,
): boolean {
  if (deal === null || deal === main) return deal === (main ?? null)
  if (labelledCountOf(group) >= MIN_SHARE_COUNT) return true
  return band === null && group.postCount >= COMPARABLE_SHARE * (main?.postCount ?? group.postCount)
}

/** Why the shares of a group are not for print, across its picture; null where they are. */
function bandOf({ group, audit }: Subject): string | null {
  const { verdict, findings } = group
  if (verdict.isReady) return null
  if (audit !== null) return `NOT FOR PRINT: ${shortfallWords(verdict.missing[0])}`
  const model = findings.find((each) => each.id === 'not-for-print')?.byModel
  return `UNCHECKED: labelled by a model${(model?.handCount ?? 0) > 0 ? ' that learnt labels by hand, no share corrected' : ', not for print'}`
}
