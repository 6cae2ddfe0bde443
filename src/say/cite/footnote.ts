import {
  formatNumber,
  formatPercentRange,
  LEVEL,
  MIN_PERCENT_COUNT,
  roundOutwards,
} from '../../base/text/format-count.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Finding } from '../../count/breakdown/finding.js'
import { DEFINED } from '../facts/label-meanings.js'
import { printableMove, promptWords, withStop } from '../facts/wording.js'
import { givenName, joined, printableName } from '../format/names.js'
import { findingWords, HIDDEN, sentenceWords } from '../rules/finding-words.js'
import { isMostMissing, type SentenceInput } from './sentence.js'

export interface FootnoteInput extends SentenceInput {
  readonly findings: readonly Finding[]
}

/**
 * Three lines: what the labels mean; who read, and how sure; what is missing. Further details are
 * in the disclosure.
 */
export const renderFootnote = (breakdown: Breakdown, input: FootnoteInput): string =>
  [
    describeLabels(input, breakdown),
    describeReading(input, breakdown),
    describeMissing(input),
  ].join('\n')

function describeLabels({ subject: { deal } }: FootnoteInput, { scheme }: Breakdown): string {
  const move = deal?.move == null ? '' : printableMove(deal.move)
  const unnamed = deal === null && scheme === undefined ? 'The file names no move.' : ''
  return joined([
    scheme === undefined ? DEFINED : 'The labels are those of a scheme of our own.',
    move === '' ? unnamed : `The move: “${withStop(move)}”`,
  ])
}

const MAX_REASON_WIDTH = 300

function describeReading(
  { subject, audit, record, findings, capture, lead, wording }: FootnoteInput,
  { model }: Breakdown,
): string {
  const agreement = findings.find(({ id }) => id === 'agreement')
  const { acceptedAgreement: accepted } = record
  const sure =
    audit.isCensus || isMostMissing(capture)
      ? ''
      : `Each range is a ${LEVEL} interval: reading others of these posts could give any number in it.`
  const { assisted } = audit
  const helped =
    assisted === undefined
      ? ''
      : `The model${model === null ? '' : ` ${givenName(model)}`} (R² ${assisted.explained.toFixed(2)}) makes ${formatNumber(audit.labelledCount)} labels say as much as ${formatNumber(Math.floor(assisted.worth))} would.`
  const why =
    accepted === undefined
      ? ''
      : `Why the labels hold, in the words of those who cite: “${withStop(printableName(accepted, MAX_REASON_WIDTH))}”`
  return joined([
    agreement === undefined ? '' : findingWords(agreement, wording.name),
    sure,
    differenceWords(lead, subject.postCount),
    helped,
    why,
  ])
}

/** "The sides differ by 4 to 31 points." Empty without a lead, and where all were read. */
function differenceWords(lead: FootnoteInput['lead'], postCount: number): string {
  if (lead?.word !== 'more' || lead.low === lead.high) return ''
  const isCount = postCount < MIN_PERCENT_COUNT
  const { low, high } = roundOutwards(lead, isCount ? postCount : 100)
  return `The sides differ by ${low} to ${high} ${isCount ? 'posts' : 'points'}.`
}

function describeMissing(input: FootnoteInput): string {
  const { capture, findings, wording } = input
  return joined([
    promptWords(input.subject.group),
    missingWords(input, capture),
    ...sentenceWords(
      findings.filter(({ id }) => id !== 'agreement'),
      wording.name,
    ),
    'Posts are counted, not people.',
  ])
}

/** "40 replies are missing; they could move retreat to 4% to 54%." */
function missingWords(
  { subject, quotedShares, wording }: FootnoteInput,
  { missingCount, bounds }: FootnoteInput['capture'],
): string {
  if (missingCount === null) return `${HIDDEN}.`
  if (missingCount === 0) return 'All replies known to exist are here.'
  const missing = `${formatNumber(missingCount)} ${missingCount === 1 ? 'reply is' : 'replies are'} missing`
  const it = missingCount === 1 ? 'it' : 'they'
  if (missingCount > subject.postCount) return `${missing}; ${it} could change everything.`
  const bound = bounds.find(({ label }) => label === quotedShares[0]?.label)
  if (bound === undefined) return `${missing}.`
  const whole = subject.postCount + missingCount
  const { low, high } = roundOutwards(bound, whole)
  const range =
    subject.postCount < MIN_PERCENT_COUNT
      ? `${formatNumber(low)} to ${formatNumber(high)} of ${formatNumber(whole)}`
      : formatPercentRange(bound)
  return `${missing}; ${it} could move ${wording.name(bound.label)} to ${range}.`
}
