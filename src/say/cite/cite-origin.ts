import { PipelineError } from '../../base/errors.js'
import { formatCount } from '../../base/text/format-count.js'
import { isEqualThroughout, judgeModelAgreement, UNUSUAL_CHANCE } from '../../count/audited/origin/label-origin.js'
import { MAX_BALANCE, UNUSUAL_BALANCE } from '../../count/audited/origin/measure-balance.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { LabelOrigin, SampleBalance } from '../../count/breakdown/breakdown-origin.js'
import { notReady } from './cite-complete.js'
import { capitalise, printableName } from './cite-wording.js'

/** How a sentence names those who read. */
export interface ReaderWords {
  /** Behind a number of posts: "labelled by hand". */
  readonly labelled: string
  /** Behind "for": "labelling by hand". */
  readonly labelling: string
  /** Before a verb: "people". */
  readonly who: string
}

/** Only of people it is said that they labelled by hand; a breakdown that does not say who they are may speak of anyone. */
export function readerWords({ origin }: Pick<BreakdownAudit, 'origin'>): ReaderWords {
  const { person = 0, model = 0, unknown = 1 } = origin?.labelsBy ?? {}
  if (unknown > 0) return { labelled: 'labelled', labelling: 'labelling', who: 'coders' }
  if (model === 0) return { labelled: 'labelled by hand', labelling: 'labelling by hand', who: 'people' }
  const who = person === 0 ? 'a model' : 'people and a model'
  return { labelled: `labelled by ${who}`, labelling: 'labelling', who }
}

/** Who labelled every post: "one coder", "2 coders (people and a model)". */
export function censusWords(record: Pick<BreakdownAudit, 'origin'>, count: number): string {
  const kind = (record.origin?.labelsBy.model ?? 0) === 0 ? '' : ` (${readerWords(record).who})`
  return `${count === 1 ? 'one coder' : `${count} coders`}${kind}`
}

/** "after 2 looks", behind a sample whose results were seen before it was complete; empty where nobody looked. */
export const lookWords = ({ origin }: Pick<BreakdownAudit, 'origin'>): string =>
  origin === undefined || origin.lookCount === 0 ? '' : `, after ${formatCount(origin.lookCount, 'look')} at results on the way`

