import { countEach } from '../../base/statistics/group-by.js'
import {
  formatCount,
  formatNumber,
  formatPart,
  MIN_SHARE_COUNT,
} from '../../base/text/format-count.js'
import type {
  Finding,
  FindingId,
  FindingNumbers,
  FindingOf,
} from '../../count/breakdown/finding.js'
import type { Shortfall } from '../../count/breakdown/shortfall.js'
import { capitalise, givenName, joined, listed, printableName, spelled } from '../format/names.js'

export const posts = (count: number): string => formatCount(count, 'post')

export const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)

/** "3 deleted, 1 advert left out": counts that are not 0, with a noun or without. */
export const phrases = (
  counted: readonly (readonly [count: number, words: string, noun?: string])[],
): string =>
  counted
    .filter(([count]) => count > 0)
    .map(([count, words, noun]) =>
      noun === undefined
        ? `${formatNumber(count)} ${words}`
        : `${formatCount(count, noun)} ${words}`,
    )
    .join(', ')

/** "9 of 27 posts name Garmin and not Sonos" */
export const otherCompanyWords = ({
  name,
  count,
  ofCount,
  mover,
}: Omit<FindingNumbers['other-company'], 'isLarger'>): string =>
  `${formatPart(count, ofCount)} posts name ${printableName(name)} and not ${printableName(mover)}`

/** The sentence of each finding. @param name a label as outputs print it */
type Says<Id extends FindingId> = (
  finding: FindingOf<Id>,
  name: (label: string) => string,
) => string

/** Longest part of a capture note that is printed, in characters. */
const MAX_NOTE_WIDTH = 300

const SAYS: { readonly [Id in FindingId]: Says<Id> } = {
  'mover-unnamed': ({ mover, postCount, names }) =>
    `${postCount === 1 ? 'The post does not name' : `None of ${posts(postCount)} names`} ${printableName(mover)}.${names.length === 0 ? '' : ` Other names in the posts: ${names.map((name) => printableName(name)).join(', ')}.`}`,
  'other-company': (other) => `${otherCompanyWords(other)}.`,
  'equal-to-model': ({ equalCount, judgedCount }) =>
    `The labels equal the model's on ${formatPart(equalCount, judgedCount)} posts.`,
  'labels-missing': ({ drawnCount, unclearCount }) =>
    `${formatPart(unclearCount, drawnCount)} posts picked could not be read; ranges allow for any label.`,
  'labels-corrected': ({ count }) =>
    `${formatCount(count, 'label')} ${verb(count, 'was', 'were')} corrected after the first reading.`,
  'chosen-draw': describeDraw,
  'large-account': describeAccount,
  tied: ({ by, count, ofCount }) => {
    const part = formatPart(count, ofCount)
    if (by === 'column')
      return `A column of the table ties these ${posts(count)} to the move, and not the other ${formatNumber(ofCount - count)}.`
    return by === 'both'
      ? `${part} posts name neither move, and stand in the other move's count too.`
      : `${part} posts ${verb(count, 'does', 'do')} not name the move; ${verb(count, 'it was', 'they were')} counted.`
  },
  'repeated-words': ({ count }) =>
    `At least ${posts(count)} ${verb(count, 'repeats', 'repeat')} the words of an earlier one; each is counted.`,
  'replies-missing': describeReplies,
  'capture-notes': ({ notes, moreCount }) =>
    `${printableName(`Note: ${notes.join('; ')}`, MAX_NOTE_WIDTH)}${moreCount === 0 ? '' : `, and ${formatCount(moreCount, 'more note')}`}.`,
  'cut-posts': ({ count }) => `Only the beginning of ${posts(count)} was captured.`,
  agreement: (finding) => agreementWords(finding, true),
  'set-aside': ({ kinds }) =>
    `Set aside and not counted: ${Object.entries(kinds)
      .map(([kind, count]) => `${formatNumber(count)} as ${kind}`)
      .join(', ')}.`,
  'not-for-print': (finding) => joined([checkWords(finding), limitWords(finding)]),
}

// TypeScript cannot infer the words of an id through a union.
/** A finding as a sentence. @param name a label as outputs print it */
export const findingWords = (
  finding: Finding,
  name: (label: string) => string = printableName,
): string => (SAYS[finding.id] as Says<never>)(finding as never, name)

