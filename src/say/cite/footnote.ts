import { formatCount, formatLevel, formatNumber, formatPart } from '../../base/text/format-count.js'
import { labelsToUndo } from '../../count/audited/lead.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import type { Finding } from '../../count/breakdown/finding.js'
import { describeDates, describeLearning } from '../facts/describe.js'
import { shareWords } from '../facts/share-words.js'
import { censusWords, countPosts, printableMove, readerWords, withStop } from '../facts/wording.js'
import { percentWords } from '../format/format-value.js'
import { capitalise, givenName, joined, printableName } from '../format/names.js'
import { footnoteWords } from '../rules/rule-words.js'
import { phrases, verb } from '../rules/words.js'
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
  const roots = rootCount === 0 || rootCount === postCount ? '' : ` (${formatCount(rootCount, 'opening post')} among them)`
  const left = options.count === 'replies' ? ' Posts that start a thread and have replies are not counted.' : ''
  const posts = `${countPosts(subject, postCount)}${roots}`
  if (audit.isCensus)
    return `How: ${censusWords(record, coderCount)} ${readerWords(record, accepted).read} ${postCount === 2 ? posts.replace('2', 'both') : `all ${posts}`}.${left}`
  const { reachedCount, labelledCount, drawnCount, undecidedCount } = audit
  const blankCount = reachedCount - labelledCount - undecidedCount
  const open = phrases(
    [undecidedCount, `on ${formatNumber(undecidedCount)} of them coders differ`],
    [blankCount, `${formatNumber(blankCount)} more of the sample ${verb(blankCount, 'has', 'have')} no label`],
  )
  const gap = [
    open === '' ? '' : `; ${open}, and the intervals allow for any label there`,
    reachedCount === drawnCount ? '' : `; the sample is the first ${formatPart(reachedCount, drawnCount)} in the order picked`,
  ].join('')
  const silentCount = unsureCount + unscoredCount
  const labelled = `a model${model === null ? '' : ` (${givenName(model)})`} labelled ${silentCount === 0 ? `all ${posts}` : `${formatNumber(postCount - silentCount)} of the ${posts}, and gave the others no label`}`
  const drawn = randomWords(audit, silentCount === 0)
  return `How: ${labelled}; ${readerWords(record, accepted).who.replace('a model', 'a model as coder')} labelled a random ${drawn}, correcting its counts${gap}.${left}`
}

/** "80 of them" */
const randomWords = ({ labelledCount, undecidedCount, populationCount }: GroupAudit, isAll: boolean): string =>
  `${formatNumber(labelledCount + undecidedCount)}${isAll ? '' : ` of all ${formatNumber(populationCount)}`}`

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
      : ` (with about ${percentWords(audit.labelError)} of the labels wrong at random, as far as ${formatCount(audit.agreement.doubleCodedCount, 'post')} labelled twice show)`
  return `${level} intervals${errors}: ${parts.join(', ')}.`
}

/** "Retreat leads unless 4 or more of 80 labels say retreat where shrewd pivot is right." Errors of all kinds are in the intervals. */
function undoWords({ lead, audit, wording }: FootnoteInput): string {
  if (lead === null) return ''
  const count = labelsToUndo(lead, audit)
  if (count === null) return ''
  const [ahead, behind] = [wording.name(lead.ahead), wording.name(lead.behind)]
  return `${capitalise(ahead)} ${lead.word} unless ${formatNumber(count)} or more of ${formatCount(audit.labelledCount, 'label')} say ${ahead} where ${behind} is right.`
}

function describeCoverage({ audit, capture, quoted, subject, wording }: FootnoteInput): string {
  const { capturedCount, missingCount, bounds } = capture
  const scope = 'Posts are counted, not people.'
  if (missingCount === null) return `Missing ${subject.group.rootCount === subject.postCount ? 'posts' : 'replies'}: unknown. ${scope}`
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
  const why = accepted !== undefined ? `Why the labels hold, as those who cite say: ${printableName(accepted, MAX_REASON_WIDTH)}.` : ''
  return joined([...footnoteWords(findings, wording.name), why])
}

const MAX_REASON_WIDTH = 300
