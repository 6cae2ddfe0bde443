import { GOOD_ALPHA, judgeAgreement, MIN_DOUBLE_CODED_COUNT, missingCountOf } from '../../aggregate/audit/audit-reach.js'
import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../aggregate/breakdown/breakdown-audit.js'
import { formatCount } from '../../text/format-count.js'
import { formatShareRange } from '../format/format-share.js'
import type { CaptureCount } from './cite-capture.js'
import type { Lead } from './cite-lead.js'
import { formatLevel, formatPoints, type QuotedShare } from './cite-numbers.js'
import { describeOrigin, readerWords } from './cite-origin.js'
import { leadWords } from './cite-sentence.js'
import { type CiteSubject, countPosts } from './cite-subject.js'
import { printableMove, printableName, type Wording } from './cite-wording.js'

export interface FootnoteInput {
  readonly subject: CiteSubject
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  readonly quoted: readonly QuotedShare[]
  readonly lead: Lead | null
  readonly wording: Wording
  /** Why labels agree with the model, as those who cite say. */
  readonly accepted: string | undefined
}

/** Hex digits of a hash that stand in the footnote; the claim has them all. */
const HASH_DIGITS = 12

/** What a reader needs to judge the sentence: how it was counted, every number with its margin, what it does not say, and on which files it stands. */
export function writeFootnote(breakdown: Breakdown, input: FootnoteInput): string {
  const { subject, audit, quoted } = input
  const move = subject.deal?.move ?? null
  const { labelled, labelling } = readerWords(input.record)
  return [
    move === null ? '' : `The move: ${printableMove(move)}.`,
    describeMethod(breakdown, input),
    describeShares(breakdown, input),
    describeLead(breakdown, input),
    audit.isCensus
      ? `Every post was ${labelled}: there is no sampling error, but slips of those who labelled remain.`
      : `The interval covers which posts happened to be picked for ${labelling}, and no more: slips of those who labelled are not in it.`,
    describeCapture(input),
    describeCoders(input),
    describeOrigin(breakdown, input.record, input.accepted),
    `Evidence (SHA-256): scored posts ${input.record.scoredSha256.slice(0, HASH_DIGITS)}…${input.record.sha256 === null ? '' : `, audit ${input.record.sha256.slice(0, HASH_DIGITS)}…`}.`,
  ]
    .filter((part) => part !== '' && quoted.length > 0)
    .join(' ')
}

function describeMethod({ model, options }: Breakdown, { subject, audit, record }: FootnoteInput): string {
  const { rootCount } = subject.group
  const { who } = readerWords(record)
  const roots = rootCount === 0 ? '' : ` (${rootCount} of them ${rootCount === 1 ? 'starts' : 'start'} a thread)`
  const left = options.count === 'replies' ? ' Posts that start a thread and have replies are not counted.' : ''
  const all = `${countPosts(subject, subject.postCount)}${roots}`
  if (audit.isCensus) return `How: ${who} read and labelled all ${all}.${left}`
  const by = record.method === 'stratified' ? ', drawn in parts by predicted label and certainty' : ''
  const missing = missingCountOf(audit)
  const reached = audit.labelledCount + missing
  const gap = [
    missing === 0
      ? ''
      : `; ${missing} more of the sample ${missing === 1 ? 'has' : 'have'} no label, and every interval holds whatever it would be`,
    reached === audit.drawnCount ? '' : `; the sample is the first ${reached} of ${audit.drawnCount} in the order drawn`,
  ].join('')
  return `How: a program${model === null ? '' : ` (${printableName(model)})`} labelled all ${all}, ${who} labelled a random ${audit.labelledCount} of them${by}${gap}; what the program got wrong there corrects its counts (${printableName(record.headlineMethod)}).${left}`
}

