import { formatCount, formatPercent } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { auditOf, marginOf, type Readiness, readiness, type Shortfall, shortfallWords } from '../../count/audited/readiness.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import { isUnaudited, NOT_AUDITED } from '../../count/breakdown/list-cautions.js'
import { truncateLine } from '../format/display-width.js'

/** Bands across the pictures of a group; null where a picture needs none. */
export interface GroupBands {
  /** On its shares: audited ones, or the model's where there are no others. */
  readonly shares: string | null
  /** On counts that are the model's in any case: over time, by level, by tone. */
  readonly counts: string
}

/** Columns of a label in a band. */
const LABEL_WIDTH = 24

/** What is missing before numbers may be printed, with how many labels: "nobody has checked a sample; about 66 labels are needed". */
export function statusWords(shortfall: Shortfall): string {
  if (shortfall.code !== 'CITE_NOT_AUDITED') return shortfallWords(shortfall)
  if (shortfall.needed === null) return 'too few posts for any share'
  return `${shortfallWords(shortfall)}; ${formatCount(shortfall.needed.moreCount, 'label')} would be enough`
}

export function bandsOf(breakdown: Breakdown, group: GroupBreakdown | DealBreakdown): GroupBands {
  if (auditOf(breakdown, group) === null) {
    const isRead = !group.cautions.includes(NOT_AUDITED) && group.cautions.some(isUnaudited)
    const band = `UNCHECKED: labelled by a model${isRead ? ' that learnt labels by hand, no share corrected' : ', read by nobody'}`
    return { shares: band, counts: band }
  }
  const state = readiness(breakdown, group)
  if (state.isReady) return { shares: null, counts: `MODEL COUNTS: the check found ${findingOf(state, group)}` }
  const words = shortfallWords(state.missing[0])
  return { shares: `NOT READY TO CITE: ${words}`, counts: `MODEL COUNTS, the check not ready: ${words}` }
}

/** The label that the model counts furthest off, beyond the interval of the audit: "shrewd pivot overcounted (26% → 11%)". */
function findingOf({ intervals }: Extract<Readiness, { readonly isReady: true }>, { shares }: GroupBreakdown): string {
  const off = intervals
    .map((interval) => ({ ...interval, counted: shares?.[interval.label] ?? 0 }))
    .filter(({ counted, low, high }) => counted < low || counted > high)
    .sort((one, other) => Math.abs(other.counted - other.share) - Math.abs(one.counted - one.share))
  const [worst] = off
  if (worst === undefined) return `them within its margins (±${Math.ceil(Math.max(...intervals.map(marginOf)) * 100 - 1e-9)} points)`
  const { label, share, counted } = worst
  return `${isolate(truncateLine(label, LABEL_WIDTH))} ${counted > share ? 'overcounted' : 'undercounted'} (${formatPercent(counted)} → ${formatPercent(share)})`
}
