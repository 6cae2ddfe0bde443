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
  takeAny,
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
  /** The coders. `notes`: cautions in the sentence; `vital`: those that the short line keeps. */
  readonly readers: ReaderWords & Readonly<Record<'census' | 'notes' | 'vital', string>>
  readonly wording: Wording
  /** True if the move must be spelled out, since other moves stand in the same breakdown. */
  readonly isMoveSpelled: boolean
  /** True if labels are about a move: labels of one's own without a deal need not be. */
  readonly hasTarget: boolean
}

/** Most words of a sentence to print, without notes of the rules and a move that must be spelled out. */
const SENTENCE_WORD_COUNT = 35

export function renderSentence(input: SentenceInput): string {
  const { subject, audit, lead, readers, wording } = input
  const target = nameTarget(subject, input.isMoveSpelled)
  const place = `captured ${placeWords(subject)}${subject.isPart ? ` and tied to ${target}` : ''}`
  const claims = claimsOf(input, `the ${countPosts(subject, subject.postCount)} ${place}`, subject.isPart ? 'it' : target, 'label')
  const { isCensus } = audit
  const basis = isCensus
    ? `${allOf(audit.labelledCount)} ${readers.read} by ${readers.census}`
    : `${sampleWords(audit)} ${readers.labelled}`
  const isNone = takesNone(input)
  const ending = lead === null || isNone ? '' : `; ${leadWords(lead, wording)}`
  const rest = !isNone && input.rest !== null && wording.rest !== null && leavesRest(input, input.rest) ? `, ${wording.rest}` : ''
  const written = (between: string, before = isCensus ? '' : 'with '): string => `${listed(claims)}${between}${ending}, ${before}${basis}`
  const whole = [written(rest), written('')].find(isShort) ?? written('', '')
  return `${whole}${differWords(audit)}${readers.notes}.`
}

/** A clause for each label said, or one for all of them where no post took any. @param posts "the 20 replies captured in this thread" */
function claimsOf(input: SentenceInput, posts: string, target: string, rangeBehind: 'amount' | 'label' | null): string[] {
  const { subject, audit, said, wording } = input
  const form = formOf(subject, audit)
  const named = input.hasTarget ? target : null
  const labels = said.map(({ label }) => label)
  if (takesNone(input)) return [`None of ${posts} ${takeAny(wording, labels, named)}`]
  return said.map((share, index) => {
    const [early, late] = ['amount', 'label'].map((place) => (place === rangeBehind ? bracket(share, form) : ''))
    return index === 0
      ? `${opening(share, form, audit)}${early} of ${posts} ${wording.take(share.label, named, form !== 'percent' && share.printed.count === 1)}${late}`
      : `${amountOf(share, form)}${early} ${wording.also(share.label)}${late}`
  })
}

/** True if all are labelled, and none as what is said. */
const takesNone = ({ said, audit }: SentenceInput): boolean => audit.isCensus && said.every(({ printed }) => printed.count === 0)

/** "a random 66", "63 of a random 66" where some have no label; what coders differ on was labelled. */
function sampleWords({ reachedCount, labelledCount, undecidedCount }: GroupAudit): string {
  const givenCount = labelledCount + undecidedCount
  return `${givenCount === reachedCount ? '' : `${formatNumber(givenCount)} of `}a random ${formatNumber(reachedCount)}`
}

const differWords = ({ undecidedCount }: GroupAudit): string =>
  undecidedCount === 0 ? '' : `, coders still differing on ${formatNumber(undecidedCount)}`

const isShort = (sentence: string): boolean => sentence.split(' ').length <= SENTENCE_WORD_COUNT

const SHORT_WORD_COUNT = 30

/**
 * The same in one line of at most 30 words: shares, how sure they are, and how many labels stand behind them; where there is room the lead, whose
 * move it is, the days of the posts and the place. What does not fit stands in the footnote.
 */
export function renderShort(input: SentenceInput): string {
  const { subject, audit, said, lead, wording, readers } = input
  const form = formOf(subject, audit)
  // Uneven intervals stand behind their shares.
  const hasMargin = form === 'percent' && said.every(isEven)
  const margin = hasMargin ? `±${formatPoints(Math.max(...said.map(({ printed }) => printed.marginPoints)))}; ` : ''
  const by = `${/model/.test(readers.who) ? ` by ${readers.who}` : ''}${differWords(audit)}`
  const labelled = `${audit.isCensus ? 'all' : `${margin}${sampleWords(audit)}`} labelled${by}`
  const days = formatDates(audit.written, audit.populationCount) || 'posts undated'
  const reads = [`${labelled}${readers.notes}; ${days}`, `${labelled}${readers.notes}`, `${labelled}${readers.vital}`]
  const targets = [...new Set([nameTarget(subject, input.isMoveSpelled), nameTarget(subject, false), 'the move'])]
  const { platform = null, opener = null } = audit.place ?? {}
  const places = [...((platform ?? opener) ? [placeWords(subject)] : []), openerWords({ platform, opener: null }, ''), '']
  // A lead needs both sides in the sentence.
  const endings = lead === null || takesNone(input) ? [''] : [`; ${leadWords(lead, wording)}`, '']
  const posts = countPosts(subject, subject.postCount)
  const claims = (target: string, place: string): string[] =>
    claimsOf(input, place === '' ? posts : `${posts} ${place}`, target, form === 'percent' && !hasMargin ? 'amount' : null)
  const lineOf = (count: number, ending: string, target: string, read: string, place: string): string =>
    `${claims(target, place).slice(0, count).join(', ')}${ending} (${read}).`
  const lines = said.flatMap((_, left) =>
    (left === 0 ? endings : ['']).flatMap((ending) =>
      targets.flatMap((target) => reads.flatMap((read) => places.map((place) => lineOf(said.length - left, ending, target, read, place)))),
    ),
  )
  return lines.find((line) => line.split(' ').length <= SHORT_WORD_COUNT) ?? (lines.at(-1) as string)
}

function opening(share: QuotedShare, form: Form, { isCensus }: GroupAudit): string {
  const amount = amountOf(share, form)
  return capitalise(isCensus ? amount : /^\d/.test(amount) ? `An estimated ${amount}` : `By estimate, ${amount}`)
}

/** "both", "all 17". */
export const allOf = (count: number): string => (count === 2 ? 'both' : `all ${formatNumber(count)}`)

/** True if the printed numbers leave a rest, and the estimate gives it to the label of the rest. */
function leavesRest({ said, subject, audit }: SentenceInput, rest: QuotedShare): boolean {
  const form = formOf(subject, audit)
  const all = form === 'percent' ? 100 : subject.postCount
  const left = said.reduce((sum, { share, printed }) => sum - (form === 'percent' ? Math.round(share * 100) : printed.count), all)
  return left > 0 && rest.printed.count > 0
}

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

/** "retreat leads" or "no clear lead". Never "neither leads": one may be ahead, and "neither" is a label. */
function leadWords({ word, ahead }: Pick<Lead, 'word' | 'ahead'>, wording: Wording): string {
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
  if (form === 'percent') return ` (${printed.lowPercent}–${printed.highPercent}%)`
  return low === high ? '' : ` (${formatNumber(printed.lowCount)}–${formatNumber(printed.highCount)})`
}
