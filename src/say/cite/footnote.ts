import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import {
  formatCount,
  formatNumber,
  formatPart,
  LEVEL,
  MIN_PERCENT_COUNT,
  roundOutwards,
} from '../../base/text/format-count.js'
import { agreementWords, allHere, HIDDEN, sentenceWords, verb } from '../facts/finding-words.js'
import { DEFINED, whoseWords } from '../facts/label-meanings.js'
import { reasonWords } from '../facts/reason-words.js'
import { shareWords } from '../facts/share-words.js'
import { goneWords, isMostMissing, leftOf, otherWords, promptWords } from '../facts/subject.js'
import { leadRule, printableMove, withStop } from '../facts/wording.js'
import { givenName, joined } from '../format/names.js'
import type { Cited } from './quote-shares.js'

/** Three lines: what the labels mean; who read, and how sure; what is missing. */
export const renderFootnote = (cited: Cited, model: string | null): string =>
  [describeLabels(cited), describeReading(cited, model), describeMissing(cited)].join('\n')

function describeLabels({ deal, scheme }: Cited): string {
  const isDefault = isDefaultScheme(scheme)
  const move = printableMove(deal?.move ?? '')
  const unnamed = deal === null && isDefault ? 'The file names no move.' : ''
  return joined([
    isDefault ? DEFINED : 'The labels are those of a scheme of our own.',
    move === '' ? unnamed : whoseWords(withStop(move)),
  ])
}

function describeReading({ group, audit, record, capture }: Cited, model: string | null): string {
  const agreement = group.findings.find((one) => one.id === 'agreement')
  const {
    assisted,
    isCensus,
    labelledCount,
    agreement: { doubtCount = 0 },
  } = audit
  return joined([
    agreement === undefined ? '' : agreementWords(agreement, false),
    doubtCount === 0
      ? ''
      : `${formatPart(doubtCount, labelledCount)} labels ${verb(doubtCount, 'is', 'are')} marked unsure.`,
    isCensus || isMostMissing(capture)
      ? ''
      : `Ranges (${LEVEL}): where the figure of all ${formatNumber(group.postCount)} probably lies.`,
    isMostMissing(capture) ? '' : differenceWords(audit.lead, group.postCount),
    leadRule(group, audit),
    assisted === undefined
      ? ''
      : `The model${model === null ? '' : ` ${givenName(model)}`} (R² ${assisted.explained.toFixed(2)}) makes ${formatNumber(labelledCount)} labels say as much as ${formatNumber(Math.floor(assisted.worth))} would.`,
    reasonWords(record),
  ])
}

/** "The sides differ by 4 to 31 posts." Empty without a lead, and where all were read. */
function differenceWords(lead: Cited['audit']['lead'], postCount: number): string {
  if (lead?.word !== 'more' || lead.low === lead.high) return ''
  const isCount = postCount < MIN_PERCENT_COUNT
  const { low, high } = roundOutwards(lead, isCount ? postCount : 100)
  return `The sides differ by ${low} to ${high} ${isCount ? 'posts' : 'percentage points'}.`
}

function describeMissing(cited: Cited): string {
  const { group, audit, wording } = cited
  const others = group.findings.filter(({ id }) => id !== 'agreement')
  return joined([
    promptWords(group, audit.place),
    otherWords(cited),
    missingWords(cited),
    ...sentenceWords(others, wording.name),
    unknownWords(group),
    'Posts are counted, not people.',
  ])
}

/** On posts of unknown authors, who may be one; empty without any. */
function unknownWords({ authorCount, unknownAuthorCount }: Cited['group']): string {
  if (unknownAuthorCount === 0) return ''
  if (authorCount === 0) return 'Authors are not known.'
  const have = verb(unknownAuthorCount, 'has', 'have')
  return `${formatCount(unknownAuthorCount, 'post')} ${have} no known author.`
}

/** "40 replies are missing; with them retreat would be 4% to 54%." */
function missingWords({ group: { postCount }, capture, sideShares, wording }: Cited): string {
  const { missingCount, bounds } = capture
  if (missingCount === null) return `${HIDDEN}.`
  if (missingCount === 0) return allHere(capture.capturedCount)
  const missing = goneWords(capture)
  // Nobody knows what a share would be with replies that nobody counted.
  if (capture.isFloor)
    return leftOf(capture) === 0 ? `${missing}. ${HIDDEN}.` : `At least ${missing}.`
  const withThem = `${missing}; with ${missingCount === 1 ? 'it' : 'them'}`
  if (missingCount > postCount) return `${withThem} everything could change.`
  const bound = bounds.find(({ label }) => label === sideShares[0]?.label)
  if (bound === undefined) return `${missing}.`
  const whole = postCount + missingCount
  const { isPercent, range } = shareWords(whole, postCount)
  const of = isPercent ? '' : ` of ${formatNumber(whole)}`
  return `${withThem} ${wording.name(bound.label)} would be ${range(bound)}${of}.`
}
