import { MIN_QUOTED_COUNT } from '../audit/draw/plan-audit.js'
import type { AuditAgreement, GroupAudit } from '../breakdown/breakdown-audit.js'

/** No share is quoted when more of the judgements drawn than this have no label. */
export const MAX_MISSING_SHARE = 0.05
/** Krippendorff's alpha of fewer judgements that two coders labelled says too little, either way. */
export const MIN_DOUBLE_CODED_COUNT = 30
/** Below this alpha data do not bear firm conclusions. Origin: Krippendorff (2004), Content Analysis, p. 241. */
export const MIN_ALPHA = 0.667
/** From this alpha on data are reliable. Same source. */
export const GOOD_ALPHA = 0.8

/** What can be known of a judgement's place in an audit. */
interface Drawn {
  /** Place in the order drawn, 0-based; null for one that was not drawn. */
  readonly drawnAt: number | null
  readonly outcome: string | null
  readonly label: string | null
}

/**
 * The sample that coders went through: all judgements drawn up to the last one that somebody looked at. The order drawn is random, so those
 * behind it were left out by chance alone; those before it without a label were not.
 *
 * @returns indices into `units`, those without a label apart
 */
export function reachOf(units: readonly Drawn[]): { readonly reachedCount: number; readonly missing: readonly number[] } {
  let last = -1
  for (const { drawnAt, outcome } of units) if (drawnAt !== null && outcome !== 'open') last = Math.max(last, drawnAt)
  const missing: number[] = []
  let reachedCount = 0
  for (const [index, { drawnAt, label }] of units.entries()) {
    if (drawnAt === null || drawnAt > last) continue
    reachedCount += 1
    if (label === null) missing.push(index)
  }
  return { reachedCount, missing }
}

/** Judgements of the sample without a label. */
export const missingCountOf = ({ reachedCount, labelledCount }: GroupAudit): number => reachedCount - labelledCount

/** Whether enough of the sample is labelled for its shares to be quoted; without bounds for what is missing, all of it must be. */
export function isComplete(audit: GroupAudit): boolean {
  const missingCount = missingCountOf(audit)
  if (missingCount === 0) return true
  return audit.missingBounds !== null && missingCount <= MAX_MISSING_SHARE * (missingCount + audit.labelledCount)
}

/** Whether there are labels enough for a share, however wide its interval may be. */
export function isEnough({ isCensus, labelledCount }: GroupAudit): boolean {
  return isCensus || labelledCount >= MIN_QUOTED_COUNT
}

/** Whether shares of the group may be quoted at all, however wide: the sample is labelled, is large enough, and its coders agree. */
export function isQuotable(audit: GroupAudit, agreement: Pick<AuditAgreement, 'doubleCodedCount' | 'alpha'>): boolean {
  return isComplete(audit) && isEnough(audit) && judgeAgreement(agreement) !== 'low'
}

/**
 * What the agreement of coders says of their labels. `unchecked`: no judgement was labelled by two. `few`: too few were. `uniform`: all of
 * them got one and the same label, so that alpha is undefined.
 */
export type AgreementVerdict = 'unchecked' | 'few' | 'uniform' | 'low' | 'tentative' | 'reliable'

export function judgeAgreement({ doubleCodedCount, alpha }: Pick<AuditAgreement, 'doubleCodedCount' | 'alpha'>): AgreementVerdict {
  if (doubleCodedCount === 0) return 'unchecked'
  if (doubleCodedCount < MIN_DOUBLE_CODED_COUNT) return 'few'
  if (alpha === null) return 'uniform'
  return alpha < MIN_ALPHA ? 'low' : alpha < GOOD_ALPHA ? 'tentative' : 'reliable'
}
