import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import type { BreakdownAudit, GroupAudit, Lead } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import {
  type CiteSubject,
  placesOf,
  possessive,
  printableMove,
  printableMover,
  readBy,
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
  readonly said: readonly QuotedShare[]
  /** The neutral label, where it is the only one that is not quoted. */
  readonly rest: QuotedShare | null
  readonly lead: Lead | null
  readonly most: string | null
  readonly wording: Wording
  /** True if the move must be spelled out, since other moves stand in the same breakdown. */
  readonly isMoveSpelled: boolean
  /** True if labels are about a move: labels of one's own without a deal need not be. */
  readonly hasTarget: boolean
}

/** Most words of the sentence to print, and of the one in a line. */
const [SENTENCE_WORD_COUNT, SHORT_WORD_COUNT] = [35, 30]

/** What was counted and where, then the numbers; a second sentence says who is ahead. At most 35 words, unless names are long. */
export const renderSentence = (input: SentenceInput): string => shortest(input, SENTENCE_WORD_COUNT)

/** The same in one line of at most 30 words. */
export const renderShort = (input: SentenceInput): string => shortest(input, SHORT_WORD_COUNT)

/** The shares alone, the largest first: "an estimated 19 of 41 posts saw a retreat, 8 a shrewd pivot". */
export function renderFinding(input: SentenceInput): string {
  const { subject, audit, said, rest, wording } = input
  const count = formatNumber(subject.postCount)
  const [first, ...others] = [...said].sort((one, other) => other.share - one.share)
  if (first === undefined || (audit.isCensus && first.printed.count === 0 && rest !== null))
    return `none of the ${count} posts took a side`
  if (audit.isCensus && first.printed.count === subject.postCount)
    return `all ${count} posts ${wording.briefly(first.label)}`
  const amount = amountOf(first, input)
  const more = others.map(
    (share) =>
      `, ${amountOf(share, input)} ${wording.briefly(share.label).replace(/^(?:saw|were coded) /, '')}`,
  )
  return `${audit.isCensus || !/^\d/.test(amount) ? '' : 'an estimated '}${amount} of ${count} posts ${wording.briefly(first.label)}${more.join('')}`
}

function shortest(input: SentenceInput, wordCount: number): string {
  const [places, lead] = [placesOf(input.subject), leadWords(input)]
  const brief = lead.replace(/^that is /, '')
  // Counts show themselves that one side has more; that the difference is small, or most took no side, they do not.
  // Who the people are stands in the footnote; that a model read comes first.
  const isClose =
    input.lead?.word === 'close' &&
    input.most === null &&
    !readBy(input.record, input.audit).includes('model')
  const isPlain = input.lead?.word === 'more' && input.most === null && input.audit.isCensus
  const forms: readonly (Omit<ClaimForm, 'guess'> & { readonly ending: string })[] = [
    { isWhole: true, ending: lead },
    ...(isPlain ? [{ isWhole: true, ending: '' }] : []),
    ...[lead, brief].map((ending) => ({ ending })),
    ...(isClose ? [{ isBrief: true, ending: brief }] : []),
    ...[false, true].map((isBrief) => ({ isBrief, ending: '' })),
  ]
  const all = forms.flatMap(({ ending, ...form }) =>
    ['an estimated', 'about'].flatMap((guess) =>
      places.map((place) => claimOf(input, place, { ...form, guess }) + endingOf(input, ending)),
    ),
  )
  return all.find((sentence) => sentence.split(' ').length <= wordCount) ?? (all.at(-1) as string)
}

interface ClaimForm {
  /** Words before the first share of a sample. */
  readonly guess: string
  /** With what the rest did. */
  readonly isWhole?: boolean
  /** Without who read the sample. */
  readonly isBrief?: boolean
}