/** Cautions, in their order. */
export const cautionWords = (
  findings: readonly Finding[],
  name?: (label: string) => string,
): string[] =>
  findings.filter(({ level }) => level !== 'method').map((finding) => findingWords(finding, name))

/** The same beside words that nobody checked the labels. */
export const otherCautionWords: typeof cautionWords = (findings, name) =>
  findings.flatMap((finding) =>
    finding.id === 'not-for-print' ? limitWords(finding) || [] : cautionWords([finding], name),
  )

/** Cautions not printed yet. @param printed takes them */
export function unprinted(cautions: readonly string[], printed: Set<string>): string[] {
  const fresh = cautions.filter((caution) => !printed.has(caution))
  for (const caution of fresh) printed.add(caution)
  return fresh
}

const PRINTED_COUNT = 3

/** Findings that are printed with a sentence. */
export const sentenceWords = (
  findings: readonly Finding[],
  name?: (label: string) => string,
): string[] =>
  findings
    .filter(({ level }) => level === 'sentence')
    .slice(0, PRINTED_COUNT)
    .map((finding) => findingWords(finding, name))

/** Fewer posts by others are not counted out. */
const MIN_OTHERS_COUNT = 8

/** "One account wrote 13 of the 37 posts; of 20 others that were read: 4 retreat, 16 no side." */
function describeAccount(
  finding: FindingOf<'large-account'>,
  name: (label: string) => string,
): string {
  const { postCount, ofCount, spellingCount = 1, otherLabelCounts, isMover, isOpener } = finding
  const other = isOpener ? 'The account that opened the thread' : 'One account'
  const account = isMover ? 'The account of the company itself' : other
  const one = spellingCount === 1 ? account : `${account}, its name in ${spellingCount} spellings,`
  if (postCount === ofCount) return `${one} wrote all ${posts(ofCount)}.`
  const wrote = `${one} wrote ${formatNumber(postCount)} of the ${posts(ofCount)}`
  const otherCount = ofCount - postCount
  const others = Object.entries(otherLabelCounts)
  const readCount = others.reduce((sum, [, count]) => sum + count, 0)
  if (readCount < MIN_OTHERS_COUNT) return `${wrote}.`
  const whose =
    readCount === otherCount
      ? `the other ${formatNumber(otherCount)}`
      : `${formatNumber(readCount)} others that were read`
  const labels = others.map(([label, count]) => `${formatNumber(count)} ${name(label)}`)
  return `${wrote}; of ${whose}: ${labels.join(', ')}.`
}

/** "The sample was made larger: from 100 to 180 posts." */
function describeDraw({ sizes, seed, round }: FindingOf<'chosen-draw'>): string {
  return joined([
    round === 1
      ? ''
      : `Coders agreed too little on ${round === 2 ? 'an earlier sample' : `${spelled(round - 1)} earlier samples`}; this one was drawn and read anew.`,
    seed === null ? '' : `Somebody chose the seed of the random sample: ${seed}.`,
    sizes.length === 1
      ? ''
      : `The sample was made larger: from ${sizes.map(formatNumber).join(' to ')} posts.`,
  ])
}

/** Words for unknown and for no missing replies. */
export const HIDDEN = 'The copy does not show how many replies exist'
export const allHere = (count: number): string =>
  count === 1 ? 'The only reply is here.' : `All ${formatNumber(count)} replies are here.`

/** "6 replies are missing or deleted. How many more are missing is unknown in 1 of 3 threads." */
function describeReplies(finding: FindingOf<'replies-missing'>): string {
  const { count, silentCount, threadCount } = finding
  const isUnknown = count === 0 || silentCount > 0
  const where =
    silentCount === threadCount ? '' : ` in ${formatPart(silentCount, threadCount)} threads`
  return joined([
    count === 0
      ? ''
      : `${formatCount(count, 'reply', 'replies')} ${verb(count, 'is', 'are')} missing or deleted.`,
    isUnknown ? `${count === 0 ? HIDDEN : 'How many more are missing is unknown'}${where}.` : '',
  ])
}

/** "Machine-labelled; not checked by people." Empty where people labelled a sample. */
function checkWords({ byModel }: FindingOf<'not-for-print'>): string {
  if (byModel === null || byModel.postCount === 0) return ''
  return byModel.handCount === 0
    ? 'Machine-labelled; not checked by people.'
    : `Machine-labelled by a model that learnt ${formatCount(byModel.handCount, 'hand label')} of these posts; no share is corrected by them.`
}

