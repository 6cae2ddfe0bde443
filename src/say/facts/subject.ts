import { PipelineError } from '../../base/errors.js'
import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { type CaptureCount, captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import { auditOf } from '../../count/may-print/refusals.js'
import type { ThreadPlace } from '../../count/thread/thread-address.js'
import { capitalise, printableName, spelled } from '../format/names.js'
import { possessive, type Wording, wordingFor } from './wording.js'

/** The posts that words are about: those on a deal, or all. */
export interface Subject {
  readonly group: GroupBreakdown
  /** Null for all posts, as `dealId` is. */
  readonly deal: DealBreakdown | null
  readonly dealId: string | null
  /** Null when fewer than two of the posts were labelled by hand. */
  readonly audit: GroupAudit | null
  readonly capture: CaptureCount
  /** Posts of the threads that are left out, since they are not tied to the deal. */
  readonly otherCount: number
  readonly scheme: StanceScheme
  readonly wording: Wording
}

export function subjectOf(breakdown: Breakdown, group: GroupBreakdown | DealBreakdown): Subject {
  const deal = 'dealId' in group ? group : null
  const dealId = deal?.dealId ?? null
  const scheme = breakdown.scheme ?? STANCE_SCHEME
  return {
    group,
    deal,
    dealId,
    audit: auditOf(breakdown, group),
    capture: captureCountOf(breakdown, dealId),
    otherCount: breakdown.overall.postCount - group.postCount,
    scheme,
    wording: wordingFor(scheme),
  }
}

/** The deal asked for, or the only one; without any deal all posts. */
export function findSubject(breakdown: Breakdown, dealId: string | null = null): Subject {
  const { deals, overall } = breakdown
  const known = deals.map((deal) => deal.dealId)
  const only = deals.length === 1 ? deals[0] : undefined
  const group = dealId === null ? only : deals.find((deal) => deal.dealId === dealId)
  if (group === undefined && (dealId !== null || deals.length > 0)) {
    throw new PipelineError(
      dealId === null ? 'CITE_DEAL_BY_DEAL' : 'USAGE_OPTION_INVALID',
      known.length === 0
        ? `expected no --deal, got "${dealId}": the breakdown holds no deal.`
        : `expected --deal ${known.slice(0, 12).join('|')}, got ${dealId === null ? `none: the breakdown holds ${formatNumber(known.length)} deals` : `"${dealId}"`}. Name the one to quote.`,
      { context: { option: 'deal', known } },
    )
  }
  return subjectOf(breakdown, group ?? overall)
}

/** "posts" if opening posts are counted, else "replies". */
export const unitsOf = ({ rootCount }: Pick<GroupBreakdown, 'rootCount'>): 'posts' | 'replies' =>
  rootCount === 0 ? 'replies' : 'posts'

/** "1 reply", "118 replies", "118 posts": of a group. */
export const countOf = (
  group: Pick<GroupBreakdown, 'rootCount' | 'postCount'>,
  count = group.postCount,
): string =>
  group.rootCount === 0 ? formatCount(count, 'reply', 'replies') : formatCount(count, 'post')

/** Share of the posts by one account that every count tells. Choice. */
const LARGE_SHARE = 0.25

/**
 * " (one wrote 13)", " (the company’s own wrote 10)", behind a number of accounts; empty where none
 * wrote many.
 */
export function largeWords({ findings }: Pick<GroupBreakdown, 'findings'>): string {
  const large = findings.find((one) => one.id === 'large-account')
  if (large === undefined || large.postCount < LARGE_SHARE * large.ofCount) return ''
  const one = large.isMover ? 'the company’s own' : 'one'
  return ` (${one} wrote ${formatNumber(large.postCount)})`
}

/**
 * " without the name Toyota", " (8 name Volta and not CATL)"; empty where posts name the company,
 * and no other one more often.
 */
export function companyWords({ findings }: Pick<GroupBreakdown, 'findings'>): string {
  const unnamed = findings.find((one) => one.id === 'mover-unnamed')
  if (unnamed !== undefined) return ` without the name ${printableName(unnamed.mover)}`
  const other = findings.find((one) => one.id === 'other-company')
  if (!other?.isLarger) return ''
  const { count, name, mover } = other
  return ` (${formatNumber(count)} name ${printableName(name)} and not ${printableName(mover)})`
}

/** " on two moves (this one is named in 3)"; empty where posts name the move. */
export function onTwoWords({ findings }: Pick<GroupBreakdown, 'findings'>): string {
  const tied = findings.find((one) => one.id === 'tied')
  if (tied?.by !== 'both') return ''
  const namedCount = tied.ofCount - tied.count
  return ` on two moves (this one is named in ${namedCount === 0 ? 'none' : formatNumber(namedCount)})`
}

/** The place of a video, which is no post. */
const VIDEO_SITE = 'YouTube'

/**
 * "The two opening posts are not counted." Empty without one, and for videos and articles, which
 * open a thread without a post.
 */
export function promptWords(
  { promptCount, verdict }: Pick<GroupBreakdown, 'promptCount' | 'verdict'>,
  { platform }: Pick<ThreadPlace, 'platform'> = { platform: null },
): string {
  const [missing] = verdict.isReady ? [] : verdict.missing
  const isArticle = missing?.code === 'CITE_NO_POSTS' && missing.unit === 'quotation'
  const openings = isArticle ? '' : openingWords(promptCount, { platform })
  if (openings === '') return ''
  return `${capitalise(openings)} ${promptCount === 1 ? 'is' : 'are'} not counted.`
}

/** "Left out: 2 replies about another move, or about none." Empty where all are on this one. */
export const otherWords = ({ group, otherCount }: Pick<Subject, 'group' | 'otherCount'>): string =>
  otherCount === 0
    ? ''
    : `Left out: ${countOf(group, otherCount)} about another move, or about none.`

/** "the opening post", "the two opening posts"; empty without one, and for videos. */
export function openingWords(count: number, { platform }: Pick<ThreadPlace, 'platform'>): string {
  if (count === 0 || platform === VIDEO_SITE) return ''
  return count === 1 ? 'the opening post' : `the ${spelled(count)} opening posts`
}

/** Replies that exist and are not here. */
export const leftOf = ({ missingCount, deletedCount }: CaptureCount): number =>
  (missingCount ?? 0) - deletedCount

/** "3 more were deleted"; empty for none. */
export const deletedWords = ({ deletedCount }: CaptureCount): string =>
  deletedCount === 0
    ? ''
    : `${formatNumber(deletedCount)} more ${deletedCount === 1 ? 'was' : 'were'} deleted`

/** "about 47 exist; 2 more were deleted", "at least 480 exist: most are missing"; or empty. */
export function existWords(capture: CaptureCount, existing: string): string {
  const number = `${capture.isFloor ? 'at least' : 'about'} ${existing}`
  const most = isMostMissing(capture) ? ': most are missing' : ''
  const exist = leftOf(capture) === 0 ? '' : `${number} exist${most}`
  return [exist, deletedWords(capture)].filter(Boolean).join('; ')
}

/** "40 replies are missing, 3 more were deleted"; empty where all are here. */
export function goneWords(capture: CaptureCount): string {
  const count = leftOf(capture)
  const missing = `${formatCount(count, 'reply', 'replies')} ${count === 1 ? 'is' : 'are'} missing`
  const parts = [count === 0 ? '' : missing, deletedWords(capture)]
  return parts.filter(Boolean).join(', ')
}

/** True if most replies are missing: no interval is printed then. */
export const isMostMissing = ({ capturedShare }: CaptureCount): boolean =>
  capturedShare !== null && capturedShare < 0.5

/** "in @dana's X thread", "in three threads", "under one YouTube video", "in one list". */
export function placeWords({ group, audit }: Subject): string {
  const { threadCount = 1, place = { platform: null, opener: null } } = audit ?? {}
  return audit === null ? placeName(place, threadCount) : groupPlace(group, place, threadCount)
}

/** The same of a group: most posts of a list answer none. */
export const groupPlace = (
  { rootCount, postCount }: GroupBreakdown,
  place: Pick<ThreadPlace, 'platform' | 'opener'>,
  threadCount: number,
): string =>
  rootCount > Math.max(threadCount, postCount / 2) ? 'in one list' : placeName(place, threadCount)

/** The same of threads by their opening posts. */
export function placeName(
  { platform, opener }: Pick<ThreadPlace, 'platform' | 'opener'>,
  threadCount: number,
): string {
  const isVideo = platform === VIDEO_SITE
  const whose = opener === null ? spelled(threadCount) : possessive(opener)
  const site = platform === null ? '' : `${platform} `
  const plural = threadCount === 1 ? '' : 's'
  return `${isVideo ? 'under' : 'in'} ${whose} ${site}${isVideo ? 'video' : 'thread'}${plural}`
}
