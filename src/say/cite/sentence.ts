import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import type { BreakdownAudit, GroupAudit, Lead } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import { type CiteSubject, placesOf, possessive, printableMove, printableMover, readBy, type Wording } from '../facts/wording.js'
import { capitalise, printableName } from '../format/names.js'
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

function shortest(input: SentenceInput, wordCount: number): string {
  const [places, lead] = [placesOf(input.subject), leadWords(input)]
  const endings = [endingOf(input, lead, true), ...[lead, lead.replace(/^that is /, '')].map((words) => endingOf(input, words, false)), '']
  const all = endings.flatMap((ending) =>
    ['an estimated', 'about'].flatMap((guess) => places.map((place) => `${claimOf(input, place, guess)}${ending}`)),
  )
  all.push(...places.map((place) => claimOf(input, place, 'about', true)))
  return all.find((sentence) => sentence.split(' ').length <= wordCount) ?? (all.at(-1) as string)
}

/** @param guess words before the first share of a sample @param isBrief without who read the sample */
function claimOf(input: SentenceInput, place: string, guess: string, isBrief = false): string {
  const { subject, audit, record, capture, said, wording } = input
  const target = targetOf(input)
  const count = formatNumber(subject.postCount)
  const noun = subject.postCount === 1 ? 'post' : 'posts'
  const tied = subject.isPart && !input.isMoveSpelled ? ' on the move' : ''
  const exists = existsWords(capture)
  const read = readBy(record, audit)
  const posts = audit.isCensus ? `${noun}${tied} that ${read} ${place}${exists}` : `${noun}${tied} captured ${place}${exists}`
  const isHelped = audit.assisted !== undefined
  const sample =
    isHelped && isBrief ? `${formatNumber(audit.drawnCount)} labels and a model` : sampleWords(audit, isBrief ? 'were labelled' : read)
  const basis = audit.isCensus ? '' : `, from ${sample}`
  const helped = isHelped && !isBrief ? ', with the help of a model' : ''
  const [all, none] = [said.find(({ printed }) => printed.count === subject.postCount), said.every(({ printed }) => printed.count === 0)]
  if (audit.isCensus && all !== undefined)
    return `${subject.postCount === 2 ? 'Both' : `All ${count}`} ${posts} ${wording.saw(all.label, target)}.`
  if (audit.isCensus && none && input.rest !== null) return `None of the ${count} ${posts} ${noneWords(input, target)}.`
  const claims = said.map((share, index) => {
    const amount = amountOf(share, subject)
    const estimated = audit.isCensus || index > 0 ? '' : /^\d/.test(amount) ? `${guess} ` : 'by estimate '
    const words = index === 0 ? wording.saw(share.label, target, amount === '1') : wording.also(share.label)
    return `${estimated}${amount} ${words}${bracket(share, input)}`
  })
  return `Of ${count} ${posts}, ${claims.join(' and ')}${basis}${helped}.`
}

/** "took a side on Garmin's move"; labels of one's own are named. */
function noneWords({ said, wording }: SentenceInput, target: string | null): string {
  if (wording.name('x') === 'x') return `took a side on ${target ?? 'the move'}`
  return `${wording.saw(said[0]?.label ?? '', target)}${said.slice(1).map(({ label }) => ` or ${wording.also(label)}`)}`
}

/** "100 that one person read at random"; "100 labelled at random" where the readers may be no people. */
const sampleWords = ({ drawnCount }: GroupAudit, read: string): string =>
  read === 'were labelled' ? `${formatNumber(drawnCount)} labelled at random` : `${formatNumber(drawnCount)} that ${read} at random`

/** The second sentence. @param isWhole also for what the rest did */
function endingOf({ subject, audit, most, rest, said, wording }: SentenceInput, lead: string, isWhole: boolean): string {
  const isAlike = audit.isCensus && said.every(({ printed: { count } }) => count === 0 || count === subject.postCount)
  if (isAlike) return ''
  const hasRest = isWhole && audit.isCensus && rest !== null && rest.printed.count > 0 && rest.label !== most
  const clauses = [...(hasRest ? [wording.rest ?? []].flat() : []), lead].filter(Boolean)
  return clauses.length === 0 ? '' : ` ${capitalise(clauses.join('; '))}.`
}

/** "more saw a retreat", "most took no side", "that is too close to call", "the two sides are even"; empty without a comparison. */
export function leadWords({ lead, most, wording }: Pick<SentenceInput, 'lead' | 'most' | 'wording'>): string {
  if (most !== null) return `most ${wording.briefly(most)}`
  if (lead === null) return ''
  if (lead.word === 'more') return `more ${wording.briefly(lead.ahead)}`
  return lead.word === 'even' ? 'the two sides are even' : 'that is too close to call'
}

/** True if most replies are missing: no interval is printed then. */
export const isMostMissing = ({ capturedShare }: CaptureCount): boolean => capturedShare !== null && capturedShare < 0.5

const existsWords = ({ missingCount, capturedCount }: CaptureCount): string =>
  missingCount === null || missingCount === 0 ? '' : ` (about ${formatCount(capturedCount + missingCount, 'reply', 'replies')} exist)`

/** The interval behind a share; its level stands in the footnote. */
export function bracket({ low, high, printed }: QuotedShare, { subject, audit, capture }: SentenceInput): string {
  if (audit.isCensus || low === high || isMostMissing(capture)) return ''
  if (subject.postCount < MIN_PERCENT_COUNT) return ` (${formatNumber(printed.lowCount)}–${formatNumber(printed.highCount)})`
  return ` (${printed.lowPercent}–${printed.highPercent}%)`
}

export const amountOf = ({ printed }: QuotedShare, { postCount }: CiteSubject): string =>
  postCount < MIN_PERCENT_COUNT ? String(printed.count) : printed.percent

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