/** Further limits of a model's counts; empty without any. */
function limitWords({ dealCount, byModel }: FindingOf<'not-for-print'>): string {
  const together =
    dealCount > 1
      ? `${formatNumber(dealCount)} moves are counted together: read the shares move by move.`
      : ''
  if (byModel === null) return together
  const { postCount, isTwoWay, threshold } = byModel
  if (postCount === 0) return 'No posts were counted.'
  return joined([
    together,
    unlabelledWords(byModel),
    isTwoWay
      ? 'Every post had to take a side (two-way): a post without one counts for the nearer side.'
      : '',
    threshold > 0 ? `Labels with a low probability were withheld: below ${threshold}.` : '',
    languageWords(byModel),
  ])
}

type ModelCounts = NonNullable<FindingOf<'not-for-print'>['byModel']>

function unlabelledWords(counts: ModelCounts): string {
  const { postCount, unsureCount, unscoredCount, foreignCount, foreignScoredCount } = counts
  const left = unsureCount + unscoredCount
  if (left === 0) return ''
  const silentCount = Math.min(unscoredCount, foreignCount - foreignScoredCount)
  const why = phrases([
    [unsureCount, 'unsure'],
    [silentCount, 'not in English'],
    [unscoredCount - silentCount, 'not scored'],
  ])
  const labelledCount = postCount - left
  if (labelledCount === 0)
    return `None of the ${posts(postCount)} got a label (${why}), so there are no shares.`
  const base =
    labelledCount < MIN_SHARE_COUNT
      ? ''
      : `: shares are of the ${formatNumber(labelledCount)} with a label`
  return `${formatNumber(left)} of ${posts(postCount)} got no label (${why})${base}.`
}

function languageWords({ foreignCount, foreignScoredCount, isByOthers }: ModelCounts): string {
  const count = isByOthers ? foreignCount : foreignScoredCount
  if (count === 0) return ''
  const foreign = `${posts(count)} ${verb(count, 'is', 'are')} not in English`
  const them = verb(count, 'it', 'them')
  return isByOthers
    ? `${foreign}.`
    : `${foreign}: a model that reads only English labelled ${them}.`
}

/** Who settled labels, by the number of readers among them. */
const SETTLERS = ['', ' by one of them alone', ' by two of them']

const READERS = {
  people: ['one person', 'people', 'read'],
  models: ['one model', 'models', 'labelled'],
  coders: ['one coder', 'coders', 'labelled'],
} as const

/** "A model (gpt-4o) gave 20 of 50 labels." Empty where people gave all. */
function describeLabellers({ labelsBy, models }: FindingOf<'agreement'>): string {
  const { person, model, unknown } = labelsBy
  if (model === 0) return unknown === 0 ? '' : 'Nobody said whether the readers are people.'
  const names = models.length === 0 ? '' : ` (${models.map(givenName).join(', ')})`
  const who = models.length > 1 ? 'Models' : 'A model'
  return `${who}${names} gave ${formatPart(model, person + model + unknown)} labels.`
}

/** Who read, and how they agree. @param isMeasured with Krippendorff's alpha, as no desk prints */
export const agreementWords = (finding: FindingOf<'agreement'>, isMeasured: boolean): string =>
  joined([describeReading(finding, isMeasured), describeLabellers(finding)])

