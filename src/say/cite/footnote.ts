import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatLevel, formatNumber, formatPart, roundOutwards } from '../../base/text/format-count.js'
import { type Lead, labelsToUndo } from '../../count/audited/lead.js'
import { missingCountOf } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import type { Finding } from '../../count/breakdown/finding.js'
import { sampledCountOf } from '../../judge/stance/asking-classifier.js'
import { describeDates, describeLearning } from '../facts/describe.js'
import { formatDepth, shareWords } from '../facts/share-words.js'
import { capitalise, censusWords, countPosts, DEPTH_NAMES, listed, printableMove, readerWords, withStop } from '../facts/wording.js'
import { givenName, joined, printableName } from '../format/names.js'
import { footnoteWords } from '../rules/rule-words.js'
import { formatMargin, formatPoints, formatTogether, isEven, percentWords, type QuotedShare } from './numbers.js'
import { allOf, type SentenceInput } from './sentence.js'

export interface FootnoteInput extends Pick<SentenceInput, 'subject' | 'audit' | 'lead' | 'wording'> {
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  readonly quoted: readonly QuotedShare[]
  readonly findings: readonly Finding[]
  /** People who labelled posts of the subject. */
  readonly coderCount: number
  /** Why labels agree with the model, as those who cite say. */
  readonly accepted: string | undefined
}

/** Hex digits of a hash that stand in the footnote; the claim has them all. */
const HASH_DIGITS = 12

/** The parts of the footnote in their order; one that has nothing to say is empty. What a reader may ask for later stands in the disclosure. */
const PARTS: readonly ((input: FootnoteInput, breakdown: Breakdown) => string)[] = [
  describeMove,
  describeMethod,
  ({ record, audit }) => (audit.isCensus ? '' : describeLearning(record)),
  describeShares,
  describeLead,
  describeIntervals,
  describeDepths,
  ({ audit }) => describeDates(audit),
  describeCoverage,
  describeFindings,
  describeAssumptions,
  ({ record: { scoredSha256, drawnSha256, sha256 } }, { evidence = [] }) =>
    `Evidence (SHA-256): scored posts${inFiles(evidence.filter(({ role }) => role === 'scored').length)} ${scoredSha256.slice(0, HASH_DIGITS)}…${drawnSha256 === undefined ? '' : ` (${drawnSha256.slice(0, HASH_DIGITS)}… at the draw)`}${sha256 === null ? '' : `, audit ${sha256.slice(0, HASH_DIGITS)}…`}.`,
]

const inFiles = (count: number): string => (count > 1 ? ` (${formatNumber(count)} files, one after the other)` : '')

/** Renders the method, every number with its margin, the limits and the files behind a sentence. */
export function renderFootnote(breakdown: Breakdown, input: FootnoteInput): string {
  return joined(PARTS.map((part) => part(input, breakdown)))
}

function describeMove({ subject: { deal } }: FootnoteInput, { scheme }: Breakdown): string {
  if (deal === null && scheme === undefined)
    return 'Caution: the scored file names no move, so that who quotes this must name it, best in the file: classify … --mover COMPANY --move "what it does".'
  const move = deal?.move == null ? '' : printableMove(deal.move)
  return move === '' ? '' : `The move: “${withStop(move)}”`
}