/** What a reader must know of where the labels come from: whole sentences, empty where all is as usual. @param group what is quoted */
export function describeOrigin(
  { model }: Breakdown,
  { origin, coders, seed }: BreakdownAudit,
  group: Pick<GroupAudit, 'modelAgreement'>,
  accepted?: string,
): string {
  if (origin === undefined) return 'Whether the coders are people or models is not recorded.'
  const { labelsBy, drawnModel, isSeedChosen, lookCount, changedCount, modelAgreement } = origin
  const own = group.modelAgreement ?? modelAgreement?.all
  const models = coders.filter(({ kind }) => kind === 'model').map(({ coder }) => printableName(coder))
  const isAgreeing = judgeModelAgreement(origin) !== 'usual' && modelAgreement !== null
  const isUnknown = labelsBy.unknown === sumOf(labelsBy)
  return [
    labelsBy.unknown === 0 ? '' : `Whether ${isUnknown ? 'the' : 'some'} coders are people or models is not recorded.`,
    labelsBy.model === 0
      ? ''
      : `Labels by ${models.length === 0 ? 'a model' : models.join(', ')}: ${labelsBy.model} of ${sumOf(labelsBy)}.`,
    isSeedChosen ? `The sample was drawn with the seed ${seed}, which somebody set; the posts themselves did not decide it.` : '',
    drawnModel === model || drawnModel === null
      ? ''
      : `The sample was drawn when ${printableName(drawnModel)} had scored the posts; ${model === null ? 'several models' : printableName(model)} scored them since.`,
    describeDraw(origin, model),
    describeSetAside(origin),
    describeBalance(origin),
    changedCount === 0
      ? ''
      : `${formatCount(changedCount, 'label')} ${changedCount === 1 ? 'was' : 'were'} changed after ${changedCount === 1 ? 'it was' : 'they were'} given.`,
    lookCount === 0
      ? ''
      : `Caution: results were looked at ${lookCount === 1 ? 'once' : `${lookCount} times`} before the sample was complete, and the intervals do not allow for a stop at a result that pleased.`,
    modelAgreement === null ? '' : `The labels are the same as the program's on ${own?.equalCount} of ${own?.judgedCount}.`,
    isAgreeing
      ? `Caution: the labels are the model's own on ${modelAgreement.all.equalCount} of ${modelAgreement.all.judgedCount} posts${own?.judgedCount === modelAgreement.all.judgedCount ? '' : ' of the whole audit'}, more than careful coders' are (on about ${Math.round(modelAgreement.all.carefulShare * modelAgreement.all.judgedCount)}).`
      : '',
    accepted !== undefined && isAgreeing ? `Why they agree, as those who cite say: ${printableName(accepted, MAX_REASON_WIDTH)}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function describeDraw({ draw, forgottenCount, drawnModel }: LabelOrigin, model: string | null): string {
  switch (draw) {
    case 'forgotten':
      return `${forgottenCount === 0 ? 'Posts' : formatCount(forgottenCount, 'judgement')} ${forgottenCount === 1 ? 'was' : 'were'} taken out on request; the draw cannot be repeated.`
    case 'older':
      return 'The sample was drawn by an older version, whose draw cannot be repeated.'
    case 'otherStrata':
      return drawnModel === model ? 'The parts that the sample was drawn from are those of other predictions of the same model.' : ''
    case 'repeated':
      return ''
  }
}

function describeSetAside({ setAside }: LabelOrigin): string {
  const parts = Object.entries(setAside).map(([kind, count]) => `${count} as ${kind}`)
  return parts.length === 0 ? '' : `Set aside and not counted: ${parts.join(', ')}.`
}

function describeBalance({ balance }: LabelOrigin): string {
  if (balance === null || Math.abs(balance.z) < UNUSUAL_BALANCE) return ''
  return `Caution: ${balanceWords(balance)} (z ${balance.z.toFixed(1)}), more than random draws usually make it.`
}

const balanceWords = ({ label, z }: SampleBalance): string =>
  `the program's ${label === null ? 'certainty' : `probability of ${printableName(label)}`} is ${z < 0 ? 'lower' : 'higher'} for the drawn posts than for all`

export function checkBalance({ origin }: BreakdownAudit): void {
  const balance = origin?.balance
  if (!balance || Math.abs(balance.z) < MAX_BALANCE) return
  throw notReady(
    'CITE_UNBALANCED',
    `the sample is unlike the posts that it was drawn from. ${capitalise(balanceWords(balance))}, by ${Math.abs(balance.z).toFixed(1)} standard errors; a random draw differs by ${MAX_BALANCE} at most. Predictions of either were changed since the draw, or a model learned from the sample. Classify the posts again with a model that saw none of them, or draw a new sample.`,
    { ...balance },
  )
}

const sumOf = (counts: { readonly [kind: string]: number }): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

const MAX_REASON_WIDTH = 300

export function checkCopied({ origin }: BreakdownAudit, accepted: string | undefined): void {
  if (accepted !== undefined && !/\p{L}/u.test(accepted)) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected --accept-agreement with the reason in words, got "${accepted.slice(0, 80)}".`)
  }
  if (judgeModelAgreement(origin) !== 'copied' || !origin?.modelAgreement || accepted !== undefined) return
  const { all, leastSure } = origin.modelAgreement
  const third = leastSure === null ? '' : `, also ${leastSure.equalCount} of the ${leastSure.judgedCount} of which it is least sure`
  const chance = isEqualThroughout(all) ? '' : `, and so often with a chance below ${UNUSUAL_CHANCE} among those of which it is least sure`
  throw notReady(
    'CITE_LABELS_COPIED',
    `the labels look copied from the model. ${all.equalCount} of ${all.judgedCount} are equal to its own${third}: careful coders agree with it on about ${Math.round(all.carefulShare * all.judgedCount)} of all${chance}. Have other coders label the sample blind, or say why it is so with --accept-agreement "why", which is printed.`,
    { all, leastSure },
  )
}
