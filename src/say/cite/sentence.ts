import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import type { Lead } from '../../count/breakdown/breakdown-audit.js'
import { posts } from '../facts/finding-words.js'
import {
  companyWords,
  countOf,
  existWords,
  isMostMissing,
  largeWords,
  leftOf,
  onTwoWords,
  placeWords,
  unitsOf,
} from '../facts/subject.js'
import {
  isReaderUnsaid,
  leftWords,
  possessive,
  printableMove,
  printableMover,
  readBy,
  sayableTitle,
} from '../facts/wording.js'
import { capitalise, listed, printableName } from '../format/names.js'
import type { Cited, QuotedShare } from './quote-shares.js'

/** "captured" is left out above this number of words; content is never left out. */
const AIMED_WORD_COUNT = 35

/** Population, then the numbers, then who is ahead. */
export function renderSentence(cited: Cited): string {
  const sentenceOf = (captured: string): string => claimOf(cited, captured) + endingOf(cited)
  const sentence = sentenceOf(' captured')
  return sentence.split(' ').length <= AIMED_WORD_COUNT ? sentence : sentenceOf('')
}

/**
 * Title of a picture: "more saw a retreat"; without a verdict "9 of 19 replies saw a retreat, 8 a
 * shrewd pivot".
 */
export function renderFinding(cited: Cited): string {
  const { group, audit, sideShares, rest, wording } = cited
  const posts = countOf(group)
  const [first, ...others] = [...sideShares].sort((one, other) => other.share - one.share)
  if (first === undefined || (audit.isCensus && rest?.printed.count === group.postCount))
    return `none of the ${posts} took a side`
  if (audit.isCensus && first.printed.count === group.postCount)
    return `all ${posts} ${wording.briefly(first.label)}`
  const verdict = verdictWords(cited)
  if (audit.lead?.word === 'more' && audit.most === null)
    return `${verdict} than ${wording.thing(audit.lead.behind)}`
  if (verdict !== '') return verdict
  const more = others.map((share) => `, ${amountOf(share, cited)} ${wording.thing(share.label)}`)
  const estimated = audit.isCensus ? '' : ' (estimated)'
  return `${amountOf(first, cited)} of ${posts} ${wording.briefly(first.label)}${more.join('')}${estimated}`
}

function claimOf(cited: Cited, captured: string): string {
  const { group, deal, otherCount, isMoveSpelled, audit, record, sideShares, rest, wording } = cited
  const { postCount } = group
  const count = formatNumber(postCount)
  const move = targetOf(cited)
  const onTwo = onTwoWords(group)
  const isAbout = otherCount > 0 && onTwo === ''
  const [tied, target] =
    isAbout && (!isMoveSpelled || sayableTitle(deal) !== null)
      ? [` about ${move}`, 'it']
      : ['', move]
  const read = readBy(record, audit)
  const how = audit.isCensus ? ` that ${read}` : captured
  const place = `${placeWords(cited)}${onTwo}${existsWords(cited)}`
  const posts = `${accountWords(group)}${tied}${how} ${place}`
  const all = sideShares.find(({ printed }) => printed.count === postCount)
  if (audit.isCensus && all !== undefined)
    return `All ${count} ${posts} ${wording.saw(all.label, target)}.`
  if (audit.isCensus && rest?.printed.count === postCount)
    return `None of the ${count} ${posts} ${noneWords(cited, target)}.`
  const claims = sideShares.map((share, index) => {
    const amount = amountOf(share, cited)
    const words =
      index === 0 ? wording.saw(share.label, target, amount === '1') : wording.also(share.label)
    return `${amount} ${words}${bracket(share, cited)}`
  })
  return `Of ${count} ${posts}, ${listed(claims, ', and ')}${basisWords(cited, read)}${restWords(cited)}.`
}

/** "replies by 36 accounts (one wrote 13)", "replies without the name Toyota". */
function accountWords(group: Cited['group']): string {
  const { authorCount, unknownAuthorCount, postCount } = group
  const isCounted = unknownAuthorCount === 0 && authorCount < postCount
  const by = isCounted ? ` by ${formatCount(authorCount, 'account')}${largeWords(group)}` : ''
  return `${unitsOf(group)}${by}${companyWords(group)}`
}

/** "took a side on Garmin's move" */
function noneWords({ sideShares, scheme, wording }: Cited, target: string): string {
  if (isDefaultScheme(scheme)) return `took a side on ${target}`
  return `${wording.saw(sideShares[0]?.label ?? '', target)}${sideShares.slice(1).map(({ label }) => ` or ${wording.also(label)}`)}`
}

/** ", estimated: one person read 100, picked at random"; empty of a census. */
function basisWords({ audit, record }: Cited, read: string): string {
  if (audit.isCensus) return ''
  const helped = audit.assisted === undefined ? '' : ', with the help of a model'
  const count = formatNumber(audit.labelledCount)
  const reading = isReaderUnsaid(record, audit) ? `${count} ${read}` : `${read} ${count}`
  return `, estimated: ${reading}, picked at random${helped}`
}

