import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatLevel, formatNumber, formatPart, roundOutwards } from '../../base/text/format-count.js'
import { judgeModelAgreement, UNUSUAL_BALANCE } from '../../count/audited/label-origin.js'
import type { Lead } from '../../count/audited/lead.js'
import {
  ALIKE_THREADS,
  CAPTURE_NOTE,
  describeAgreement,
  describeCopying,
  describeReading,
  REPETITION,
  SILENCE,
} from '../../count/audited/list-cautions.js'
import { judgeAgreement, missingCountOf } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit, LabelOrigin } from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import { sampledCountOf } from '../../judge/stance/asking-classifier.js'
import { describeDates, describeLearning } from '../facts/describe.js'
import { formatDepth, shareWords } from '../facts/share-words.js'
import {
  balanceWords,
  capitalise,
  censusWords,
  countPosts,
  DEPTH_NAMES,
  givenName,
  joined,
  listed,
  printableMove,
  printableName,
  readerWords,
  withStop,
} from '../facts/wording.js'
import { formatMargin, formatPoints, formatTogether, isEven, percentWords, type QuotedShare } from './numbers.js'
import { allOf, type SentenceInput } from './sentence.js'

export interface FootnoteInput extends Pick<SentenceInput, 'subject' | 'audit' | 'lead' | 'wording'> {
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  readonly quoted: readonly QuotedShare[]
  /** People who labelled posts of the subject. */
  readonly coderCount: number
  /** Why labels agree with the model, as those who cite say. */
  readonly accepted: string | undefined
}

/** Hex digits of a hash that stand in the footnote; the claim has them all. */
const HASH_DIGITS = 12

/** So much of a note of the capture stands in the footnote, in characters. */
const NOTE_LENGTH_LIMIT = 300

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
  describeNotes,
  describeGone,
  describeLargeAccounts,
  describeCrowded,
  ({ audit }) => describeCoders(audit),
  ({ record, audit, accepted }, breakdown) => describeOrigin(breakdown, record, audit, accepted),
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

function describeMethod({ subject, audit, record, quoted, coderCount, accepted }: FootnoteInput, { model, options }: Breakdown): string {
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
  return `How: ${labelled}; ${readerWords(record, accepted).who.replace('a model', 'a model as coder')} labelled a random ${randomWords(audit, silentCount === 0)}${record.by === undefined ? '' : ', drawn by depth in the thread'}${gap}; what ${audit.askedCount === undefined ? 'the model got wrong there corrects its' : 'both models got wrong there corrects their'} counts (${printableName(record.headlineMethod)})${worthWords(quoted, audit)}.${left}`
}

/** "80 of them", or capture by capture: "77 of 158 and 9 of the 59 captured since". */
function randomWords({ labelledCount, captures = [], populationCount }: GroupAudit, isAll: boolean): string {
  if (captures.length < 2) return `${formatNumber(labelledCount)} of ${isAll ? 'them' : `all ${formatNumber(populationCount)}`}`
  const [first = [0, 0] as const, ...later] = captures.map((one) => [one.labelledCount, one.populationCount] as const)
  return listed([formatPart(...first), ...later.map(([count, of]) => `${formatNumber(count)} of the ${formatNumber(of)} captured since`)])
}

