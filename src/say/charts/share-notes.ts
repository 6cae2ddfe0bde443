import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { formatCount, formatNumber, formatPart, LEVEL } from '../../base/text/format-count.js'
import { isolateRuns } from '../../base/text/right-to-left.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { agreementWords } from '../facts/finding-words.js'
import { RULE, whoseWords } from '../facts/label-meanings.js'
import type { DisclosureFacts } from '../facts/parse-facts-file.js'
import type { ReportGroup } from '../facts/report-group.js'
import {
  companyWords,
  countOf,
  existWords,
  groupPlace,
  largeWords,
  leftOf,
  onTwoWords,
} from '../facts/subject.js'
import { MAX_LINK_LENGTH, type sourceOf, sourceWords } from '../facts/thread-source.js'
import {
  isReaderUnsaid,
  leadRule,
  leftWords,
  printableMove,
  readBy,
  withStop,
} from '../facts/wording.js'
import { datesOfAll } from '../format/format-value.js'
import { capitalise, joined } from '../format/names.js'
import { hasRange, type PictureRows } from './share-facts.js'

/** Where the posts of a picture come from. */
export interface Origin {
  readonly breakdown: Breakdown
  readonly origin: ReturnType<typeof sourceOf>
  /** Source as printed; undefined: the source that the posts name. */
  readonly credit: string | undefined
  readonly facts: DisclosureFacts | null
}

/** "41 posts by 31 accounts in @dana's X thread, 18–19 November 2026; about 402 replies exist" */
export function describePosts(
  { count, isPercent }: PictureRows,
  { group, capture }: ReportGroup,
  { origin }: Origin,
): string {
  const { postCount, authorCount, unknownAuthorCount } = group
  const of =
    count === postCount
      ? countOf(group)
      : `the ${formatNumber(count)} of ${countOf(group)} with a label`
  const account = unknownAuthorCount > 0 ? 'known account' : 'account'
  const accounts =
    authorCount === 0 ? '' : ` by ${formatCount(authorCount, account)}${largeWords(group)}`
  const existing = formatCount(capture.capturedCount + leftOf(capture), 'reply', 'replies')
  const exist = existWords(capture, existing)
  const where = groupPlace(group, origin, origin.threadCount)
  const days = datesOfAll(group)
  const written = days === '' ? '' : `, ${days}`
  return `${isPercent ? 'Share of ' : ''}${of}${accounts}${companyWords(group)} ${where}${onTwoWords(group)}${unknownWords(group)}${written}${exist && `; ${exist}`}`
}

/** ", authors not known", ", 10 by unknown authors"; empty where all are known. */
function unknownWords({ authorCount, unknownAuthorCount }: ReportGroup['group']): string {
  if (unknownAuthorCount === 0) return ''
  const count = formatNumber(unknownAuthorCount)
  return authorCount === 0 ? ', authors not known' : `, ${count} by unknown authors`
}

/** Legend: meaning of a mark, readers, and meaning of the brackets. */
export function describeMarking(
  { rows, isMarked }: PictureRows,
  reported: ReportGroup,
  breakdown: Breakdown,
): string {
  const isAllRead = rows.every(({ markCount, readCount }) => readCount === markCount)
  const isPartRead = !isAllRead && rows.some(({ readCount }) => readCount > 0)
  const named = [
    rows.some(({ interval }) => interval !== null) ? 'bars' : '',
    rows.some(hasRange) ? 'brackets' : '',
  ]
  const intervals = named.filter(Boolean).join(' and ')
  return joined([
    isMarked ? `Each mark is a post${isPartRead ? '; outlined ones were not read' : ''}.` : '',
    describeSettling(reported) || describeReading(reported, breakdown),
    reported.audit === null ? '' : leadRule(reported.group, reported.audit),
    intervals === ''
      ? ''
      : `${capitalise(intervals)}: where the figure of all ${formatNumber(reported.group.postCount)} probably lies (${LEVEL}).`,
  ])
}

/** The rule beside the meanings in the rows, and the move unless it is the name of the picture. */
export function describeLabels({ deal, scheme, name }: ReportGroup): string {
  const move = printableMove(deal?.move ?? '')
  const isShown = move === '' || move === printableMove(name)
  return joined([isDefaultScheme(scheme) ? RULE : '', isShown ? '' : whoseWords(withStop(move))])
}

/** Readers of the posts, and their number. */
export function describeReading(
  { audit }: Pick<ReportGroup, 'audit'>,
  { audit: record }: Breakdown,
): string {
  if (audit === null || record === null) return 'Labelled by a model.'
  const { isCensus, drawnCount, labelledCount, skippedCount, assisted } = audit
  const read = readBy(record, audit)
  const all =
    skippedCount === 0
      ? `all ${formatCount(drawnCount, 'post')}`
      : `${formatPart(drawnCount - skippedCount, drawnCount)} posts`
  const reading = isReaderUnsaid(record, audit) ? `${all} ${read}` : `${read} ${all}`
  const left = leftWords(audit)
  if (isCensus) return `${capitalise(reading)}${left === '' ? '' : `; ${left}`}.`
  const part = labelledCount === drawnCount ? '' : `${formatNumber(labelledCount)} of `
  return `Estimated from ${part}${formatCount(drawnCount, 'post')}, picked at random, that ${read}${assisted === undefined ? '' : ', with the help of a model'}.`
}

/** How several readers of all agree; empty for one, and for a sample. */
function describeSettling({ group, audit }: ReportGroup): string {
  if (audit?.isCensus !== true) return ''
  const agreement = group.findings.find((one) => one.id === 'agreement')
  return agreement === undefined || agreement.doubleCodedCount === 0
    ? ''
    : agreementWords(agreement, false)
}

/** @param width of a line, in letters */
export function sourceLine({ credit, facts, origin }: Origin, width: number): string {
  const known =
    sourceWords(origin, facts, Math.min(width, MAX_LINK_LENGTH)) || 'Source: posts as captured.'
  const source = credit === undefined ? known : `Source: ${withStop(credit)}`
  return isolateRuns(`${source} Chart: dealstance.`)
}
