import { formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { CLOSE, type Lead } from '../../count/audited/lead.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import {
  type CiteSubject,
  countPosts,
  listed,
  openerWords,
  placeWords,
  possessive,
  printableMove,
  printableMover,
  type ReaderWords,
  type Wording,
} from '../facts/wording.js'
import { formatDates } from '../format/format-value.js'
import { capitalise, printableName } from '../format/names.js'
import { formatPoints, isEven, type QuotedShare } from './numbers.js'

export interface SentenceInput {
  readonly subject: CiteSubject
  readonly audit: GroupAudit
  /** In the order in which they are said; at least one. */
  readonly said: readonly QuotedShare[]
  /** The neutral label, where it is the only one that is not said. */
  readonly rest: QuotedShare | null
  readonly lead: Lead | null
  /** The coders; `notes`: what the rules say wherever a share is printed. */
  readonly readers: ReaderWords & { readonly census: string; readonly notes: string }
  readonly wording: Wording
  /** True if the move must be spelled out, since other moves stand in the same breakdown. */
  readonly isMoveSpelled: boolean
  /** True if labels are about a move: labels of one's own without a deal need not be. */
  readonly hasTarget: boolean
}

/** Words of a sentence to print; what the rules add, and a move that must be spelled, come on top. */
const SENTENCE_WORD_COUNT = 35

export function renderSentence(input: SentenceInput): string {
  const { subject, audit, said, lead, readers, wording } = input
  const [first, ...others] = said
  if (first === undefined) throw new RangeError('expected at least one label to say')
  const target = nameTarget(subject, input.isMoveSpelled)
  const posts = countPosts(subject, subject.postCount)
  const form = formOf(subject, audit)
  const place = `of ${form === 'percent' ? '' : 'the '}${posts} captured ${placeWords(subject)}${subject.isPart ? ` and tied to ${target}` : ''}`
  const isOne = form !== 'percent' && first.printed.count === 1
  const claims = [
    `${opening(first, form, audit)} ${place} ${wording.take(first.label, input.hasTarget ? (subject.isPart ? 'it' : target) : null, isOne)}${bracket(first, form)}`,
    ...others.map((share) => `${amountOf(share, form)} ${wording.also(share.label)}${bracket(share, form)}`),
  ]
  const basis = audit.isCensus
    ? `${allOf(audit.labelledCount)} ${readers.read} by ${readers.census}`
    : `with ${sampleWords(audit)} ${readers.labelled}`
  const ending = lead === null ? '' : `; ${leadWords(lead, wording)}`
  const rest = input.rest !== null && wording.rest !== null && leavesRest(input, input.rest, form) ? `, ${wording.rest}` : ''
  const written = (between: string): string => `${listed(claims)}${between}${ending}, ${basis}`
  const whole = written(rest)
  return `${[whole, written('')].find(isShort) ?? tighten(written(''))}${differWords(audit)}${readers.notes}.`
}

/** "a random 66", "63 of a random 66" where some have no label; what coders differ on was labelled. */
function sampleWords({ reachedCount, labelledCount, undecidedCount }: GroupAudit): string {
  const givenCount = labelledCount + undecidedCount
  return `${givenCount === reachedCount ? '' : `${formatNumber(givenCount)} of `}a random ${formatNumber(reachedCount)}`
}

const differWords = ({ undecidedCount }: GroupAudit): string =>
  undecidedCount === 0 ? '' : `, coders still differing on ${formatNumber(undecidedCount)}`

const isShort = (sentence: string): boolean => sentence.split(' ').length <= SENTENCE_WORD_COUNT

/** "(38–49%)" in place of "(38% to 49%)". */
const tighten = (sentence: string): string => sentence.replace(/\((\d+(?:\.\d+)?)% to (\d+(?:\.\d+)?%)\)/g, '($1–$2)')

const SHORT_WORD_COUNT = 30

/**
 * The same in one line of at most 30 words: shares, how sure they are, how many labels stand behind them, and the days of the posts; where
 * there is room the lead, the place and the move.
 */
