import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditDesign } from '../../count/audit/audit.js'
import { growAudit } from '../../count/audit/draw/draw-audit.js'
import { drawDeal, isDrawn, withDeal } from '../../count/audit/draw/draw-deal.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { mainDealOf } from '../../count/breakdown/main-deal.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { resultCard } from '../table/result-card.js'

/** A scored thread, its audit so far, and the coder. */
interface AuditedThread {
  readonly posts: readonly ScoredPost[]
  readonly scheme: StanceScheme
  /** Null before the draw. */
  readonly audit: Audit | null
  readonly coder: string
  /** Breakdown with the labels so far. */
  readonly breakdown: Breakdown
  /** The one deal that is read now; absent or null where all are. */
  readonly dealId?: string | null
}

/** A step that a button offers to a coder: a sample and its open part. */
export interface NextStep {
  readonly words: string
  readonly design: AuditDesign
  /** The units to go through again; absent for those that nobody looked at. */
  readonly again?: 'skipped' | 'disputed'
}

/** Fewest further labels that are offered. Choice: a round of one or two often asks for another. */
const LEAST_MORE_COUNT = 5

/** The next step towards printing the shares of the largest deal; null where none would help. */
export function nextStep({
  posts,
  scheme,
  audit,
  coder,
  breakdown,
  dealId = null,
}: AuditedThread): NextStep | null {
  const open = audit === null ? null : openStep(audit, coder)
  if (open !== null) return open
  const { verdict } = mainDealOf(breakdown) ?? breakdown.overall
  if (verdict.isReady) return null
  const [first] = verdict.missing
  if (!('needed' in first) || first.needed === null) return null
  const { size } = first.needed
  if (audit === null) {
    const design = drawDeal({ posts, dealId, scheme })
    return { words: `Read ${formatCount(design.units.length, 'post')}`, design }
  }
  const design = isDrawn(audit.design, dealId)
    ? growAudit(audit.design, posts, Math.max(size, audit.design.size + LEAST_MORE_COUNT))
    : withDeal(audit.design, posts, dealId)
  const moreCount = design.units.length - audit.design.units.length
  return moreCount === 0
    ? null
    : {
        words: `Read ${formatCount(moreCount, 'more post')}`,
        design,
      }
}

const thePosts = (count: number): string =>
  count === 1 ? 'the post' : `the ${formatCount(count, 'post')}`

function openStep(audit: Audit, coder: string): NextStep | null {
  const { design } = audit
  const settled = settleLabels(audit)
  const disputedCount = settled.filter(({ outcome }) => outcome === 'undecided').length
  if (disputedCount > 0)
    return {
      words: `Settle together ${thePosts(disputedCount)} on which readers differ`,
      design,
      again: 'disputed',
    }
  const skipped = new Set(
    settled.flatMap(({ unit, outcome }) => (outcome === 'skipped' ? [unitKeyOf(unit)] : [])),
  )
  const coderLabels = audit.labels.filter(
    (label) => label.coder === coder && !label.isAdjudication && skipped.has(unitKeyOf(label)),
  )
  return coderLabels.length === 0
    ? null
    : {
        words: `Read ${thePosts(coderLabels.length)} that you skipped`,
        design,
        again: 'skipped',
      }
}

/** The result of a complete sample, and the next step. */
export interface Conclusion {
  readonly sentences: readonly string[]
  readonly next: NextStep | null
}

export function concludeAudit(thread: AuditedThread): Conclusion {
  const { subject, headline, light, status } = resultCard(thread.breakdown)
  const open = `${status}${subject === null ? '' : ` (${subject})`}.`
  return { sentences: [light === 'ready' ? headline : open], next: nextStep(thread) }
}