function describeMethod({ subject, audit, record, coderCount, accepted }: FootnoteInput, { model, options }: Breakdown): string {
  const { rootCount, unsureCount, unscoredCount } = subject.group
  const { postCount } = subject
  const roots = rootCount === 0 ? '' : ` (${formatCount(rootCount, 'opening post')} among them)`
  const left = options.count === 'replies' ? ' Posts that start a thread and have replies are not counted.' : ''
  const posts = `${countPosts(subject, postCount)}${roots}`
  if (audit.isCensus)
    return `How: ${censusWords(record, coderCount)} ${readerWords(record, accepted).read} ${postCount === 2 ? posts.replace('2', 'both') : `all ${posts}`}.${left}`
  const missing = missingCountOf(audit)
  const reached = audit.labelledCount + missing
  const gap = [
    missing === 0
      ? ''
      : `; ${missing} more of the sample ${missing === 1 ? 'has' : 'have'} no label, and every interval holds whatever it would be`,
    reached === audit.drawnCount ? '' : `; the sample is the first ${formatPart(reached, audit.drawnCount)} in the order drawn`,
  ].join('')
  const isChanged = record.origin.changedSinceDraw.includes('predictions')
  const whole = isChanged ? record.origin.drawnModel : model
  const named = audit.askedCount === undefined && sampledCountOf(whole) !== null ? (whole?.split('+llm:')[0] ?? null) : whole
  // The estimate stands on the predictions of the draw, not on those of the file.
  const silentCount = isChanged ? 0 : unsureCount + unscoredCount
  const asked =
    audit.askedCount === undefined ? '' : `; a language model labelled ${formatNumber(audit.askedCount)} of them, drawn at random`
  const labelled = `a model${named === null ? '' : ` (${givenName(named)})`} labelled ${silentCount === 0 ? `all ${posts}` : `${formatNumber(postCount - silentCount)} of the ${posts}, leaving ${formatNumber(unsureCount)} unsure and ${formatNumber(unscoredCount)} unscored`}${asked}`
  return `How: ${labelled}; ${readerWords(record, accepted).who.replace('a model', 'a model as coder')} labelled a random ${randomWords(audit, silentCount === 0)}${record.by === undefined ? '' : ', drawn by depth in the thread'}${gap}; what ${audit.askedCount === undefined ? 'the model got wrong there corrects its' : 'both models got wrong there corrects their'} counts (${printableName(record.headlineMethod)}).${left}`
}

/** "80 of them", or capture by capture: "77 of 158 and 9 of the 59 captured since". */
function randomWords({ labelledCount, captures = [], populationCount }: GroupAudit, isAll: boolean): string {
  if (captures.length < 2) return `${formatNumber(labelledCount)} of ${isAll ? 'them' : `all ${formatNumber(populationCount)}`}`
  const [first = [0, 0] as const, ...later] = captures.map((one) => [one.labelledCount, one.populationCount] as const)
  return listed([formatPart(...first), ...later.map(([count, of]) => `${formatNumber(count)} of the ${formatNumber(of)} captured since`)])
}