/** "Of three people, two read 11 posts each and one read 1. Of the 11 posts …" */
function describeReading(finding: FindingOf<'agreement'>, isMeasured: boolean): string {
  const { verdict, by, coders, doubleCodedCount, unanimousCount } = finding
  const { settledCount, settlerCount, carriedCount = 0, isPart } = finding
  const [one, many, reading] = READERS[by]
  const read = isPart ? 'labelled' : reading
  const [first = 0, second = 0] = coders
  const all = capitalise(`${spelled(coders.length)} ${many} ${read}`)
  const parts = [...countEach(coders)].map(
    ([count, who]) => `${spelled(who)} ${read} ${posts(count)}${who === 1 ? '' : ' each'}`,
  )
  const upTo = parts.length === 1 ? '' : 'up to '
  const several =
    upTo === '' || parts.length > 3
      ? `${all} ${upTo}${posts(first)} each`
      : `Of ${spelled(coders.length)} ${many}, ${listed(parts)}`
  const carried = phrases([
    [carriedCount, 'taken from another question on the same posts', 'label'],
  ])
  const also = carried && `; ${carried}`
  if (coders.length <= 1)
    return `${capitalise(one)} ${read} ${posts(first)}${also}; no second reader.`
  if (verdict === 'unchecked') return `${several}; none was ${read} twice.`
  const isSame = coders.every((count) => count === doubleCodedCount)
  const isPair = coders.length === 2 && doubleCodedCount === second
  const apart = isPair
    ? `${capitalise(one)} ${read} ${posts(first)}, a second ${formatNumber(second)} of them`
    : several
  const who = isSame ? `${all} the same ${posts(first)}` : apart
  const isRest = settledCount === doubleCodedCount - unanimousCount
  const were = verb(settledCount, 'was', 'were')
  const settled =
    settledCount === 0
      ? ''
      : `; ${isRest ? 'the other ' : ''}${formatNumber(settledCount)} ${were} settled${SETTLERS[settlerCount ?? 0] ?? ''}`
  const agree =
    isSame || isPair
      ? '; they agree'
      : `. Of the ${posts(doubleCodedCount)} ${read} at least twice, they agree`
  const few =
    verdict === 'few' ? '. So few posts cannot show how well readers agree in general' : ''
  return `${who}${agree} on ${formatNumber(unanimousCount)}${howAlike(finding, isMeasured)}${settled}${also}${few}.`
}

function howAlike(finding: FindingOf<'agreement'>, isMeasured: boolean): string {
  const { verdict, doubleCodedCount } = finding
  if (verdict === 'uniform') return doubleCodedCount === 1 ? '' : ', all with the same label'
  return verdict === 'few' || !isMeasured ? '' : ` (Krippendorff's alpha ${alphaWords(finding)})`
}

/** "0.72 (95% interval 0.53 to 0.84)" */
export const alphaWords = ({
  alpha,
  alphaInterval,
}: Pick<FindingOf<'agreement'>, 'alpha' | 'alphaInterval'>): string =>
  alpha === null || alphaInterval === null
    ? 'undefined'
    : `${alpha.toFixed(2)}, 95% interval ${alphaInterval.low.toFixed(2)} to ${alphaInterval.high.toFixed(2)}`

/** A shortfall in a few words: "19 more labels". */
export function shortfallWords(shortfall: Shortfall): string {
  switch (shortfall.code) {
    case 'CITE_NOT_AUDITED': {
      const { labelled, needed } = shortfall
      if (needed === null) return 'too few posts for any share'
      if (labelled === undefined) return 'nobody has checked a sample'
      if (labelled.labelledCount === labelled.drawnCount)
        return `only ${formatCount(labelled.drawnCount, 'post')} picked to label`
      return `only ${formatPart(labelled.labelledCount, labelled.drawnCount)} posts picked have a label`
    }
    case 'CITE_DEAL_BY_DEAL':
      return 'each move is quoted alone'
    case 'CITE_FEW_CAPTURED':
      return `only ${formatPart(shortfall.capturedCount, shortfall.existingCount)} replies are here, less than a tenth`
    case 'CITE_NO_POSTS':
      if (shortfall.unit === 'page') return 'words of this page stand in no post'
      return shortfall.unit === 'quotation'
        ? 'an article chose these quotations: they are no crowd'
        : `this may be an article: each ${shortfall.unit} was taken for a post`
    case 'CITE_MOVER_UNNAMED':
      return shortfall.other === null
        ? `no post names ${printableName(shortfall.mover)}`
        : otherCompanyWords(shortfall.other)
    case 'CITE_INCOMPLETE':
      return `${posts(shortfall.missingCount)} ${verb(shortfall.missingCount, 'has', 'have')} no final label yet`
    case 'CITE_TOO_FEW_LABELS':
      return formatCount(shortfall.needed.moreCount, 'more label')
    case 'CITE_CODERS_DISAGREE':
      return 'readers agree too little'
    case 'CITE_LABELS_COPIED':
      return 'all labels equal the model’s: was it hidden?'
    case 'CITE_LABELS_ALIKE':
      return 'all labels are the same'
    case 'CITE_LABELS_AT_CHANCE':
      return 'these labels agree with a model’s only as often as by chance'
    case 'CITE_LABELS_APART':
      return `${posts(shortfall.apartCount)} naming neither move ${verb(shortfall.apartCount, 'has', 'have')} another label for the other`
    case 'CITE_MODEL_WEAK':
      return `the model explains too little of the labels (R² ${shortfall.explained.toFixed(2)})`
  }
}
