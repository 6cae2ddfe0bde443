import { formatCount, formatNumber, formatPart } from '../../base/text/format-count.js'
import type { FindingOf } from '../../count/breakdown/finding.js'
import { givenName } from '../format/names.js'
import { phrases, verb, type WordTable } from './words.js'

const SHORTFALL_WORDS: Readonly<Record<string, string>> = {
  CITE_NOT_AUDITED: 'nobody has checked a sample',
  CITE_CODERS_DISAGREE: 'coders agree too little',
  CITE_LABELS_COPIED: 'labels look copied from the model',
  CITE_LABELS_ALIKE: 'all labels are the same',
  CITE_LABELS_AT_CHANCE: 'labels equal the model only by chance',
}

/** A shortfall in a few words: "19 more labels". */
export function shortfallWords({ code, missingCount, needed, labelled, moreCount = needed?.moreCount ?? 0 }: LackingLabels): string {
  const { drawnCount = 0, labelledCount = 0, unclearCount = 0 } = labelled ?? {}
  if (labelled && isUntold(labelled)) return `coders cannot tell on ${formatPart(unclearCount, drawnCount)} posts`
  if (labelledCount > 0) return `only ${formatPart(labelledCount, drawnCount)} posts picked have a label`
  if (missingCount !== undefined) return `${formatCount(missingCount, 'label')} missing in the sample`
  return SHORTFALL_WORDS[code] ?? formatCount(moreCount, 'more label')
}

/** Posts picked, and what became of them. */
type PickedCounts = Readonly<Record<'drawnCount' | 'labelledCount' | 'unclearCount', number>>

/** True if coders have read all posts picked, and could not tell of so many that the others give no share. */
export const isUntold = ({ drawnCount, labelledCount, unclearCount }: PickedCounts): boolean =>
  unclearCount > 0 && labelledCount + unclearCount === drawnCount

interface LackingLabels extends Omit<FindingOf<'not-citable'>, 'id' | 'level'> {
  readonly needed?: { readonly moreCount: number } | null
  readonly labelled?: PickedCounts
}

/** Why labels are missing: "2 skipped, 4 on which coders differ". */
export const lackWords = (
  { missingCount, undecidedCount, unclearCount }: Pick<FindingOf<'labels-missing'>, 'missingCount' | 'undecidedCount' | 'unclearCount'>,
  skipped: string,
): string => {
  const skippedCount = missingCount - undecidedCount - unclearCount
  return phrases(
    [skippedCount, `${formatNumber(skippedCount)} ${skipped}`],
    [undecidedCount, `${formatNumber(undecidedCount)} on which coders differ`],
    [unclearCount, `${formatNumber(unclearCount)} marked “cannot tell”`],
  )
}

/** Rules on the sample and its labels: the draw, the coders, and the origin of labels. */
export const LABEL_WORDS = {
  'not-citable': { says: (shortfall) => `The audited shares cannot be cited: ${shortfallWords(shortfall)}.` },
  'few-labels': {
    says: ({ labelledCount, populationCount }) =>
      `${labelledCount === 0 ? 'None' : `Only ${formatNumber(labelledCount)}`} of the ${formatNumber(populationCount)} posts ${verb(Math.max(1, labelledCount), 'was', 'were')} labelled in the audit: there are no audited shares.`,
  },
  'part-of-sample': {
    says: ({ reachedCount, drawnCount }) =>
      `The audit reached the first ${formatNumber(reachedCount)} of the ${formatNumber(drawnCount)} posts in the order picked: they are the sample.`,
  },
  'labels-missing': {
    says: (counts) =>
      `${formatNumber(counts.missingCount)} of the ${formatNumber(counts.reachedCount)} posts of the sample ${verb(counts.missingCount, 'has', 'have')} no label that counts (${lackWords(counts, 'skipped or not reached')}): the audited intervals allow for any label there.${counts.undecidedCount > 0 ? ' Settle those on which coders differ with audit --adjudicate.' : ''}`,
  },
  'strata-joined': {
    says: ({ count }) =>
      `No post was labelled in ${count === 1 ? 'one stratum' : `${count} strata`} of the sample: the posts there are assumed to be like those of the next stratum.`,
  },
  agreement: { says: describeAgreement },
  'settled-by': {
    says: ({ settled }) =>
      `Posts on which coders differed were settled by ${settled
        .map(({ count, isCoder }) => `${isCoder ? 'one of the coders' : 'a further coder'} (${formatNumber(count)})`)
        .join(', ')}.`,
  },
  'second-gaps': {
    says: ({ gapCount, reachedCount, unanimousCount }) =>
      `${formatPart(gapCount, reachedCount)} posts meant for a second coder have no second label. Had the coders differed there, they would agree on ${formatPart(unanimousCount, reachedCount)}.`,
  },
  'equal-to-model': {
    says: ({ equalCount, judgedCount }) => `The labels equal the model's on ${equalCount} of ${judgedCount} posts.`,
    inSentence: ({ equalCount, judgedCount }) => `, ${formatPart(equalCount, judgedCount)} like the model`,
  },
  'coders-unknown': { says: ({ isAll }) => `The audit does not record whether ${isAll ? 'the' : 'some'} coders are people or models.` },
  'model-coders': {
    says: ({ models, count, labelCount }) =>
      `Labels by ${models.length === 0 ? 'a model' : models.map(givenName).join(', ')}: ${count} of ${labelCount}.`,
  },
  'chosen-seed': {
    says: ({ seed }) => `The sample was picked with the seed ${seed}, which somebody set; the posts themselves did not decide it.`,
    inSentence: () => ', picked with a seed that somebody set',
    isFact: true,
  },
  'set-aside': {
    says: ({ kinds }) =>
      `Set aside and not counted: ${Object.entries(kinds)
        .map(([kind, count]) => `${formatNumber(count)} as ${kind}`)
        .join(', ')}.`,
  },
  'labels-corrected': {
    says: ({ count }) => `${formatCount(count, 'label')} ${verb(count, 'was', 'were')} corrected after the first reading.`,
  },
  'sample-enlarged': {
    says: ({ size, sizesBefore }) => `The sample was made larger: from ${[...sizesBefore, size].map(formatNumber).join(' to ')} posts.`,
  },
} satisfies Partial<WordTable>

function describeAgreement(finding: FindingOf<'agreement'>): string {
  const { verdict, coderCount, doubleCodedCount, unanimousCount } = finding
  if (verdict === 'unchecked')
    return `${coderCount <= 1 ? 'One coder' : `${coderCount} coders`} labelled the sample, and no post was labelled twice: nobody has checked the labels.`
  const agreed = `Coders agree on ${formatNumber(unanimousCount)} of the ${formatNumber(doubleCodedCount)} posts that two or more labelled`
  if (verdict === 'uniform') return `${agreed}, all with one label: Krippendorff's alpha is undefined.`
  return `${agreed}: Krippendorff's alpha ${alphaWords(finding)}${verdict === 'tentative' ? ', enough for tentative conclusions only' : ''}.`
}

/** "0.72 (95% interval 0.53 to 0.84)". */
export const alphaWords = ({ alpha, alphaInterval }: Pick<FindingOf<'agreement'>, 'alpha' | 'alphaInterval'>): string =>
  alpha === null || alphaInterval === null
    ? 'undefined'
    : `${alpha.toFixed(2)} (95% interval ${alphaInterval.low.toFixed(2)} to ${alphaInterval.high.toFixed(2)})`