export function renderShort(input: SentenceInput): string {
  const { subject, audit, said, lead, wording, readers } = input
  const by = `${/model/.test(readers.who) ? ` by ${readers.who}` : ''}${differWords(audit)}${readers.notes}`
  const form = formOf(subject, audit)
  const days = formatDates(audit.written, audit.populationCount) || 'posts undated'
  const margin = Math.max(...said.map(({ printed }) => printed.marginPoints))
  // Uneven intervals stand behind their shares.
  const hasMargin = form === 'percent' && said.every(isEven)
  const read = audit.isCensus
    ? `all labelled${by}; ${days}`
    : `${hasMargin ? `±${formatPoints(margin)}; ` : ''}${sampleWords(audit)} labelled${by}; ${days}`
  const claims = (target: string, place: string): string[] =>
    said.map((share, index) => {
      const range = form === 'percent' && !hasMargin ? bracket(share, form) : ''
      if (index > 0) return `${amountOf(share, form)}${range} ${wording.also(share.label)}`
      const isOne = form !== 'percent' && share.printed.count === 1
      return `${opening(share, form, audit)}${range} of ${countPosts(subject, subject.postCount)}${place && ` ${place}`} ${wording.take(share.label, input.hasTarget ? target : null, isOne)}`
    })
  const lineOf = (target: string, count: number, place = '', ending = ''): string =>
    `${claims(target, place).slice(0, count).join(', ')}${ending} (${read}).`
  const targets = [nameTarget(subject, input.isMoveSpelled), 'the move']
  const { platform = null, opener = null } = audit.place ?? {}
  const places = [...((platform ?? opener) ? [placeWords(subject)] : []), openerWords({ platform, opener: null }, ''), '']
  // A lead is between two sides: without both it says nothing.
  const endings = lead === null ? [''] : [`; ${leadWords(lead, wording)}`, '']
  const whole = endings.flatMap((ending) => places.flatMap((place) => targets.map((target) => lineOf(target, said.length, place, ending))))
  const cut = said.slice(1).flatMap((_, left) => targets.map((target) => lineOf(target, said.length - 1 - left)))
  return [...whole, ...cut].find((line) => line.split(' ').length <= SHORT_WORD_COUNT) ?? lineOf('it', 1)
}

function opening(share: QuotedShare, form: Form, { isCensus }: GroupAudit): string {
  const amount = amountOf(share, form)
  return capitalise(isCensus ? amount : /^\d/.test(amount) ? `An estimated ${amount}` : `By estimate, ${amount}`)
}

/** "both", "all 17". */
export const allOf = (count: number): string => (count === 2 ? 'both' : `all ${formatNumber(count)}`)

/** True if the numbers as they are printed leave something, and the estimate gives it to the label of the rest. */
function leavesRest({ said, subject }: SentenceInput, rest: QuotedShare, form: Form): boolean {
  const all = form === 'percent' ? 100 : subject.postCount
  const left = said.reduce((sum, { share, printed }) => sum - (form === 'percent' ? Math.round(share * 100) : printed.count), all)
  return left > 0 && rest.printed.count > 0
}

/** "xAI's move"; the move itself where others stand beside it; its id where nobody knows it. */
export function nameTarget({ deal }: CiteSubject, isMoveSpelled: boolean): string {
  if (deal === null) return 'the move'
  const mover = deal.mover === null ? '' : printableMover(deal.mover)
  const move = deal.move === null ? '' : printableMove(deal.move)
  const id = printableName(deal.dealId)
  if (isMoveSpelled && move !== '') return `the move “${move}”`
  if (mover === null) return 'the move'
  if (mover !== '') return `${possessive(mover)} move${isMoveSpelled ? ` “${id}”` : ''}`
  return id === '' ? 'the move' : `the move “${id}”`
}

/** "retreat leads"; not "neither leads" where it is too close to say: one may well be ahead, and "neither" is a label too. */
export function leadWords({ word, ahead }: Pick<Lead, 'word' | 'ahead'>, wording: Wording): string {
  return word === CLOSE ? 'no clear lead' : `${wording.name(ahead)} ${word}`
}

/** `count`: few posts; `percent`: many; `both`: every one of many was labelled. */
type Form = 'count' | 'percent' | 'both'

const formOf = ({ postCount }: CiteSubject, { isCensus }: GroupAudit): Form =>
  postCount < MIN_PERCENT_COUNT ? 'count' : isCensus ? 'both' : 'percent'

const amountOf = ({ printed }: QuotedShare, form: Form): string => (form === 'percent' ? printed.percent : String(printed.count))

/** The interval behind a share; its level stands in the footnote. Nothing where nothing is left to estimate. */
function bracket({ low, high, printed }: QuotedShare, form: Form): string {
  if (form === 'both') return ` (${printed.percent})`
  if (form === 'percent') return ` (${printed.lowPercent}% to ${printed.highPercent}%)`
  return low === high ? '' : ` (${formatNumber(printed.lowCount)} to ${formatNumber(printed.highCount)})`
}
