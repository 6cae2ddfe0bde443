import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Outlook } from '../../count/audited/outlook.js'
import { printableMove } from '../facts/wording.js'

export interface OutlookPlace {
  /** The way to name a deal there: a command or a button. */
  readonly nameDeal: string
  /** Judgements drawn already; absent before the draw. */
  readonly drawnCount?: number
}

/** Deal, capture, outlook of `cite` and labels needed, a line each: what decides before anybody labels. */
export const outlookLines = (outlook: Outlook, place: OutlookPlace): readonly string[] => [
  dealLine(outlook, place),
  captureLine(outlook),
  citeLine(outlook),
  ...labelsLine(outlook, place),
]

function dealLine({ deal, postCount, totalCount, otherDealCount }: Outlook, { nameDeal }: OutlookPlace): string {
  const others = otherDealCount === 0 ? '' : `; ${formatCount(otherDealCount, 'other deal')} beside it`
  if (deal === null) return `No deal named${otherDealCount === 0 ? '' : ' by most posts'}. Name it: ${nameDeal}`
  const move = deal.move === null ? nameOfDeal(deal) : `“${isolate(printableMove(deal.move))}”`
  const mover = deal.mover === null || deal.move?.startsWith(deal.mover) ? '' : `${isolate(deal.mover)}, `
  return `Deal: ${mover}${move}: ${formatNumber(postCount)} of ${formatCount(totalCount, 'post')}${others}.`
}

function captureLine({ capture: { capturedCount, missingCount, capturedShare } }: Outlook): string {
  if (missingCount === null || capturedShare === null)
    return `Captured: ${formatCount(capturedCount, 'reply', 'replies')}; the page does not tell how many exist.`
  const total = formatCount(capturedCount + missingCount, 'reply', 'replies')
  return `Captured: ${formatNumber(capturedCount)} of ${total} that the page tells (${Math.floor(capturedShare * 100)}%).`
}

function citeLine({ obstacle, capture: { capturedShare }, postCount }: Outlook): string {
  if (obstacle === 'few')
    return `cite will refuse: ${formatCount(postCount, 'post')} ${postCount === 1 ? 'is' : 'are'} too few for a share.`
  const part = capturedShare !== null && capturedShare < 0.5 ? ' It will say that most replies are not captured.' : ''
  return `cite will print once the labels below are given, unless they show a fault.${part}`
}

function labelsLine({ needed, postCount }: Outlook, { drawnCount }: OutlookPlace): string[] {
  if (needed === null) return []
  const all = formatCount(postCount, 'post')
  const count = needed.count >= postCount ? (postCount === 2 ? `both posts` : `all ${all}`) : `${formatNumber(needed.count)} of the ${all}`
  const drawn =
    drawnCount === undefined || needed.size <= drawnCount ? '' : `; ${formatNumber(drawnCount)} are picked, ${needed.option} picks the rest`
  return [`Labels needed: ${count}${drawn}.`]
}
