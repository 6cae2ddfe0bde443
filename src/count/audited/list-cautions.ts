import { formatCount, formatNumber, formatPart } from '../../base/text/format-count.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { GroupBreakdown } from '../breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit, LabelOrigin } from '../breakdown/breakdown-audit.js'
import { labelledCountOf, type PostCounts } from '../breakdown/breakdown-capture.js'
import { countDeep } from '../thread/depth.js'
import { isAtRandom, judgeModelAgreement, UNUSUAL_CHANCE } from './label-origin.js'
import { GOOD_ALPHA, judgeAgreement, MIN_DOUBLE_CODED_COUNT, type Readiness, shortfallWords } from './readiness.js'

/** Fewer known authors than this get a caution. Choice: at 30 the widest 95 % Wilson interval is 34 points. */
export const MIN_KNOWN_AUTHOR_COUNT = 30

/** Caution on every breakdown without an audit, of a model that learnt no labels of its posts. */
export const NOT_AUDITED =
  'Machine-labelled; not checked by people: nobody has read a sample of these posts, and the intervals leave out the errors of the model.'

/** The same where the model learnt labels by hand: somebody has read posts. */
const describeLearnt = (handCount: number): string =>
  `${LEARNT}${formatCount(handCount, 'label')} by hand of these posts: those stand in the counts, no share is corrected by them, and the intervals leave out the errors of the model.`
const LEARNT = 'Machine-labelled by a model that learnt '

/** True if a caution says that no audit stands behind the shares. */
export const isUnaudited = (caution: string): boolean => caution === NOT_AUDITED || caution.startsWith(LEARNT)

/** Cautions on the classifier's own intervals: an audited share has another. */
export const NO_BOOTSTRAP = 'All labels come from one author: there is no bootstrap interval.'
export const NO_WIDTH =
  '0 of n is not zero: where none or all of the posts took a label, the interval has no width, though other posts could have taken it.'
export const describeUnknownAuthors = (count: number): string =>
  `${posts(count)} without a known author ${count === 1 ? 'is' : 'are'} counted as separate people: where one person wrote several, the intervals are too narrow.`

/** Lists what readers must know before they quote the numbers: full sentences, the most general first. */
export function listCautions(
  group: Omit<GroupBreakdown, 'cautions'>,
  {
    labelledAuthorCount,
    dealCount,
    handCount,
    isTwoWay,
    isContextOn,
    minProbability,
  }: {
    readonly labelledAuthorCount: number
    readonly dealCount: number
    readonly handCount: number
    readonly isTwoWay: boolean
    /** True if replies saw the posts that they answer. */
    readonly isContextOn: boolean
    /** Below it a label was withheld: a number, or one by label. */
    readonly minProbability: JsonValue
  },
): string[] {
  const { postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, shares, depths } = group
  if (postCount === 0) return ['No posts were counted, so there are no shares.']
  const cautions = [handCount === 0 ? NOT_AUDITED : describeLearnt(handCount)]
  if (isTwoWay)
    cautions.push('Every post was made to take a side (two-way): posts that take none are counted with the side they are nearer to.')
  if (isContextOn) cautions.push(CONTEXT_ON)
  const deepCount = countDeep(depths)
  if (2 * deepCount > postCount) cautions.push(describeDeep(deepCount, postCount, isContextOn))
  const thresholds = Object.entries(typeof minProbability === 'number' ? { '': minProbability } : Object(minProbability))
  if (thresholds.some(([, threshold]) => Number(threshold) > 0)) cautions.push(describeWithheld(thresholds))
  if (shares === null) cautions.push(describeNoLabel(group))
  else if (unsureCount + unscoredCount > 0) {
    cautions.push(describeUnlabelled(group))
  }
  if (authorCount < MIN_KNOWN_AUTHOR_COUNT) cautions.push(describeFewAuthors(authorCount))
  if (unknownAuthorCount > 0) cautions.push(describeUnknownAuthors(unknownAuthorCount))
  if (labelledAuthorCount === 1) cautions.push(NO_BOOTSTRAP)
  else if (shares !== null && Object.values(shares).some((share) => share === 0 || share === 1)) cautions.push(NO_WIDTH)
  if (rootCount > 0) {
    cautions.push(`Includes ${formatCount(rootCount, 'opening post')}, so write "posts", not "replies".`)
  }
  if (dealCount > 1) cautions.push(`${formatNumber(dealCount)} deals are counted together: read the shares deal by deal.`)
  return cautions
}