/** "; the rest took no side"; empty where that is said next. */
function restWords(cited: Cited): string {
  const { audit, rest, wording } = cited
  const left = leftWords(audit)
  const neutral = audit.isCensus && rest?.printed.count ? wording.briefly(rest.label) : ''
  if (rest === null || neutral === '') return left && `; ${left}`
  if (left !== '') return `; ${amountOf(rest, cited)} ${neutral}, ${left}`
  return rest.label === audit.most ? '' : `; the rest ${neutral}`
}

/** The second sentence; empty after "all" and "none". */
function endingOf(cited: Cited): string {
  const ends = [0, cited.group.postCount]
  if (cited.audit.isCensus && cited.sideShares.every(({ printed }) => ends.includes(printed.count)))
    return ''
  const verdict = verdictWords(cited)
  const open = cited.audit.most === cited.rest?.label ? openWords(cited.audit.lead) : ''
  return verdict === '' ? '' : ` ${capitalise(verdict)}${open && `; ${open}`}.`
}

/** "too close to say that either side leads"; empty where one does, or an account decides. */
function openWords(lead: Lead | null): string {
  if (lead?.word === 'few') return 'too few to say that either side leads'
  const isClose = lead !== null && lead.word !== 'more' && lead.without === undefined
  return isClose ? 'too close to say that either side leads' : ''
}

/** "more saw a retreat", "most took no side", what is not known; empty without a comparison. */
export function verdictWords(cited: Cited): string {
  const { lead, most } = cited.audit
  const { briefly } = cited.wording
  if (most !== null) return `most ${briefly(most)}`
  if (lead === null) return ''
  if (lead.word === 'more') return `more ${briefly(lead.ahead)}`
  if (lead.without === undefined) return openWords(lead)
  return `without ${withoutWords(lead, lead.without, cited)}`
}

/** "one account's 13 posts, 8 saw a retreat and 9 a shrewd pivot, too close to say …" */
function withoutWords(
  { ahead, behind }: Lead,
  { one, postCount, otherCounts, rest }: NonNullable<Lead['without']>,
  { audit, sideShares, wording }: Cited,
): string {
  const whose =
    one === 'account'
      ? `one account's ${posts(postCount)}`
      : `the ${posts(postCount)} that repeat one text`
  const words = {
    few: 'which are too few posts to compare',
    close: 'too close to say that either side leads',
    turned: `more ${wording.briefly(behind)}`,
  }[rest]
  if (!audit.isCensus) return `${whose}, ${words}`
  const [most = 0, least = 0] = otherCounts
  const counts = sideShares[0]?.label === ahead ? [most, least] : [least, most]
  const numbers = sideShares.map(({ label }, at) => {
    const amount = counts[at] ? formatNumber(counts[at]) : 'none'
    return `${amount} ${at === 0 ? wording.briefly(label) : wording.thing(label)}`
  })
  return `${whose}, ${listed(numbers)}${rest === 'turned' ? '' : `, ${words}`}`
}

/** " (about 47 exist)" */
function existsWords({ otherCount, group, capture }: Cited): string {
  const leftCount = leftOf(capture)
  const existing =
    otherCount > 0
      ? formatCount(capture.capturedCount + leftCount, 'reply', 'replies')
      : formatNumber(group.postCount + leftCount)
  const words = existWords(capture, existing)
  return words && ` (${words})`
}

/** True if none of a sample has the label, or all: one end of the interval says something. */
const isOneSided = ({ share, low, high }: QuotedShare, { capture }: Cited): boolean =>
  low < high && (share === 0 || share === 1) && !isMostMissing(capture)

const isCounts = ({ group }: Cited): boolean => group.postCount < MIN_PERCENT_COUNT

/** The interval of a share. */
export function bracket(share: QuotedShare, cited: Cited): string {
  const { low, high, printed } = share
  if (low === high || isMostMissing(cited.capture) || isOneSided(share, cited)) return ''
  return isCounts(cited)
    ? ` (${formatNumber(printed.lowCount)}–${formatNumber(printed.highCount)})`
    : ` (${printed.lowPercent}–${printed.highPercent}%)`
}

/** "41%", "15", "none"; of a sample "41%", "about 15", "at most 3%", "at least 97%". */
export function amountOf(share: QuotedShare, cited: Cited): string {
  const { count, lowCount, highCount, percent, lowPercent, highPercent } = share.printed
  const isCount = isCounts(cited)
  if (isOneSided(share, cited))
    return share.share === 0
      ? `at most ${isCount ? formatNumber(highCount) : `${highPercent}%`}`
      : `at least ${isCount ? formatNumber(lowCount) : `${lowPercent}%`}`
  const { isCensus } = cited.audit
  if (isCensus && count === 0) return 'none'
  return isCount ? `${isCensus ? '' : 'about '}${count}` : percent
}

/**
 * The move: "xAI's deal with Google", or another title in quotes; else "xAI's move", with
 * its words if there are others, or its id. Empty for labels that need none.
 */
export function targetOf({ deal, scheme, isMoveSpelled }: Cited): string {
  if (deal === null) return isDefaultScheme(scheme) ? 'the move' : ''
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