function describeShares({ audit, quoted, subject, wording }: FootnoteInput, { options }: Breakdown): string {
  const level = formatLevel(options.confidenceLevel)
  if (!shareWords(subject.postCount).isPercent) {
    const counts = quoted.map(({ label, printed: { count, lowCount, highCount } }) =>
      audit.isCensus
        ? `${wording.name(label)} ${formatPart(count, subject.postCount)}`
        : `${wording.name(label)} ${formatNumber(count)}, ${formatNumber(lowCount)} to ${formatNumber(highCount)}`,
    )
    return `Counts${audit.isCensus ? '' : ` with ${level} interval`}: ${counts.join('; ')}.`
  }
  const parts = quoted.map(({ label, printed, ...interval }) => {
    if (audit.isCensus) return `${wording.name(label)} ${formatPart(printed.count, subject.postCount)} (${printed.percent})`
    const range = `${printed.lowPercent}% to ${printed.highPercent}%`
    return `${wording.name(label)} ${printed.percent}${isEven(interval) ? `, ${formatMargin(interval)}, interval ${range}` : ` (${range})`}`
  })
  const whole = quoted.map(({ share }) => Math.round(share * 100)).reduce((sum, percent) => sum + percent, 0)
  const isAll = Math.abs(quoted.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6
  const rounded = isAll && whole !== 100 ? ' Shares do not add up to 100% because they are rounded.' : ''
  return `${quoted.length === 1 ? 'Share' : 'Shares'}${audit.isCensus ? '' : ` with ${level} interval`}: ${parts.join('; ')}.${rounded}`
}

function describeLead({ audit, lead, quoted, subject, wording, record }: FootnoteInput, { options }: Breakdown): string {
  if (lead === null) return ''
  const { isPercent } = shareWords(subject.postCount)
  const unit = isPercent ? 100 : subject.postCount
  const difference = Number((lead.difference * unit).toFixed(0))
  const range = roundOutwards(lead, unit)
  const interval = audit.isCensus ? '' : ` (${formatLevel(options.confidenceLevel)} interval ${signed(range.low)} to ${signed(range.high)})`
  return `Difference between ${wording.name(lead.ahead)} and ${wording.name(lead.behind)}: ${isPercent ? formatPoints(difference) : countPosts(subject, difference)}${interval}.${missesShares(lead, quoted, unit) ? ` ${isPercent ? 'Shares' : 'Counts'} are rounded, so differences may miss by a ${isPercent ? 'point' : 'post'}.` : ''}${undoWords(lead, audit, wording, record)}`
}

/** "Retreat leads as long as fewer than 4 of 80 labels are wrong." */
function undoWords(lead: Lead, audit: GroupAudit, wording: FootnoteInput['wording'], { by }: BreakdownAudit): string {
  const count = by === undefined ? labelsToUndo(lead, audit) : null
  if (count === null) return ''
  return ` ${capitalise(wording.name(lead.ahead))} ${lead.word} as long as fewer than ${formatNumber(count)} of ${formatCount(audit.labelledCount, 'label')} are wrong.`
}

/** True if the difference as printed is not that of the numbers as printed. */
function missesShares({ ahead, behind, difference }: Lead, quoted: FootnoteInput['quoted'], unit: number): boolean {
  const roundedOf = (side: string): number => Math.round((quoted.find(({ label }) => label === side)?.share ?? 0) * unit)
  return roundedOf(ahead) - roundedOf(behind) !== Number((difference * unit).toFixed(0))
}

function describeIntervals({ audit, quoted, record, lead, accepted }: FootnoteInput, { options: { confidenceLevel } }: Breakdown): string {
  const { labelled } = readerWords(record, accepted)
  if (audit.isCensus) return `Every post was ${labelled}: there is no sampling error, but slips of those who labelled remain.`
  const count = quoted.length + (lead === null ? 0 : 1)
  const errors =
    audit.agreement.doubleCodedCount === 0
      ? 'the draw, not wrong labels'
      : `the draw, and as many wrong labels as the coders' differences show (about ${percentWords(audit.labelError)} of the labels, taken to be even)`
  return `Intervals cover ${errors}; ${allOf(count)} together hold in ${formatTogether(confidenceLevel, count)} of samples at least.`
}

/** "“neither” by depth, each interval for itself: depth 2: 51% (40% to 62%), the model 35%." */
function describeDepths({ subject, audit, wording }: FootnoteInput, { scheme }: Breakdown): string {
  const parts = subject.group.depths.flatMap(({ depth, postCount, estimate, neutralShare }) => {
    if (!estimate) return []
    const model = neutralShare === null ? '' : `, the model ${percentWords(neutralShare)}`
    return `${DEPTH_NAMES[depth].split(':', 1)[0]}: ${formatDepth(estimate, postCount)}${model}`
  })
  const neutral = (scheme ?? STANCE_SCHEME).neutral ?? ''
  return parts.length === 0 || audit.isCensus
    ? ''
    : `${capitalise(wording.name(neutral))} by depth, each interval for itself: ${parts.join('; ')}.`
}

const signed = (points: number): string => (points < 0 ? `−${-points}` : `${points === 0 ? 0 : points}`)

function describeCoverage({ audit, capture, quoted, subject, wording }: FootnoteInput): string {
  const { capturedCount, missingCount, bounds } = capture
  const scope = 'Posts are counted, not people, and captured ones alone.'
  if (missingCount === null) return `How many replies are missing is not known. ${scope}`
  const { range } = shareWords(subject.postCount + missingCount, subject.postCount)
  const captured = `Captured: ${formatNumber(capturedCount)} of the ${formatCount(capturedCount + missingCount, 'reply', 'replies')} known to exist`
  const ranges = quoted.flatMap(({ label }) => {
    const bound = bounds.find((one) => one.label === label)
    return bound ? [`${wording.name(label)} ${range(bound)}`] : []
  })
  const worst =
    missingCount === 0 || ranges.length === 0
      ? ''
      : `; whatever the others say, ${ranges.join(', ')} of all${audit.isCensus ? '' : ' (the draw of the sample aside)'}`
  return `${captured}${worst}. ${scope}`
}

/** Assumptions that no file can prove; they stand beside every number. */
function describeAssumptions({ audit }: FootnoteInput): string {
  return `Assumed, since no file can show it: no post was left out, added or changed before the draw; coders called people are people, read the posts and labelled alone, blind to model and result; and no other predictions, ${audit.isCensus ? '' : 'sample, '}labels or coders were thrown away.`
}

/** The rules that the posts and their labels fire; why labels like the model's were accepted stands with them. */
function describeFindings({ findings, wording, accepted }: FootnoteInput): string {
  const isAlike = findings.some(({ id }) => id === 'like-model')
  const why =
    accepted !== undefined && isAlike ? `Why they agree, as those who cite say: ${printableName(accepted, MAX_REASON_WIDTH)}.` : ''
  return joined([...footnoteWords(findings, wording.name), why])
}

const MAX_REASON_WIDTH = 300