/** Measured on both sets of real replies, see `models/relation-en/card.md`. */
const CONTEXT_ON =
  'Replies were labelled with the posts that they answer (--context on): that was better on one set of real replies and worse on another.'

const describeDeep = (deepCount: number, postCount: number, isContextOn: boolean): string =>
  `${formatNumber(deepCount)} of ${posts(postCount)} ${DEEP}, and stack-en's macro-F1 is ${isContextOn ? '.493' : '.296'}.`
const DEEP = 'answer replies: five deep in real threads most take no side'

/** @param thresholds by label; one for all under an empty name */
const describeWithheld = (thresholds: readonly (readonly [string, unknown])[]): string =>
  `Labels with a low probability were withheld: below ${thresholds.map(([label, threshold]) => `${threshold}${label === '' ? '' : ` for ${label}`}`).join(', ')}.`

const describeFewAuthors = (count: number): string =>
  count === 0
    ? `No author is known; at least ${MIN_KNOWN_AUTHOR_COUNT} are needed to speak of a wider crowd.`
    : `Only ${formatNumber(count)} ${count === 1 ? 'author is' : 'authors are'} known, fewer than ${MIN_KNOWN_AUTHOR_COUNT}: too few to speak of a wider crowd.`

/** The cautions of a group without those on its intervals, for where no interval is printed. */
export function cautionsWithoutIntervals({ cautions, authorCount, unknownAuthorCount }: GroupBreakdown): readonly string[] {
  const onIntervals = [NO_BOOTSTRAP, NO_WIDTH, describeFewAuthors(authorCount), describeUnknownAuthors(unknownAuthorCount)]
  return cautions.filter((caution) => !onIntervals.includes(caution))
}

export const describeNoLabel = ({ postCount }: Pick<GroupBreakdown, 'postCount'>): string =>
  `None of the ${posts(postCount)} got a label, so there are no shares.`

/** "2 unsure, 1 unscored", each where there are some. */
const unlabelledWords = ({ unsureCount, unscoredCount }: Omit<PostCounts, 'postCount'>): string =>
  [
    ...(unsureCount === 0 ? [] : [`${formatNumber(unsureCount)} unsure`]),
    ...(unscoredCount === 0 ? [] : [`${formatNumber(unscoredCount)} unscored`]),
  ].join(', ')

/** States how many posts the classifier's shares leave out. */
export function describeUnlabelled(group: PostCounts): string {
  const labelledCount = labelledCountOf(group)
  return `${formatNumber(group.postCount - labelledCount)} of ${posts(group.postCount)} got no label (${unlabelledWords(group)}): shares are of the other ${formatNumber(labelledCount)}.`
}

/** Says how many posts stand on a deal that they do not name. */
export const describeDefault = (defaultCount: number, postCount: number): string =>
  `${formatNumber(defaultCount)} of ${posts(postCount)} ${defaultCount === 1 ? 'was' : 'were'} tied to the deal by default: the heading of the thread names it, the ${defaultCount === 1 ? 'post does' : 'posts do'} not.`

const posts = (count: number): string => formatCount(count, 'post')

/** Updates a group's cautions for its audit: removes those that the audit settles and adds its own. Each is a full sentence. */
export function listAuditCautions(
  group: Pick<GroupBreakdown, 'cautions' | 'postCount' | 'unsureCount' | 'unscoredCount' | 'unknownAuthorCount'>,
  audit: GroupAudit,
  { origin }: Pick<BreakdownAudit, 'origin'>,
  { joinedStratumCount, state }: { readonly joinedStratumCount: number; readonly state: Readiness },
): string[] {
  if (audit.shares === null) {
    const labelled = audit.labelledCount === 0 ? 'None' : `Only ${formatNumber(audit.labelledCount)}`
    return [
      ...group.cautions,
      `${labelled} of the ${formatNumber(audit.populationCount)} posts was labelled in the audit: there are no audited shares.`,
    ]
  }
  const { unsureCount, unscoredCount } = group
  const unlabelled = describeUnlabelled(group)
  // The interval of an audited share rests on the draw, not on who wrote the posts.
  const settled = [NO_BOOTSTRAP, NO_WIDTH, describeUnknownAuthors(group.unknownAuthorCount)]
  const cautions = group.cautions
    .filter((caution) => !settled.includes(caution) && !isUnaudited(caution) && !caution.includes(DEEP))
    .map((caution) => {
      if (caution === describeNoLabel(group))
        return `The model gave none of the ${formatCount(group.postCount, 'post')} a label: the audited shares stand on the labels of the audit alone.`
      return caution === unlabelled
        ? `The model gave ${formatPart(unsureCount + unscoredCount, audit.populationCount)} posts no label (${unlabelledWords(group)}): its counts leave them out, the audited shares do not.`
        : caution
    })
  const missing = state.isReady ? [] : state.missing
  return [
    ...cautions,
    ...describeGaps(audit),
    ...(origin.alikeThreadCount === 0 ? [] : [ALIKE_THREADS]),
    ...(origin.unflaggedCount === 0
      ? []
      : [
          `${formatCount(origin.unflaggedCount, 'post')} of the file ${origin.unflaggedCount === 1 ? 'repeats' : 'repeat'} the words of others, which scoring did not flag: every repetition counts.`,
        ]),
    ...(joinedStratumCount === 0
      ? []
      : [
          `From ${joinedStratumCount === 1 ? 'one stratum' : `${joinedStratumCount} strata`} of the sample no post was labelled: the posts there are taken to be like those of the stratum beside.`,
        ]),
    ...missing.map((shortfall) => `${NOT_CITABLE}: ${shortfallWords(shortfall)}.`),
    ...(judgeAgreement(audit.agreement) === 'reliable' ? [] : describeAgreement(audit)),
    ...describeReading(audit),
    ...describeCopying(origin),
  ]
}

