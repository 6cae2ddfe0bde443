import { formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { CLOSE, type Lead } from '../../count/audited/lead.js'
import { missingCountOf } from '../../count/audited/readiness.js'
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
  /** The quoted shares in order; at least one. */
  readonly said: readonly QuotedShare[]
  /** The neutral label, where it is the only one that is not quoted. */
  readonly rest: QuotedShare | null
  readonly lead: Lead | null
  /** The coders. `notes`: words of the rules that stand beside every share. */
  readonly readers: ReaderWords & { readonly census: string; readonly notes: string }
  readonly wording: Wording
  /** True if the move must be spelled out, since other moves stand in the same breakdown. */
  readonly isMoveSpelled: boolean
  /** True if labels are about a move: labels of one's own without a deal need not be. */
  readonly hasTarget: boolean
}

/** Most words of a sentence to print, without notes of the rules and a move that must be spelled out. */
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
  const missingCount = missingCountOf(audit)
  const count = formatNumber(audit.labelledCount)
  const sample = missingCount === 0 ? `a random ${count}` : `${count} of a random ${formatNumber(audit.labelledCount + missingCount)}`
  const basis = audit.isCensus ? `${allOf(audit.labelledCount)} ${readers.read} by ${readers.census}` : `with ${sample} ${readers.labelled}`
  const ending = lead === null ? '' : `; ${leadWords(lead, wording)}`
  const rest = input.rest !== null && wording.rest !== null && leavesRest(input, input.rest, form) ? `, ${wording.rest}` : ''
  const written = (between: string): string => `${listed(claims)}${between}${ending}, ${basis}`
  const whole = written(rest)
  return `${[whole, written('')].find(isShort) ?? tighten(written(''))}${readers.notes}.`
}

const isShort = (sentence: string): boolean => sentence.split(' ').length <= SENTENCE_WORD_COUNT

/** "(38–49%)" in place of "(38% to 49%)". */
const tighten = (sentence: string): string => sentence.replace(/\((\d+(?:\.\d+)?)% to (\d+(?:\.\d+)?%)\)/g, '($1–$2)')

const SHORT_WORD_COUNT = 30

/**
 * The sentence in one line of at most 30 words: shares, margins, number of labels, and days of the posts. If there is room, also lead,
 * place and move.
 */
export function renderShort(input: SentenceInput): string {
  const { subject, audit, said, lead, wording, readers } = input
  const by = `${/model/.test(readers.who) ? ` by ${readers.who}` : ''}${readers.notes}`
  const form = formOf(subject, audit)
  const days = formatDates(audit.written, audit.populationCount) || 'posts undated'
  const margin = Math.max(...said.map(({ printed }) => printed.marginPoints))
  // Uneven intervals stand behind their shares.
  const hasMargin = form === 'percent' && said.every(isEven)
  const read = audit.isCensus
    ? `all labelled${by}; ${days}`
    : `${hasMargin ? `±${formatPoints(margin)}; ` : ''}a random ${formatNumber(audit.labelledCount)} labelled${by}; ${days}`
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
  // A lead needs both sides in the sentence.
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

/** True if the printed numbers leave a rest, and the estimate gives it to the label of the rest. */
function leavesRest({ said, subject }: SentenceInput, rest: QuotedShare, form: Form): boolean {
  const all = form === 'percent' ? 100 : subject.postCount
  const left = said.reduce((sum, { share, printed }) => sum - (form === 'percent' ? Math.round(share * 100) : printed.count), all)
  return left > 0 && rest.printed.count > 0
}

/** "xAI's move"; the move itself where others stand beside it; its id where the move is not known. */
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

/** "retreat leads" or "no clear lead". Never "neither leads": one may be ahead, and "neither" is a label. */
export function leadWords({ word, ahead }: Pick<Lead, 'word' | 'ahead'>, wording: Wording): string {
  return word === CLOSE ? 'no clear lead' : `${wording.name(ahead)} ${word}`
}

/** `count`: few posts; `percent`: many; `both`: every one of many was labelled. */
type Form = 'count' | 'percent' | 'both'

const formOf = ({ postCount }: CiteSubject, { isCensus }: GroupAudit): Form =>
  postCount < MIN_PERCENT_COUNT ? 'count' : isCensus ? 'both' : 'percent'

const amountOf = ({ printed }: QuotedShare, form: Form): string => (form === 'percent' ? printed.percent : String(printed.count))

/** The interval behind a share; its level stands in the footnote. Empty for a census. */
function bracket({ low, high, printed }: QuotedShare, form: Form): string {
  if (form === 'both') return ` (${printed.percent})`
  if (form === 'percent') return ` (${printed.lowPercent}% to ${printed.highPercent}%)`
  return low === high ? '' : ` (${formatNumber(printed.lowCount)} to ${formatNumber(printed.highCount)})`
}