function describeShares({ options }: Breakdown, { audit, quoted, subject, wording }: FootnoteInput): string {
  const level = formatLevel(options.confidenceLevel)
  const parts = quoted.map(({ label, printed }) => {
    if (audit.isCensus) return `${wording.name(label)} ${printed.count} of ${subject.postCount} (${printed.percent})`
    return `${wording.name(label)} ${printed.percent}, ±${formatPoints(printed.marginPoints)}, interval ${printed.lowPercent}% to ${printed.highPercent}%`
  })
  const whole = quoted.map(({ share }) => Math.round(share * 100)).reduce((sum, percent) => sum + percent, 0)
  const isAll = Math.abs(quoted.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6
  const rounded = isAll && whole !== 100 ? ' Shares do not add up to 100% because they are rounded.' : ''
  return `${quoted.length === 1 ? 'Share' : 'Shares'}${audit.isCensus ? '' : ` with ${level} margin`}: ${parts.join('; ')}.${rounded}`
}

function describeLead({ options }: Breakdown, { audit, lead, wording }: FootnoteInput): string {
  if (lead === null) return ''
  const points = Number((lead.difference * 100).toFixed(0))
  const low = Math.floor(lead.low * 100 + 1e-9)
  const high = Math.ceil(lead.high * 100 - 1e-9)
  const interval = audit.isCensus ? '' : ` (${formatLevel(options.confidenceLevel)} interval ${signed(low)} to ${signed(high)})`
  return `Difference between ${wording.name(lead.ahead)} and ${wording.name(lead.behind)}: ${formatPoints(points)}${interval}, so that ${leadWords(lead, wording)} (${lead.rule}).`
}

const signed = (points: number): string => (points < 0 ? `−${-points}` : `${points === 0 ? 0 : points}`)

function describeCapture({ audit, capture: { capturedCount, missingCount, bounds }, quoted, wording }: FootnoteInput): string {
  const scope = 'Posts are counted, not people, and nothing is said of posts that were not captured or of anyone who did not write there.'
  if (missingCount === null) return `How many more replies the thread has is not known. ${scope}`
  const captured = `Captured: ${capturedCount} of the ${formatCount(capturedCount + missingCount, 'reply', 'replies')} known to exist`
  const ranges = quoted.flatMap(({ label }) => {
    const bound = bounds.find((one) => one.label === label)
    return bound ? [`${wording.name(label)} ${formatShareRange(bound).replace(' %', '%').replace(' to', '% to')}`] : []
  })
  const worst =
    missingCount === 0 || ranges.length === 0
      ? ''
      : `; whatever the others say, ${ranges.join(', ')} of all${audit.isCensus ? '' : ' (the draw of the sample aside)'}`
  return `${captured}${worst}. ${scope}`
}

function describeCoders({ record: { coders, agreement } }: FootnoteInput): string {
  const who = formatCount(coders.length, 'coder')
  const { doubleCodedCount, alpha, agreementShare } = agreement
  const verdict = judgeAgreement(agreement)
  if (verdict === 'unchecked') {
    return `Caution: labels by ${who}${coders.length === 1 ? ' alone' : ', no judgement by two'}: nobody has checked them.`
  }
  const twice = `${formatCount(doubleCodedCount, 'judgement')} of the audit by two or more`
  const percent = `they agree on ${Math.round((agreementShare ?? 0) * 100)}%`
  switch (verdict) {
    case 'few':
      return `Caution: labels by ${who}, ${twice}; ${percent}. Krippendorff's alpha needs ${MIN_DOUBLE_CODED_COUNT}.`
    case 'uniform':
      return `Labels by ${who}, ${twice}; ${percent}, all with one label, so that Krippendorff's alpha is undefined.`
    case 'tentative':
      return `Caution: labels by ${who}, ${twice}: Krippendorff's alpha ${alpha?.toFixed(2)}, below ${GOOD_ALPHA}: enough for tentative conclusions alone.`
    default:
      return `Labels by ${who}, ${twice}: Krippendorff's alpha ${alpha?.toFixed(2)}.`
  }
}