/** Opens the cautions of shares that `cite` refuses by its standard. */
export const NOT_CITABLE = 'The audited shares cannot be cited'

function describeGaps({ drawnCount, labelledCount, undecidedCount, reachedCount }: GroupAudit): string[] {
  const missingCount = reachedCount - labelledCount
  const settle = undecidedCount > 0 ? ' Settle those on which coders differ with audit --adjudicate.' : ''
  return [
    ...(drawnCount > reachedCount
      ? [
          `The audit reached the first ${formatNumber(reachedCount)} of the ${formatNumber(drawnCount)} posts in the order drawn: they are the sample.`,
        ]
      : []),
    ...(missingCount > 0
      ? [
          `${formatNumber(missingCount)} of the ${formatNumber(reachedCount)} posts of the sample have no label (${formatNumber(missingCount - undecidedCount)} skipped or not reached, ${formatNumber(undecidedCount)} undecided between coders): the audited intervals hold whatever their labels would be.${settle}`,
        ]
      : []),
  ]
}

/** Caution where one thread may count twice. */
export const ALIKE_THREADS =
  'Threads share half or more of their longer texts: one may have been captured twice, and its posts count twice.'

/** Agreement of the coders, in one sentence. */
export function describeAgreement({ agreement, coders }: Pick<GroupAudit, 'agreement' | 'coders'>): [string] {
  const { doubleCodedCount, unanimousCount, alpha } = agreement
  const verdict = judgeAgreement(agreement)
  if (verdict === 'unchecked') {
    return [
      `${coders.length <= 1 ? 'One coder' : `${coders.length} coders`} labelled the sample, no judgement twice: nobody has checked the labels.`,
    ]
  }
  const agreed = `Coders agree on ${formatNumber(unanimousCount)} of the ${formatNumber(doubleCodedCount)} judgements that two or more labelled`
  const measured = `Krippendorff's alpha ${alpha?.toFixed(2)}`
  switch (verdict) {
    case 'few':
      return [`${agreed}: too few for Krippendorff's alpha, which needs ${MIN_DOUBLE_CODED_COUNT}.`]
    case 'uniform':
      return [`${agreed}, all with one label: Krippendorff's alpha is undefined.`]
    case 'tentative':
      return [`${agreed}: ${measured}, below ${GOOD_ALPHA}, enough for tentative conclusions alone.`]
    default:
      return [`${agreed}: ${alpha === null ? "Krippendorff's alpha is undefined" : measured}.`]
  }
}

/** Cautions on coders who read differently, and on labels that may be of other posts. */
export function describeReading({ coderChance, modelAgreement }: Pick<GroupAudit, 'coderChance' | 'modelAgreement'>): string[] {
  return [
    ...(coderChance !== null && coderChance < UNUSUAL_CHANCE
      ? ['The coders labelled random parts of the sample, and their labels differ more than chance allows: each read otherwise.']
      : []),
    ...(modelAgreement !== undefined && isAtRandom(modelAgreement)
      ? [
          `The labels equal the model's on ${formatPart(modelAgreement.equalCount, modelAgreement.judgedCount)} posts, as labels dealt at random would: they may be of other posts, or shifted by a row.`,
        ]
      : []),
  ]
}

