import { formatCount } from '../../base/text/format-count.js'
import { GOOD_ALPHA, judgeAgreement, MIN_DOUBLE_CODED_COUNT, missingCountOf } from '../../count/audited/quotable.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { CAPTURE_NOTE } from '../../count/tally/list-capture-cautions.js'
import { describeLearning } from '../facts/describe-learning.js'
import { shareWords } from '../facts/share-words.js'
import { type Lead, lowPointsOf } from './cite-lead.js'
import { formatLevel, formatPoints, formatTogether } from './cite-numbers.js'
import { censusWords, describeOrigin, readerWords } from './cite-origin.js'
import { allOf, leadWords } from './cite-sentence.js'
import { countPosts } from './cite-subject.js'
import { printableMove, printableName, withStop } from './cite-wording.js'
import { describeAssumptions, describeLabelErrors, describeLargeAccounts, describeWay, type FootnoteInput } from './footnote-doubts.js'

/** Hex digits of a hash that stand in the footnote; the claim has them all. */
const HASH_DIGITS = 12

/** So much of a note of the capture stands in the footnote, in characters. */
const NOTE_LENGTH_LIMIT = 300

/** The parts of the footnote in their order; one that has nothing to say is empty. */
const PARTS: readonly ((input: FootnoteInput, breakdown: Breakdown) => string)[] = [
  describeMove,
  describeMethod,
  ({ record, audit }) => (audit.isCensus ? '' : describeLearning(record, audit)),
  describeShares,
  describeLead,
  describeIntervals,
  describeLabelErrors,
  describeCapture,
  describeNotes,
  describeWay,
  describeLargeAccounts,
  describeCoders,
  ({ record, audit, accepted }, breakdown) => describeOrigin(breakdown, record, audit, accepted),
  describeAssumptions,
  ({ record: { scoredSha256, sha256 }, isRecounted }) =>
    `Evidence (SHA-256): scored posts ${scoredSha256.slice(0, HASH_DIGITS)}…${sha256 === null ? '' : `, audit ${sha256.slice(0, HASH_DIGITS)}…`}${isRecounted ? '' : '; the files were not at hand, so the numbers were not counted anew'}.`,
]

/** What a reader needs to judge the sentence: how it was counted, every number with its margin, what it does not say, and on which files it stands. */
export function writeFootnote(breakdown: Breakdown, input: FootnoteInput): string {
  return PARTS.map((part) => part(input, breakdown))
    .filter((part) => part !== '')
    .join(' ')
}

function describeMove({ subject: { deal } }: FootnoteInput, { scheme }: Breakdown): string {
  if (deal === null && scheme === undefined)
    return 'Caution: the scored file names no move, so that who quotes this must name it, best in the file: classify … --mover COMPANY --move "what it does".'
  const move = deal?.move == null ? '' : printableMove(deal.move)
  return move === '' ? '' : `The move: ${withStop(move)}`
}

function describeMethod({ subject, audit, record, coderCount }: FootnoteInput, { model, options }: Breakdown): string {
  const { rootCount, unsureCount, unscoredCount } = subject.group
  const { postCount } = subject
  const roots = rootCount === 0 ? '' : ` (${rootCount} of them ${rootCount === 1 ? 'starts' : 'start'} a thread)`
  const left = options.count === 'replies' ? ' Posts that start a thread and have replies are not counted.' : ''
  const posts = `${countPosts(subject, postCount)}${roots}`
  if (audit.isCensus)
    return `How: ${censusWords(record, coderCount)} read and labelled ${postCount === 2 ? posts.replace('2', 'both') : `all ${posts}`}.${left}`
  const by = record.method === 'stratified' ? ', drawn in parts by predicted label and certainty' : ''
  const missing = missingCountOf(audit)
  const reached = audit.labelledCount + missing
  const gap = [
    missing === 0
      ? ''
      : `; ${missing} more of the sample ${missing === 1 ? 'has' : 'have'} no label, and every interval holds whatever it would be`,
    reached === audit.drawnCount ? '' : `; the sample is the first ${reached} of ${audit.drawnCount} in the order drawn`,
  ].join('')
  const silentCount = unsureCount + unscoredCount
  const program = `a program${model === null ? '' : ` (${printableName(model)})`} labelled ${silentCount === 0 ? `all ${posts}` : `${postCount - silentCount} of the ${posts}, leaving ${unsureCount} unsure and ${unscoredCount} unscored`}`
  return `How: ${program}; ${readerWords(record).who} labelled a random ${audit.labelledCount} of ${silentCount === 0 ? 'them' : `all ${postCount}`}${by}${gap}; what the program got wrong there corrects its counts (${printableName(record.headlineMethod)}).${left}`
}

