import { MIN_PERCENT_COUNT, roundOutwards } from '../../base/text/format-count.js'
import { MIN_LEAD_COUNT } from '../audit/draw/plan-audit.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { GroupAudit } from '../breakdown/breakdown-audit.js'

/** The interval that is quoted with an audited share. */
export interface HeadlineInterval extends ShareInterval {
  readonly share: number
  readonly standardError: number
}

/** The longer of the two arms of an interval. */
export const marginOf = ({ share, low, high }: Pick<HeadlineInterval, 'share' | 'low' | 'high'>): number =>
  Math.max(share - low, high - share)

/** Points to the nearest half, in steps of 0.5; a margin that is there is never printed as none. */
export function roundMargin(margin: number): number {
  if (margin < 1e-9) return 0
  return Math.max(0.5, Math.round(margin * 200) / 2)
}

/** Strength of a lead in words. */
export type LeadWord = 'leads' | 'apparently leads' | 'too close to say'
export const CLOSE = 'too close to say'
/** The same as a clause. Not "neither leads": one may well be ahead, and "neither" is a label too. */
export const TOO_CLOSE = 'it is too close to say which side leads'

/**
 * Printed with every lead of a sample, so that its words can be checked. After an older AP Stylebook on polls. "Margin" is that of a
 * share: where the two sides hold nearly all posts, the margin of their difference is about twice that.
 */
export const LEAD_RULE =
  '"leads": more than twice the margin apart; "apparently leads": once to twice; "too close to say": less, or the interval of the difference holds 0'

/** Part of the hand labels that may be wrong without undoing the lead of a census, which has no margin. */
const WRONG_SHARE = 0.05
export const CENSUS_RULE = `"leads" when the difference would stand if ${WRONG_SHARE * 100}% of the labels were wrong, "too close to say" below`

/** A comparison of two sides. Shares and differences in [-1, 1]. */
export interface Lead {
  /** The side with the larger share; the first of the scheme in a tie. */
  readonly ahead: string
  readonly behind: string
  /** Share ahead minus share behind. */
  readonly difference: number
  /** Of the difference itself, at the confidence level of the shares. */
  readonly low: number
  readonly high: number
  /** The larger margin of the two shares: what the rule of `LEAD_RULE` compares with. */
  readonly margin: number
  readonly word: LeadWord
  readonly rule: string
}

type Compared = Pick<HeadlineInterval, 'label' | 'share' | 'low' | 'high' | 'standardError'>

export interface Standing {
  /** Null where there are not two sides, or too few labels. */
  readonly lead: Lead | null
  /** The label of most posts: its whole interval, as it is printed, lies above half. Null where none is, or of too few posts or labels. */
  readonly most: string | null
}

/** @param sides the labels that take a side @param intervals of all labels */
export function standingOf(sides: readonly string[], intervals: readonly Compared[], audit: GroupAudit): Standing {
  if (!audit.isCensus && audit.labelledCount < MIN_LEAD_COUNT) return { lead: null, most: null }
  const [one, other, ...more] = sides
  const lead = one !== undefined && other !== undefined && more.length === 0 ? compareSides(intervals, [one, other], audit) : null
  const most = audit.populationCount < MIN_PERCENT_COUNT ? undefined : intervals.find((interval) => roundOutwards(interval).low > 50)
  return { lead, most: most?.label ?? null }
}

/**
 * The lead of one of two sides in words. The interval of their difference follows from those of the two shares (MOVER). The
 * rule is held against the exact numbers and against the printed ones, and the more careful word counts: where the interval of the difference holds 0 in either, it is too close to say.
 *
 * @param shares of all labels
 * @param sides the two to compare, by label
 * @see Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27:1693
 */
export function compareSides(shares: readonly Compared[], sides: readonly [string, string], audit: GroupAudit): Lead | null {
  const [one, other] = sides.map((side) => shares.find(({ label }) => label === side))
  if (!one || !other) return null
  const [ahead, behind] = other.share > one.share ? [other, one] : [one, other]
  const difference = ahead.share - behind.share
  // Posts labelled by hand are certain; the others could all stand on one side.
  const certain = ((audit.labelCounts[ahead.label] ?? 0) - (audit.labelCounts[behind.label] ?? 0)) / audit.populationCount
  const open = (audit.populationCount - audit.labelledCount) / audit.populationCount
  const correlation = audit.reachedCount === audit.labelledCount ? correlationOf(ahead, behind, shares) : -1
  const reach = (one: number, other: number): number => Math.sqrt(one ** 2 + other ** 2 - 2 * correlation * one * other)
  const low = Math.min(difference, Math.max(certain - open, difference - reach(ahead.share - ahead.low, behind.high - behind.share)))
  const high = Math.max(difference, Math.min(certain + open, difference + reach(ahead.high - ahead.share, behind.share - behind.low)))
  const margin = Math.max(marginOf(ahead), marginOf(behind))
  const isApart = low > 0 && roundOutwards({ low, high }).low > 0
  const word = audit.isCensus
    ? censusWord(difference, audit.populationCount)
    : (WORDS[isApart ? Math.min(rankOf(difference, margin), printedRank(ahead, behind)) : 0] ?? CLOSE)
  const rule = audit.isCensus ? CENSUS_RULE : LEAD_RULE
  return { ahead: ahead.label, behind: behind.label, difference, low, high, margin, word, rule }
}

/** One wrong label takes a post from one side and gives it to the other. */
const censusWord = (difference: number, postCount: number): LeadWord =>
  difference * postCount > 2 * Math.ceil(WRONG_SHARE * postCount - 1e-9) + 1e-9 ? 'leads' : CLOSE

function printedRank(ahead: Compared, behind: Compared): number {
  const difference = Math.round(ahead.share * 100) - Math.round(behind.share * 100)
  return rankOf(difference, Math.max(roundMargin(marginOf(ahead)), roundMargin(marginOf(behind))))
}

const WORDS: readonly LeadWord[] = [CLOSE, 'apparently leads', 'leads']

/** 2, 1 or 0 times the margin that the difference is beyond. What is apart by rounding errors of the machine is not beyond. */
function rankOf(difference: number, margin: number): number {
  const slack = 1e-9
  return difference > 2 * margin + slack ? 2 : difference > margin + slack ? 1 : 0
}

/**
 * Of two shares of one sample. Estimated shares sum to 1, so with one other label its variance is that of the two sides' sum, which gives
 * away their covariance. With more labels than one beside, or none, the least that any covariance allows: -1.
 */
function correlationOf(ahead: Compared, behind: Compared, shares: readonly Compared[]): number {
  const [third, ...more] = shares.filter((share) => share !== ahead && share !== behind)
  const together = 2 * ahead.standardError * behind.standardError
  if (more.length > 0 || third === undefined) return -1
  if (together === 0) return 0
  return Math.min(0, Math.max(-1, (third.standardError ** 2 - ahead.standardError ** 2 - behind.standardError ** 2) / together))
}