/** Labels that equal the model's more often than careful coders' do. */
export function describeCopying(origin: LabelOrigin): string[] {
  if (judgeModelAgreement(origin) === 'usual' || origin.modelAgreement === null) return []
  const { judgedCount, equalCount, carefulShare } = origin.modelAgreement.all
  const usual = carefulShare === null ? '' : `, more than careful coders' are (on about ${Math.round(carefulShare * judgedCount)})`
  return [`The labels are the model's own on ${formatPart(equalCount, judgedCount)} posts of the audit${usual}.`]
}

/** Maximum number of notes printed. A source has one or two; more come from many sources or from edited ledgers. */
const NOTE_LIMIT = 5

/** Opens the cautions that ledgers give in words. */
export const CAPTURE_NOTE = 'About the capture: '

export interface CaptureTotals {
  readonly threadCount: number
  /** Threads whose source does not report how many replies exist. */
  readonly silentThreadCount: number
  /** Replies known to exist without captured text. */
  readonly uncapturedCount: number
  readonly capturedCount: number
  /** True if any source reports how many replies exist. */
  readonly isReported: boolean
  readonly depthLimits: readonly string[]
  readonly notes: readonly string[]
}

/** Facts about the capture of a group's posts, before duplicates are removed. */
export interface CaptureFacts {
  /** Null where no post carries a ledger. */
  readonly capture: CaptureTotals | null
  readonly truncatedCount: number
  /** Posts in languages other than English, and how many of them have a judgement. */
  readonly foreignCount: number
  readonly foreignScoredCount: number
  /** Posts that repeat the text of another. */
  readonly repeatedCount: number
  /** Number of distinct texts that they repeat. */
  readonly originalCount: number
}

/** Lists cautions about the capture: missing replies, foreign languages and repetitions. Each is a full sentence. */
export function listCaptureCautions(facts: CaptureFacts): string[] {
  return [
    ...(facts.capture === null ? [describeSilence('')] : describeMissingReplies(facts.capture)),
    ...(facts.truncatedCount > 0 ? [`Only the beginning of ${formatCount(facts.truncatedCount, 'post')} was captured.`] : []),
    ...describeForeign(facts),
    ...describeDuplicates(facts),
  ]
}

export const SILENCE = 'The source does not say how many replies exist'
const describeSilence = (where: string): string => `${SILENCE}${where}: how many are missing is unknown.`

function describeMissingReplies(capture: CaptureTotals): string[] {
  const { uncapturedCount, silentThreadCount, threadCount, depthLimits, notes } = capture
  const cautions: string[] = []
  if (uncapturedCount > 0) {
    const replies = `${formatCount(uncapturedCount, 'reply', 'replies')} ${uncapturedCount === 1 ? 'is' : 'are'}`
    cautions.push(`${replies} missing or deleted: the shares are of the others.`)
  }
  if (silentThreadCount > 0) {
    const where = silentThreadCount === threadCount ? '' : ` in ${formatPart(silentThreadCount, threadCount)} threads`
    cautions.push(describeSilence(where))
  }
  for (const limit of depthLimits) cautions.push(`The capture is limited: ${limit}.`)
  for (const note of notes.slice(0, NOTE_LIMIT)) cautions.push(`${CAPTURE_NOTE}${note}.`)
  if (notes.length > NOTE_LIMIT)
    cautions.push(`${formatCount(notes.length - NOTE_LIMIT, 'further note')} on the capture in the ledgers of the posts.`)
  return cautions
}

function describeForeign({ foreignCount, foreignScoredCount }: CaptureFacts): string[] {
  if (foreignCount === 0) return []
  const judged =
    foreignScoredCount === 0
      ? 'the model does not read them and gave them no label'
      : `${foreignScoredCount === foreignCount ? '' : `${formatNumber(foreignScoredCount)} of them `}labelled by a model that reads English`
  return [`${formatCount(foreignCount, 'post')} in other languages than English: ${judged}.`]
}

export const REPETITION = /^[\d,]+ posts? (?:of the file )?repeats? the words of /

function describeDuplicates({ repeatedCount, originalCount }: CaptureFacts): string[] {
  if (repeatedCount === 0) return []
  const others = originalCount === 1 ? 'another' : `${formatNumber(originalCount)} others`
  return [
    `${formatCount(repeatedCount, 'post')} ${repeatedCount === 1 ? 'repeats' : 'repeat'} the words of ${others}: every repetition counts.`,
  ]
}