function describeShares({ audit, quoted, subject, wording }: FootnoteInput, { options }: Breakdown): string {
  const level = formatLevel(options.confidenceLevel)
  if (!shareWords(subject.postCount).isPercent) {
    const counts = quoted.map(({ label, printed: { count, lowCount, highCount } }) =>
      audit.isCensus
        ? `${wording.name(label)} ${count} of ${subject.postCount}`
        : `${wording.name(label)} ${count}, ${lowCount} to ${highCount}`,
    )
    return `Counts${audit.isCensus ? '' : ` with ${level} interval`}: ${counts.join('; ')}.`
  }
  const parts = quoted.map(({ label, printed }) => {
    if (audit.isCensus) return `${wording.name(label)} ${printed.count} of ${subject.postCount} (${printed.percent})`
    return `${wording.name(label)} ${printed.percent}, ±${formatPoints(printed.marginPoints)}, interval ${printed.lowPercent}% to ${printed.highPercent}%`
  })
  const whole = quoted.map(({ share }) => Math.round(share * 100)).reduce((sum, percent) => sum + percent, 0)
  const isAll = Math.abs(quoted.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6
  const rounded = isAll && whole !== 100 ? ' Shares do not add up to 100% because they are rounded.' : ''
  return `${quoted.length === 1 ? 'Share' : 'Shares'}${audit.isCensus ? '' : ` with ${level} margin`}: ${parts.join('; ')}.${rounded}`
}

function describeLead({ audit, lead, quoted, subject, wording }: FootnoteInput, { options }: Breakdown): string {
  if (lead === null) return ''
  const { isPercent } = shareWords(subject.postCount)
  const unit = isPercent ? 100 : subject.postCount
  const difference = Number((lead.difference * unit).toFixed(0))
  const low = isPercent ? lowPointsOf(lead.low) : Math.floor(lead.low * unit + 1e-7)
  const interval = audit.isCensus
    ? ''
    : ` (${formatLevel(options.confidenceLevel)} interval ${signed(low)} to ${signed(Math.ceil(lead.high * unit - (isPercent ? 1e-9 : 1e-7)))})`
  return `Difference between ${wording.name(lead.ahead)} and ${wording.name(lead.behind)}: ${isPercent ? formatPoints(difference) : countPosts(subject, difference)}${interval}, so that ${leadWords(lead, wording)} (${lead.rule}).${missesShares(lead, quoted, unit) ? ` ${isPercent ? 'Shares' : 'Counts'} are rounded, so differences may miss by a ${isPercent ? 'point' : 'post'}.` : ''}`
}

/** Whether the difference as printed is not that of the numbers as printed. */
function missesShares({ ahead, behind, difference }: Lead, quoted: FootnoteInput['quoted'], unit: number): boolean {
  const roundedOf = (side: string): number => Math.round((quoted.find(({ label }) => label === side)?.share ?? 0) * unit)
  return roundedOf(ahead) - roundedOf(behind) !== Number((difference * unit).toFixed(0))
}

/** What the intervals hold, by themselves and together. */
function describeIntervals({ audit, record, quoted, lead }: FootnoteInput, { options: { confidenceLevel } }: Breakdown): string {
  const { labelled, labelling } = readerWords(record)
  if (audit.isCensus) return `Every post was ${labelled}: there is no sampling error, but slips of those who labelled remain.`
  const count = quoted.length + (lead === null ? 0 : 1)
  const all = `${allOf(count)}${lead === null ? '' : ', that of the difference included,'}`
  return `The interval covers which posts happened to be picked for ${labelling}, and no more: slips of those who labelled are not in it.${count === 1 ? '' : ` Each interval by itself is made to hold in ${formatLevel(confidenceLevel)} of such samples, ${all} together in ${formatTogether(confidenceLevel, count)} at least.`}`
}

const signed = (points: number): string => (points < 0 ? `−${-points}` : `${points === 0 ? 0 : points}`)

function describeCapture({ audit, capture, quoted, subject, wording }: FootnoteInput): string {
  const { capturedCount, missingCount, bounds } = capture
  const scope = 'Posts are counted, not people, and nothing is said of posts that were not captured or of anyone who did not write there.'
  if (missingCount === null) return `How many more replies the thread has is not known. ${scope}`
  const { range } = shareWords(subject.postCount + missingCount, subject.postCount)
  const captured = `Captured: ${capturedCount} of the ${formatCount(capturedCount + missingCount, 'reply', 'replies')} known to exist`
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

/** What the ledgers of the threads say in words: say that posts may be cut in the wrong place. */
function describeNotes({ subject }: FootnoteInput): string {
  return subject.group.cautions
    .filter((caution) => caution.startsWith(CAPTURE_NOTE))
    .map((caution) => printableName(caution, NOTE_LENGTH_LIMIT))
    .join(' ')
}

function describeCoders({ record: { agreement }, coderCount }: FootnoteInput): string {
  const who = formatCount(coderCount, 'coder')
  const { doubleCodedCount, alpha, agreementShare } = agreement
  const verdict = judgeAgreement(agreement)
  if (verdict === 'unchecked') {
    return `Caution: labels by ${who}${coderCount === 1 ? ' alone' : ', no judgement by two'}: nobody has checked them.`
  }
  const twice = `${formatCount(doubleCodedCount, 'judgement')} of the audit by two or more`
  const { isPercent, share } = shareWords(doubleCodedCount)
  const agreed = `they agree on ${share(agreementShare ?? 0)}${isPercent ? '' : ' of them'}`
  switch (verdict) {
    case 'few':
      return `Caution: labels by ${who}, ${twice}; ${agreed}. Krippendorff's alpha needs ${MIN_DOUBLE_CODED_COUNT}.`
    case 'uniform':
      return `Labels by ${who}, ${twice}; ${agreed}, all with one label, so that Krippendorff's alpha is undefined.`
    case 'tentative':
      return `Caution: labels by ${who}, ${twice}: Krippendorff's alpha ${alpha?.toFixed(2)}, below ${GOOD_ALPHA}: enough for tentative conclusions alone.`
    default:
      return `Labels by ${who}, ${twice}: Krippendorff's alpha ${alpha?.toFixed(2)}.`
  }
}
