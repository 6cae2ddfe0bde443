import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatLevel, formatNumber, formatPart } from '../../base/text/format-count.js'
import { labelsToUndo } from '../../count/audited/lead.js'
import { missingCountOf } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import type { Finding } from '../../count/breakdown/finding.js'
import { sampledCountOf } from '../../judge/stance/asking-classifier.js'
import { describeDates, describeLearning } from '../facts/describe.js'
import { formatDepth, shareWords } from '../facts/share-words.js'
import { censusWords, countPosts, DEPTH_NAMES, listed, printableMove, readerWords, withStop } from '../facts/wording.js'
import { percentWords } from '../format/format-value.js'
import { capitalise, givenName, joined, printableName } from '../format/names.js'
import { footnoteWords } from '../rules/rule-words.js'
import type { QuotedShare } from './numbers.js'
import type { SentenceInput } from './sentence.js'

export interface FootnoteInput extends Pick<SentenceInput, 'subject' | 'audit' | 'lead' | 'wording'> {
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  readonly quoted: readonly QuotedShare[]
  readonly findings: readonly Finding[]
  /** People who labelled posts of the subject. */
  readonly coderCount: number
  readonly accepted: string | undefined
  readonly today: string | undefined
}

/** The parts of the footnote in their order; a part may be empty. Further details stand in the disclosure. */
const PARTS: readonly ((input: FootnoteInput, breakdown: Breakdown) => string)[] = [
  describeMove,
  describeMethod,
  ({ record, audit }) => (audit.isCensus ? '' : describeLearning(record)),
  describeShares,
  undoWords,
  describeDepths,
  ({ audit, today }) => describeDates(audit, today),
  describeCoverage,
  describeFindings,
  describeAssumptions,
  (_, { evidence = [] }) => filesWords(evidence.filter(({ role }) => role === 'scored').length),
]

const filesWords = (count: number): string => (count > 1 ? `The posts come from ${formatNumber(count)} files, one after the other.` : '')

export function renderFootnote(breakdown: Breakdown, input: FootnoteInput): string {
  return joined(PARTS.map((part) => part(input, breakdown)))
}

function describeMove({ subject: { deal } }: FootnoteInput, { scheme }: Breakdown): string {
  if (deal === null && scheme === undefined)
    return 'Caution: the scored file names no move. Name it when you quote this, or in the file: classify … --mover COMPANY --move "what it does".'
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
      : `; ${missing} more of the sample ${missing === 1 ? 'has' : 'have'} no label, and the intervals allow for any label there`,
    reached === audit.drawnCount ? '' : `; the sample is the first ${formatPart(reached, audit.drawnCount)} in the order picked`,
  ].join('')
  const isChanged = record.origin.changedSinceDraw.includes('predictions')
  const whole = isChanged ? record.origin.drawnModel : model
  const named = audit.askedCount === undefined && sampledCountOf(whole) !== null ? (whole?.split('+llm:')[0] ?? null) : whole
  // The estimate uses the predictions of the draw, not those of the file.
  const silentCount = isChanged ? 0 : unsureCount + unscoredCount
  const asked = audit.askedCount === undefined ? '' : `; a language model labelled a random ${formatNumber(audit.askedCount)} of them`
  const labelled = `a model${named === null ? '' : ` (${givenName(named)})`} labelled ${silentCount === 0 ? `all ${posts}` : `${formatNumber(postCount - silentCount)} of the ${posts}, and gave the others no label`}${asked}`
  const drawn = `${randomWords(audit, silentCount === 0)}${record.by === undefined ? '' : ', picked by depth in the thread'}`
  return `How: ${labelled}; ${readerWords(record, accepted).who.replace('a model', 'a model as coder')} labelled a random ${drawn}${gap}, correcting ${audit.askedCount === undefined ? 'its' : 'their'} counts.${left}`
}

/** "80 of them", or capture by capture: "77 of 158 and 9 of the 59 captured since". */
function randomWords({ labelledCount, captures = [], populationCount }: GroupAudit, isAll: boolean): string {
  if (captures.length < 2) return `${formatNumber(labelledCount)}${isAll ? '' : ` of all ${formatNumber(populationCount)}`}`
  const [first = [0, 0] as const, ...later] = captures.map((one) => [one.labelledCount, one.populationCount] as const)
  return listed([formatPart(...first), ...later.map(([count, of]) => `${formatNumber(count)} of the ${formatNumber(of)} captured since`)])
}