function claimOf(
  input: SentenceInput,
  place: string,
  { guess, isWhole = false, isBrief = false }: ClaimForm,
): string {
  const { subject, audit, record, capture, said, wording } = input
  const count = formatNumber(subject.postCount)
  const move = targetOf(input)
  const [tied, target] =
    subject.isPart && !input.isMoveSpelled ? [` about ${move ?? 'the move'}`, 'it'] : ['', move]
  const read = readBy(record, audit)
  // A sample of all posts, some of them without a label, is read like a census.
  const isAll = audit.drawnCount === subject.postCount
  const posts = `${subject.postCount === 1 ? 'post' : 'posts'}${tied} ${isAll ? `that ${read}` : 'captured'} ${place}${existsWords(capture)}`
  const [all, none] = [
    said.find(({ printed }) => printed.count === subject.postCount),
    said.every(({ printed }) => printed.count === 0),
  ]
  if (audit.isCensus && all !== undefined)
    return `${subject.postCount === 2 ? 'Both' : `All ${count}`} ${posts} ${wording.saw(all.label, target)}.`
  if (audit.isCensus && none && input.rest !== null)
    return `None of the ${count} ${posts} ${noneWords(input, target)}.`
  const amounts = said.map((share) => amountOf(share, input))
  const guessed = amounts.findIndex((amount) => /^\d/.test(amount))
  const claims = said.map((share, index) => {
    const words =
      index === 0
        ? wording.saw(share.label, target, amounts[index] === '1')
        : wording.also(share.label)
    return `${!audit.isCensus && index === guessed ? `${guess} ` : ''}${amounts[index]} ${words}${bracket(share, input)}`
  })
  const rest = isWhole ? restWords(input) : null
  return `Of ${count} ${posts}, ${listed(rest === null ? claims : [...claims, rest], ', and ')}${basisWords(input, read, isBrief)}.`
}

/** "took a side on Garmin's move"; labels of one's own are named. */
function noneWords({ said, wording }: SentenceInput, target: string | null): string {
  if (wording.name('x') === 'x') return `took a side on ${target ?? 'the move'}`
  return `${wording.saw(said[0]?.label ?? '', target)}${said.slice(1).map(({ label }) => ` or ${wording.also(label)}`)}`
}

/** ", from a random 100 that one person read, with the help of a model"; empty where all posts were picked. */
function basisWords({ audit, subject }: SentenceInput, read: string, isBrief: boolean): string {
  const { drawnCount, labelledCount, assisted } = audit
  if (assisted !== undefined && isBrief)
    return `, from ${formatNumber(labelledCount)} labels and a model`
  const helped = assisted === undefined ? '' : ', with the help of a model'
  if (drawnCount === subject.postCount) return helped
  return `, from a random ${formatNumber(drawnCount)}${isBrief || read === 'were labelled' ? '' : ` that ${read}`}${helped}`
}

/** "the rest took no side"; null where the second sentence says so, or nothing is left. */
const restWords = ({ audit, most, rest, wording }: SentenceInput): string | null =>
  audit.isCensus && rest !== null && rest.printed.count > 0 && rest.label !== most
    ? wording.rest
    : null

/** The second sentence; empty after "all" and "none". */
const endingOf = ({ subject, audit, said }: SentenceInput, lead: string): string =>
  lead === '' ||
  (audit.isCensus &&
    said.every(({ printed: { count } }) => count === 0 || count === subject.postCount))
    ? ''
    : ` ${capitalise(lead)}.`

/** "more saw a retreat", "most took no side", "that is too close to call", "the two sides are even"; empty without a comparison. */
export function leadWords({
  lead,
  most,
  wording,
}: Pick<SentenceInput, 'lead' | 'most' | 'wording'>): string {
  if (most !== null) return `most ${wording.briefly(most)}`
  if (lead === null) return ''
  if (lead.word === 'more') return `more ${wording.briefly(lead.ahead)}`
  return lead.word === 'even' ? 'the two sides are even' : 'that is too close to call'
}

/** True if most replies are missing: no interval is printed then. */
export const isMostMissing = ({ capturedShare }: CaptureCount): boolean =>
  capturedShare !== null && capturedShare < 0.5

const existsWords = ({ missingCount, capturedCount }: CaptureCount): string =>
  missingCount === null || missingCount === 0
    ? ''
    : ` (about ${formatCount(capturedCount + missingCount, 'reply', 'replies')} exist)`

type Quoted = Pick<SentenceInput, 'subject' | 'audit' | 'capture'>

/** True if none of a sample has the label, or all have: its interval has one end that says something. */
const isOneSided = (
  { share, low, high }: QuotedShare,
  { capture }: Pick<Quoted, 'capture'>,
): boolean => low < high && (share === 0 || share === 1) && !isMostMissing(capture)

/** The interval behind a share; its level stands in the footnote. */
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

/** "xAI's move"; the move itself where others stand beside it; its id where the move is not known. */
function nameTarget({ deal }: CiteSubject, isMoveSpelled: boolean): string {
  if (deal === null) return 'the move'
  const mover = deal.mover === null ? '' : printableMover(deal.mover)
  const move = deal.move === null ? '' : printableMove(deal.move)
  const id = printableName(deal.dealId)
  if (isMoveSpelled && move !== '') return `the move “${move}”`
  if (mover === null) return 'the move'
  if (mover !== '') return `${possessive(mover)} move${isMoveSpelled ? ` “${id}”` : ''}`
  return id === '' ? 'the move' : `the move “${id}”`
}