/** Labels that the widest interval would take without the model; empty where the model saved none. */
function worthWords(quoted: readonly QuotedShare[], { labelledCount, labelsWorth, reachedCount }: GroupAudit): string {
  const [widest] = [...quoted].sort((one, other) => other.margin - one.margin)
  const worth = Math.floor(labelsWorth?.[widest?.label ?? ''] ?? 0)
  return worth > labelledCount && reachedCount === labelledCount ? `: as precise as ${worth} labels without the model` : ''
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

function describeLead({ audit, lead, quoted, subject, wording }: FootnoteInput, { options }: Breakdown): string {
  if (lead === null) return ''
  const { isPercent } = shareWords(subject.postCount)
  const unit = isPercent ? 100 : subject.postCount
  const difference = Number((lead.difference * unit).toFixed(0))
  const range = roundOutwards(lead, unit)
  const interval = audit.isCensus ? '' : ` (${formatLevel(options.confidenceLevel)} interval ${signed(range.low)} to ${signed(range.high)})`
  return `Difference between ${wording.name(lead.ahead)} and ${wording.name(lead.behind)}: ${isPercent ? formatPoints(difference) : countPosts(subject, difference)}${interval}.${missesShares(lead, quoted, unit) ? ` ${isPercent ? 'Shares' : 'Counts'} are rounded, so differences may miss by a ${isPercent ? 'point' : 'post'}.` : ''}`
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
  return `Intervals cover the draw alone, not slips of those who labelled; ${allOf(count)} together hold in ${formatTogether(confidenceLevel, count)} of samples at least.`
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
  const absent = audit.absentParentCount
  const least = absent === 0 ? '' : `, but at least ${formatCount(absent, 'post')} that others answer ${absent === 1 ? 'is' : 'are'}`
  if (missingCount === null) return `How many replies are missing is not known${least}. ${scope}`
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

/** Posts of an earlier capture that are gone or edited. */
function describeGone({ audit: { goneCount = 0, editedCount = 0 }, capture }: FootnoteInput): string {
  const caution = (count: number, one: string, many: string): string =>
    count === 0 ? '' : `Caution: ${formatCount(count, 'post')} of an earlier capture ${count === 1 ? one : many}.`
  const [it, them] =
    capture.missingCount === null ? ['no number here holds it', 'no number here holds them'] : ['counts as missing', 'count as missing']
  return `${caution(goneCount, `is gone, and ${it}`, `are gone, and ${them}`)} ${caution(editedCount, 'has another text now', 'have another text now')}`.trim()
}

/** "Caution: 25 of the retreat labels are of 4 accounts." */
function describeCrowded({ audit: { crowdedLabels } }: FootnoteInput): string {
  return crowdedLabels
    .map(({ label, labelCount, accountCount }) => {
      const accounts = accountCount === 1 ? 'one account' : `${formatNumber(accountCount)} accounts`
      return `Caution: the ${formatNumber(labelCount)} ${printableName(label)} labels of known accounts are of ${accounts}.`
    })
    .join(' ')
}

/** Cautions on the capture that stand in the footnote too. */
const NOTES = [CAPTURE_NOTE, `${SILENCE} in `]

/** Notes of the ledgers, such as that posts may be cut in the wrong place, and repetitions of one text. */
function describeNotes({ subject }: FootnoteInput): string {
  return subject.group.cautions
    .filter((caution) => caution === ALIKE_THREADS || NOTES.some((note) => caution.startsWith(note)) || REPETITION.test(caution))
    .map((caution) => printableName(caution, NOTE_LENGTH_LIMIT))
    .join(' ')
}

const asCaution = (sentence: string): string => `Caution: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`

function describeCoders(audit: GroupAudit): string {
  const { settledBy, coders } = audit
  const settled = settledBy
    .map(({ coder, count }) => `${givenName(coder)}${coders.includes(coder) ? ', a coder too' : ''} (${formatNumber(count)})`)
    .join(', ')
  return joined([
    ...describeAgreement(audit).map((caution) => (judgeAgreement(audit.agreement) === 'reliable' ? caution : asCaution(caution))),
    settled === '' ? '' : `What coders differed on was settled by ${settled}.`,
    ...describeReading(audit).map(asCaution),
  ])
}

/** Accounts with so many posts that the shares depend on them. */
function describeLargeAccounts({ subject, audit, quoted, wording }: FootnoteInput): string {
  const { postCount } = subject
  return audit.largeAccounts
    .map(({ postCount: count, changes }) => {
      if (count === postCount) return `One account wrote all ${countPosts(subject, postCount)}.`
      const wrote = `One account wrote ${formatNumber(count)} of the ${countPosts(subject, postCount)}${shareWords(postCount).isPercent ? ` (${percentWords(count / postCount)})` : ''}`
      if (changes === null) return `${wrote}; of the others too few are labelled for a share.`
      const others = shareWords(postCount - count)
      const parts = quoted.map(({ label, share }) => {
        const without = Math.min(1, Math.max(0, share + (changes[label] ?? 0)))
        return `${wording.name(label)} ${others.share(without)}`
      })
      return `${wrote}; without it: ${parts.join(', ')}.`
    })
    .join(' ')
}

/** Assumptions that no file can prove; they stand beside every number. */
function describeAssumptions({ audit }: FootnoteInput): string {
  return `Assumed, since no file can show it: no post was left out, added or changed before the draw; coders called people are people, read the posts and labelled alone, blind to model and result; and no other predictions, ${audit.isCensus ? '' : 'sample, '}labels or coders were thrown away.`
}

/** Sentences on the origin of the labels, empty where all is as usual. @param group what is quoted */
export function describeOrigin(
  { model }: Breakdown,
  { origin, coders, seed, learnt, drawnSha256 }: BreakdownAudit,
  group: Pick<GroupAudit, 'modelAgreement'>,
  accepted?: string,
): string {
  const { labelsBy, isSeedChosen, lookCount, changedCount, corrections, modelAgreement } = origin
  const own = group.modelAgreement ?? modelAgreement?.all
  const models = coders.filter(({ kind }) => kind === 'model').map(({ coder }) => givenName(coder))
  const isAgreeing = judgeModelAgreement(origin) !== 'usual'
  const isUnknown = labelsBy.unknown === sumOf(labelsBy)
  const isWhole = own?.judgedCount === modelAgreement?.all.judgedCount
  return joined([
    labelsBy.unknown === 0 ? '' : `Whether ${isUnknown ? 'the' : 'some'} coders are people or models is not recorded.`,
    labelsBy.model === 0
      ? ''
      : `Labels by ${models.length === 0 ? 'a model' : models.join(', ')}: ${labelsBy.model} of ${sumOf(labelsBy)}.`,
    isSeedChosen ? `The sample was drawn with the seed ${seed}, which somebody set; the posts themselves did not decide it.` : '',
    describeChanges(origin, learnt === undefined ? model : origin.drawnModel, drawnSha256 !== undefined),
    describeForgotten(origin),
    describeSetAside(origin),
    describeBalance(origin),
    changedCount === 0
      ? ''
      : `${formatCount(changedCount, 'label')} ${changedCount === 1 ? 'was' : 'were'} changed after ${changedCount === 1 ? 'it was' : 'they were'} given.`,
    describeCorrections(corrections),
    lookCount === 0
      ? ''
      : `Caution: results were looked at ${lookCount === 1 ? 'once' : `${formatNumber(lookCount)} times`} before the sample was complete, and the intervals do not allow for a stop at a result that pleased.`,
    modelAgreement === null || (isAgreeing && isWhole)
      ? ''
      : `The labels are the same as the model's on ${own?.equalCount} of ${own?.judgedCount}.`,
    ...describeCopying(origin).map(asCaution),
    accepted !== undefined && isAgreeing ? `Why they agree, as those who cite say: ${printableName(accepted, MAX_REASON_WIDTH)}.` : '',
  ])
}

/** "2 labels were corrected after the first reading, 1 of them when the result could be seen." */
function describeCorrections(corrections: LabelOrigin['corrections']): string {
  if (corrections === undefined) return ''
  const { count, seenCount } = corrections
  const part = seenCount === count ? '' : `${formatNumber(seenCount)} of them `
  const seen = seenCount === 0 ? '' : `, ${part}when the result could be seen`
  return `${formatCount(count, 'label')} ${count === 1 ? 'was' : 'were'} corrected after the first reading${seen}.`
}

function describeForgotten({ forgottenCount }: LabelOrigin): string {
  if (forgottenCount === null) return ''
  return `${forgottenCount === 0 ? 'Posts' : formatCount(forgottenCount, 'judgement')} ${forgottenCount === 1 ? 'was' : 'were'} taken out on request; the draw cannot be repeated.`
}

function describeChanges({ changedSinceDraw, drawnModel }: LabelOrigin, model: string | null, isOtherFile: boolean): string {
  const isRescored = drawnModel !== model && drawnModel !== null
  const since = isRescored ? `: ${model === null ? 'several models' : givenName(model)} scored the posts since` : ''
  return joined([
    changedSinceDraw.includes('predictions')
      ? `The model's answers changed after the draw${since}; the shares stand on those of the draw${isRescored ? `, by ${givenName(drawnModel)}` : ''}.`
      : isRescored
        ? `The sample was drawn when ${givenName(drawnModel)} had scored the posts; ${since.slice(2)}, with the same answers.`
        : isOtherFile && changedSinceDraw.length === 0
          ? 'The scored file is not that of the draw byte for byte: answers, accounts, times and places are the same, what it says of missing replies may be other.'
          : '',
    changedSinceDraw.includes('authors') ? 'Caution: the names of authors changed after the draw.' : '',
    changedSinceDraw.includes('times') ? 'Caution: the times of posts changed after the draw.' : '',
    changedSinceDraw.includes('places') ? 'Caution: which posts open threads, or what they answer, changed after the draw.' : '',
  ])
}

function describeSetAside({ setAside }: LabelOrigin): string {
  const parts = Object.entries(setAside).map(([kind, count]) => `${formatNumber(count)} as ${kind}`)
  return parts.length === 0 ? '' : `Set aside and not counted: ${parts.join(', ')}.`
}

function describeBalance({ balance }: LabelOrigin): string {
  if (balance === null || Math.abs(balance.z) < UNUSUAL_BALANCE) return ''
  return `Caution: ${balanceWords(balance)} (z ${balance.z.toFixed(1)}), more than random draws usually make it.`
}

const sumOf = (counts: { readonly [kind: string]: number }): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

const MAX_REASON_WIDTH = 300