function describeShares({ audit, quoted, subject, wording }: FootnoteInput, { options }: Breakdown): string {
  const { postCount } = subject
  const { isPercent } = shareWords(postCount)
  if (audit.isCensus) {
    const counts = quoted.map(
      ({ label, printed: { count, percent } }) =>
        `${wording.name(label)} ${formatPart(count, postCount)}${isPercent ? ` (${percent})` : ''}`,
    )
    return `Counts: ${counts.join(', ')}; readers can err.`
  }
  const level = formatLevel(options.confidenceLevel)
  const parts = quoted.map(({ label, printed }) =>
    isPercent
      ? `${wording.name(label)} ${printed.percent} (${printed.lowPercent}% to ${printed.highPercent}%)`
      : `${wording.name(label)} ${formatNumber(printed.count)} (${formatNumber(printed.lowCount)} to ${formatNumber(printed.highCount)})`,
  )
  const errors =
    audit.agreement.doubleCodedCount === 0
      ? ', wrong labels aside'
      : ` (with about ${percentWords(audit.labelError)} of the labels wrong, as the coders' differences show)`
  return `${level} intervals${errors}: ${parts.join(', ')}.`
}

/** "Retreat leads as long as fewer than 4 of 80 labels are wrong." */
function undoWords({ lead, audit, wording, record: { by } }: FootnoteInput): string {
  if (lead === null) return ''
  const count = by === undefined ? labelsToUndo(lead, audit) : null
  if (count === null) return ''
  return `${capitalise(wording.name(lead.ahead))} ${lead.word} as long as fewer than ${formatNumber(count)} of ${formatCount(audit.labelledCount, 'label')} are wrong.`
}

/** "“neither” by depth, each interval by itself: depth 2: 51% (40% to 62%), the model 35%." */
function describeDepths({ subject, audit, wording }: FootnoteInput, { scheme }: Breakdown): string {
  const parts = subject.group.depths.flatMap(({ depth, postCount, estimate, neutralShare }) => {
    if (!estimate) return []
    const model = neutralShare === null ? '' : `, the model ${percentWords(neutralShare)}`
    return `${DEPTH_NAMES[depth].split(':', 1)[0]}: ${formatDepth(estimate, postCount)}${model}`
  })
  const neutral = (scheme ?? STANCE_SCHEME).neutral ?? ''
  return parts.length === 0 || audit.isCensus
    ? ''
    : `${capitalise(wording.name(neutral))} by depth, each interval by itself: ${parts.join('; ')}.`
}

function describeCoverage({ audit, capture, quoted, subject, wording }: FootnoteInput): string {
  const { capturedCount, missingCount, bounds } = capture
  const scope = 'Posts are counted, not people.'
  if (missingCount === null) return `Missing replies: unknown. ${scope}`
  const { range } = shareWords(subject.postCount + missingCount, subject.postCount)
  const captured = `Captured: ${formatNumber(capturedCount)} of the ${formatCount(capturedCount + missingCount, 'reply', 'replies')} known to exist`
  const ranges = quoted.flatMap(({ label }) => {
    const bound = bounds.find((one) => one.label === label)
    return bound ? [{ name: wording.name(label), range: range(bound) }] : []
  })
  const worst =
    missingCount === 0 || ranges.length === 0
      ? ''
      : `; had all been read, ${ranges.map((one, index) => `${one.name} ${index === 0 ? 'could be ' : ''}${one.range}`).join(', ')}${audit.isCensus ? '' : ' (sampling error aside)'}`
  return `${captured}${worst}. ${scope}`
}

/** Assumptions that no file can prove; they stand beside every number. */
function describeAssumptions({ audit }: FootnoteInput): string {
  return `Assumed: no post was omitted, added or changed; coders are people, alone and blind; no ${audit.isCensus ? '' : 'sample, '}label or coder was discarded.`
}

/** The rules that fired, with the reason for accepting doubtful labels. */
function describeFindings({ findings, wording, accepted }: FootnoteInput): string {
  const isAlike = findings.some(({ id }) => id === 'like-model' || id === 'like-chance')
  const why =
    accepted !== undefined && isAlike ? `Why the labels hold, as those who cite say: ${printableName(accepted, MAX_REASON_WIDTH)}.` : ''
  return joined([...footnoteWords(findings, wording.name), why])
}

const MAX_REASON_WIDTH = 300
