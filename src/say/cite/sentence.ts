import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import type { BreakdownAudit, GroupAudit, Lead } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import {
  type CiteSubject,
  countPosts,
  isReaderUnsaid,
  placeWords,
  possessive,
  printableMove,
  printableMover,
  readBy,
  sayableTitle,
  type Wording,
} from '../facts/wording.js'
import { capitalise, listed, printableName } from '../format/names.js'
import type { QuotedShare } from './numbers.js'

export interface SentenceInput {
  readonly subject: CiteSubject
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  /** The quoted shares in order; at least one. */
  readonly quotedShares: readonly QuotedShare[]
  /** The neutral label, where it is the only one that is not quoted. */
  readonly rest: QuotedShare | null
  readonly lead: Lead | null
  readonly most: string | null
  readonly wording: Wording
  /** True if the move must be spelled out, since the breakdown holds other moves. */
  readonly isMoveSpelled: boolean
  /** True if labels are about a move. Labels of a custom scheme need not be. */
  readonly hasTarget: boolean
}

/** "captured" is left out above this number of words; content is never left out. */
const AIMED_WORD_COUNT = 35

/** Population, then the numbers; a second sentence says who is ahead. */
export function renderSentence(input: SentenceInput): string {
  const sentenceOf = (captured: string): string => claimOf(input, captured) + endingOf(input)
  const sentence = sentenceOf(' captured')
  return sentence.split(' ').length <= AIMED_WORD_COUNT ? sentence : sentenceOf('')
}

/**
 * Title of a picture: "more saw a retreat", the words of the sentence; the numbers stand below it.
 * Without a verdict "9 of 19 replies saw a retreat, 8 a shrewd pivot".
 */
export function renderFinding(input: SentenceInput): string {
  const { subject, audit, quotedShares, rest, wording } = input
  const posts = countPosts(subject, subject.postCount)
  const [first, ...others] = [...quotedShares].sort((one, other) => other.share - one.share)
  if (first === undefined || (audit.isCensus && first.printed.count === 0 && rest !== null))
    return `none of the ${posts} took a side`
  if (audit.isCensus && first.printed.count === subject.postCount)
    return `all ${posts} ${wording.briefly(first.label)}`
  const verdict = verdictWords(input)
  if (verdict !== '') return verdict
  const more = others.map((share) => `, ${amountOf(share, input)} ${wording.thing(share.label)}`)
  const estimated = audit.isCensus ? '' : ' (estimated)'
  return `${amountOf(first, input)} of ${posts} ${wording.briefly(first.label)}${more.join('')}${estimated}`
}

/** @param captured " captured", or nothing */
function claimOf(input: SentenceInput, captured: string): string {
  const { subject, audit, record, capture, quotedShares, wording } = input
  const count = formatNumber(subject.postCount)
  const move = targetOf(input)
  const [tied, target] =
    subject.isPart && (!input.isMoveSpelled || isNamed(subject))
      ? [` about ${move ?? 'the move'}`, 'it']
      : ['', move]
  const read = readBy(record, audit)
  // A sample of all posts, some of them without a label, is read like a census.
  const isAll = audit.drawnCount === subject.postCount
  const how = isAll ? ` that ${read}` : captured
  const posts = `${unitWords(subject)}${tied}${how} ${placeWords(subject)}${existsWords(subject, capture)}`
  const all = quotedShares.find(({ printed }) => printed.count === subject.postCount)
  const none = quotedShares.every(({ printed }) => printed.count === 0)
  if (audit.isCensus && all !== undefined)
    return `All ${count} ${posts} ${wording.saw(all.label, target)}.`
  if (audit.isCensus && none && input.rest !== null)
    return `None of the ${count} ${posts} ${noneWords(input, target)}.`
  const claims = quotedShares.map((share, index) => {
    const amount = amountOf(share, input)
    const words =
      index === 0 ? wording.saw(share.label, target, amount === '1') : wording.also(share.label)
    return `${amount} ${words}${bracket(share, input)}`
  })
  return `Of ${count} ${posts}, ${listed(claims, ', and ')}${basisWords(input, read)}${restWords(input)}.`
}

/**
 * "replies by 36 accounts"; posts where opening posts are among them, accounts where all are known.
 */
function unitWords({ noun, group, postCount }: CiteSubject): string {
  const { authorCount, unknownAuthorCount } = group
  const units = noun === 'reply' ? 'replies' : 'posts'
  const isNamed = unknownAuthorCount === 0 && authorCount < postCount
  return `${units}${isNamed ? ` by ${formatCount(authorCount, 'account')}` : ''}`
}

/** "took a side on Garmin's move"; labels of one's own are named. */
function noneWords({ quotedShares, wording }: SentenceInput, target: string | null): string {
  if (wording.name('x') === 'x') return `took a side on ${target ?? 'the move'}`
  return `${wording.saw(quotedShares[0]?.label ?? '', target)}${quotedShares.slice(1).map(({ label }) => ` or ${wording.also(label)}`)}`
}

