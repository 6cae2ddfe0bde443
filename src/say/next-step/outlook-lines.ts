import { formatCount, formatNumber, formatPart } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Outlook } from '../../count/may-print/labels-needed.js'
import { KNOWN_DEALS } from '../../judge/deals/known-deals.js'
import { allHere, HIDDEN, shortfallWords } from '../facts/finding-words.js'
import { deletedWords, leftOf } from '../facts/subject.js'
import { printableMove } from '../facts/wording.js'

interface OutlookPlace {
  /** The way to name a deal in this place: a command or a button. */
  readonly nameDeal: string
  /** The user gave deals already. */
  readonly hasDeals?: boolean
  /** It was said already how to name a deal. */
  readonly isAdvised?: boolean
  /** Nobody gave a deal: a known one was found in the words of the posts. */
  readonly isFound?: boolean
  /** Units drawn already; absent before the draw. */
  readonly drawnCount?: number
}

/** One line each for every deal, the capture and the labels needed. */
export const outlookLines = (outlook: Outlook, place: OutlookPlace): readonly string[] => [
  ...dealLines(outlook, place),
  captureLine(outlook),
  ...labelsLine(outlook, place),
]

/** The question after a move that the words of posts name. */
export const looksLike = (move: string): string =>
  `This looks like: “${isolate(printableMove(move))}”. Right?`

/** Further deals with a line of their own. */
const LISTED_DEAL_COUNT = 8

function dealLines(outlook: Outlook, place: OutlookPlace): string[] {
  const { deal, others, totalCount } = outlook
  if (deal === null) return place.isAdvised ? [] : [unnamedLine(outlook, place)]
  const listed = others.slice(0, LISTED_DEAL_COUNT)
  const rest = others.length - listed.length
  return [
    firstLine(deal, outlook, place),
    ...listed.map((other) => `${moveWords(other)}: ${partWords(other.postCount, totalCount)}.`),
    ...(rest === 0 ? [] : [`And ${formatCount(rest, 'further move')}.`]),
  ]
}

function unnamedLine({ others }: Outlook, { nameDeal, hasDeals = false }: OutlookPlace): string {
  if (hasDeals)
    return `${others.length === 0 ? 'No post is' : 'Most posts are not'} tied to a move that you gave. Tie all to one: ${nameDeal}`
  return `${others.length === 0 ? 'No move is named' : 'Most posts name no move'}. Name it: ${nameDeal}`
}

function firstLine(
  deal: NonNullable<Outlook['deal']>,
  { postCount, totalCount }: Outlook,
  { nameDeal, isFound = false }: OutlookPlace,
): string {
  const line = `${moveWords(deal)}: ${partWords(postCount, totalCount)}.`
  if (isFound && KNOWN_DEALS.some(({ id }) => id === deal.dealId))
    return `${line} A guess by the words; else name it: ${nameDeal}`
  return line
}

function moveWords(deal: NonNullable<Outlook['deal']>): string {
  const move = deal.move === null ? nameOfDeal(deal) : `“${isolate(printableMove(deal.move))}”`
  const mover =
    deal.mover === null || deal.move?.startsWith(deal.mover) ? '' : `${isolate(deal.mover)}, `
  return `Move: ${mover}${move}`
}

const partWords = (count: number, totalCount: number): string =>
  `${formatNumber(count)} of ${formatCount(totalCount, 'post')}`

/** Count of replies that were not captured, as the source gives it. */
export function captureLine({ capture }: Outlook): string {
  const { capturedCount, missingCount, isFloor } = capture
  const here = `${formatCount(capturedCount, 'reply', 'replies')} ${capturedCount === 1 ? 'is' : 'are'} here`
  if (missingCount === null) return capturedCount === 0 ? `${HIDDEN}.` : `${here}. ${HIDDEN}.`
  const leftCount = leftOf(capture)
  const deleted = deletedWords(capture)
  const others = deleted && ` ${deleted}.`
  if (leftCount === 0) return `${isFloor ? `${here}.` : allHere(capturedCount)}${others}`
  if (isFloor)
    return `${here}, and at least ${formatNumber(leftCount)} more ${leftCount === 1 ? 'exists' : 'exist'}.${others}`
  return `${formatPart(capturedCount, capturedCount + leftCount)} replies are here.${others}`
}

/** The outlook of `cite`. */
export function citeLine({ refusal }: Outlook): string {
  if (refusal !== null) return `cite will refuse: ${shortfallWords(refusal)}.`
  return 'Then cite prints a sentence, if the labels pass its checks.'
}

function labelsLine({ needed, postCount }: Outlook, { drawnCount }: OutlookPlace): string[] {
  if (needed === null) return []
  const all = formatCount(postCount, 'post')
  const count =
    needed.count >= postCount ? `all ${all}` : `${formatNumber(needed.count)} of the ${all}`
  const drawn =
    drawnCount === undefined || needed.size <= drawnCount
      ? ''
      : `; ${formatNumber(drawnCount)} are picked, ${needed.option} picks the rest`
  return [`Label ${count}${drawn}.`]
}
