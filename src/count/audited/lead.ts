import { Z_SCORE_95 } from '../../base/statistics/interval/wilson-interval.js'
import { MIN_PERCENT_COUNT, roundOutwards } from '../../base/text/format-count.js'
import { MIN_LEAD_COUNT } from '../audit/draw/plan-audit.js'
import type { ShareInterval } from '../breakdown/breakdown.js'
import type { GroupAudit } from '../breakdown/breakdown-audit.js'
import { errorSpread } from './label-error.js'

/** The interval that is quoted with an audited share. */
export interface HeadlineInterval extends ShareInterval {
  readonly share: number
  readonly standardError: number
}

export const marginOf = ({ share, low, high }: Pick<HeadlineInterval, 'share' | 'low' | 'high'>): number =>
  Math.max(share - low, high - share)

/** Rounds to half points; a margin above 0 is never rounded to 0. */
export function roundMargin(margin: number): number {
  if (margin < 1e-9) return 0
  return Math.max(0.5, Math.round(margin * 200) / 2)
}

/** Strength of a lead in words. */
export type LeadWord = 'leads' | 'too close to say'
export const CLOSE = 'too close to say'
/** The same as a clause. Not "neither leads": one may well be ahead, and "neither" is a label too. */
export const TOO_CLOSE = 'it is too close to say which side leads'

/** Printed with every lead of a sample, so that its words can be checked. */
export const LEAD_RULE = '"leads": the interval of the difference lies above 0, in print too; "too close to say": it holds 0'
export const CENSUS_RULE =
  '"leads" when wrong labels would give such a difference at a tie in fewer than 5% of cases, "too close to say" else; as many are taken to be wrong as double coding shows, or 10% where nobody checked'

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
  readonly word: LeadWord
  readonly rule: string
}

type Compared = Pick<HeadlineInterval, 'label' | 'share' | 'low' | 'high' | 'standardError'>

export interface Standing {
  readonly lead: Lead | null
  /** The majority label: its whole printed interval lies above half. Null without one, and with too few posts or labels. */
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
 * The lead of one of two sides in words. The interval of their difference follows from those of the two shares (MOVER).
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
  const isApart = low > 0 && roundOutwards({ low, high }).low > 0
  const word = audit.isCensus ? censusWord(ahead.share, behind.share, shares.length, audit) : isApart ? 'leads' : CLOSE
  const rule = audit.isCensus ? CENSUS_RULE : LEAD_RULE
  return { ahead: ahead.label, behind: behind.label, difference, low, high, word, rule }
}

/** Votes are whole numbers: the half corrects for continuity. */
function censusWord(ahead: number, behind: number, labelCount: number, { populationCount: postCount, labelError }: GroupAudit): LeadWord {
  const spread = errorSpread(labelError, { postCount, sidedCount: (ahead + behind) * postCount, labelCount })
  return (ahead - behind) * postCount - 0.5 > Z_SCORE_95 * spread + 1e-9 ? 'leads' : CLOSE
}

/**
 * The fewest wrong labels that would undo a lead, each given to the side ahead instead of the other. The interval would then hold 0. Null
 * without a lead.
 */
export function labelsToUndo(
  { word, low }: Pick<Lead, 'word' | 'low'>,
  { labelledCount }: Pick<GroupAudit, 'labelledCount'>,
): number | null {
  if (word === CLOSE) return null
  return Math.max(1, Math.ceil((low * labelledCount) / 2 - 1e-9))
}

/**
 * Correlation of two shares of one sample. Shares sum to 1, so a single third label has the variance of the sides' sum, which gives their
 * covariance. With no third label, or several, the lowest possible correlation: -1.
 */
function correlationOf(ahead: Compared, behind: Compared, shares: readonly Compared[]): number {
  const [third, ...more] = shares.filter((share) => share !== ahead && share !== behind)
  const together = 2 * ahead.standardError * behind.standardError
  if (more.length > 0 || third === undefined) return -1
  if (together === 0) return 0
  return Math.min(0, Math.max(-1, (third.standardError ** 2 - ahead.standardError ** 2 - behind.standardError ** 2) / together))
}