/** ", estimated: one person read 100, picked at random"; empty where all were read. */
function basisWords({ audit, record, subject }: SentenceInput, read: string): string {
  const { drawnCount, isCensus, assisted } = audit
  const helped = assisted === undefined ? '' : ', with the help of a model'
  if (isCensus) return ''
  if (drawnCount === subject.postCount) return `, estimated${helped}`
  const count = formatNumber(drawnCount)
  const reading = isReaderUnsaid(record, audit) ? `${count} ${read}` : `${read} ${count}`
  return `, estimated: ${reading}, picked at random${helped}`
}

/**
 * "; the rest took no side". Empty where the second sentence says so, and where nothing is left.
 */
function restWords({ audit, most, rest, wording }: SentenceInput): string {
  const isLeft = audit.isCensus && rest !== null && rest.printed.count > 0
  return isLeft && rest.label !== most && wording.rest !== null ? `; ${wording.rest}` : ''
}

/** The second sentence; empty after "all" and "none". */
function endingOf(input: SentenceInput): string {
  const { subject, audit, quotedShares } = input
  const ends = [0, subject.postCount]
  if (audit.isCensus && quotedShares.every(({ printed: { count } }) => ends.includes(count)))
    return ''
  const verdict = verdictWords(input)
  return verdict === '' ? '' : ` ${capitalise(verdict)}.`
}

/**
 * "more saw a retreat", "most took no side", or what the labels do not show; empty without a
 * comparison.
 */
export function verdictWords({
  lead,
  most,
  wording,
}: Pick<SentenceInput, 'lead' | 'most' | 'wording'>): string {
  if (most !== null) return `most ${wording.briefly(most)}`
  if (lead === null) return ''
  if (lead.word === 'more') return `more ${wording.briefly(lead.ahead)}`
  if (lead.without === undefined) return 'these labels do not show which side is larger'
  const left = lead.isFewLeft ? 'too few posts are left to compare' : 'neither side leads'
  return `without one ${lead.without === 'account' ? 'account' : 'repeated text'}, ${left}`
}

/** True if most replies are missing: no interval is printed then. */
export const isMostMissing = ({ capturedShare }: CaptureCount): boolean =>
  capturedShare !== null && capturedShare < 0.5

/** " (about 47 exist)": of what is counted. */
function existsWords(
  { isPart, postCount }: CiteSubject,
  { missingCount, capturedCount }: CaptureCount,
): string {
  if (missingCount === null || missingCount === 0) return ''
  if (isPart)
    return ` (about ${formatCount(capturedCount + missingCount, 'reply', 'replies')} exist)`
  return ` (about ${formatNumber(postCount + missingCount)} exist)`
}

type Quoted = Pick<SentenceInput, 'subject' | 'audit' | 'capture'>

/**
 * True if none of a sample has the label, or all have: its interval has one end that says
 * something.
 */
const isOneSided = (
  { share, low, high }: QuotedShare,
  { capture }: Pick<Quoted, 'capture'>,
): boolean => low < high && (share === 0 || share === 1) && !isMostMissing(capture)

/** The interval behind a share; the footnote gives its level. */
export function bracket(share: QuotedShare, { subject, audit, capture }: Quoted): string {
  const { low, high, printed } = share
  if (audit.isCensus || low === high || isMostMissing(capture) || isOneSided(share, { capture }))
    return ''
  if (subject.postCount < MIN_PERCENT_COUNT)
    return ` (${formatNumber(printed.lowCount)}–${formatNumber(printed.highCount)})`
  return ` (${printed.lowPercent}–${printed.highPercent}%)`
}

/** "41%", "15", "none"; of a sample also "at most 3%", "at least 97%". */
export function amountOf(share: QuotedShare, { subject, audit, capture }: Quoted): string {
  const { printed } = share
  const isCount = subject.postCount < MIN_PERCENT_COUNT
  if (isOneSided(share, { capture }))
    return share.share === 0
      ? `at most ${isCount ? formatNumber(printed.highCount) : `${printed.highPercent}%`}`
      : `at least ${isCount ? formatNumber(printed.lowCount) : `${printed.lowPercent}%`}`
  if (audit.isCensus && printed.count === 0) return 'none'
  return isCount ? String(printed.count) : printed.percent
}

/** The move that the posts are about; null for labels that need none. */
export const targetOf = ({ hasTarget, subject, isMoveSpelled }: SentenceInput): string | null =>
  hasTarget ? nameTarget(subject, isMoveSpelled) : null

const isNamed = ({ deal }: CiteSubject): boolean => deal !== null && sayableTitle(deal) !== null

/**
 * "xAI's rental of GPUs to Google", or another title in quotes; else "xAI's move", with its words
 * if there are others; its id if neither is known.
 */
function nameTarget({ deal }: CiteSubject, isMoveSpelled: boolean): string {
  if (deal === null) return 'the move'
  const name = sayableTitle(deal)
  if (name !== null) return name
  const mover = deal.mover === null ? '' : printableMover(deal.mover)
  const move = printableMove(deal.title ?? deal.move ?? '')
  const id = printableName(deal.dealId)
  if ((isMoveSpelled || deal.title !== undefined) && move !== '') return `the move “${move}”`
  if (mover === null) return 'the move'
  if (mover !== '') return `${possessive(mover)} move${isMoveSpelled ? ` “${id}”` : ''}`
  return id === '' ? 'the move' : `the move “${id}”`
}
